"""Problems as text: for a person, for a workflow's annotations, as data. Lines of privacy problems are never repeated.

Other formats are in `reports`. What a record explains is told in all of them, with the reason and who approved it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from .privacy.numbers import redact
from .problems import Level, Problem
from .rules.easing import EASABLE

Lines = Callable[[str], list[str]]
Values = Callable[[str], Mapping[str, Any]]


class Explanation(NamedTuple):
    """What a record's 说明 answers to a rule: the reason, and who approved that it is published so."""

    reason: str
    approver: str

    def __str__(self) -> str:
        return f"说明：{self.reason}（批准人：{self.approver}）"


# By path and code of the problem that is explained.
Explained = Mapping[tuple[str, str], Explanation]
NOTHING: Explained = MappingProxyType({})

_UNTOLD = Explanation("文件里有不得公开的内容，不转载", "不转载")
PAGES = "docs/codes"
WORDS = {Level.ERROR: "错误", Level.WARNING: "警告"}
_SHOWN_WARNINGS = 20


def code_page(code: str) -> str:
    """Where a code is explained."""
    return f"{PAGES}/{code}.md"


def explained(problems: Iterable[Problem], values: Values) -> Explained:
    """The explanation of every problem that a record's 说明 answers.

    values: gives what a file of the site says, by its path. Of a file with secrets nothing is repeated.
    """
    problems = list(problems)
    untold = secret(problems)
    eased = {(item.place.path, item.code) for item in problems if item.level is Level.WARNING and item.code in EASABLE}
    found: dict[tuple[str, str], Explanation] = {}
    for path in sorted({path for path, _ in eased}):
        entries = values(path).get("说明")
        for entry in entries if isinstance(entries, list) else ():
            code = _part(entry, "规则") if isinstance(entry, dict) else ""
            if (path, code) in eased:
                told = Explanation(_part(entry, "原因"), _part(entry, "批准人"))
                found[path, code] = _UNTOLD if path in untold else told
    return found


def secret(problems: Iterable[Problem]) -> set[str]:
    """The files of which nothing more than the problems may be told."""
    return {problem.place.path for problem in problems if problem.secret}


