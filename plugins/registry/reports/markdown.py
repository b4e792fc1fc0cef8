"""Problems as Markdown: one comment on a pull request. Nothing that a file says becomes a link, a mention or HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..problems import Level, Problem
from ..reporting import NOTHING, PAGES, WORDS, Explained, answer, counts, safe, safe_text, summary
from .changes import NATURE, Change

# By this line a workflow finds the comment that it wrote before.
MARKER = "<!-- publish-check -->"
_SHOWN = 60
_LONGEST = 300
# A blank of no width parts what a code host would turn into a mention, a reference or an address.
_NOTHING_WIDE = "&#8203;"
_SPECIAL = {ord(character): f"&#{ord(character)};" for character in "&<>|`*_[]()\\~!$"} | {
    ord("@"): f"@{_NOTHING_WIDE}",
    ord("#"): f"#{_NOTHING_WIDE}",
}


def as_markdown(
    problems: Iterable[Problem],
    files: Mapping[str, int],
    explained: Explained = NOTHING,
    changes: Sequence[Change] | None = None,
    *,
    strict: bool = False,
    pages: str = PAGES,
) -> str:
    """The comment: verdict, counts, problems, what the pull request changes (where `changes` is given), and 说明.

    pages: where the pages of the codes are, best an absolute URL; strict: warnings fail too.
    """
    problems = list(problems)
    told = {(item.place.path, item.code): reply for item in problems if (reply := answer(item, explained))}
    listed = sorted(map(safe, problems), key=lambda problem: problem.level is Level.WARNING)
    parts = [f"## {_verdict(listed, strict=strict)}", summary(listed, files)]
    if listed:
        rows = (_row(problem, pages) for problem in listed[:_SHOWN])
        parts.append(_table(("级别", "位置", "问题", "怎样改", "说明页"), rows))
    if rest := listed[_SHOWN:]:
        parts.append(f"另有 {len(rest)} 条没有列出：")
        parts.append(_table(("代码", "条数"), ((_page(code, pages), str(count)) for code, count in counts(rest))))
    if changes is not None:
        parts += _changed(changes)
    if told:
        parts += _explained(told, pages)
    return "\n\n".join([*parts, MARKER]) + "\n"


def plain(text: str) -> str:
    """A text that Markdown shows as it is: one line, no markup, no HTML, no link, no mention; long ones are cut."""
    text = safe_text(text)
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……"
    return text.translate(_SPECIAL).replace("://", f":{_NOTHING_WIDE}//").replace("www.", f"www{_NOTHING_WIDE}.")


def _verdict(problems: Sequence[Problem], *, strict: bool) -> str:
    errors = sum(problem.level is Level.ERROR for problem in problems)
    warnings = len(problems) - errors
    if errors:
        return f"检查没有通过：有 {errors} 处必须改正"
    if warnings:
        return f"检查没有通过：有 {warnings} 处警告" if strict else f"检查通过，有 {warnings} 处请核对"
    return "检查通过"


def _row(problem: Problem, pages: str) -> tuple[str, ...]:
    place = plain(problem.place.path) + (f":{problem.place.line}" if problem.place.line else "")
    return WORDS[problem.level], place, plain(problem.message), plain(problem.help), _page(problem.code, pages)


def _page(code: str, pages: str) -> str:
    return f"[{code}]({pages}/{code}.md)"


def _changed(changes: Sequence[Change]) -> Iterator[str]:
    found = "，".join(f"{what} {count}" for what in NATURE if (count := sum(item.what == what for item in changes)))
    yield f"### 改动的记录\n\n{f'{found}。' if found else '没有改动记录。'}"
    if changes:
        rows = ((item.what, plain(item.id), plain(item.party), plain(item.number)) for item in changes[:_SHOWN])
        yield _table(("改动", "编号", "当事人", "文号"), rows)
    if len(changes) > _SHOWN:
        yield f"另有 {len(changes) - _SHOWN} 条没有列出。"


def _explained(told: Explained, pages: str) -> Iterator[str]:
    yield f"### 说明\n\n{len(told)} 处问题由记录写明说明，照常公示并标明。请审核说明是否属实、批准人是否有权。"
    rows = (
        (plain(path), _page(code, pages), plain(reply.reason), plain(reply.approver))
        for (path, code), reply in sorted(told.items())[:_SHOWN]
    )
    yield _table(("记录", "规则", "原因", "批准人"), rows)
    if rest := sorted(told)[_SHOWN:]:
        yield f"另有 {len(rest)} 处没有列出，用 publish.py check --format json 可看全部。"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows))
    return "\n".join(lines)
