"""Working days: which days count, and when a period of working days ends.

The days come from the State Council's yearly notices as copied into content/calendars. Periods in days are working days
(行政处罚法第八十五条); the day a decision is made is not counted, the next working day is day 1. A day that no notice has
settled is unknown (期限待定), never guessed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from functools import cached_property
from typing import Any

from . import dates

_MONDAY, _SATURDAY, _SUNDAY = 0, 5, 6

# How many last days of December are the next year's notice to settle, by the weekday of the 31st: a weekend next to
# 元旦 has been moved (2006, 2007, 2011, 2018), other days of December never.
_OPEN_DAYS = {_SATURDAY: 1, _SUNDAY: 2, _MONDAY: 3}

Days = tuple[int, ...]


@dataclass(frozen=True)
class WorkingDays:
    """For each known year, in order: the year, its days off and its weekend days worked, as ordinals (date.toordinal).

    Plain data, the same for the same calendars: what is made from it can be digested.
    """

    years: tuple[tuple[int, Days, Days], ...] = ()

    @classmethod
    def of(cls, calendars: Mapping[int, Mapping[str, Any]]) -> WorkingDays:
        """From the values of the calendar records by year.

        What is malformed or speaks of another year is left out, and so is a year without any day off: it is not known.
        """
        years = [_read(year, calendars[year]) for year in sorted(calendars) if MINYEAR <= year <= MAXYEAR]
        return cls(tuple(entry for entry in years if entry[1]))

    def is_working(self, day: date) -> bool | None:
        """Whether `day` is a working day; None where that is not known."""
        ordinal = day.toordinal()
        if not self._known_until(ordinal):
            return None
        at = bisect_left(self._working, ordinal)
        return at < len(self._working) and self._working[at] == ordinal

    def count(self, start: date, end: date) -> int | None:
        """The working days after `start` up to and including `end`; 0 where `end` is not after `start`.

        None where a day in between is not known.
        """
        first, last = start.toordinal() + 1, end.toordinal()
        if last < first:
            return 0
        if last > self._known_until(first):
            return None
        return bisect_right(self._working, last) - bisect_left(self._working, first)

    def due(self, start: date, days: int) -> date | None:
        """The last day of a period of `days` working days, `start` itself not counted; `start` for a period of none.

        None where a day of the period is not known.
        """
        if days < 1:
            return start
        first = start.toordinal() + 1
        at = bisect_left(self._working, first) + days - 1
        if at >= len(self._working) or self._working[at] > self._known_until(first):
            return None
        return date.fromordinal(self._working[at])

    def _known_until(self, first: int) -> int:
        """The last day of which all days from `first` on are known, an ordinal; 0 where `first` is not known."""
        return next((end for start, end in self._stretches if start <= first <= end), 0)

    @cached_property
    def _stretches(self) -> list[tuple[int, int]]:
        """First and last day, as ordinals, of each stretch of known days without a gap."""
        ends: list[tuple[int, int]] = []
        for year, _, _ in self.years:
            first, last = _first(year), _last(year)
            if ends and ends[-1][1] == first - 1:
                first = ends.pop()[0]
            ends.append((first, last))
        return [(first, last - _OPEN_DAYS.get(_weekday(last), 0)) for first, last in ends]

    @cached_property
    def _working(self) -> list[int]:
        """All known working days in order, as ordinals."""
        worked: dict[int, bool] = {}
        for _, off, on in self.years:
            # A later notice wins over an earlier one.
            worked |= dict.fromkeys(off, False) | dict.fromkeys(on, True)
        return [
            day
            for first, last in self._stretches
            for day in range(first, last + 1)
            if worked.get(day, _weekday(day) < _SATURDAY)
        ]


def _read(year: int, values: Mapping[str, Any]) -> tuple[int, Days, Days]:
    """The entry of a year; of its own days only, so that a slip of the pen cannot reach into another year."""
    own = range(_first(year) - max(_OPEN_DAYS.values()), _last(year) + 1)
    off: set[int] = set()
    for span in _items(values, "放假"):
        if isinstance(span, Mapping):
            first, last = _ordinal(span.get("自")), _ordinal(span.get("至"))
            if first and last:
                off.update(range(max(first, own.start), min(last + 1, own.stop)))
    on = {day for day in map(_ordinal, _items(values, "调休上班")) if day in own}
    return year, tuple(sorted(off)), tuple(sorted(on))


def _items(values: Mapping[str, Any], name: str) -> list[Any]:
    items = values.get(name)
    return items if isinstance(items, list) else []


def _ordinal(text: Any) -> int:
    """The ordinal of the day that `text` (2026-03-02) names; 0 where it names none."""
    day = dates.parse(text) if isinstance(text, str) else None
    return day.toordinal() if day else 0


def _first(year: int) -> int:
    return date(year, 1, 1).toordinal()


def _last(year: int) -> int:
    return date(year, 12, 31).toordinal()


def _weekday(ordinal: int) -> int:
    return date.fromordinal(ordinal).weekday()
