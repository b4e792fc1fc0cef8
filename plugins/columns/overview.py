"""Decisions of one category over all agencies: how many each has, and the way to them."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.registry.kinds import Kind, kinds
from plugins.registry.records import LEVELS

from .builder import Builder, column_meta
from .site import Page


def overview_pages(builder: Builder) -> Iterator[Page]:
    """A page for every category of which there are decisions."""
    for of_kind in kinds("decision"):
        if builder.groups.by_kind[of_kind.id]:
            yield _overview(builder, of_kind)


def _overview(builder: Builder, of_kind: Kind) -> Page:
    publication, groups = builder.publication, builder.groups
    agencies: dict[str, list[tuple[str, str, int]]] = {}
    for agency in publication.agencies.values():
        if count := groups.counts[agency.id, of_kind.id]:
            agencies.setdefault(agency.government, []).append((agency.id, agency.name, count))
    governments = sorted(publication.governments.values(), key=lambda one: LEVELS.index(one.level))
    return builder.page(
        f"stats/{of_kind.id}/index.html",
        "overview.html",
        f"各机关公示的{of_kind.name}",
        nav="stats",
        crumbs=[("统计", "stats/")],
        meta=column_meta(of_kind.name, f"各机关公示的{of_kind.name}", of_kind.name, "统计"),
        day=str(publication.day),
        kind=of_kind,
        count=groups.by_kind[of_kind.id],
        governments=[(one.name, agencies[one.id]) for one in governments if one.id in agencies],
    )
