"""The one function all doors call: reads a site's files, runs every rule, and returns what was read and what is wrong.

A site is read in two steps: first everything that decisions refer to (settings, governments, agencies, lists, pages),
then the decisions, each of which is inspected, may be used at once, and is then forgotten but for its summary.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from . import dates, merging, repository, source
from .assembly import Registry, add_decisions, assemble
from .context import contexts
from .folders import File
from .harvested import Harvested, Held, is_harvested
from .inspecting import NONE, Inspection
from .looking import Look, Progress, Use, look_at_all
from .memory import Memory
from .problems import Finding, Level, Place, Problem, ordered
from .repository import Seen
from .rules import RULES, ease


@dataclass
class Checked:
    """What a check found: the registry as far as it could be read, all problems in order, the day it was held against.

    made: by path of a decision, what a use made of it; nothing where it was not needed. held: what was harvested and
    may not be shown here; it is no problem of this site.
    """

    registry: Registry
    problems: list[Problem]
    today: date
    made: dict[str, Any] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.level is Level.ERROR]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.level is Level.WARNING]


@dataclass
class Begun:
    """A check after its first step: the registry without decisions, and the files of the decisions.

    own: the registry of the site's own files; registry: the same with what was harvested.
    """

    root: Path
    today: date
    memory: Memory
    registry: Registry
    inspections: list[Inspection]
    decisions: list[File]
    agencies: Collection[str]
    started_ns: int
    own: Registry
    harvested: Harvested = field(default_factory=Harvested)
    held: list[Held] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """True where nothing that decisions refer to has an error in itself."""
        own = (found for found in self.inspections if not is_harvested(found.path))
        return not any(problem.level is Level.ERROR for found in own for problem in found.problems)


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
    harvested: Harvested | None = None,
    seen: Seen | None = None,
) -> Begun:
    """The first step: everything but the decisions. Arguments as in `check`; harvested: what others publish.

    seen: the site's files, where somebody has looked for them already.
    """
    seen = seen or repository.look(root, agencies)
    memory = memory or Memory()
    day = today or _fixed_day(root) or datetime.now(ZoneInfo("Asia/Shanghai")).date()
    decisions: list[File] = []
    others: list[File] = []
    for file in seen.files:
        (decisions if repository.is_decision(file.path) else others).append(file)
    inspections = [found for found, _ in look_at_all(Look(root, day, NONE), others, memory, jobs)]
    registry = own = assemble(found.record for found in inspections if found.record)
    taken = Harvested()
    held: list[Held] = []
    if harvested:
        foreign = [item.file for path, item in harvested.files.items() if not repository.is_decision(path)]
        looked = [found for found, _ in look_at_all(Look(root, day, NONE, None, harvested), foreign, memory, jobs)]
        registry, taken, held = merging.merged(inspections, looked, harvested, day)
        inspections = [*inspections, *looked]
        decisions += [item.file for path, item in taken.files.items() if repository.is_decision(path)]
    named = {file.path.split("/", 2)[1] for file in decisions} | taken.origins.keys()
    return Begun(
        root, day, memory, registry, inspections, decisions, agencies or named, seen.since_ns, own, taken, held
    )


def finish(begun: Begun, *, jobs: int = 1, use: Use | None = None, progress: Progress | None = None) -> Checked:
    """The second step: the decisions, and the rules across all records. `use` makes something of each."""
    inspections, made = list(begun.inspections), {}
    look = Look(begun.root, begun.today, contexts(begun.registry), use, begun.harvested)
    for found, result in look_at_all(look, begun.decisions, begun.memory, jobs, progress):
        inspections.append(found)
        if result is not None:
            made[found.path] = result
    own = [found for found in inspections if not is_harvested(found.path)]
    problems = add_decisions(begun.own, (found.summary for found in own if found.summary))
    begun.own.unreadable = {found.path for found in own if not (found.record or found.summary)}
    for found in own:
        problems += found.problems
    problems += _registry_problems(begun.root, begun.own, begun.today)
    foreign = [found for found in inspections if is_harvested(found.path)]
    held = begun.held + merging.add_decisions(begun.registry, begun.own, foreign, begun.harvested, begun.today)
    begun.memory.keep(inspections, begun.agencies, begun.started_ns)
    return Checked(begun.registry, ordered(problems), begun.today, made, held)


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
