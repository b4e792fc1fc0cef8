"""Records put together as the list pages need them: those of one agency, and counts over all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from heapq import nlargest
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from plugins.registry.public import SHOWN, Listed, Publication

LATEST = 10

_NEWEST = attrgetter("published", "id")


class Column(NamedTuple):
    """Records of one agency.

    shelves: kind → records by 公示日期, then id, tombstones among them; by_matter: 事项编码 → the same, with content only;
    shown: all with content, in the order of their ids; latest: the newest of these, newest first.
    """

    shelves: dict[str, list[Listed]]
    by_matter: dict[str, list[Listed]]
    shown: list[Listed]
    latest: list[Listed]


class Groups(NamedTuple):
    """What is counted over all agencies: records with content.

    counts: by agency and kind; newest: the day of the newest by agency; latest: newest first, of all and by government;
    kept: agencies and kinds of which there are records or tombstones.
    """

    counts: Counter[tuple[str, str]]
    by_kind: Counter[str]
    by_agency: Counter[str]
    newest: dict[str, str]
    latest: list[Listed]
    latest_of_government: dict[str, list[Listed]]
    kept: set[tuple[str, str]]


def column(records: Sequence[Listed]) -> Column:
    """The groups of an agency's records, which come in the order of their ids."""
    shelves: dict[str, list[Listed]] = {}
    by_matter: dict[str, list[Listed]] = {}
    # Sorting keeps the order of ids where the days are the same.
    for record in sorted(records, key=attrgetter("published")):
        shelves.setdefault(record.kind_id, []).append(record)
        if record.matter and record.state in SHOWN:
            by_matter.setdefault(record.matter, []).append(record)
    shown = [record for record in records if record.state in SHOWN]
    return Column(shelves, by_matter, shown, nlargest(LATEST, shown, key=_NEWEST))


def group(publication: Publication) -> Groups:
    """The counts of a publication."""
    shown = publication.current
    counts = Counter((record.agency, record.kind_id) for record in shown)
    by_kind: Counter[str] = Counter()
    by_agency: Counter[str] = Counter()
    for (name, kind_id), count in counts.items():
        by_kind[kind_id] += count
        by_agency[name] += count
    of_government: dict[str, list[list[Listed]]] = {}
    newest = {}
    for agency in publication.agencies.values():
        latest = publication.latest(agency.id, LATEST)
        if latest:
            newest[agency.id] = latest[0].published
            of_government.setdefault(agency.government, []).append(latest)
    latest_of = {name: nlargest(LATEST, chain(*latest), key=_NEWEST) for name, latest in of_government.items()}
    everywhere = nlargest(LATEST, chain(*latest_of.values()), key=_NEWEST)
    kept = {(record.agency, record.kind_id) for record in publication.records}
    return Groups(counts, by_kind, by_agency, newest, everywhere, latest_of, kept)
