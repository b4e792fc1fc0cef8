"""RSS 2.0 of newly published decisions: feeds/all.rss and feeds/agency/<agency>.rss.

An item is an event of a record, so its guid is record and event, never the address or a date. No personal names in
titles, masked ones neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from feedgen.feed import FeedGenerator

from plugins.registry import program
from plugins.registry.kinds import ROLE_TERMS
from plugins.registry.public import Listed, Publication
from plugins.site.keys import digest

LENGTH = 50
ZONE = ZoneInfo("Asia/Shanghai")

# A feed without entries still needs a date that no clock made.
_NEVER = "1970-01-01"
_TERMS = ("authority", "party", "number", "conclusion", "decided")


class Feed(NamedTuple):
    """A feed that can be made: where it lies, its title, the page it belongs to, its records, newest first."""

    path: str
    title: str
    link: str
    base_url: str
    records: list[Listed]

    @property
    def key(self) -> bytes:
        """A digest of all that the feed is made of."""
        return digest(program.digest(), self)

    def content(self) -> bytes:
        """The feed as RSS."""
        feed = FeedGenerator()
        feed.title(self.title)
        feed.link(href=f"{self.base_url}{self.path}", rel="self")
        feed.link(href=self.link, rel="alternate")
        feed.description(f"{self.title}：新公示的行政执法决定")
        feed.language("zh-CN")
        feed.generator("")
        feed.lastBuildDate(_moment(max((record.updated for record in self.records), default=_NEVER)))
        for record in self.records:
            entry = feed.add_entry(order="append")
            entry.guid(f"{record.id}#公示", permalink=False)
            entry.title(item_title(record))
            entry.link(href=f"{self.base_url}{record.id}/")
            entry.description(_description(record))
            entry.category(term=record.kind.name)
            entry.pubDate(_moment(record.published))
        return bytes(feed.rss_str(pretty=True))


def feeds(publication: Publication, base_url: str) -> Iterator[Feed]:
    """Every feed."""
    title = publication.settings.title
    yield Feed("feeds/all.rss", title, base_url, base_url, publication.latest(count=LENGTH))
    for agency in publication.agencies.values():
        latest = publication.latest(agency.id, LENGTH)
        path = f"feeds/agency/{agency.id}.rss"
        yield Feed(path, f"{agency.name} - 行政执法公示", f"{base_url}{agency.id}/", base_url, latest)


def item_title(record: Listed) -> str:
    """The title of an item: the category and the party, unless the party is a natural person."""
    party = "自然人" if record.party_kind == "自然人" else record.party
    return f"{record.kind.name}：{party}"


def _description(record: Listed) -> str:
    """The required elements as text. feedgen escapes it; readers show it as text."""
    values: dict[str, str] = msgspec.structs.asdict(record)
    lines = [f"{ROLE_TERMS[role]}：{values[role]}" for role in _TERMS if values[role]]
    return "\n".join(lines)


def _moment(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=ZONE)
