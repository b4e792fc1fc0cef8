"""Records put together as the list pages need them, in one pass over the publication."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from operator import attrgetter

from plugins.registry.public import SHOWN, Listed, Publication

LATEST = 10


@dataclass
class Groups:
    """Counts are of records with content; shelves hold tombstones too.

    shelves: (agency, kind) → records by 公示日期, then id; by_matter: (agency, 事项编码) → the same, with content.
    latest: newest first, of all, per government and per agency.
    """

    shelves: dict[tuple[str, str], list[Listed]] = field(default_factory=lambda: defaultdict(list))
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_matter: dict[tuple[str, str], list[Listed]] = field(default_factory=lambda: defaultdict(list))
    by_kind: Counter[str] = field(default_factory=Counter)
    by_agency: Counter[str] = field(default_factory=Counter)
    newest: dict[str, str] = field(default_factory=dict)
    latest: list[Listed] = field(default_factory=list)
    latest_of_agency: dict[str, list[Listed]] = field(default_factory=lambda: defaultdict(list))
    latest_of_government: dict[str, list[Listed]] = field(default_factory=lambda: defaultdict(list))


def group(publication: Publication) -> Groups:
    """The groups of a publication."""
    groups = Groups()
    # They come in the order of their ids, and sorting keeps it where the days are the same.
    ordered = sorted(publication.records, key=attrgetter("published"))
    for record in ordered:
        groups.shelves[record.agency, record.kind_id].append(record)
    shown = [record for record in ordered if record.state in SHOWN]
    for record in shown:
        groups.counts[record.agency, record.kind_id] += 1
        groups.newest[record.agency] = record.published
        if record.matter:
            groups.by_matter[record.agency, record.matter].append(record)
    for (agency, kind_id), count in groups.counts.items():
        groups.by_kind[kind_id] += count
        groups.by_agency[agency] += count
    for record in reversed(shown):
        _fill(groups.latest, record)
        _fill(groups.latest_of_agency[record.agency], record)
        _fill(groups.latest_of_government[publication.agencies[record.agency].government], record)
    return groups


def _fill(shown: list[Listed], record: Listed) -> None:
    if len(shown) < LATEST:
        shown.append(record)
