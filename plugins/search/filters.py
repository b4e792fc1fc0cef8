"""What records can be filtered by, with totals: one file for the whole site."""

from __future__ import annotations

from collections import Counter
from typing import Any

from plugins.registry.public import Publication
from plugins.registry.records import Agency


def region_of(agency: Agency, publication: Publication) -> str:
    """The region that the agency's government calls its own; '' where it is not known."""
    government = publication.governments.get(agency.government)
    return (government.region or government.name) if government else ""


def filters(publication: Publication) -> dict[str, Any]:
    """The values of every filter, with the number of records with content that each stands for."""
    agencies = Counter[str]()
    totals: dict[str, Counter[str]] = {name: Counter() for name in ("kind", "state", "class", "origin", "year")}
    for record in publication.current:
        agencies[record.agency] += 1
        totals["kind"][record.kind.name] += 1
        totals["state"][record.state] += 1
        if origin := publication.origins.get(record.agency):
            totals["origin"][origin.name] += 1
        totals["year"][record.published[:4]] += 1
        if record.kind_id == "penalty":
            totals["class"].update(set(record.classes))
    return {
        "schema": "search-filters-1",
        "agencies": {
            agency.id: {
                "name": agency.name,
                "level": agency.level,
                "region": region_of(agency, publication),
                "count": agencies[agency.id],
            }
            for agency in publication.agencies.values()
            if agencies[agency.id]
        },
        "totals": {name: dict(sorted(counts.items())) for name, counts in totals.items()},
    }
