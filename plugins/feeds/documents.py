"""Every file of the feeds: each stream in all formats and as a page, and the pages of the archives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from plugins.columns.builder import Builder
from plugins.registry import program
from plugins.registry.keys import digest
from plugins.registry.public import Publication
from plugins.site.output import Chapter, Offer

from . import formats, window
from .entries import Entries
from .feed import Feed, archive_path
from .news import News, news
from .pages import choosing_page, feed_page
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
    """The feeds of a publication, as documents and as pages of its site."""

    def __init__(self, publication: Publication, builder: Builder) -> None:
        self._publication = publication
        self._builder = builder
        self._base_url = builder.site.base_url
        self._maker = Entries(publication)
        found = news(publication)
        self._events = by_stream(publication, found)
        self.streams = streams(publication, found)

    def chapters(self) -> Iterator[Chapter]:
        """The page that helps to choose, then each stream with its archive."""
        yield Chapter(b"", lambda: [choosing_page(self._builder, self.streams)])
        for stream in self.streams:
            if stream.agency:
                yield Chapter(self._key(stream), partial(self._of_agency, stream))
            else:
                feed, archive = self._feeds(stream)
                yield Chapter(digest(feed.key, self._builder.frame_key), partial(self._shown, feed))
                yield Chapter(b"", partial(self._archived, archive))

    def _key(self, stream: Stream) -> bytes:
        """What an agency's feeds are made of is known without looking at its events one by one."""
        return digest(
            program.digest(),
            self._maker.key,
            self._builder.frame_key,
            stream,
            str(self._publication.day),
            self._publication.record_digests[stream.agency],
            self._maker.names_of(stream.agency),
            self._events.get(stream.path, []),
        )

    def _of_agency(self, stream: Stream) -> Iterator[Offer]:
        feed, archive = self._feeds(stream)
        yield from self._shown(feed)
        yield from self._archived(archive)

    def _feeds(self, stream: Stream) -> tuple[Feed, list[Feed]]:
        """A stream's feed, and the pages of its archive, the oldest first."""
        events: list[News] = self._events.get(stream.path, [])
        pages, unfiled = window.archive(events) if stream.archived else ([], [])
        shown = window.current(events, self._publication.day, unfiled)
        archive = [
            Feed(stream, self._maker, self._base_url, [one for one in reversed(page) if one.told], number, len(pages))
            for number, page in enumerate(pages, 1)
        ]
        return Feed(stream, self._maker, self._base_url, shown, pages=len(pages)), archive

    def _shown(self, feed: Feed) -> Iterator[Offer]:
        for ending, make in _FORMATS.items():
            yield Document(f"{feed.stream.path}{ending}", feed, make)
        yield feed_page(self._builder, feed)

    def _archived(self, pages: list[Feed]) -> Iterator[Offer]:
        for page in pages:
            yield Document(archive_path(page.stream, page.number), page, formats.atom)
