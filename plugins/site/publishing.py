"""From an empty folder beside the old site to the new one in its place: what stands is kept, the rest is made."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from plugins.registry import folders, parallel

from . import standing, state
from .building import Build
from .output import Output
from .paths import ROOT
from .replacing import put_in_place, staging
from .state import Made, State

# What withdraws comes first, what leads readers and harvesters to the rest comes last.
_GONE, _RECORDS, _LISTS, _ROOT = range(4)
_LISTED = ("api/v1/agencies/", "api/v1/lists/", "feeds/", "sitemap", "search/index/bundles.json")


@dataclass
class Place:
    """Where a build writes, what it knows of the last one, and how it comes to its end."""

    output: Output
    state: State
    _final: Path
    _memory: Path | None
    _strange: list[str]

    def finish(self, build: Build) -> None:
        """Puts the new site in its place and remembers it."""
        gone = {path for _, made in build.state.decisions if _is_gone(made) for path in made.paths}
        files, kept = self.output.files, self.output.kept
        new = files.keys() - kept
        leaving = {*self.state.files, *self._strange} - files.keys()
        before = dict(self.output.before) | standing.look_at(self._final, new & set(self._strange))
        unchanged = {path for path in new if path in before and before[path].sha256 == files[path].sha256}
        for path in new - unchanged:
            if path in before and files[path].signature[0] <= before[path].signature[0]:
                # Other bytes though its content is as old as it was: whoever asks what changed since must get them.
                os.utime(self.output.root / path)
                files[path].signature = folders.signature((self.output.root / path).stat())
        put_in_place(self.output.root, self._final, new - unchanged, leaving, partial(_order, gone))
        for path in unchanged:
            files[path].signature = before[path].signature
        touched = standing.folders_of((new | leaving) - unchanged)
        times = {folder: time for folder, time in self.state.folders.items() if folder not in touched}
        times |= standing.changed_at(self._final, touched | standing.folders_of(new) - times.keys())
        made = State(build.state.agencies, files, self.output.chapters, times)
        state.save(self._memory, made, self.state.agencies)


@contextmanager
def publishing(output: Path, memory: Path | None, *, full: bool = False) -> Iterator[Callable[[], Place]]:
    """Gives a function that returns a place to build the site that shall stand at `output`.

    memory: a folder for what is remembered, None to remember nothing; full: nothing of the last build is used. Until
    the function is called, the old site is looked through by another process, and this one loads its state. Raises NotOurs.
    """
    path = memory / f"{sha256(str(output).encode()).hexdigest()[:16]}" if memory else None
    if full:
        state.forget(path)
    with staging(output) as staged, parallel.aside(standing.inspect, path, output) as looked_through:
        known = state.load(path)

        def place() -> Place:
            verdict = looked_through.result()
            for file in verdict.spoilt:
                del known.files[file]
            for file, signature in verdict.moved.items():
                known.files[file].signature = signature
            # What was spoilt may still be there, and then it is none of ours.
            strange = verdict.strange + verdict.spoilt
            return Place(Output(staged, output, known), known, output, path, strange)

        yield place


def _is_gone(made: Made) -> bool:
    return made.listed is not None and made.listed.tombstone


def _order(gone: Collection[str], path: str) -> int:
    if path in gone:
        return _GONE
    if path == ROOT:
        return _ROOT
    return _LISTS if path.startswith(_LISTED) else _RECORDS
