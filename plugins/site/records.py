"""The files of each decision, made in the same breath as it is checked, by whoever has its record at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from plugins.registry import dates, program
from plugins.registry.history import now
from plugins.registry.keys import digest
from plugins.registry.public import Publication, PublicRecord
from plugins.registry.publication import moments, publish
from plugins.registry.records import Record

from .output import write_file
from .state import Made, State, Written


@dataclass(frozen=True)
class Task:
    """One file per decision: `make(context, record)` gives its path and content.

    prepare: the context, from the publication without its decisions; done once, before the work is spread.
    key: of a context and an agency, a digest of all that an agency's files are made of beside the record.
    """

    prepare: Callable[[Publication], Any]
    make: Callable[[Any, PublicRecord], tuple[str, bytes]]
    key: Callable[[Any, str], bytes]


class Finished(NamedTuple):
    """What a worker tells of a decision: what was made of it, and its files in the order of `made.paths`."""

    made: Made
    written: list[Written]


@dataclass
class RecordFiles:
    """What a build makes of each decision (a `looking.Use`): its public form, and from that the files of all tasks."""

    publication: Publication
    tasks: list[Task]
    root: Path
    state: State
    standing: Mapping[str, Written]
    contexts: list[Any] = field(init=False)
    keys: dict[str, bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.contexts = [task.prepare(self.publication) for task in self.tasks]
        self.keys = {agency: self._key(agency) for agency in self.publication.agencies}
        self._day = str(self.publication.day)
        self._standing: dict[str, dict[str, bytes]] = {}

    def _key(self, agency: str) -> bytes:
        parts = (task.key(context, agency) for task, context in zip(self.tasks, self.contexts, strict=True))
        # What is public, and until when, is for the settings to say.
        return digest(program.digest(), self.publication.settings, self.publication.salt_key, *parts)

    def needs(self, path: str, content: bytes) -> bool:
        """True unless the last build made of this file what would be made now, and all of that still stands."""
        agency = path.split("/", 2)[1]
        if agency not in self._standing:
            self._standing[agency] = self._stand(agency)
        return self._standing[agency].get(path) != content

    def _stand(self, agency: str) -> dict[str, bytes]:
        """The files of an agency of which all that the last build made still stands, with the digests of their content."""
        known = self.state.agencies.get(agency)
        if known is None or known.key != self.keys.get(agency):
            return {}
        stands = self.standing.__contains__
        # As a rule everything does, and that is found out at once.
        if known.day == self._day and all(
            map(stands, chain.from_iterable(made.paths for made in known.decisions.values()))
        ):
            return {path: made.content for path, made in known.decisions.items()}
        return {
            path: made.content
            for path, made in known.decisions.items()
            if made.stands(known.day, self._day) and all(map(stands, made.paths))
        }

    def make(self, records: Sequence[tuple[Record, bytes]]) -> list[Finished | None]:
        """Writes the files of some decisions. Raises Leak, Collision; None where an agency is not known (an error)."""
        settings, day = self.publication.settings, self.publication.day
        known = [(record, content) for record, content in records if record.agency in self.keys]
        key = self.publication.salt_key
        public = [publish(record, settings, day, key) for record, _ in known]
        files: list[list[tuple[str, Written]]] = [[] for _ in known]
        for task, context in zip(self.tasks, self.contexts, strict=True):
            made = [task.make(context, record) if record else None for record in public]
            for own, file, shown in zip(files, made, public, strict=True):
                if file and shown:
                    written = write_file(self.root, *file, moment=dates.midnight(shown.updated))
                    own.append((file[0], written))
        finished = {
            record.id: Finished(
                _made(record, content, shown, moments(record, settings), tuple(path for path, _ in own)),
                [written for _, written in own],
            )
            for (record, content), shown, own in zip(known, public, files, strict=True)
        }
        return [finished.get(record.id) for record, _ in records]


def _made(
    record: Record, content: bytes, shown: PublicRecord | None, moments: tuple[str, ...], paths: tuple[str, ...]
) -> Made:
    compared = now(record, shown)
    return Made(
        content,
        moments,
        paths,
        shown.listed() if shown else None,
        published=compared.published,
        substance="" if compared.substance == compared.digest else compared.substance,
        corrections=compared.corrections,
        imported=compared.imported,
    )
