"""归集情况: how each source does, told to everybody, faults included. Only where the site harvests at all."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.registry.collected import collected

from .builder import Builder
from .site import Page

# A source of which much is held back has a fault of its own; the API lists everything.
_NAMED = 100


def harvest_pages(builder: Builder) -> Iterator[Page]:
    """/harvest/."""
    publication = builder.publication
    if not publication.standings:
        return
    sources = collected(publication)
    yield builder.page(
        "harvest/index.html",
        "harvest.html",
        "归集情况",
        day=str(publication.day),
        sources=sources,
        records=sum(item.records for item in sources),
        agencies=publication.agencies,
        most=_NAMED,
    )
