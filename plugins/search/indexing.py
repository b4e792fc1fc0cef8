"""Writes the index: Pagefind's bundles below search/index/, then what is common to all of them (`listing`).

A bundle whose records did not change is left where it is. The list comes out last, so that it never names a bundle that
is not there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import NamedTuple

from plugins.registry import program
from plugins.registry.keys import digest
from plugins.registry.public import Publication
from plugins.site.building import Reports, silent
from plugins.site.output import Output

from .bundles import Bundle, bundles
from .filters import region_of
from .listing import COMMON, INDEX, PRESENCE, frequent, write_list, write_look_ups
from .making import Indexed, indexed
from .ordering import order
from .pagefind import folder_of

# As many records are indexed while pages are written; more would want the memory that writing needs.
FEW = 5_000


class _Alone(NamedTuple):
    """What another process made, and in how many seconds."""

    made: list[Indexed]
    seconds: float


class Index:
    """The index of one publication: what of it must be made, and how that comes into the site.

    apart: seconds that another process worked on it, known in the end.
    """

    apart = 0.0

    def __init__(self, publication: Publication, output: Output, *, jobs: int = 1, progress: Reports = silent) -> None:
        self._publication, self._output, self.jobs, self._progress = publication, output, jobs, progress
        self._bundles = bundles(publication)
        self._engine = digest("engine", program.digest())
        self._keys = [_key(bundle, self._engine, publication) for bundle in self._bundles]
        complete = output.standing(self._engine)
        missing = (bundle for bundle, key in self._all() if not (complete and output.standing(key)))
        self._missing = {bundle.name: bundle for bundle in missing}
        self._begun: Future[_Alone] | None = None

    def begin(self, meanwhile: Callable[[Callable[[Index], _Alone], Index], Future[_Alone]]) -> None:
        """Leaves to another process (`Apart.meanwhile`) what must be made, where that is not much."""
        records = sum(len(bundle.records) for bundle in self._missing.values())
        if self.jobs > 1 and 0 < records <= FEW:
            self._begun = meanwhile(_make_alone, self)

    def finish(self) -> int:
        """Writes the index and returns the number of records in it; the same files for any number of jobs.

        Raises SearchFailed.
        """
        look_ups = write_look_ups(self._publication, self._output)
        places: dict[str, str] = {}
        engine: dict[str, bytes] = {}
        made: Iterable[Indexed]
        if self._begun:
            made, self.apart = self._begun.result()
        else:
            made = self.make(self.jobs, self._progress)
        for (bundle, key), one in zip(self._wanted(), made, strict=True):
            places[bundle.name] = self._write(bundle, key, one)
            engine = one.made.program
        if not self._output.keep_chapter(self._engine) and engine:
            self._write_chapter(self._engine, engine)
        for bundle, key in self._all():
            if bundle.name not in places:
                places[bundle.name] = _folder(self._output.keep_chapter(key))
        placed = [(bundle, places[bundle.name]) for bundle in self._bundles]
        engine_folder = _folder(self._output.chapters.get(self._engine, ()))
        write_list(self._publication, self._output, placed, engine_folder, look_ups)
        return sum(len(bundle.records) for bundle in self._bundles)

    def make(self, jobs: int, progress: Reports) -> Iterable[Indexed]:
        """What must be made, newest first. Raises SearchFailed."""
        wanted = list(self._missing.values())
        return indexed(wanted, self._publication, self._output.place, jobs=jobs, progress=progress) if wanted else ()

    def _all(self) -> Iterable[tuple[Bundle, bytes]]:
        return zip(self._bundles, self._keys, strict=True)

    def _wanted(self) -> Iterable[tuple[Bundle, bytes]]:
        return ((bundle, key) for bundle, key in self._all() if bundle.name in self._missing)

    def _write(self, bundle: Bundle, key: bytes, one: Indexed) -> str:
        """Writes a bundle into the site and returns its folder."""
        common = frequent(one.made.counts, len(bundle.records))
        files = one.made.files | {"order.txt": order(bundle.records), PRESENCE: one.presence, COMMON: common}
        folder = folder_of(bundle.name, files)
        self._write_chapter(key, {f"{folder}/{name}": content for name, content in files.items()})
        return folder

    def _write_chapter(self, key: bytes, files: dict[str, bytes]) -> None:
        paths = [f"{INDEX}/{name}" for name in files]
        for path, content in zip(paths, files.values(), strict=True):
            self._output.write(path, content, key)
        self._output.chapters[key] = tuple(paths)


def _make_alone(index: Index) -> _Alone:
    start = time.perf_counter()
    return _Alone(list(index.make(index.jobs, silent)), time.perf_counter() - start)


def _folder(paths: tuple[str, ...]) -> str:
    return paths[0].split("/")[2] if paths else ""


def _key(bundle: Bundle, engine: bytes, publication: Publication) -> bytes:
    """A digest of all that a bundle is made of: its records, and what their agencies and origins are called."""
    agencies = [publication.agencies[name] for name in sorted({record.agency for record in bundle.records})]
    named = [
        (one.id, one.name, one.short, one.level, region_of(one, publication), publication.origins.get(one.id))
        for one in agencies
    ]
    # A record's commitment covers all of its public form.
    return digest(engine, bundle.name, named, [record.commitment for record in bundle.records])
