"""The feeds for people: a page that helps to choose, and each feed as a page."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.columns.builder import Builder
from plugins.columns.site import Page

from .documents import Feeds
from .feed import Feed
from .streams import choices
from .window import COUNT

_CRUMB = ("订阅", "feeds/")


def feed_pages(builder: Builder, feeds: Feeds) -> Iterator[Page]:
    """feeds/index.html, and a page beside each feed."""
    yield builder.page(
        "feeds/index.html",
        "feeds.html",
        "订阅",
        nav="feeds",
        base_url=builder.site.base_url,
        choices=choices(builder.publication, feeds.streams),
    )
    for feed in feeds.feeds:
        yield _page(builder, feed)


def _page(builder: Builder, feed: Feed) -> Page:
    """Search engines are kept out: what is withdrawn would stay in them longer than here."""
    return builder.page(
        f"{feed.stream.path}/index.html",
        "feed.html",
        f"订阅：{feed.stream.name}",
        crumbs=[_CRUMB],
        nav="feeds",
        index=False,
        base_url=builder.site.base_url,
        stream=feed.stream,
        several=not feed.stream.path.startswith("feeds/agency/"),
        entries=[(entry.day, entry.title, entry.path, entry.agency) for entry in feed.entries[:COUNT]],
    )
