"""A feed as RSS 2.0 and Atom (RFC 4287) by feedgen, and as JSON Feed 1.1.

feedgen writes the documents, all but their entries: those are put in as text, which takes a tenth of the time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from hashlib import sha1
from html import escape
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from feedgen.feed import FeedGenerator

from .entries import Entry
from .extensions import HistoryExtension, TombstonesExtension
from .feed import Feed

ZONE = ZoneInfo("Asia/Shanghai")

# What stands here makes the ids of all entries for ever: they are names, not addresses, and survive a move of the site.
_NAMES = UUID("6f0c3c1e-5d0b-4b8e-9a51-3c7c2f6d8e10")


def rss(feed: Feed) -> bytes:
    """The feed as RSS 2.0."""
    made = _document(feed, ".rss", "application/rss+xml")
    return _filled(
        made.rss_str(pretty=True), b"  </channel>", [_rss_item(entry, feed.base_url) for entry in feed.entries]
    )


def atom(feed: Feed) -> bytes:
    """The feed, or a page of its archive, as Atom."""
    made = _document(feed, ".atom", "application/atom+xml")
    made.register_extension("history", HistoryExtension)
    made.history.place(_archive_links(feed), archive=bool(feed.number))
    made.register_extension("tombstones", TombstonesExtension)
    made.tombstones.deleted({permanent_id(name): _iso(entry.day) for entry in feed.entries for name in entry.removes})
    return _filled(
        made.atom_str(pretty=True), b"</feed>", [_atom_entry(entry, feed.base_url) for entry in feed.entries]
    )


def json(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    content: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.stream.title,
        "home_page_url": f"{feed.base_url}{feed.stream.page}",
        "feed_url": feed.address(".json"),
        "description": feed.about,
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
    """The IRI of an entry (RFC 4287, 4.2.6), the same wherever the record is published: a UUID made of a name (RFC 9562)."""
    made = sha1(_NAMES.bytes + name.encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(made[16], 16) % 4]
    return f"urn:uuid:{made[:8]}-{made[8:12]}-5{made[13:16]}-{variant}{made[17:20]}-{made[20:32]}"


def _document(feed: Feed, ending: str, kind: str) -> FeedGenerator:
    """The head of a feed. In RSS, feedgen takes the last link for that of the channel."""
    made = FeedGenerator()
    made.id(feed.address(".atom"))
    made.title(feed.stream.title)
    made.description(feed.about)
    made.author(name=feed.publisher, uri=feed.base_url)
    made.language("zh-CN")
    made.generator("")
    made.updated(moment(feed.updated))
    made.link(href=feed.page_address(feed.number) if feed.number else feed.address(ending), rel="self", type=kind)
    made.link(href=f"{feed.base_url}{feed.stream.page}", rel="alternate", type="text/html")
    return made


def _archive_links(feed: Feed) -> Iterable[tuple[str, str]]:
    """Which archive pages a document names, and how (RFC 5005, section 4)."""
    before = feed.number - 1 if feed.number else feed.pages
    if feed.number:
        yield "current", feed.address(".atom")
    if before:
        yield "prev-archive", feed.page_address(before)
    if 0 < feed.number < feed.pages:
        yield "next-archive", feed.page_address(feed.number + 1)


def _filled(document: bytes, end: bytes, entries: list[str]) -> bytes:
    """A document without entries, with them before its end."""
    head, end, rest = document.rpartition(end)
    return b"".join((head, "".join(entries).encode(), end, rest))


def _rss_item(entry: Entry, base_url: str) -> str:
    return f"""\
    <item>
      <title>{_xml(entry.title)}</title>
      <link>{_xml(base_url)}{entry.path}</link>
      <description>{_xml(_html(entry.text))}</description>
      <guid isPermaLink="false">{_xml(entry.id)}</guid>
      <category>{_xml(entry.category)}</category>
      <pubDate>{_rfc822(entry.day)}</pubDate>
    </item>
"""


def _atom_entry(entry: Entry, base_url: str) -> str:
    """The entry; in archives without its text."""
    text = f"""\
    <author>
      <name>{_xml(entry.agency)}</name>
    </author>
    <category term="{_xml(entry.category)}"/>
    <content type="html">{_xml(_html(entry.text))}</content>
"""
    return f"""\
  <entry>
    <id>{permanent_id(entry.id)}</id>
    <title>{_xml(entry.title)}</title>
    <updated>{_iso(entry.day)}</updated>
    <link rel="alternate" type="text/html" href="{_xml(base_url)}{entry.path}"/>
{text if entry.text else ""}\
  </entry>
"""


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


_xml = cache(escape)


@cache
def _html(text: str) -> str:
    """Readers take descriptions for HTML, so that text must be escaped once more than XML does it."""
    return escape(text, quote=False).replace("\n", "<br>")
