"""Every file of the feeds: each stream in all formats, from one list of entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from plugins.registry.public import Publication

from . import formats, window
from .entries import Entries, clean
from .feed import Feed, archive_path
from .news import news
from .streams import Stream, by_stream, streams

_FORMATS: Mapping[str, Callable[[Feed], bytes]] = {".rss": formats.rss, ".atom": formats.atom, ".json": formats.json}


class Document(NamedTuple):
    """A file that can be made: its path, what it shows, and by which format."""

    path: str
    feed: Feed
    make: Callable[[Feed], bytes]

    @property
    def key(self) -> bytes:
        """A digest of all that the file is made of; the format is told by its path."""
        return self.feed.key

    def content(self) -> bytes:
        """The file."""
        return self.make(self.feed)


class Feeds:
    """The feeds of a publication, and the pages of their archives."""

    def __init__(self, publication: Publication, base_url: str) -> None:
        found = news(publication)
        entries = Entries(publication)
        publisher = clean(publication.settings.get("主办单位") or publication.settings.title)
        events = by_stream(publication, found)
        self.feeds: list[Feed] = []
        self.archives: list[Feed] = []
        for stream in streams(publication, found):
            own = events.get(stream.path, [])
            pages, unfiled = window.archive(own) if stream.archived else ([], [])
            shown = [entries.full(event) for event in window.current(own, publication.day, unfiled)]
            self.feeds.append(Feed(stream, publisher, base_url, shown, pages=len(pages)))
            for number, page in enumerate(pages, 1):
                kept = [entries.short(event) for event in reversed(page) if event.told]
                self.archives.append(Feed(stream, publisher, base_url, kept, number, len(pages)))

    @property
    def streams(self) -> list[Stream]:
        """What can be subscribed to."""
        return [feed.stream for feed in self.feeds]

    def documents(self) -> Iterator[Document]:
        """Every feed in every format, then the archives."""
        for feed in self.feeds:
            for ending, make in _FORMATS.items():
                yield Document(f"{feed.stream.path}{ending}", feed, make)
        for page in self.archives:
            yield Document(archive_path(page.stream, page.number), page, formats.atom)
