"""A feed as RSS 2.0 and Atom (RFC 4287) by feedgen, and as JSON Feed 1.1.

feedgen writes the documents. Its entries are made here from what is ready: half the time of its own, and nothing of
today's date in them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from functools import cache, cached_property
from html import escape
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import msgspec
from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from plugins.registry import program
from plugins.site.keys import digest

from .entries import Entry
from .extensions import HistoryExtension, TombstonesExtension
from .streams import Stream

ZONE = ZoneInfo("Asia/Shanghai")

# A feed without entries still needs a date that no clock made.
_NEVER = "1970-01-01"

# What stands here makes the ids of all entries for ever: they are names, not addresses, and survive a move of the site.
_NAMES = UUID("6f0c3c1e-5d0b-4b8e-9a51-3c7c2f6d8e10")


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

    def address(self, ending: str) -> str:
        """The URL of the feed in a format."""
        return f"{self.base_url}{self.stream.path}{ending}"


def archive_path(stream: Stream, number: int) -> str:
    """The path of a page of an archive."""
    return f"{stream.path}/archive/{number}.atom"


def rss(feed: Feed) -> bytes:
    """The feed as RSS 2.0."""
    made = _document(feed, ".rss", "application/rss+xml")
    made.entry([_RssItem(entry, feed.base_url) for entry in feed.entries])
    return bytes(made.rss_str(pretty=True))


def atom(feed: Feed) -> bytes:
    """The feed, or a page of its archive, as Atom."""
    made = _document(feed, ".atom", "application/atom+xml")
    made.register_extension("history", HistoryExtension)
    made.history.place(_archive_links(feed), archive=bool(feed.number))
    gone = {name: moment(entry.day).isoformat() for entry in feed.entries for name in entry.removes}
    made.register_extension("tombstones", TombstonesExtension)
    made.tombstones.deleted({permanent_id(name): when for name, when in gone.items()})
    made.entry([_AtomEntry(entry, feed.base_url) for entry in feed.entries])
    return bytes(made.atom_str(pretty=True))


def json(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    content: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.stream.title,
        "home_page_url": f"{feed.base_url}{feed.stream.page}",
        "feed_url": feed.address(".json"),
        "description": feed.stream.about,
        "language": "zh-CN",
        "authors": [{"name": feed.publisher, "url": feed.base_url}],
        "items": [_item(entry, feed.base_url) for entry in feed.entries],
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


@cache
def moment(day: str) -> datetime:
    """A day's beginning, where the site is."""
    return datetime.fromisoformat(day).replace(tzinfo=ZONE)


@cache
def permanent_id(name: str) -> str:
    """The IRI of an entry (RFC 4287, 4.2.6): the same wherever the record is published."""
    return uuid5(_NAMES, name).urn


def _document(feed: Feed, ending: str, kind: str) -> FeedGenerator:
    """The head of a feed. In RSS, feedgen takes the last link for that of the channel."""
    path = f"{feed.base_url}{archive_path(feed.stream, feed.number)}" if feed.number else feed.address(ending)
    made = FeedGenerator()
    made.id(feed.address(".atom"))
    made.title(feed.stream.title)
    made.description(feed.stream.about)
    made.author(name=feed.publisher, uri=feed.base_url)
    made.language("zh-CN")
    made.generator("")
    made.updated(moment(feed.updated))
    made.link(href=path, rel="self", type=kind)
    made.link(href=f"{feed.base_url}{feed.stream.page}", rel="alternate", type="text/html")
    return made


def _archive_links(feed: Feed) -> Iterable[tuple[str, str]]:
    """Which archive pages a document names, and how (RFC 5005, section 4)."""
    before = feed.number - 1 if feed.number else feed.pages
    if feed.number:
        yield "current", feed.address(".atom")
    if before:
        yield "prev-archive", f"{feed.base_url}{archive_path(feed.stream, before)}"
    if 0 < feed.number < feed.pages:
        yield "next-archive", f"{feed.base_url}{archive_path(feed.stream, feed.number + 1)}"


class _Ready(FeedEntry):  # type: ignore[misc]
    """An entry whose elements are made without feedgen's checks and copies."""

    def __init__(self, entry: Entry, base_url: str) -> None:
        self._entry = entry
        self._base_url = base_url

    def register_extension(self, *_arguments: Any, **_named: Any) -> None:
        """Our extensions are of the feed, none of entries."""


class _RssItem(_Ready):
    def rss_entry(self, extensions: bool = True) -> etree._Element:
        """The item."""
        entry = self._entry
        item = etree.Element("item")
        etree.SubElement(item, "title").text = entry.title
        etree.SubElement(item, "link").text = f"{self._base_url}{entry.path}"
        etree.SubElement(item, "description").text = _html(entry.text)
        etree.SubElement(item, "guid", isPermaLink="false").text = entry.id
        etree.SubElement(item, "category").text = entry.category
        etree.SubElement(item, "pubDate").text = _rfc822(entry.day)
        return item


class _AtomEntry(_Ready):
    def atom_entry(self, extensions: bool = True) -> etree._Element:
        """The entry; without its text in archives."""
        given = self._entry
        entry = etree.Element("entry")
        etree.SubElement(entry, "id").text = permanent_id(given.id)
        etree.SubElement(entry, "title").text = given.title
        etree.SubElement(entry, "updated").text = _iso(given.day)
        etree.SubElement(entry, "link", rel="alternate", type="text/html", href=f"{self._base_url}{given.path}")
        if given.text:
            etree.SubElement(etree.SubElement(entry, "author"), "name").text = given.agency
            etree.SubElement(entry, "category", term=given.category)
            etree.SubElement(entry, "content", type="html").text = _html(given.text)
        return entry


def _item(entry: Entry, base_url: str) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": f"{base_url}{entry.path}",
        "title": entry.title,
        "content_text": entry.text,
        "date_published": _iso(entry.day),
        "authors": [{"name": entry.agency}],
        "tags": [entry.category],
    }


@cache
def _iso(day: str) -> str:
    return moment(day).isoformat()


@cache
def _rfc822(day: str) -> str:
    return format_datetime(moment(day))


@cache
def _html(text: str) -> str:
    """Readers take descriptions for HTML, so that text must be escaped once more than XML does it."""
    return escape(text, quote=False).replace("\n", "<br>")
