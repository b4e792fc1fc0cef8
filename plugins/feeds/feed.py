"""What a feed's documents are made of, in whatever format."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from plugins.registry import program
from plugins.registry.keys import digest
from plugins.site.paths import API

from .entries import Entries, Entry
from .news import News
from .streams import Stream

# A feed without entries still needs a date that no clock made.
_NEVER = "1970-01-01"


class Feed:
    """A feed or a page of its archive: what it is of, and of which events, newest first.

    number: of the page of the archive, 0 for the feed itself; pages: how many there are.
    """

    def __init__(
        self, stream: Stream, maker: Entries, base_url: str, events: Sequence[News], number: int = 0, pages: int = 0
    ) -> None:
        self.stream = stream
        self.base_url = base_url
        self.number = number
        self.pages = pages
        self._maker = maker
        self._events = events

    @cached_property
    def key(self) -> bytes:
        """A digest of all that its documents are made of; it needs no entry."""
        # Of what comes after an archive page it knows only whether there is something.
        last = bool(self.number) and self.number == self.pages
        pages = 0 if self.number else self.pages
        made_of = [self._maker.made_of(event) for event in self._events]
        return digest(program.digest(), self.stream, self._maker.key, self.base_url, made_of, self.number, last, pages)

    @cached_property
    def entries(self) -> list[Entry]:
        """Newest first; those of an archive page without their texts."""
        make = self._maker.short if self.number else self._maker.full
        return [make(event) for event in self._events]

    @property
    def publisher(self) -> str:
        """Who publishes the site."""
        return self._maker.publisher

    @property
    def updated(self) -> str:
        """The day of the newest event."""
        return max((entry.day for entry in self.entries), default=_NEVER)

    @property
    def about(self) -> str:
        """What the feed tells, and where older events are that it has no archive for."""
        if self.stream.archived:
            return self.stream.about
        return f"{self.stream.about}；更早的见变化清单 {self.base_url}{API}changes/index.json"

    def address(self, ending: str) -> str:
        """The URL of the feed in a format."""
        return f"{self.base_url}{self.stream.path}{ending}"

    def page_address(self, number: int) -> str:
        """The URL of a page of its archive."""
        return f"{self.base_url}{archive_path(self.stream, number)}"


def archive_path(stream: Stream, number: int) -> str:
    """The path of a page of an archive."""
    return f"{stream.path}/archive/{number}.atom"
