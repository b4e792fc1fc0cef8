"""Writes the index: the bundles below search/index/, what they are filtered by, and a list of them.

A bundle whose records did not change is left where it is. The list comes out last, so that it never names a bundle that
is not there; every content has a folder of its own, so that no reader meets half an old and half a new bundle.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from plugins.registry import parallel, program
from plugins.registry.looking import Progress
from plugins.registry.public import Publication
from plugins.registry.records import Agency
from plugins.site.building import Reports
from plugins.site.keys import digest
from plugins.site.output import Output
from plugins.site.paths import record_data

from .bundles import Bundle, bundles
from .documents import document, result_fields
from .segments import Segment, profile, segment

INDEX = "search/index"
LIST = f"{INDEX}/bundles.json"
FILTERS = f"{INDEX}/filters.json"
_VERSION = 12

# Terms that more than one in COMMON records of the newest bundle hold: a query looks for the others first.
COMMON = 12
MOST_COMMON = 400

Postings = dict[str, "array[int]"]


class _Item(NamedTuple):
    """A record to read: its bundle, its place there, its file, its agency."""

    bundle: int
    place: int
    path: Path
    agency: str


def write_index(publication: Publication, output: Output, *, jobs: int = 1, progress: Reports) -> int:
    """Writes the search index of a publication and returns the number of records in it.

    Records are read by up to `jobs` workers; the files are the same for any number.
    """
    made = bundles(publication)
    keys = [_key(bundle, publication, output) for bundle in made]
    standing: dict[bytes, list[str]] = defaultdict(list)
    for path, written in output.before.items():
        if path.startswith(f"{INDEX}/"):
            standing[written.key].append(path)
    missing = [number for number, key in enumerate(keys) if key in output.lost or key not in standing]
    heads: dict[int, dict[str, Any]] = {}
    with progress("检索词") as report:
        for number, postings in _read(made, missing, publication, output, jobs, report):
            heads[number] = _write(made[number], postings, keys[number], output)
    for number in set(range(len(made))) - heads.keys():
        for path in standing[keys[number]]:
            output.keep(path)
            if path.endswith("/bundle.json"):
                heads[number] = json.loads(output.place(path).read_bytes())
    output.write(FILTERS, _dump(_filters(publication)))
    listing = {
        "schema": "search-3",
        "fields": result_fields(),
        "short": _short_names(publication),
        "common": heads[0].pop("common") if heads else "",
        "bundles": [{name: value for name, value in heads[n].items() if name != "common"} for n in range(len(made))],
    }
    output.write(LIST, _dump(listing))
    return sum(len(bundle.records) for bundle in made)


def _key(bundle: Bundle, publication: Publication, output: Output) -> bytes:
    """A digest of all that a bundle is made of: the files of its records, and what its agencies are called."""
    agencies = sorted({record.agency for record in bundle.records})
    names = [(agency, publication.agencies[agency].name, publication.agencies[agency].short) for agency in agencies]
    records = [(record.id, output.files[record_data(record.id)].sha256) for record in bundle.records]
    return digest(program.digest(), bundle.name, names, records)


def _read(
    made: Sequence[Bundle],
    missing: Sequence[int],
    publication: Publication,
    output: Output,
    jobs: int,
    report: Progress,
) -> Iterator[tuple[int, Postings]]:
    """The postings of each missing bundle, one bundle after the other."""
    items = [
        _Item(number, place, output.place(record_data(record.id)), record.agency)
        for number in missing
        for place, record in enumerate(made[number].records)
    ]
    current, held, done = -1, _empty(), 0
    for batch in parallel.spread(_read_batch, dict(publication.agencies), items, jobs):
        for number, found in batch:
            if number != current:
                if current >= 0:
                    yield current, held
                current, held = number, _empty()
            for term, places in found.items():
                held[term].frombytes(places)
        done = min(done + parallel.BATCH, len(items))
        report(done, len(items))
    if current >= 0:
        yield current, held


def _read_batch(agencies: Mapping[str, Agency], items: Sequence[_Item]) -> list[tuple[int, dict[str, bytes]]]:
    """For each bundle the terms of some of its records, with `place << 1 | 1 where in a key field`."""
    read = []
    for number, group in groupby(items, key=lambda item: item.bundle):
        held = _empty()
        for _, place, path, agency in group:
            key, every = document(msgspec.json.decode(path.read_bytes()), agencies[agency])
            marked = place << 1
            for term in every - key:
                held[term].append(marked)
            marked |= 1
            for term in key:
                held[term].append(marked)
        read.append((number, {term: places.tobytes() for term, places in held.items()}))
    return read


def _empty() -> Postings:
    return defaultdict(lambda: array("I"))


def _write(bundle: Bundle, postings: Postings, key: bytes, output: Output) -> dict[str, Any]:
    """Writes a bundle into the site and returns its entry in the list."""
    made: Segment = segment(bundle.records, postings)
    place = f"{bundle.name}.{digest(made.files).hex()[:_VERSION]}"
    head = {
        "first": bundle.first,
        "last": bundle.last,
        "path": f"{place}/",
        "count": len(bundle.records),
        "terms": made.terms,
        "long": made.long,
        "common": _common(bundle, postings),
    }
    for name, content in made.files.items():
        output.write(f"{INDEX}/{place}/{name}", content, key)
    output.write(f"{INDEX}/{place}/bundle.json", _dump(head), key)
    return head


def _common(bundle: Bundle, postings: Postings) -> str:
    """The pairs of characters that most records hold, the most frequent first, without anything between them."""
    least = len(bundle.records) / COMMON
    counts = {term: len(places) for term, places in postings.items() if len(term) == 2 and not term.isascii()}
    ordered = sorted(counts, key=lambda term: (-counts[term], term))
    return " ".join([term for term in ordered if counts[term] > least][:MOST_COMMON])


def _short_names(publication: Publication) -> dict[str, str]:
    """Other names by which agencies are found, where no record of theirs tells them."""
    return {agency.id: agency.short for agency in publication.agencies.values() if agency.short not in agency.name}


def _filters(publication: Publication) -> dict[str, Any]:
    """What records can be filtered by, with the number of records with content that each value stands for."""
    agencies, regions = Counter[str](), {}
    totals: dict[str, Counter[str]] = {name: Counter() for name in ("kind", "state", "class", "origin", "year")}
    for record in publication.current:
        kind_name, state, classes, origin = profile(record)
        agencies[record.agency] += 1
        totals["kind"][kind_name] += 1
        totals["state"][state] += 1
        totals["class"].update(set(classes))
        totals["origin"][origin] += 1
        totals["year"][record.published[:4]] += 1
    for agency in publication.agencies.values():
        government = publication.governments.get(agency.government)
        regions[agency.id] = (government.region or government.name) if government else ""
    return {
        "schema": "search-filters-1",
        "agencies": {
            agency.id: {
                "name": agency.name,
                "level": agency.level,
                "region": regions[agency.id],
                "count": agencies[agency.id],
            }
            for agency in publication.agencies.values()
            if agencies[agency.id]
        },
        "totals": {name: dict(sorted(counts.items())) for name, counts in totals.items()},
    }


def _dump(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
