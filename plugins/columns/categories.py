"""An agency's decisions of one category: months with counts and the latest, and the months' own lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from plugins.registry.kinds import Kind, kinds
from plugins.registry.public import Listed

from . import groups
from .builder import AgencyView, Builder, column_meta
from .site import Page
from .wording import chinese_month

LATEST = 20
ROWS = 100


@dataclass(frozen=True)
class Month:
    """A month in the index: 2026-03, how many entries, how many of them tombstones."""

    name: str
    count: int
    gone: int


def category_pages(builder: Builder) -> Iterator[Page]:
    """For every agency and category that has entries: its index and the pages of its months."""
    for agency in builder.publication.agencies:
        view = builder.view(agency)
        for of_kind in kinds("decision"):
            shelf = builder.groups.shelves.get((agency, of_kind.id))
            if shelf:
                months = groups.by_month(shelf)
                yield _index(builder, view, of_kind, shelf, months)
                for month, records in months.items():
                    yield from _month(builder, view, of_kind, month, records)


def _index(
    builder: Builder,
    view: AgencyView,
    of_kind: Kind,
    shelf: list[Listed],
    months: dict[str, list[Listed]],
) -> Page:
    listed = [
        Month(name, len(records), sum(record.tombstone for record in records)) for name, records in months.items()
    ]
    return builder.page(
        f"{view.agency.id}/{of_kind.id}/index.html",
        "decisions.html",
        f"{view.agency.name}{of_kind.name}信息",
        crumbs=view.crumbs,
        meta=_meta(view, of_kind),
        agency=view.agency.id,
        view=view,
        kind=of_kind,
        years=[(year, list(part)) for year, part in groupby(listed, key=lambda month: month.name[:4])],
        count=len(shelf),
        latest=shelf[: -LATEST - 1 : -1],
    )


def _month(builder: Builder, view: AgencyView, of_kind: Kind, month: str, records: list[Listed]) -> Iterator[Page]:
    """Oldest first, so that a page that is full never changes its entries."""
    folder = f"{view.agency.id}/{of_kind.id}/{month}"
    total = (len(records) + ROWS - 1) // ROWS
    for number in range(1, total + 1):
        suffix = f"（第{number}页，共{total}页）" if total > 1 else ""
        yield builder.page(
            f"{folder}/index.html" if number == 1 else f"{folder}/{number}/index.html",
            "month.html",
            f"{view.agency.name}{of_kind.name}信息：{chinese_month(month)}{suffix}",
            crumbs=[*view.crumbs, (of_kind.name, f"{view.agency.id}/{of_kind.id}/")],
            meta=_meta(view, of_kind),
            agency=view.agency.id,
            view=view,
            kind=of_kind,
            month=month,
            folder=folder,
            records=records[(number - 1) * ROWS : number * ROWS],
            count=len(records),
            number=number,
            total=total,
        )


def _meta(view: AgencyView, of_kind: Kind) -> list[tuple[str, str]]:
    return column_meta(of_kind.name, f"{view.agency.name}{of_kind.name}信息", view.agency.name, of_kind.name)
