"""The platform's own pages: home, governments, 404, and the pages of content/pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from plugins.registry.kinds import kinds
from plugins.registry.records import LEVELS, Agency, Government, Record

from .builder import Builder, column_meta
from .linked import of_site
from .site import Page

# More agencies than this under one government, or in all, are folded.
_UNFOLDED = 12
_UNFOLDED_IN_ALL = 60
_RECENT = timedelta(days=30)
_STATUS_ORDER = {"在用": 0, "待补": 1, "撤销": 2}


class Listed(NamedTuple):
    """A government with its agencies, as home and its own page list them."""

    government: Government
    agencies: list[Agency]
    folded: bool


def home_pages(builder: Builder) -> Iterator[Page]:
    """Home, every government, 404, and the platform's own texts."""
    listed = _listed(builder)
    yield _home(builder, listed)
    for entry in listed.values():
        yield _government(builder, entry, listed)
    yield builder.page("404.html", "404.html", "没有找到这个网页", relative=False, index=False)
    for note in builder.publication.site_pages.values():
        yield _note(builder, note)


def _home(builder: Builder, listed: dict[str, Listed]) -> Page:
    by_level = [(level, [entry for entry in listed.values() if entry.government.level == level]) for level in LEVELS]
    publication, agencies = builder.publication, builder.publication.agencies
    since = str(publication.day - _RECENT)
    return builder.page(
        "index.html",
        "home.html",
        "",
        nav="home",
        description=builder.settings.get("平台简介"),
        linked=of_site(
            builder.settings.title,
            builder.permanent("index.html") or "./",
            builder.settings.get("主办单位"),
            builder.site.has_search,
        ),
        day=str(publication.day),
        agencies=agencies,
        introduction=builder.settings.get("平台简介"),
        levels=[(level, entries) for level, entries in by_level if entries],
        latest=builder.groups.latest,
        figures=[(of_kind, builder.groups.by_kind[of_kind.id]) for of_kind in kinds("decision")],
        total=sum(builder.groups.by_kind.values()),
        recent=sum(record.published > since for record in publication.current),
        punctual=builder.timely.share,
        counts=builder.groups.by_agency,
        licence=builder.settings.get("许可协议"),
    )


def _government(builder: Builder, entry: Listed, listed: dict[str, Listed]) -> Page:
    government = entry.government
    upper = listed.get(government.upper)
    return builder.page(
        f"{government.id}/index.html",
        "government.html",
        f"{government.name}行政执法公示",
        crumbs=[(upper.government.region or upper.government.name, f"{upper.government.id}/")] if upper else [],
        meta=column_meta(
            government.name, f"{government.name}所属行政执法机关的执法信息", government.region or government.name
        ),
        day=str(builder.publication.day),
        government=government,
        listed=entry.agencies,
        lower=[other for other in listed.values() if other.government.upper == government.id],
        counts=builder.groups.by_agency,
        newest=builder.groups.newest,
        agencies=builder.publication.agencies,
        latest=builder.groups.latest_of_government.get(government.id, []),
    )


def _note(builder: Builder, note: Record) -> Page:
    title = str(note.role("name"))
    return builder.page(
        f"{note.slug}/index.html",
        "note.html",
        title,
        nav=note.slug,
        description=str(note.values.get("摘要", "")),
        body=note.body,
    )


def _listed(builder: Builder) -> dict[str, Listed]:
    publication = builder.publication
    agencies: dict[str, list[Agency]] = {government: [] for government in publication.governments}
    for agency in publication.agencies.values():
        agencies.setdefault(agency.government, []).append(agency)
    many = len(publication.agencies) > _UNFOLDED_IN_ALL
    return {
        government.id: Listed(
            government,
            sorted(agencies[government.id], key=lambda agency: (_STATUS_ORDER.get(agency.status, 0), agency.id)),
            many or len(agencies[government.id]) > _UNFOLDED,
        )
        for government in publication.governments.values()
    }
