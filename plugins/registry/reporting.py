"""Problems as text: for a person, for a workflow's annotations, as data. Lines of privacy problems are never repeated."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from .numbers import redact
from .problems import Level, Problem

Lines = Callable[[str], list[str]]

_WORDS = {Level.ERROR: "错误", Level.WARNING: "警告"}
_SHOWN_WARNINGS = 20


def code_page(code: str) -> str:
    """Where a code is explained."""
    return f"docs/codes/{code}.md"


def as_text(problems: Iterable[Problem], lines: Lines) -> str:
    """A report for people: every error, the first warnings, each with its line underlined and how to mend it.

    lines: gives the lines of a file of the site, by its path.
    """
    problems = [_safe(problem) for problem in problems]
    errors = [problem for problem in problems if problem.level is Level.ERROR]
    warnings = [problem for problem in problems if problem.level is Level.WARNING]
    secret = {(problem.place.path, problem.place.line) for problem in problems if problem.secret}
    blocks = [_block(problem, lines, secret) for problem in errors + warnings[:_SHOWN_WARNINGS]]
    if len(warnings) > _SHOWN_WARNINGS:
        counts = "、".join(f"{code} {count} 条" for code, count in _counts(warnings[_SHOWN_WARNINGS:]))
        blocks.append(f"另有警告 {len(warnings) - _SHOWN_WARNINGS} 条未列出：{counts}。用 --format json 可看全部。\n")
    return "\n".join(blocks)


def summary(problems: Iterable[Problem], files: Mapping[str, int]) -> str:
    """One line: what was checked (word → count) and what was found."""
    counts = Counter(problem.level for problem in problems)
    checked = "、".join(f"{word} {count}" for word, count in files.items() if count)
    found = "，".join(f"{_WORDS[level]} {counts[level]} 条" for level in Level)
    return f"检查了{checked or '空文件夹'}：{found}。"


def as_github(problems: Iterable[Problem]) -> str:
    """Workflow annotations, one a line."""
    return "".join(_annotation(_safe(problem)) + "\n" for problem in problems)


def as_json(problems: Iterable[Problem], files: Mapping[str, int]) -> str:
    """The report as data: counts and every problem."""
    listed = [_plain(_safe(problem)) for problem in problems]
    levels = Counter(problem["level"] for problem in listed)
    report = {
        "files": dict(files),
        "errors": levels[Level.ERROR.value],
        "warnings": levels[Level.WARNING.value],
        "problems": listed,
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _safe(problem: Problem) -> Problem:
    """The problem with every personal number blotted out, wherever a name, path or value carried it in."""
    return replace(
        problem,
        place=replace(problem.place, path=redact(_printable(problem.place.path))),
        message=redact(_printable(problem.message)),
        help=redact(_printable(problem.help)),
    )


def _counts(problems: Iterable[Problem]) -> list[tuple[str, int]]:
    return sorted(Counter(problem.code for problem in problems).items())


def _block(problem: Problem, lines: Lines, secret: set[tuple[str, int]]) -> str:
    text = f"{problem.place}: {_WORDS[problem.level]}[{problem.code}]\n  {problem.message}\n"
    if problem.place.line and (problem.place.path, problem.place.line) not in secret:
        text += _excerpt(problem, lines(problem.place.path))
    if problem.help:
        text += f"  怎样改：{problem.help}\n"
    return text + f"  详见 {code_page(problem.code)}\n"


def _excerpt(problem: Problem, lines: list[str]) -> str:
    """The line with carets below. Chinese characters are two columns wide, so carets are too."""
    number, column = problem.place.line, max(problem.place.column, 1)
    if number > len(lines):
        return ""
    line = redact(_printable(lines[number - 1]))
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


def _plain(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "level": problem.level.value,
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "message": problem.message,
        "help": problem.help,
        "page": code_page(problem.code),
    }


def _annotation(problem: Problem) -> str:
    place = problem.place
    head = {"file": place.path, "line": place.line or 1, "col": place.column or 1, "title": problem.code}
    properties = ",".join(f"{key}={_escape(str(value), ':,')}" for key, value in head.items())
    return f"::{problem.level.value} {properties}::{_escape(f'{problem.message}。{problem.help}')}"


def _escape(text: str, more: str = "") -> str:
    """GitHub's own escaping of workflow commands."""
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
