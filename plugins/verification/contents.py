"""Every file that no record, list or change led to: it is what its listing says, and says nothing that is not so."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import BinaryIO

from . import catalogues, feeds, listings, traces
from .archives import Archives
from .bulk import FOLDER, Bulk
from .changes import Event
from .reading import LARGEST, LARGEST_BULK, Listed, Reader
from .root import API
from .sitemap import Sitemap
from .tree import Progress, Tree

Look = Callable[[Listed, BinaryIO], None]


class Contents:
    """Knows by a file's path what its content must agree with."""

    def __init__(self, reader: Reader, tree: Tree, events: list[Event], files: list[Listed]) -> None:
        self._reader, self._tree, self._files = reader, tree, files
        self._ended, self._endings = tree.ended(), feeds.endings(events)
        self._sitemap, self._bulk = Sitemap(reader, tree), Bulk(reader, tree)
        archives = Archives(reader, tree, {listed.path: listed for listed in files})
        self._looks: dict[str, Look] = {
            rf"{API}years/[^/]+\.json": self._year,
            r"sitemap\.xml|sitemaps/.+\.xml": self._sitemap.read,
            r"feeds/.+\.(?:rss|atom|json|opml)": self._feed,
            rf"{FOLDER}index\.json": self._bulk.index,
            rf"{FOLDER}datapackage\.json": self._package,
            rf"{API}catalog\.jsonld": self._catalogue,
            rf"{FOLDER}.+\.ndjson\.gz": self._bulk.lines,
            rf"{FOLDER}.+\.csv": self._bulk.table,
            rf"{FOLDER}.+\.sqlite": archives.database,
            rf"{FOLDER}.+\.zip": archives.zip,
            rf"{API}lookup/.+|search/.+": self._traces,
        }

    def check(self, progress: Progress) -> None:
        """Reads each file that was not read on the way."""
        reader = self._reader
        left = (listed for listed in self._files if listed.path not in reader.opened)
        waiting = [listed for listed in left if reader.place.serves(listed.path)]
        for done, _ in enumerate(reader.each(self._check, waiting), 1):
            if not done % 100:
                progress(done, len(waiting))
        self._sitemap.finish()
        self._bulk.finish()

    def _check(self, listed: Listed) -> None:
        opened = self._reader.open(listed, LARGEST_BULK if listed.path.startswith(FOLDER) else LARGEST)
        if opened is None:
            return
        look = next((look for pattern, look in self._looks.items() if re.fullmatch(pattern, listed.path)), None)
        with opened, self._reader.judged(listed.path):
            if look:
                look(listed, opened)

    def _year(self, listed: Listed, opened: BinaryIO) -> None:
        listings.year(self._reader, self._tree, listed, opened.read())

    def _feed(self, listed: Listed, opened: BinaryIO) -> None:
        feeds.check(self._reader, self._tree, self._endings, listed, opened)

    def _package(self, listed: Listed, opened: BinaryIO) -> None:
        catalogues.package(self._reader, listed, opened)

    def _catalogue(self, listed: Listed, opened: BinaryIO) -> None:
        catalogues.catalogue(self._reader, listed, opened)

    def _traces(self, listed: Listed, opened: BinaryIO) -> None:
        traces.check(self._reader, self._ended, listed, opened)
