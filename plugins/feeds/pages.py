"""The feeds for people: a page that helps to choose, and each feed as a page."""

from __future__ import annotations

from collections.abc import Iterable

from plugins.columns.builder import Builder
from plugins.columns.site import Page

from .feed import Feed
from .streams import Stream, choices
from .window import COUNT

_CRUMB = ("订阅", "feeds/")


def choosing_page(builder: Builder, made: Iterable[Stream]) -> Page:
    """feeds/index.html."""
    return builder.page(
        "feeds/index.html",
        "feeds.html",
        "订阅",
        nav="feeds",
        base_url=builder.site.base_url,
        choices=choices(builder.publication, made),
    )


def feed_page(builder: Builder, feed: Feed) -> Page:
    """A feed as a page. Search engines are kept out: what is withdrawn would stay in them longer than here."""
    return builder.page(
        f"{feed.stream.path}/index.html",
        "feed.html",
        f"订阅：{feed.stream.name}",
        crumbs=[_CRUMB],
        nav="feeds",
        index=False,
        base_url=builder.site.base_url,
        stream=feed.stream,
        several=not feed.stream.agency,
        entries=[(entry.day, entry.title, entry.path, entry.agency) for entry in feed.entries[:COUNT]],
    )
