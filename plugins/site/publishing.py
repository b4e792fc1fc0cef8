"""From an empty folder beside the old site to the new one in its place: what stands is kept, the rest is made."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from plugins.registry import program

from . import state
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
    _memory: Path

    def finish(self, build: Build) -> None:
        """Puts the new site in its place and remembers it."""
        gone = {path for made in build.state.decisions.values() if _is_gone(made) for path in made.paths}
        output = self.output
        unchanged = put_in_place(output.root, self._final, output.kept, partial(_order, gone))
        for path, signature in unchanged.items():
            if path in output.files:
                output.files[path].signature = signature
        state.save(self._memory, State(build.state.program, build.state.decisions, output.files))


@contextmanager
def publishing(output: Path, memory: Path, *, full: bool = False) -> Iterator[Place]:
    """A place to build the site that shall stand at `output`.

    memory: a folder for what is remembered; full: nothing of the last build is used. Raises NotOurs.
    """
    path = memory / f"{sha256(str(output).encode()).hexdigest()[:16]}.site"
    with staging(output) as staged:
        known = State(program.digest()) if full else state.load(path, program.digest())
        standing = state.intact(known.files, output)
        lost = {written.key for file, written in known.files.items() if file not in standing}
        yield Place(Output(staged, output, standing, lost), known, output, path)


def _is_gone(made: Made) -> bool:
    return made.listed is not None and made.listed.tombstone


def _order(gone: Collection[str], path: str) -> int:
    if path in gone:
        return _GONE
    if path == ROOT:
        return _ROOT
    return _LISTS if path.startswith(_LISTED) else _RECORDS
