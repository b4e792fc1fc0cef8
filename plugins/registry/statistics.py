"""Figures over what is published: the yearly report's tables as the published records give them, and their timeliness.

Published is less than decided (行政处罚法第四十八条, sealed records, terms that ended): every count is a lower bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from statistics import median
from typing import NamedTuple

from .kinds import DECISION_KINDS, kind
from .public import SHOWN, Listed

TOTAL = "合计"
_CONFISCATED = "没收违法所得、没收非法财物"
_OTHER = "其他行政处罚"
# From light to heavy, in the order of 行政处罚法第九条 as the yearly reports list it; the last word is 其他.
_CLASSES = kind("penalty").fields["处罚类别"].values[:-1]
_CHECKS = {"日常检查": "日常检查", "专项检查": "专项检查", "个案检查": "个案检查"}


def heaviest(classes: Iterable[str]) -> str:
    """The row of a yearly report that counts a penalty: its heaviest class; both confiscations are one row."""
    return _heaviest(tuple(classes))


@cache
def _heaviest(classes: tuple[str, ...]) -> str:
    known = [_CLASSES.index(name) for name in classes if name in _CLASSES]
    if not known:
        return _OTHER
    name = _CLASSES[max(known)]
    return _CONFISCATED if name.startswith("没收") else name


def yearly(records: Iterable[Listed], year: str) -> dict[str, dict[str, float]]:
    """What the published decisions of a year give for each table of its report: table → row → number (amounts in 元).

    A decision counts once, in the year it was made. Rows of which no record tells are left out.
    """
    tables: dict[str, Counter[str]] = {}
    for record in records:
        if record.state in SHOWN and record.decided[:4] == year:
            for row, number in _rows(record):
                tables.setdefault(record.kind.name, Counter())[row] += number  # type: ignore[assignment]
    return {table: dict(rows) for table, rows in tables.items()}


def _rows(record: Listed) -> Sequence[tuple[str, float]]:
    """The rows that a decision counts in, and what it adds to each."""
    match record.kind_id:
        case "licence":
            return [("许可数量", 1)]
        case "penalty":
            return [(heaviest(record.classes), 1), (TOTAL, 1), ("罚没金额", record.taken)]
        case "coercion":
            rows = kind("report").fields["行政强制"].schema["properties"]
            named = next((name for name in record.classes if name in rows), "其他行政强制措施")
            return [(named, 1), (TOTAL, 1)]
        case "levy":
            return [("征收次数", 1), ("征收总金额", record.taken)]
        case "requisition":
            return [("征用次数", 1), ("补偿金额", record.taken)]
        case "fee":
            return [("收费次数", 1), ("收费金额", record.taken)]
        case "inspection":
            row = next((_CHECKS[name] for name in record.classes if name in _CHECKS), "日常检查")
            return [(row, 1), (TOTAL, 1)]
    return []


class Punctuality(NamedTuple):
    """How timely some records were published.

    known: of how many that is known; late: how many came too late; middle: the median working day, None where none is
    known; legacy: imported records, left out; unknown: what cannot be judged (no date of decision, no calendar).
    """

    known: int
    late: int
    middle: float | None
    legacy: int
    unknown: int

    @property
    def share(self) -> float | None:
        """The share that was published in time; None where it is not known of any."""
        return (self.known - self.late) / self.known if self.known else None


def punctuality(records: Sequence[Listed]) -> Punctuality:
    """The timeliness of records with content."""
    legacy = sum(record.imported for record in records)
    days = [record.working_days for record in records if record.working_days >= 0]
    late = sum(record.late for record in records)
    return Punctuality(len(days), late, median(days) if days else None, legacy, len(records) - legacy - len(days))


def monthly(records: Iterable[Listed], last: str, months: int = 24) -> tuple[list[str], Mapping[str, list[int]]]:
    """Records published in each of the months up to `last` (2026-11), by kind in the order of the kinds."""
    year, month = int(last[:4]), int(last[5:])
    numbers = [year * 12 + month - 1 - back for back in reversed(range(months))]
    names = [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]
    place = {name: index for index, name in enumerate(names)}
    counts: dict[str, list[int]] = {}
    for (kind_id, name), count in Counter((record.kind_id, record.published[:7]) for record in records).items():
        if name in place:
            counts.setdefault(kind_id, [0] * months)[place[name]] += count
    return names, {kind_id: counts[kind_id] for kind_id in sorted(counts, key=DECISION_KINDS.index)}
