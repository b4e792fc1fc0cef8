"""publish.py check: what is wrong, where, and how to mend it."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from plugins.registry import program, reporting
from plugins.registry.checking import Checked, begin, check, finish, placed
from plugins.registry.looking import Progress
from plugins.registry.memory import Memory
from plugins.registry.problems import Problem, errors, ordered

from . import console


def options(parser: ArgumentParser) -> None:
    """The command's own options."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="只报告这些文件或者文件夹的问题（默认全部）"
    )
    parser.add_argument("--format", choices=("text", "github", "json"), default="text", help="报告的格式（默认 text）")
    parser.add_argument("--previous", metavar="DIR|URL", help="另与上次发布的网站核对，不丢失、不倒签、不擅自改动")
    parser.add_argument("--strict", action="store_true", help="警告也算不通过")
    console.root_option(parser)
    console.day_option(parser)
    console.jobs_option(parser)


def run(arguments: Namespace) -> int:
    """Checks, prints the report, and returns 0, or 1 where something must be mended."""
    root = console.site_root(arguments.root)
    wanted = _wanted(root, arguments.paths)
    memory = Memory(console.memory_folder(root), program.digest())
    jobs = arguments.jobs or os.cpu_count() or 1
    with console.progress("检查") as report:
        if arguments.previous:
            checked = _held_against(arguments.previous, root, arguments.today, jobs, memory, report)
        else:
            agencies = _agencies(root, wanted)
            checked = check(root, arguments.today, jobs=jobs, memory=memory, agencies=agencies, progress=report)
    problems = _within(checked.problems, root, wanted)
    counts = counted(checked)
    match arguments.format:
        case "github":
            console.say(reporting.as_github(problems))
        case "json":
            console.say(reporting.as_json(problems, counts))
        case _:
            text = reporting.as_text(problems, partial(console.lines_of, root))
            console.say(f"{text}\n" if text else "")
            console.say(f"{reporting.summary(problems, counts)}\n")
    failing = problems if arguments.strict else errors(problems)
    return console.PROBLEMS if failing else console.FINE


def _held_against(place: str, root: Path, today: date | None, jobs: int, memory: Memory, report: Progress) -> Checked:
    """A check of the whole site, also against the publication before. Raises console.Stop where that cannot be read."""
    # Loaded where it is wanted: checking one file should not wait for it.
    from plugins.registry.forms import Forms
    from plugins.registry.history import compare, now
    from plugins.site.previous import NoPrevious, previous

    try:
        before = previous(place)
        begun = begin(root, today, jobs=jobs, memory=memory)
        forms = Forms(begun.registry.settings, begun.today, now) if begun.sound else None
        checked = finish(begun, jobs=jobs, use=forms, progress=report)
        registry = checked.registry
        if forms:
            announced = registry.announced_after(before.day)
            findings = compare(before, checked.made.values(), registry.there, announced=announced)
            checked.problems += placed(root, findings)
    except NoPrevious as error:
        raise console.Stop(str(error)) from error
    return replace(checked, problems=ordered(checked.problems))


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


def _wanted(root: Path, paths: list[Path]) -> list[Path]:
    wanted = []
    for path in paths:
        absolute = (path if path.is_absolute() or path.exists() else root / path).resolve()
        if not absolute.exists() or not absolute.is_relative_to(root):
            raise console.Stop(f"站点 {root} 里没有 {path}")
        wanted.append(absolute)
    return wanted


def _agencies(root: Path, wanted: list[Path]) -> set[str] | None:
    """The agencies whose decisions must be read to judge the wanted files; None for all."""
    parts = [path.relative_to(root).parts for path in wanted]
    if not parts or any(len(part) < 2 or part[0] != "agencies" for part in parts):
        return None
    return {part[1] for part in parts}


def _within(problems: list[Problem], root: Path, wanted: list[Path]) -> list[Problem]:
    if not wanted:
        return problems
    return [problem for problem in problems if any((root / problem.place.path).is_relative_to(item) for item in wanted)]
