"""The one function all doors call: reads a site's files, runs every rule, and returns what was read and what is wrong.

A site is read in two steps: first everything that decisions refer to (settings, governments, agencies, lists, pages),
then the decisions, each of which is inspected, may be used at once, and is then forgotten but for its summary.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from . import dates, repository, source
from .assembly import Registry, add_decisions, assemble
from .context import contexts
from .folders import File
from .inspecting import NONE, Inspection
from .looking import Look, Progress, Use, look_at_all
from .memory import Memory
from .problems import Finding, Level, Place, Problem, ordered
from .rules import RULES, ease


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
    inspections = [found for found, _ in look_at_all(Look(root, day, NONE), others, memory, jobs)]
    registry = assemble(found.record for found in inspections if found.record)
    seen = {file.path.split("/", 2)[1] for file in decisions}
    return Begun(root, day, memory, registry, inspections, decisions, agencies or seen, started_ns)


def finish(begun: Begun, *, jobs: int = 1, use: Use | None = None, progress: Progress | None = None) -> Checked:
    """The second step: the decisions, and the rules across all records. `use` makes something of each."""
    inspections, made = list(begun.inspections), {}
    registry = begun.registry
    look = Look(begun.root, begun.today, contexts(registry), use)
    for found, result in look_at_all(look, begun.decisions, begun.memory, jobs, progress):
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


def _fixed_day(root: Path) -> date | None:
    """The site's 今日, read ahead of everything else."""
    try:
        read, _ = source.read("content/settings.yaml", repository.read(root, "content/settings.yaml"))
    except (OSError, repository.Misplaced):
        return None
    return dates.parse(str(read.values.get("今日", ""))) if read else None


def _registry_problems(root: Path, registry: Registry, today: date) -> Iterator[Problem]:
    eased = {record.path: dict.fromkeys(record.eased, "") for record in registry.decisions.values() if record.eased}
    for rule in RULES:
        for path, found in rule.registry(registry, today) if rule.registry else ():
            yield from placed(root, ((path, finding) for finding in ease([found], eased.get(path, {}))))


def placed(root: Path, findings: Iterable[tuple[str, Finding]]) -> Iterator[Problem]:
    """Findings that name their files, with their lines; where there is no such file, the file as a whole."""
    for path, finding in findings:
        read, _ = source.read(path, repository.read(root, path)) if (root / path).is_file() else (None, [])
        yield finding.at(read.place(finding.keys) if read else Place(path))
