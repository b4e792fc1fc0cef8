"""The one function all doors call: reads a site's files, runs every rule, and returns what was read and what is wrong.

A site is read in two steps: first everything that decisions refer to (settings, governments, agencies, lists, pages),
then the decisions, each of which is inspected, may be used at once, and is then forgotten but for its summary.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from . import dates, folders, parallel, repository, source
from .assembly import Registry, add_decisions, assemble
from .folders import File
from .inspecting import Inspection, digest, inspections, misplacement
from .memory import Memory
from .problems import Level, Place, Problem, ordered
from .records import Record
from .rules import RULES

Progress = Callable[[int, int], None]


class Use(Protocol):
    """What is made of each decision while its record is at hand."""

    def needs(self, path: str, content: bytes) -> bool:
        """True where something is to be made of the file although it holds what it held (`content` is its digest)."""

    def make(self, records: Sequence[tuple[Record, bytes]]) -> Sequence[Any]:
        """Plain data for each of some records without errors, given with the digests of their files; in a worker."""


@dataclass
class Checked:
    """What a check found: the registry as far as it could be read, all problems in order, the day it was held against.

    made: by path of a decision, what a use made of it; nothing where it was not needed.
    """

    registry: Registry
    problems: list[Problem]
    today: date
    made: dict[str, Any] = field(default_factory=dict)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.level is Level.ERROR]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.level is Level.WARNING]


@dataclass
class Begun:
    """A check after its first step: the registry without decisions, and the files of the decisions."""

    root: Path
    today: date
    memory: Memory
    registry: Registry
    inspections: list[Inspection]
    decisions: list[File]
    agencies: Collection[str]
    started_ns: int

    @property
    def sound(self) -> bool:
        """True where nothing that decisions refer to has an error in itself."""
        return not any(problem.level is Level.ERROR for found in self.inspections for problem in found.problems)


def check(
    root: Path,
    today: date | None = None,
    *,
    jobs: int = 1,
    memory: Memory | None = None,
    agencies: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Checked:
    """Checks the site under `root`.

    today: the day to hold dates against; default is the site's 今日 (a demonstration's fixed day), else the real day.
    jobs: worker processes; the result is the same for any number. memory: of earlier runs. agencies: look at the
    decisions of these only, so that rules across records see no others.
    """
    return finish(begin(root, today, jobs=jobs, memory=memory, agencies=agencies), jobs=jobs, progress=progress)


def begin(
    root: Path,
    today: date | None = None,
    *,
    jobs: int = 1,
    memory: Memory | None = None,
    agencies: Collection[str] | None = None,
) -> Begun:
    """The first step: everything but the decisions. Arguments as in `check`."""
    started_ns = time.time_ns()
    memory = memory or Memory()
    day = today or _fixed_day(root) or datetime.now(ZoneInfo("Asia/Shanghai")).date()
    decisions: list[File] = []
    others: list[File] = []
    for file in repository.files(root, agencies):
        (decisions if repository.is_decision(file.path) else others).append(file)
    inspections = [found for found, _ in _inspect_all(_Given(root, day), others, memory, jobs, None)]
    registry = assemble(found.record for found in inspections if found.record)
    seen = {file.path.split("/", 2)[1] for file in decisions}
    return Begun(root, day, memory, registry, inspections, decisions, agencies or seen, started_ns)


def finish(begun: Begun, *, jobs: int = 1, use: Use | None = None, progress: Progress | None = None) -> Checked:
    """The second step: the decisions, and the rules across all records. `use` makes something of each."""
    inspections, made = list(begun.inspections), {}
    given = _Given(begun.root, begun.today, use)
    registry = begun.registry
    for found, result in _inspect_all(given, begun.decisions, begun.memory, jobs, progress):
        inspections.append(found)
        if result is not None:
            made[found.path] = result
    problems = add_decisions(registry, (found.summary for found in inspections if found.summary))
    registry.unreadable = {found.path for found in inspections if not (found.record or found.summary)}
    for found in inspections:
        problems += found.problems
    problems += _registry_problems(begun.root, registry, begun.today)
    begun.memory.keep(inspections, begun.agencies, begun.started_ns)
    return Checked(registry, ordered(problems), begun.today, made)


@dataclass(frozen=True)
class _Given:
    """What a worker needs beside the files."""

    root: Path
    today: date
    use: Use | None = None


class _Task(NamedTuple):
    """A file to look at; `known` is the content of which everything is known already, b"" where there is none."""

    file: File
    known: bytes


def _inspect_all(
    given: _Given, files: Sequence[File], memory: Memory, jobs: int, progress: Progress | None
) -> Iterator[tuple[Inspection, Any]]:
    """The inspection of every file in order, with what was made of it: remembered where it still holds."""
    day = str(given.today)
    plans = [_plan(given, day, file, memory.get(file.path)) for file in files]
    tasks = [_Task(plan.file, plan.known.digest if plan.known else b"") for plan in plans if not plan.same]
    looked = _look_all(given, tasks, jobs)
    for done, (file, known, same) in enumerate(plans, 1):
        found, result = (known, None) if same else next(looked)
        # A worker that finds what is known already sends nothing back.
        if found := found or (known and replace(known, signature=file.signature)):
            yield found, result
        if progress and not done % parallel.BATCH:
            progress(done, len(files))


class _Plan(NamedTuple):
    """A file with what is known of it and still holds; `same` where the file need not even be read."""

    file: File
    known: Inspection | None
    same: bool


def _plan(given: _Given, day: str, file: File, known: Inspection | None) -> _Plan:
    if known is None or not known.holds(day) or (given.use and given.use.needs(file.path, known.digest)):
        return _Plan(file, None, False)
    return _Plan(file, known, known.signature == file.signature != folders.UNKNOWN)


def _look_all(given: _Given, tasks: list[_Task], jobs: int) -> Iterator[tuple[Inspection | None, Any]]:
    for results in parallel.spread(_look, given, tasks, jobs):
        yield from results


def _look(given: _Given, tasks: Sequence[_Task]) -> list[tuple[Inspection | None, Any]]:
    """For each file its inspection, None where it holds what is known, and what the use made of it."""
    contents = [_read(given, task) for task in tasks]
    fresh = [(task.file, content) for task, content in zip(tasks, contents, strict=True) if isinstance(content, bytes)]
    inspected = {found.path: (found, record) for found, record in inspections(fresh, given.today)}
    usable = [
        (record, found.digest)
        for found, record in inspected.values()
        if given.use and record and not any(problem.level is Level.ERROR for problem in found.problems)
    ]
    made = given.use.make(usable) if given.use else ()
    made_of = {record.path: result for (record, _), result in zip(usable, made, strict=True)}
    results: list[tuple[Inspection | None, Any]] = []
    for task, content in zip(tasks, contents, strict=True):
        path = task.file.path
        found = inspected[path][0] if isinstance(content, bytes) else content
        results.append((found, made_of.get(path)))
    return results


def _read(given: _Given, task: _Task) -> bytes | Inspection | None:
    """The content of a file; its inspection where it is a link; None where it holds what is known."""
    path = task.file.path
    try:
        raw = repository.read(given.root, path)
    except repository.Misplaced as misplaced:
        return Inspection(path, b"", str(given.today), problems=[misplacement(path, misplaced)])
    return None if task.known and digest(raw) == task.known else raw


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
