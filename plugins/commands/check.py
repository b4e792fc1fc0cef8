"""publish.py check: what is wrong, where, and how to mend it; --fix mends what is mechanical."""

from __future__ import annotations

import os
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugins.registry import program, reporting, repository, source
from plugins.registry.checking import Checked, begin, check, finish, placed
from plugins.registry.looking import Progress
from plugins.registry.memory import Memory
from plugins.registry.problems import Problem, errors, ordered

from . import console, mending

if TYPE_CHECKING:
    from plugins.registry.history import Previous
    from plugins.registry.reports.changes import Change

FORMATS = ("text", "github", "json", "sarif", "markdown")

# What is coloured on a terminal: heads of problems, carets, advice, changed lines.
_COLOURS = (
    (re.compile(r"^\S.*: 错误\[[a-z-]+\]$", re.MULTILINE), "bold red"),
    (re.compile(r"^\S.*: 警告\[[a-z-]+\]$", re.MULTILINE), "bold yellow"),
    (re.compile(r"^ +\| ( *\^+)$", re.MULTILINE), "red"),
    (re.compile(r"^  怎样改：.*$", re.MULTILINE), "green"),
    (re.compile(r"^  详见 .*$", re.MULTILINE), "dim"),
)
_DIFF_COLOURS = ((re.compile(r"^\+.*$", re.MULTILINE), "green"), (re.compile(r"^-.*$", re.MULTILINE), "red"))


def options(parser: ArgumentParser) -> None:
    """The command's own options."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="只报告这些文件或者文件夹的问题（默认全部）"
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="报告的格式（默认 text）")
    parser.add_argument("--previous", metavar="DIR|URL", help="另与上次发布的网站核对，不丢失、不倒签、不擅自改动")
    parser.add_argument("--strict", action="store_true", help="警告也算不通过")
    parser.add_argument(
        "--fix",
        action="store_true",
        help="改好只有一种读法的写法（全角、中文冒号、日期、金额、文号括号、空格、字段次序），列出改动，再检查",
    )
    parser.add_argument(
        "--base", type=Path, metavar="DIR", help="目标分支的站点文件夹；Markdown 报告据此列出新增、修改、撤回的记录"
    )
    parser.add_argument(
        "--pages",
        default=reporting.PAGES,
        metavar="URL",
        help=f"SARIF 和 Markdown 报告里，代码说明页在哪个网址下（默认 {reporting.PAGES}）",
    )
    console.root_option(parser)
    console.day_option(parser)
    console.jobs_option(parser)


def run(arguments: Namespace) -> int:
    """Checks, prints the report, and returns 0, or 1 where something must be mended."""
    root = console.site_root(arguments.root)
    wanted = _wanted(root, arguments.paths)
    base = _base(arguments)
    before = _previous(arguments.previous) if arguments.previous is not None else None
    look = partial(_checked, root, arguments, wanted, before)
    checked = look()
    if arguments.fix:
        # Standard output is the report's, where a program reads it.
        show = partial(_show, colours=_DIFF_COLOURS) if arguments.format == "text" else sys.stderr.write
        if mending.mend(root, _paths(root, wanted), checked, before, show):
            checked = look()
    problems = [problem for problem in checked.problems if _is_wanted(root, problem.place.path, wanted)]
    changes = _changes(root, base, checked, wanted) if base else None
    _report(root, arguments, checked, problems, changes)
    failing = problems if arguments.strict else errors(problems)
    return console.PROBLEMS if failing else console.FINE


def _checked(root: Path, arguments: Namespace, wanted: list[Path], before: Previous | None) -> Checked:
    memory = Memory(console.memory_folder(root), program.digest())
    jobs = arguments.jobs or os.cpu_count() or 1
    with console.progress("检查") as report:
        if before:
            return _held_against(before, root, arguments.today, jobs, memory, report)
        agencies = _agencies(root, wanted)
        return check(root, arguments.today, jobs=jobs, memory=memory, agencies=agencies, progress=report)


def _previous(place: str) -> Previous:
    """The publication before. Raises console.Stop where it cannot be read."""
    # Loaded where it is wanted: checking one file should not wait for it.
    from plugins.site.previous import NoPrevious, previous

    try:
        return previous(place)
    except NoPrevious as error:
        raise console.Stop(str(error)) from error


def _held_against(
    before: Previous, root: Path, today: date | None, jobs: int, memory: Memory, report: Progress
) -> Checked:
    """A check of the whole site, also against the publication before. Raises console.Stop where that cannot be read."""
    from plugins.registry.forms import Forms
    from plugins.registry.history import compare, now
    from plugins.site.previous import NoPrevious

    try:
        begun = begin(root, today, jobs=jobs, memory=memory)
        forms = Forms(begun.registry.settings, begun.today, now) if begun.sound else None
        checked = finish(begun, jobs=jobs, use=forms, progress=report)
        registry = checked.registry
        if forms:
            announced = registry.announced_between(before.day, str(begun.today))
            findings = compare(before, checked.made.values(), registry.there, announced=announced)
            checked.problems += placed(root, findings)
    except NoPrevious as error:
        raise console.Stop(str(error)) from error
    return replace(checked, problems=ordered(checked.problems))


def _report(
    root: Path, arguments: Namespace, checked: Checked, problems: list[Problem], changes: Sequence[Change] | None
) -> None:
    """Prints the report. Formats for other programs are loaded where they are wanted."""
    counts = counted(checked)
    explained = reporting.explained(checked.problems, partial(_values, root))
    match arguments.format:
        case "github":
            console.say(reporting.as_github(problems, explained))
        case "json":
            console.say(reporting.as_json(problems, counts, explained))
        case "sarif":
            from plugins.registry.reports.sarif import as_sarif

            titles = {code: _title(code) for code in {problem.code for problem in problems}}
            console.say(as_sarif(problems, titles, explained, arguments.pages.rstrip("/")))
        case "markdown":
            from plugins.registry.reports.markdown import as_markdown

            pages, strict = arguments.pages.rstrip("/"), arguments.strict
            console.say(as_markdown(problems, counts, explained, changes, strict=strict, pages=pages))
        case _:
            text = reporting.as_text(problems, partial(console.lines_of, root), explained)
            _show(f"{text}\n" if text else "", _COLOURS)
            console.say(f"{reporting.summary(problems, counts)}\n")


def _show(text: str, colours: Iterable[tuple[re.Pattern[str], str]]) -> None:
    """Prints a text, coloured on a terminal where nobody asked for NO_COLOR."""
    if not text or not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        console.say(text)
        return
    from rich.console import Console
    from rich.text import Text

    coloured = Text(text, end="")
    for pattern, style in colours:
        for match in pattern.finditer(text):
            coloured.stylize(style, *match.span(pattern.groups))
    Console(file=sys.stdout, soft_wrap=True).print(coloured, end="")


def _values(root: Path, path: str) -> dict[str, Any]:
    read, _ = source.read(path, repository.read(root, path))
    return read.values if read else {}


def _title(code: str) -> str:
    """The title of a code's page."""
    page = program.REPOSITORY / reporting.code_page(code)
    return page.read_text("utf-8").partition("\n")[0].partition("：")[2] if page.is_file() else code


