"""One build: from a site that was begun to be checked to a publication whose decisions have their files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial

from msgspec.structs import replace as replace_fields

from plugins.registry import changes
from plugins.registry.changes import Event
from plugins.registry.checking import Begun, Checked, finish, placed
from plugins.registry.harvested import is_harvested
from plugins.registry.history import Now, Previous, change, compare
from plugins.registry.keys import digest
from plugins.registry.looking import Progress
from plugins.registry.public import Listed, Publication
from plugins.registry.publication import publication

from .apart import Apart
from .clock import Clock
from .output import Output
from .records import Finished, RecordFiles, Task
from .state import OfAgency, State

# Given a stage, a function (done, of how many) to report to while it runs.
Reports = Callable[[str], AbstractContextManager[Progress]]


class Refused(Exception):
    """The site has errors and may not be published; `checked` says which."""

    def __init__(self, checked: Checked) -> None:
        super().__init__(f"有 {len(checked.errors)} 条错误，不能发布")
        self.checked = checked


def silent(_stage: str) -> AbstractContextManager[Progress]:
    """No word to anybody while a stage runs."""
    return nullcontext(lambda _done, _total: None)


@dataclass
class Build:
    """What the plugins share while Pelican runs.

    output: the only way to write; jobs: worker processes; state: of the last build, then of this one; tasks: what
    plugins make of each decision; progress: gives a stage a function (done, of how many) to report to; previous: the
    publication before, which this one may not contradict; salt_key: the site's secret, b"" for a preview; apart: what is
    written by another process.
    """

    begun: Begun
    output: Output
    jobs: int = 1
    state: State = field(default_factory=State)
    clock: Clock = field(default_factory=Clock)
    progress: Reports = silent
    tasks: list[Task] = field(default_factory=list)
    previous: Previous | None = None
    salt_key: bytes = b""
    apart: Apart = field(default_factory=Apart)

    @property
    def file_digests(self) -> dict[str, bytes]:
        """For each agency with decisions a digest of all their files, once they were read."""
        return {agency: one.written for agency, one in self.state.agencies.items()}

    @property
    def publication(self) -> Publication:
        """The publication; its decisions are there once they were read."""
        return self._publication

    @property
    def checked(self) -> Checked:
        """What the check found, once the decisions were read."""
        return self._checked

    def read_decisions(self) -> None:
        """Checks every decision and writes its files. Raises Refused, Leak, Collision."""
        use = None
        if self.begun.sound:
            public = publication(self.begun.registry, self.begun.today, self.salt_key)
            harvested = self.begun.harvested
            self._publication = replace(public, origins=harvested.origins, standings=harvested.standings)
            use = RecordFiles(self._publication, self.tasks, self.output.root, self.state, self.output.before)
        with self.progress("检查与公示") as report:
            self._checked = finish(self.begun, jobs=self.jobs, use=use, progress=report)
        if self._checked.errors:
            raise Refused(self._checked)
        self.state = State(self._agencies(use.keys if use else {}))
        current: dict[str, Now] = {}
        announced = False
        if self.previous:
            current = {one.id: one for one in (made.now(path) for path, made in self.state.decisions)}
            registry = self._checked.registry
            announced = registry.announced_between(self.previous.day, str(self.begun.today))
            before = self.previous.without_foreign(self.begun.own.agencies)
            findings = compare(before, current.values(), registry.there, announced=announced)
            # What a source did to its own history was weighed when it was harvested.
            own = (item for item in findings if not is_harvested(item[0]))
            self._checked.problems += placed(self.begun.root, own)
            if self._checked.errors:
                raise Refused(self._checked)
        listed = (made.listed for _, made in self.state.decisions if made.listed)
        began = changes.log_id(self.salt_key, str(self.begun.today)) if self.salt_key else changes.PREVIEW_LOG
        self._publication = replace(
            self._publication,
            records=tuple(sorted(listed, key=_by_id)),
            held=tuple(sorted(self._checked.held)),
            known_digests={agency: one.shown for agency, one in self.state.agencies.items() if one.shown},
            log_id=self.previous.log_id if self.previous else began,
            tell=partial(self._events, current, announced=announced),
        )
        for agency, one in self.state.agencies.items():
            one.shown = self._publication.record_digests[agency]

    def _events(self, current: Mapping[str, Now], public: Publication, *, announced: bool) -> tuple[Event, ...]:
        """The change list up to this publication."""
        previous, day = self.previous, str(self.begun.today)

        def changed(record: Listed) -> tuple[str, str]:
            return change(previous, record, current[record.id], day, announced=announced) if previous else ("", "")

        others = {item: (disclosed.commitment, disclosed.updated) for item, disclosed in public.disclosed.items()}
        return changes.extended(previous.events if previous else (), public.records, others, day, changed)

    def _agencies(self, keys: Mapping[str, bytes]) -> dict[str, OfAgency]:
        """What was made of each agency's decisions, now or by the last build; takes their files into the output."""
        made: dict[str, Finished] = self._checked.made
        before, day = self.state.agencies, str(self.begun.today)
        paths: dict[str, list[str]] = {}
        for summary in self._checked.registry.decisions.values():
            paths.setdefault(summary.agency, []).append(summary.path)
        touched = {path.split("/", 2)[1] for path in made}
        agencies = {}
        for agency, own in paths.items():
            known = before.get(agency)
            if known and agency not in touched and len(own) == len(known.decisions):
                agencies[agency] = known if known.day == day else replace_fields(known, day=day)
                self.output.keep_all([path for one in known.decisions.values() for path in one.paths])
            else:
                agencies[agency] = self._of_agency(keys[agency], own, known)
        # What only rules across records held back was made before that was known.
        for path in made.keys() - {path for own in paths.values() for path in own}:
            for file in made[path].made.paths:
                (self.output.root / file).unlink(missing_ok=True)
        return agencies

    def _of_agency(self, key: bytes, paths: list[str], known: OfAgency | None) -> OfAgency:
        """The same of an agency of whose decisions one was made, came or went."""
        decisions, kept, sums = {}, list[str](), list[bytes]()
        for path in paths:
            finished: Finished | None = self._checked.made.get(path)
            if finished:
                decisions[path] = finished.made
                for file, written in zip(finished.made.paths, finished.written, strict=True):
                    self.output.take(file, written)
                    sums.append(written.sha256)
            elif known:
                decisions[path] = known.decisions[path]
                kept += known.decisions[path].paths
                sums += [self.output.before[file].sha256 for file in known.decisions[path].paths]
        self.output.keep_all(kept)
        return OfAgency(key, str(self.begun.today), decisions, written=digest(sums))


def _by_id(record: Listed) -> str:
    return record.id
