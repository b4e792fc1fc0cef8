"""An agency's decisions of one category: its years with counts and the latest, and the years' own lists.

A year of many decisions is divided into months, so that one more does not shift thousands; a smaller one is one list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from plugins.registry.kinds import Kind, kinds
from plugins.registry.public import Listed

from .builder import Builder, Meta, column_meta
from .holdings import AgencyView
from .site import Page
from .wording import chinese_period

LATEST = 20
ROWS = 100

Months = dict[str, list[Listed]]


@dataclass(frozen=True)
class Period:
    """A year or month in the index: 2026 or 2026-03, how many entries, how many of them tombstones, its months."""

    name: str
    count: int
    gone: int
    months: tuple[Period, ...] = ()


def category_pages(builder: Builder, agency: str) -> Iterator[Page]:
    """For every category in which an agency has entries: its index, the pages of its years and of their months."""
    view = builder.view(agency)
    for of_kind in kinds("decision"):
        shelf = builder.column(agency).shelves.get(of_kind.id)
        if shelf:
            years = {year: list(part) for year, part in groupby(shelf, key=lambda record: record.published[:4])}
            months = {year: _months(records) for year, records in years.items() if len(records) > ROWS}
            periods = [_period(year, records, months.get(year, {})) for year, records in reversed(years.items())]
            yield _index(builder, view, of_kind, shelf, periods)
            for period in periods:
                if period.months:
                    yield _divided(builder, view, of_kind, period)
                for name, records in months.get(period.name, {period.name: years[period.name]}).items():
                    yield from _listed(builder, view, of_kind, name, records)


def _months(records: list[Listed]) -> Months:
    return {month: list(part) for month, part in groupby(records, key=lambda record: record.month)}


def _period(name: str, records: list[Listed], months: Months) -> Period:
    inside = tuple(_period(month, part, {}) for month, part in months.items())
    return Period(name, len(records), sum(record.tombstone for record in records), inside)


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
    title = chinese_period(year.name)
    return _below(builder, view, of_kind, f"{year.name}/index.html", "year.html", title, year=year)


def _listed(builder: Builder, view: AgencyView, of_kind: Kind, period: str, records: list[Listed]) -> Iterator[Page]:
    """The decisions of a year or month, oldest first, so that a page that is full never changes its entries."""
    total = (len(records) + ROWS - 1) // ROWS
    for number in range(1, total + 1):
        suffix = f"（第{number}页，共{total}页）" if total > 1 else ""
        yield _below(
            builder,
            view,
            of_kind,
            f"{period}/index.html" if number == 1 else f"{period}/{number}/index.html",
            "period.html",
            f"{chinese_period(period)}{suffix}",
            period=period,
            folder=f"{view.agency.id}/{of_kind.id}/{period}",
            records=records[(number - 1) * ROWS : number * ROWS],
            count=len(records),
            number=number,
            total=total,
        )


def _below(
    builder: Builder, view: AgencyView, of_kind: Kind, path: str, template: str, title: str, **context: Any
) -> Page:
    """A page below the index of a category, called after the time it is of."""
    return builder.page(
        f"{view.agency.id}/{of_kind.id}/{path}",
        template,
        f"{view.agency.name}{of_kind.name}信息：{title}",
        crumbs=[*view.crumbs, (of_kind.name, f"{view.agency.id}/{of_kind.id}/")],
        meta=_meta(view, of_kind),
        agency=view.agency.id,
        view=view,
        kind=of_kind,
        **context,
    )


def _meta(view: AgencyView, of_kind: Kind) -> Meta:
    return column_meta(of_kind.name, f"{view.agency.name}{of_kind.name}信息", view.agency.name, of_kind.name)
