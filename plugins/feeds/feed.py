"""What a feed's documents are made of, in whatever format."""

from __future__ import annotations

from functools import cached_property

from plugins.registry import program
from plugins.registry.keys import digest
from plugins.site.paths import API

from .entries import Entry
from .streams import Stream

# A feed without entries still needs a date that no clock made.
_NEVER = "1970-01-01"


class Feed:
    """A feed or a page of its archive: what it is of, its entries, newest first.

    number: of the page of the archive, 0 for the feed itself; pages: how many there are.
    """

    def __init__(
        self, stream: Stream, publisher: str, base_url: str, entries: list[Entry], number: int = 0, pages: int = 0
    ) -> None:
        self.stream = stream
        self.publisher = publisher
        self.base_url = base_url
        self.entries = entries
        self.number = number
        self.pages = pages

    @cached_property
    def key(self) -> bytes:
        """A digest of all that its documents are made of."""
        # Of what comes after an archive page it knows only whether there is something.
        last = bool(self.number) and self.number == self.pages
        pages = 0 if self.number else self.pages
        return digest(
            program.digest(), self.stream, self.publisher, self.base_url, self.entries, self.number, last, pages
        )

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
