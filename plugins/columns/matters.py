"""A page for each matter of an agency's 行政执法事项清单: what it is, how it is weighed, and the decisions on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from statistics import quantiles
from typing import Any

from plugins.registry import amounts
from plugins.registry.kinds import kind
from plugins.registry.public import Listed
from plugins.site.paths import list_table

from . import fields
from .builder import Builder, column_meta
from .charts import Tier
from .holdings import AgencyView, Crumb
from .site import Page

LATEST = 20
ROWS = 100
# Of fewer decisions no distribution is shown.
FEWEST = 5


def matter_pages(builder: Builder, agency: str) -> Iterator[Page]:
    """An agency's matters with the decisions on each; where they are many with the latest, each year's on pages of their own."""
    view = builder.view(agency)
    for code, entry in builder.entries(agency, "matters").items():
        records = builder.column(agency).by_matter.get(code, [])
        years = [(year, list(part)) for year, part in groupby(records, key=lambda record: record.published[:4])]
        yield _matter(builder, view, code, entry, records, [(year, len(part)) for year, part in years])
        for year, part in years if len(records) > ROWS else ():
            yield from _year(builder, view, code, year, part)


def _matter(
    builder: Builder,
    view: AgencyView,
    code: str,
    entry: Mapping[str, Any],
    records: Sequence[Listed],
    years: list[tuple[str, int]],
) -> Page:
    agency, name = view.agency, view.matters[code]
    (row,) = fields.cells(kind("matters"), [entry])
    charts = builder.pages_of(agency.id, "flowchart")
    divided = len(records) > ROWS
    return builder.page(
        f"{agency.id}/matters/{code}/index.html",
        "matter.html",
        name,
        crumbs=_crumbs(view),
        meta=column_meta(name, f"{agency.name}：{name}", agency.name, "行政执法事项"),
        agency=agency.id,
        view=view,
        code=code,
        updated=builder.publication.lists[f"{agency.id}/matters"].role("updated"),
        data=list_table(f"{agency.id}/matters"),
        rows=[cell for cell in row if cell.value],
        guide=view.guide_of.get(code),
        charts=[(chart.id, str(chart.role("name"))) for chart in charts if chart.role("matter") == code],
        tiers=builder.entries(agency.id, "discretion").get(code, {}).get("档次", ()),
        reviewed=[
            (other["目录编码"], other["审核事项"])
            for other in builder.entries(agency.id, "review-catalogue").values()
            if code in other.get("适用事项", ())
        ],
        years=years[::-1] if divided else [],
        count=len(records),
        weighed=_weighed(builder.entries(agency.id, "discretion").get(code, {}).get("档次", ()), records),
        latest=records[: -(LATEST if divided else ROWS) - 1 : -1],
    )


def _year(builder: Builder, view: AgencyView, code: str, year: str, records: list[Listed]) -> Iterator[Page]:
    """Oldest first, so that a page that is full never changes its entries."""
    folder, name = f"{view.agency.id}/matters/{code}/{year}", view.matters[code]
    total = (len(records) + ROWS - 1) // ROWS
    for number in range(1, total + 1):
        yield builder.page(
            f"{folder}/index.html" if number == 1 else f"{folder}/{number}/index.html",
            "matter-year.html",
            f"{name}：{year}年的决定{f'（第{number}页，共{total}页）' if total > 1 else ''}",
            crumbs=[*_crumbs(view), (name, f"{view.agency.id}/matters/{code}/")],
            meta=column_meta(name, f"{view.agency.name}：{name}", view.agency.name, year),
            agency=view.agency.id,
            year=year,
            folder=folder,
            records=records[(number - 1) * ROWS : number * ROWS],
            count=len(records),
            number=number,
            total=total,
        )


def _crumbs(view: AgencyView) -> list[Crumb]:
    return [*view.crumbs, (kind("matters").name, f"{view.agency.id}/matters/")]


def _weighed(tiers: Iterable[Mapping[str, Any]], records: Iterable[Listed]) -> list[Tier]:
    """How the fines lie in the published tiers that have bounds; nothing where there are fewer than five in all."""
    fines: dict[str, list[float]] = {}
    for record in records:
        if record.amount is not None and record.tier:
            fines.setdefault(record.tier, []).append(record.amount)
    if sum(map(len, fines.values())) < FEWEST:
        return []
    weighed = []
    for tier in tiers:
        least, most = amounts.yuan(tier.get("罚款下限", "")), amounts.yuan(tier.get("罚款上限", ""))
        own = fines.get(tier["档次"], [])
        if least is not None or most is not None:
            quartiles = _quartiles(own) if len(own) >= FEWEST else None
            weighed.append(
                Tier(tier["档次"], float(least or 0), None if most is None else float(most), len(own), quartiles)
            )
    return weighed


def _quartiles(fines: list[float]) -> tuple[float, float, float]:
    low, middle, high = quantiles(fines, n=4, method="inclusive")
    return low, middle, high
