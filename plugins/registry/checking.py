"""The one function all doors call: reads a site's files, runs every rule, and returns what was read and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from . import dates, numbers, privacy, repository, source
from .assembly import assemble
from .kinds import DECISION_KINDS, kind
from .problems import Finding, Level, Place, Problem, ordered
from .records import Record, Registry
from .rules import RULES

Progress = Callable[[int, int], None]

# Fewer files than this are read faster than workers start.
_ALONE = 400


@dataclass
class Checked:
    """What a check found: the registry as far as it could be read, all problems in order, the day it was held against."""

    registry: Registry
    problems: list[Problem]
    today: date

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.level is Level.ERROR]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.level is Level.WARNING]


@dataclass
class _Inspected:
    """One file after the record rules: the record, where it could be read, and its problems."""

    path: str
    record: Record | None
    problems: list[Problem] = field(default_factory=list)


def check(root: Path, today: date | None = None, *, jobs: int = 1, progress: Progress | None = None) -> Checked:
    """Checks the site under `root`.

    today: the day to hold dates against; default is the site's 今日 (a demonstration's fixed day), else the real day.
    jobs: worker processes; the result is the same for any number.
    """
    paths = repository.paths(root)
    day = today or _fixed_day(root) or datetime.now(ZoneInfo("Asia/Shanghai")).date()
    results: list[_Inspected] = []
    for batch in _inspect_all(root, paths, day, jobs):
        results += batch
        if progress:
            progress(len(results), len(paths))
    registry, problems = assemble((result.path, result.record) for result in results)
    for result in results:
        problems += result.problems
    problems += _registry_problems(root, registry, day)
    return Checked(registry, ordered(problems), day)


def inspect(path: str, raw: bytes, today: date) -> tuple[Record | None, list[Problem]]:
    """Reads one file from its bytes and runs the record rules on it. Pure: nothing but the arguments is looked at."""
    if any(numbers.find(path)):
        help_text = "给文件换一个名字：编号由工具给出，不用证件号、电话和姓名。"
        return None, [
            Problem("privacy-number", Level.ERROR, Place(path), "文件名里疑似有个人号码", help_text, secret=True)
        ]
    try:
        location = repository.locate(path)
    except repository.Misplaced as misplaced:
        return None, [_misplaced(path, misplaced)]
    read, problems = source.read(path, raw)
    problems += _stray_numbers(path, raw, read.values if read else {}, read.body if read else "")
    if read is None:
        return None, problems
    kind_id = location.kind
    if kind_id == "decision":
        kind_id = _decision_kind(read.values.get("执法类别"))
        if not kind_id:
            names = "、".join(kind(name).name for name in DECISION_KINDS)
            finding = Finding("kind-unknown", ("执法类别",), "不知道是哪一类执法决定", f"“执法类别”应是：{names}。")
            return None, [*problems, finding.at(read.place(finding.keys))]
    record = Record(location.id, kind_id, location.agency, path, read.values, read.body, location.year, location.slug)
    found = [finding for rule in RULES if rule.record for finding in rule.record(record, today)]
    problems += [finding.at(read.place(finding.keys)) for finding in found]
    broken = any(finding.code == "value-type" for finding in found)
    return (None if broken else record), problems


def _stray_numbers(path: str, raw: bytes, values: Mapping[str, Any], body: str) -> Iterator[Problem]:
    """Personal numbers in comments, keys and files that cannot be read: all of the file is public."""
    text = raw[: source.MAX_BYTES].decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    hits = list(numbers.find(text))
    known = (
        {value[hit.start : hit.end] for _, value in privacy.texts([values, body]) for hit in numbers.find(value)}
        if hits
        else set()
    )
    for hit in hits:
        if text[hit.start : hit.end] not in known:
            line, column = text.count("\n", 0, hit.start) + 1, hit.start - text.rfind("\n", 0, hit.start)
            message = f"这一行第 {column} 个字起的 {hit.end - hit.start} 个字疑似{hit.kind}"
            help_text = "整个删去，注释里也不能写。已经推送过的，请立即联系平台管理员清除历史。"
            yield Problem("privacy-number", Level.ERROR, Place(path, line, column), message, help_text, secret=True)


def _inspect_all(root: Path, paths: list[str], today: date, jobs: int) -> Iterator[list[_Inspected]]:
    work = partial(_inspect_batch, root, today)
    alone = jobs <= 1 or len(paths) <= _ALONE
    with nullcontext() if alone else ProcessPoolExecutor(jobs) as pool:
        yield from _mapped(pool, work, repository.batches(paths))


def _mapped(pool: Executor | None, work: Callable[[list[str]], Any], batches: Iterable[list[str]]) -> Iterator[Any]:
    return pool.map(work, batches) if pool else map(work, batches)


def _inspect_batch(root: Path, today: date, paths: list[str]) -> list[_Inspected]:
    results = []
    for path in paths:
        try:
            raw = repository.read(root, path)
        except repository.Misplaced as misplaced:
            results.append(_Inspected(path, None, [_misplaced(path, misplaced)]))
            continue
        results.append(_Inspected(path, *inspect(path, raw, today)))
    return results


def _misplaced(path: str, misplaced: repository.Misplaced) -> Problem:
    return Problem("path-unknown", Level.ERROR, Place(path), "文件放错了地方，或者名字不合规定", f"{misplaced}。")


def _decision_kind(name: object) -> str:
    return next((kind_id for kind_id in DECISION_KINDS if kind(kind_id).name == name), "")


def _fixed_day(root: Path) -> date | None:
    """The site's 今日, read ahead of everything else."""
    try:
        read, _ = source.read("content/settings.yaml", repository.read(root, "content/settings.yaml"))
    except (OSError, repository.Misplaced):
        return None
    return dates.parse(str(read.values.get("今日", ""))) if read else None


def _registry_problems(root: Path, registry: Registry, today: date) -> Iterator[Problem]:
    for rule in RULES:
        for path, finding in rule.registry(registry, today) if rule.registry else ():
            read, _ = source.read(path, repository.read(root, path)) if (root / path).is_file() else (None, [])
            yield finding.at(read.place(finding.keys) if read else Place(path))
