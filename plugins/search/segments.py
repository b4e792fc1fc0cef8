"""One bundle as files: terms, the ids of its records, and what they are filtered, counted and sorted by.

terms/<n>.bin    a block of terms (postings.py): those whose number divided by the count of such files leaves n
long/<n>.bin     the same for terms that many records hold
ids/<n>.txt      ids of RUN records, one a line, newest first as the places in the lists are
facets.bin       size of the JSON (4 bytes, lowest first), the JSON {"agencies": [ids], "profiles": [[执法类别, state,
                 [处罚类别], origin]]}, then for every record the place of its agency and of its profile, as few bits
                 as they need
order.bin        for every record the day of its decision (2 bytes, lowest first, days since 1970, 0: unknown), then
                 the amounts in 分 plus one (varints, 0: none)
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from plugins.registry.public import Listed

from .postings import block, encode, packed, varint
from .terms import number_of

# Bytes of a file of terms, as many as a reader should load for one term.
SIZE = 1_400
LONG_SIZE = 3_000
# A longer list stands apart, so that who looks for a rare term does not load it.
LONG = 160
RUN = 64
Value = TypeVar("Value")
_DAYS = date(1970, 1, 1).toordinal()


class Segment(NamedTuple):
    """The files of a bundle by name, and how many files of terms there are."""

    files: dict[str, bytes]
    terms: int
    long: int


def segment(records: Sequence[Listed], postings: Mapping[str, Sequence[int]]) -> Segment:
    """The files of a bundle. postings: for each term `place << 1 | 1 where in a key field` in the order of places."""
    short: list[tuple[int, bytes, int]] = []
    long: list[tuple[int, bytes, int]] = []
    for number, marked in _numbered(postings):
        body = encode(marked, len(records))
        if len(body) > LONG:
            long.append((number, body, 0))
            short.append((number, b"", len(marked)))
        else:
            short.append((number, body, 0))
    files: dict[str, bytes] = {}
    counts: list[int] = []
    for folder, entries, size in (("terms", short, SIZE), ("long", long, LONG_SIZE)):
        count = max(1, round(sum(4 + len(body) for _, body, _ in entries) / size))
        parts: list[list[tuple[int, bytes, int]]] = [[] for _ in range(count)]
        for entry in entries:
            parts[entry[0] % count].append(entry)
        files |= {f"{folder}/{number}.bin": block(part) for number, part in enumerate(parts)}
        counts.append(count)
    for start in range(0, len(records), RUN):
        lines = (f"{record.id}\n" for record in records[start : start + RUN])
        files[f"ids/{start // RUN}.txt"] = "".join(lines).encode()
    return Segment(files | {"facets.bin": facets(records), "order.bin": order(records)}, *counts)


def profile(record: Listed) -> tuple[str, str, tuple[str, ...], str]:
    """What a record is filtered by beside its agency and year: 执法类别, state, 处罚类别, origin ('' for its own site)."""
    classes = record.classes if record.kind_id == "penalty" else ()
    return record.kind.name, record.state, classes, getattr(record, "origin", "") or ""


def facets(records: Sequence[Listed]) -> bytes:
    """What records are filtered and counted by."""
    agencies, profiles = sorted({record.agency for record in records}), sorted(set(map(profile, records)))
    head = json.dumps({"agencies": agencies, "profiles": profiles}, ensure_ascii=False, separators=(",", ":")).encode()
    at, of = _places(agencies), _places(profiles)
    return b"".join(
        (
            len(head).to_bytes(4, "little"),
            head,
            packed([at[record.agency] for record in records], len(agencies) - 1),
            packed([of[profile(record)] for record in records], len(profiles) - 1),
        )
    )


def order(records: Sequence[Listed]) -> bytes:
    """What records are sorted by, other than their places."""
    days = (date.fromisoformat(record.decided).toordinal() - _DAYS if record.decided else 0 for record in records)
    amounts = (0 if record.amount is None else round(record.amount * 100) + 1 for record in records)
    return b"".join((*(min(max(day, 0), 0xFFFF).to_bytes(2, "little") for day in days), *map(varint, amounts)))


def _numbered(postings: Mapping[str, Sequence[int]]) -> Iterable[tuple[int, Sequence[int]]]:
    """Terms by their numbers; two that share one are listed as one."""
    found: dict[int, list[Sequence[int]]] = defaultdict(list)
    for term, marked in postings.items():
        found[number_of(term)].append(marked)
    for number, several in found.items():
        if len(several) == 1:
            yield number, several[0]
        else:
            merged: dict[int, int] = {}
            for one in (one for marked in several for one in marked):
                merged[one >> 1] = merged.get(one >> 1, 0) | one & 1
            yield number, [place << 1 | key for place, key in sorted(merged.items())]


def _places(values: Sequence[Value]) -> dict[Value, int]:
    return {value: place for place, value in enumerate(values)}
