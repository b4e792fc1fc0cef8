"""An agency's decisions of one category: its years with counts and the latest, and the years' own lists.

A year of many decisions is divided into months, so that one more does not shift thousands; a smaller one is one list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from plugins.registry.kinds import Kind, kinds
from plugins.registry.public import Listed

from .builder import AgencyView, Builder, Crumb, Meta, column_meta
from .site import Page
from .wording import chinese_period

LATEST = 20
ROWS = 100


@dataclass(frozen=True)
class Period:
    """A year or month in the index: 2026 or 2026-03, how many entries, how many of them tombstones, its months."""

    name: str
    count: int
    gone: int
    months: tuple[Period, ...] = ()


def category_pages(builder: Builder) -> Iterator[Page]:
    """For every agency and category that has entries: its index, the pages of its years and of their months."""
    for agency in builder.publication.agencies:
        view = builder.view(agency)
        for of_kind in kinds("decision"):
            shelf = builder.groups.shelves.get((agency, of_kind.id))
            if shelf:
                years = [(year, list(part)) for year, part in groupby(shelf, key=lambda record: record.published[:4])]
                periods = [_year(year, records) for year, records in reversed(years)]
                yield _index(builder, view, of_kind, shelf, periods)
                for (year, records), period in zip(reversed(years), periods, strict=True):
                    if period.months:
                        yield _divided(builder, view, of_kind, period)
                        for month, part in groupby(records, key=lambda record: record.month):
                            yield from _listed(builder, view, of_kind, month, list(part))
                    else:
                        yield from _listed(builder, view, of_kind, year, records)


def _year(year: str, records: list[Listed]) -> Period:
    months = groupby(records, key=lambda record: record.month)
    divided = len(records) > ROWS
    return _period(year, records, tuple(_period(month, list(part)) for month, part in months) if divided else ())


def _period(name: str, records: list[Listed], months: tuple[Period, ...] = ()) -> Period:
    return Period(name, len(records), sum(record.tombstone for record in records), months)


def _index(builder: Builder, view: AgencyView, of_kind: Kind, shelf: list[Listed], years: list[Period]) -> Page:
    return builder.page(
        f"{view.agency.id}/{of_kind.id}/index.html",
        "decisions.html",
        f"{view.agency.name}{of_kind.name}信息",
        crumbs=view.crumbs,
        meta=_meta(view, of_kind),
        agency=view.agency.id,
        view=view,
        kind=of_kind,
        years=years,
        count=len(shelf),
        latest=shelf[: -LATEST - 1 : -1],
    )


def _divided(builder: Builder, view: AgencyView, of_kind: Kind, year: Period) -> Page:
    """The months of a year: its address was that of a list as long as there were few."""
    return builder.page(
        f"{view.agency.id}/{of_kind.id}/{year.name}/index.html",
        "year.html",
        f"{view.agency.name}{of_kind.name}信息：{chinese_period(year.name)}",
        crumbs=_crumbs(view, of_kind),
        meta=_meta(view, of_kind),
        agency=view.agency.id,
        view=view,
        kind=of_kind,
        year=year,
    )


def _listed(builder: Builder, view: AgencyView, of_kind: Kind, period: str, records: list[Listed]) -> Iterator[Page]:
    """The decisions of a year or month, oldest first, so that a page that is full never changes its entries."""
    folder = f"{view.agency.id}/{of_kind.id}/{period}"
    total = (len(records) + ROWS - 1) // ROWS
    for number in range(1, total + 1):
        suffix = f"（第{number}页，共{total}页）" if total > 1 else ""
        yield builder.page(
            f"{folder}/index.html" if number == 1 else f"{folder}/{number}/index.html",
            "period.html",
            f"{view.agency.name}{of_kind.name}信息：{chinese_period(period)}{suffix}",
            crumbs=_crumbs(view, of_kind),
            meta=_meta(view, of_kind),
            agency=view.agency.id,
            view=view,
            kind=of_kind,
            period=period,
            folder=folder,
            records=records[(number - 1) * ROWS : number * ROWS],
            count=len(records),
            number=number,
            total=total,
        )


def _crumbs(view: AgencyView, of_kind: Kind) -> list[Crumb]:
    return [*view.crumbs, (of_kind.name, f"{view.agency.id}/{of_kind.id}/")]


def _meta(view: AgencyView, of_kind: Kind) -> Meta:
    return column_meta(of_kind.name, f"{view.agency.name}{of_kind.name}信息", view.agency.name, of_kind.name)