def counted(checked: Checked) -> dict[str, int]:
    """How many of what was checked."""
    registry = checked.registry
    return {
        "机关": len(registry.agencies),
        "执法决定": len(registry.decisions),
        "清单": len(registry.lists),
        "指南等": len(registry.pages),
        "读不了的文件": len(registry.unreadable),
    }


def _base(arguments: Namespace) -> Path | None:
    base: Path | None = arguments.base
    if base is None:
        return None
    if arguments.format != "markdown":
        raise console.Stop("--base 只用于 --format markdown")
    if not (base / "agencies").is_dir():
        raise console.Stop(f"--base {base} 里没有 agencies/ 文件夹，不是一个站点")
    return base.resolve()


def _changes(root: Path, base: Path, checked: Checked, wanted: list[Path]) -> list[Change]:
    """What differs from the target branch."""
    from plugins.registry.reports.changes import changes

    paths = sorted({*_paths(root, wanted), *(path for path in _paths(base, []) if _is_wanted(root, path, wanted))})
    contents = ((path, _content(base, path), _content(root, path)) for path in paths)
    return changes((item for item in contents if item[1] != item[2]), reporting.secret(checked.problems))


def _content(root: Path, path: str) -> bytes | None:
    try:
        return repository.read(root, path)
    except (repository.Misplaced, FileNotFoundError, NotADirectoryError):
        return None


def _paths(root: Path, wanted: list[Path]) -> list[str]:
    """The paths of a site's wanted files."""
    paths = (file.path for file in repository.files(root, _agencies(root, wanted)))
    return [path for path in paths if _is_wanted(root, path, wanted)]


def _wanted(root: Path, paths: list[Path]) -> list[Path]:
    return [_inside(root, path) for path in paths]


def _inside(root: Path, path: Path) -> Path:
    """The file or folder of the site that a path means: from the current folder, or from the site's. Raises console.Stop."""
    found = [place for place in (path.resolve(), (root / path).resolve()) if place.exists()]
    if inside := next((place for place in found if place.is_relative_to(root)), None):
        return inside
    if found:
        raise console.Stop(f"{found[0]} 不在站点 {root} 里；它属于别的站点的，用 --root 指明那个站点")
    raise console.Stop(f"没有 {path}：当前文件夹里没有，站点 {root} 里也没有")


def _agencies(root: Path, wanted: list[Path]) -> set[str] | None:
    """The agencies whose decisions must be read to judge the wanted files; None for all."""
    parts = [path.relative_to(root).parts for path in wanted]
    if not parts or any(len(part) < 2 or part[0] != "agencies" for part in parts):
        return None
    return {part[1] for part in parts}


def _is_wanted(root: Path, path: str, wanted: Collection[Path]) -> bool:
    return not wanted or any((root / path).is_relative_to(item) for item in wanted)