def _part(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    return safe_text(value) if isinstance(value, str) else ""


def as_text(problems: Iterable[Problem], lines: Lines, explained: Explained = NOTHING) -> str:
    """A report for people: every error, the first warnings, each with its line underlined and how to mend it.

    lines: gives the lines of a file of the site, by its path. What is explained is named even where it comes late.
    """
    pairs = [(safe(problem), answer(problem, explained)) for problem in problems]
    errors = [problem for problem, _ in pairs if problem.level is Level.ERROR]
    warnings = [(problem, reply) for problem, reply in pairs if problem.level is Level.WARNING]
    hidden = {(problem.place.path, problem.place.line) for problem, _ in pairs if problem.secret}
    shown, late = errors + [problem for problem, _ in warnings[:_SHOWN_WARNINGS]], warnings[_SHOWN_WARNINGS:]
    replies = [None] * len(errors) + [reply for _, reply in warnings[:_SHOWN_WARNINGS]]
    blocks = [_block(problem, reply, lines, hidden) for problem, reply in zip(shown, replies, strict=True)]
    if late:
        codes = "、".join(f"{code} {count} 条" for code, count in counts(problem for problem, _ in late))
        blocks.append(f"另有警告 {len(late)} 条未列出：{codes}。用 --format json 可看全部。\n")
    if told := [f"  {problem.place}: {problem.code} {reply}\n" for problem, reply in late if reply]:
        blocks.append(f"其中已有说明的：\n{''.join(told)}")
    return "\n".join(blocks)


def summary(problems: Iterable[Problem], files: Mapping[str, int]) -> str:
    """One line: what was checked (word → count) and what was found."""
    levels = Counter(problem.level for problem in problems)
    checked = "、".join(f"{word} {count}" for word, count in files.items() if count)
    found = "，".join(f"{WORDS[level]} {levels[level]} 条" for level in Level)
    return f"检查了{checked or '空文件夹'}：{found}。"


def as_github(problems: Iterable[Problem], explained: Explained = NOTHING) -> str:
    """Workflow annotations, one a line."""
    return "".join(_annotation(safe(problem), answer(problem, explained)) + "\n" for problem in problems)


def as_json(problems: Iterable[Problem], files: Mapping[str, int], explained: Explained = NOTHING) -> str:
    """The report as data: counts and every problem."""
    listed = [_plain(safe(problem), answer(problem, explained)) for problem in problems]
    levels = Counter(problem["level"] for problem in listed)
    report = {
        "files": dict(files),
        "errors": levels[Level.ERROR.value],
        "warnings": levels[Level.WARNING.value],
        "problems": listed,
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def safe(problem: Problem) -> Problem:
    """The problem with every personal number blotted out, wherever a name, path or value carried it in."""
    return replace(
        problem,
        place=replace(problem.place, path=safe_text(problem.place.path)),
        message=safe_text(problem.message),
        help=safe_text(problem.help),
    )


def safe_text(text: str) -> str:
    """One line of text as a report may repeat it: personal numbers blotted out, nothing that drives a terminal."""
    return redact(_printable(text))


def answer(problem: Problem, explained: Explained) -> Explanation | None:
    """The explanation of a problem, where its record gives one."""
    return explained.get((problem.place.path, problem.code)) if problem.level is Level.WARNING else None


def counts(problems: Iterable[Problem]) -> list[tuple[str, int]]:
    """How many problems there are of each code, by code."""
    return sorted(Counter(problem.code for problem in problems).items())


def _block(problem: Problem, reply: Explanation | None, lines: Lines, hidden: set[tuple[str, int]]) -> str:
    text = f"{problem.place}: {WORDS[problem.level]}[{problem.code}]\n  {problem.message}\n"
    if problem.place.line and (problem.place.path, problem.place.line) not in hidden:
        text += _excerpt(problem, lines(problem.place.path))
    if reply:
        text += f"  {reply}\n"
    if problem.help:
        text += f"  怎样改：{problem.help}\n"
    return text + f"  详见 {code_page(problem.code)}\n"


def _excerpt(problem: Problem, lines: list[str]) -> str:
    """The line with carets below. Chinese characters are two columns wide, so carets are too."""
    number, column = problem.place.line, max(problem.place.column, 1)
    if number > len(lines):
        return ""
    line = safe_text(lines[number - 1])
    before, marked = line[: column - 1], line[column - 1 :][: problem.length or None].rstrip()
    gutter = f"  {number:>5} | "
    carets = " " * _width(before) + "^" * max(_width(marked[:40]), 1)
    return f"{gutter}{_cut(line)}\n{' ' * (len(gutter) - 2)}| {carets}\n"


def _cut(line: str) -> str:
    return line if len(line) <= 100 else f"{line[:100]}……"


def _printable(line: str) -> str:
    """Control characters could drive the reader's terminal."""
    return "".join(character if character.isprintable() or character == " " else "\ufffd" for character in line)


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _plain(problem: Problem, reply: Explanation | None) -> dict[str, Any]:
    explanation = {"explanation": reply._asdict()} if reply else {}
    return {
        "code": problem.code,
        "level": problem.level.value,
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "message": problem.message,
        "help": problem.help,
        "page": code_page(problem.code),
        **explanation,
    }


def _annotation(problem: Problem, reply: Explanation | None) -> str:
    place = problem.place
    head = {"file": place.path, "line": place.line or 1, "col": place.column or 1, "title": problem.code}
    properties = ",".join(f"{key}={_escape(str(value), ':,')}" for key, value in head.items())
    return f"::{problem.level.value} {properties}::{_escape(f'{problem.message}。{problem.help}') + _escape(str(reply or ''))}"


def _escape(text: str, more: str = "") -> str:
    """GitHub's own escaping of workflow commands."""
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
