"""What was harvested beside a site's own: what may stand there, and what is held back, with the reason.

The site's own files are judged as if there were no others: nothing that a source does becomes an error here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from .assembly import Registry, assemble
from .harvested import HOLDING, Harvested, Held, agency_of, is_harvested
from .inspecting import Inspection
from .problems import Level
from .repository import is_decision, locate
from .rules import RULES
from .summaries import Summary


def merged(
    own: Iterable[Inspection], foreign: list[Inspection], harvested: Harvested, today: date
) -> tuple[Registry, Harvested, list[Held]]:
    """The registry of own and harvested files without decisions, what was harvested of its agencies, and what is held back.

    An agency that is held back takes all its material with it.
    """
    mine = [found.record for found in own if found.record]
    agencies = {record.id for record in mine if record.kind_id == "agency"}
    faults = {found.path: _codes(found) for found in foreign}
    for found in foreign:
        if found.record and found.record.kind_id == "agency" and found.record.id in agencies:
            faults[found.path] = ("source-conflict",)
    sound = [found.record for found in foreign if found.record and not faults[found.path]]
    for path, code in _across(assemble([*mine, *sound]), today):
        faults[path] = (*faults.get(path, ()), code)
    held = [_held(path, codes, harvested) for path, codes in faults.items() if codes]
    there = {record.id for record in sound if record.kind_id == "agency" and not faults[record.path]}
    taken = harvested.without(harvested.origins.keys() - there)
    kept = [record for record in sound if record.agency in there and not faults[record.path]]
    return assemble([*mine, *kept]), taken, held


def add_decisions(
    registry: Registry, own: Registry, foreign: list[Inspection], harvested: Harvested, today: date
) -> list[Held]:
    """Enters own decisions and those harvested ones that nothing holds back; returns what is held back."""
    registry.unreadable = own.unreadable
    if registry is own:
        return []
    registry.decisions = dict(own.decisions)
    faults: dict[str, tuple[str, ...]] = {}
    for found in foreign:
        if is_decision(found.path) and found.path in harvested.files:
            if codes := _codes(found):
                faults[found.path] = codes
            elif found.summary:
                registry.decisions[found.summary.id] = found.summary
                if not _may_bear(found.summary, harvested, own):
                    faults[found.path] = ("id-reused",)
    for path, code in _across(registry, today):
        faults[path] = (*faults.get(path, ()), code)
    by_path = {summary.path: summary.id for summary in registry.decisions.values()}
    for path in faults.keys() & by_path.keys():
        del registry.decisions[by_path[path]]
    return [_held(path, codes, harvested) for path, codes in sorted(faults.items())]


def _may_bear(summary: Summary, harvested: Harvested, own: Registry) -> bool:
    """True where a source may speak for the former ids of its decision: nobody takes over the addresses of others."""
    if not summary.former:
        return True
    origin = harvested.origins[summary.agency]
    source = next(standing.source for standing in harvested.standings if standing.source.id == origin.source)
    agencies = (old.partition("/")[0] for old in summary.former)
    return all(source.speaks_for(agency) and agency not in own.agencies for agency in agencies)


def _across(registry: Registry, today: date) -> Iterator[tuple[str, str]]:
    """What rules across records find in harvested files and hold them back for."""
    for rule in RULES:
        if rule.registry and not HOLDING.keys().isdisjoint(rule.codes):
            for path, finding in rule.registry(registry, today):
                if is_harvested(path) and finding.code in HOLDING and finding.level is Level.ERROR:
                    yield path, finding.code


def _codes(found: Inspection) -> tuple[str, ...]:
    return tuple(problem.code for problem in found.problems)


def _held(path: str, codes: tuple[str, ...], harvested: Harvested) -> Held:
    return Held(harvested.origins[agency_of(path)].source, locate(path).id, tuple(dict.fromkeys(codes)))
