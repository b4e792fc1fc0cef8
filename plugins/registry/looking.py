"""Files of a site looked at: remembered where they hold what they held, read and inspected by workers where not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from msgspec.structs import replace

from . import folders, parallel, repository
from .folders import File
from .harvested import Harvested, is_harvested
from .inspecting import Contexts, Inspection, context_key, digest, inspections, misplacement
from .memory import Memory
from .problems import Level
from .records import Record

Progress = Callable[[int, int], None]


class Use(Protocol):
    """What is made of each decision while its record is at hand."""

    def needs(self, path: str, content: bytes) -> bool:
        """True where something is to be made of the file although it holds what it held (`content` is its digest)."""

    def make(self, records: Sequence[tuple[Record, bytes]]) -> Sequence[Any]:
        """Plain data for each of some records without errors, given with the digests of their files; in a worker."""


@dataclass(frozen=True)
class Look:
    """What a worker needs beside the files: where they are, the day, what decisions are held against and made into."""

    root: Path
    today: date
    contexts: Contexts
    use: Use | None = None
    harvested: Harvested | None = None


class _Task(NamedTuple):
    """A file to look at; `known` is the content of which everything is known already, b"" where there is none."""

    file: File
    known: bytes


def look_at_all(
    look: Look, files: Sequence[File], memory: Memory, jobs: int, progress: Progress | None = None
) -> Iterator[tuple[Inspection, Any]]:
    """The inspection of every file in order, with what was made of it: remembered where it still holds."""
    plans = _plans(look, files, memory)
    tasks = [_Task(file, known.digest if known else b"") for file, known, same in plans if not same]
    looked = _look_all(look, tasks, jobs)
    for done, (file, known, same) in enumerate(plans, 1):
        found, result = (known, None) if same else next(looked)
        # A worker that finds what is known already sends nothing back.
        if found := found or (known and replace(known, signature=file.signature)):
            yield found, result
        if progress and not done % parallel.BATCH:
            progress(done, len(files))


def _plans(look: Look, files: Sequence[File], memory: Memory) -> list[tuple[File, Inspection | None, bool]]:
    """Each file with what is known of it and still holds, and whether it is so much the same that it need not be read."""
    day, needs = str(look.today), look.use.needs if look.use else None
    plans: list[tuple[File, Inspection | None, bool]] = []
    agency, context = "", b""
    for file in files:
        path, signature = file
        # Files of an agency stand together, and are held against the same.
        if not path.startswith(agency) or not agency:
            agency, context = path[: path.find("/", path.find("/") + 1) + 1], context_key(path, look.contexts)
        known = memory.get(path)
        if known is None or not known.holds(day, context) or (needs and needs(path, known.digest)):
            plans.append((file, None, False))
        else:
            plans.append((file, known, known.signature == signature != folders.UNKNOWN))
    return plans


def _look_all(look: Look, tasks: list[_Task], jobs: int) -> Iterator[tuple[Inspection | None, Any]]:
    for results in parallel.spread(_look, look, tasks, jobs):
        yield from results


def _look(look: Look, tasks: Sequence[_Task]) -> list[tuple[Inspection | None, Any]]:
    """For each file its inspection, None where it holds what is known, and what the use made of it."""
    contents = [_read(look, task) for task in tasks]
    fresh = [(task.file, content) for task, content in zip(tasks, contents, strict=True) if isinstance(content, bytes)]
    inspected = {found.path: (found, record) for found, record in inspections(fresh, look.today, look.contexts)}
    usable = [
        (record, found.digest)
        for found, record in inspected.values()
        if look.use and record and not any(problem.level is Level.ERROR for problem in found.problems)
    ]
    made = look.use.make(usable) if look.use else ()
    made_of = {record.path: result for (record, _), result in zip(usable, made, strict=True)}
    results: list[tuple[Inspection | None, Any]] = []
    for task, content in zip(tasks, contents, strict=True):
        path = task.file.path
        found = inspected[path][0] if isinstance(content, bytes) else content
        results.append((found, made_of.get(path)))
    return results


def _read(look: Look, task: _Task) -> bytes | Inspection | None:
    """The content of a file; its inspection where it is a link; None where it holds what is known."""
    path = task.file.path
    if look.harvested and is_harvested(path):
        return look.harvested.read(path)
    try:
        raw = repository.read(look.root, path)
    except repository.Misplaced as misplaced:
        context = context_key(path, look.contexts)
        return Inspection(path, b"", str(look.today), problems=[misplacement(path, misplaced)], context=context)
    return None if task.known and digest(raw) == task.known else raw
