"""RSS 2.0 of newly published decisions: feeds/all.rss and feeds/agency/<agency>.rss.

An item is an event of a record, so its guid is record and event, never the address or a date. No personal names in
titles, masked ones neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from feedgen.feed import FeedGenerator

from plugins.registry.kinds import ROLE_TERMS
from plugins.registry.public import Publication, PublicRecord

LENGTH = 50
ZONE = ZoneInfo("Asia/Shanghai")

# A feed without entries still needs a date that no clock made.
_NEVER = "1970-01-01"
_TERMS = ("authority", "party", "number", "conclusion", "decided")


def feeds(publication: Publication, base_url: str) -> Iterator[tuple[str, bytes]]:
    """Every feed as (path, bytes), each with the newest entries first."""
    title = publication.settings.title
    yield _feed("feeds/all.rss", title, base_url, base_url, publication.latest(count=LENGTH))
    for agency in publication.agencies.values():
        latest = publication.latest(agency.id, LENGTH)
        path = f"feeds/agency/{agency.id}.rss"
        yield _feed(path, f"{agency.name} - 行政执法公示", f"{base_url}{agency.id}/", base_url, latest)


def item_title(record: PublicRecord) -> str:
    """The title of an item: the category and the party, unless the party is a natural person."""
    party = "自然人" if record.role("party-kind") == "自然人" else record.role("party")
    return f"{record.kind.name}：{party}"


def _feed(path: str, title: str, link: str, base_url: str, records: Sequence[PublicRecord]) -> tuple[str, bytes]:
    feed = FeedGenerator()
    feed.title(title)
    feed.link(href=f"{base_url}{path}", rel="self")
    feed.link(href=link, rel="alternate")
    feed.description(f"{title}：新公示的行政执法决定")
    feed.language("zh-CN")
    feed.generator("")
    feed.lastBuildDate(_moment(max((record.updated for record in records), default=_NEVER)))
    for record in records:
        entry = feed.add_entry(order="append")
        entry.guid(f"{record.id}#公示", permalink=False)
        entry.title(item_title(record))
        entry.link(href=f"{base_url}{record.id}/")
        entry.description(_description(record))
        entry.category(term=record.kind.name)
        entry.pubDate(_moment(record.published))
    return path, feed.rss_str(pretty=True)


def _description(record: PublicRecord) -> str:
    """The required elements as text. feedgen escapes it; readers show it as text."""
    lines = [f"{ROLE_TERMS[role]}：{record.role(role)}" for role in _TERMS if record.role(role)]
    return "\n".join(lines)


def _moment(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=ZONE)
