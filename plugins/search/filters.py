"""What records can be filtered by, with totals: one file for the whole site."""

from __future__ import annotations

from collections import Counter
from typing import Any

from plugins.registry.kinds import kind
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
    equal = Counter((one.agency, one.kind_id, one.state, one.published[:4], one.classes) for one in publication.current)
    for (agency, kind_id, state, year, classes), count in equal.items():
        agencies[agency] += count
        totals["kind"][kind(kind_id).name] += count
        totals["state"][state] += count
        if origin := publication.origins.get(agency):
            totals["origin"][origin.name] += count
        totals["year"][year] += count
        for name in set(classes) if kind_id == "penalty" else ():
            totals["class"][name] += count
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
