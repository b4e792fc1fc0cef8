"""How each source of a harvest does: how old its last good state is, what it brought, and how well it keeps the rules."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from .dates import parse
from .harvested import UNTOLD, Standing, Trouble, reason
from .public import Publication

NEVER, HELD_UP, OVERDUE, FINE = "尚未归集", "没有采用新的内容", "超过期限", "正常"


@dataclass(frozen=True)
class HeldBack:
    """Something of a source that is not shown here, and why."""

    id: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Collected:
    """A source on one day.

    state: one of the four words; day: of its last good state; age: in days since then, None where there never was one;
    records: with content; known, late: of those whose working days are known, and the late among them; gaps: records
    that lack 应填 fields; held: how much this site's rules hold back; named: what of it may be named in public.
    """

    id: str
    name: str
    url: str
    interval: str
    state: str
    day: str
    age: int | None
    tried: str
    sequence: int
    agencies: tuple[str, ...] = ()
    records: int = 0
    tombstones: int = 0
    late: int = 0
    known: int = 0
    gaps: int = 0
    held: int = 0
    named: tuple[HeldBack, ...] = ()
    troubles: tuple[Trouble, ...] = ()


def collected(publication: Publication) -> list[Collected]:
    """Every source, in the order of content/harvest.yaml."""
    agencies: dict[str, list[str]] = {}
    for agency, origin in publication.origins.items():
        agencies.setdefault(origin.source, []).append(agency)
    return [
        _collected(standing, agencies.get(standing.source.id, []), publication) for standing in publication.standings
    ]


def _collected(standing: Standing, agencies: list[str], publication: Publication) -> Collected:
    source, day = standing.source, parse(standing.day)
    age = max((publication.day - day).days, 0) if day else None
    records = [record for agency in agencies for record in publication.by_agency.get(agency, ())]
    shown = [record for record in records if not record.tombstone]
    counts = Counter(known=0, late=0, gaps=0)
    for record in shown:
        counts["known"] += record.working_days >= 0
        counts["late"] += record.late
        counts["gaps"] += record.gaps > 0
    held = [item for item in publication.held if item.source == source.id]
    named = (item for item in held if UNTOLD.isdisjoint(item.codes))
    return Collected(
        id=source.id,
        name=source.name,
        url=source.url,
        interval=source.interval,
        state=_state(standing, age),
        day=standing.day,
        age=age,
        tried=standing.tried,
        sequence=standing.sequence,
        agencies=tuple(sorted(agencies)),
        records=len(shown),
        tombstones=len(records) - len(shown),
        held=len(held),
        named=tuple(HeldBack(item.id, tuple(map(reason, item.codes))) for item in named),
        troubles=standing.troubles,
        **counts,
    )


def _state(standing: Standing, age: int | None) -> str:
    if age is None:
        return NEVER
    if standing.failed:
        return HELD_UP
    return OVERDUE if standing.source.overdue(age) else FINE
