"""Figures for machines: what is public of each agency, category and year."""

from __future__ import annotations

from plugins.registry.public import Publication
from plugins.site.paths import API

from . import types
from .entries import Shelf


def write_statistics(publication: Publication, shelf: Shelf) -> types.Entry:
    """Writes the figures. Returns how the root names them."""
    rows: dict[tuple[str, str, str], types.StatisticsRow] = {}
    for record in publication.current:
        key = (record.agency, record.kind_id, record.year)
        row = rows.get(key)
        if row is None:
            agency, _, year = key
            row = types.StatisticsRow(
                agency=agency, kind=record.kind.name, year=year, count=0, late=0, known=0, amount=0
            )
            rows[key] = row
        row.count += 1
        row.late += record.late
        row.known += record.working_days >= 0
        row.amount = round(row.amount + record.taken, 2)
    content = types.StatisticsFile(rows=[rows[key] for key in sorted(rows)])
    return shelf.write(types.Entry, f"{API}statistics.json", content)
