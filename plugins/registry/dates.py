"""Dates as they stand in a record: 2026-03-02, nothing else."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

LONG_TERM = "长期"

# China has one time, and no summer time since 1992.
CHINA = timezone(timedelta(hours=8))

_FORM = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_LENGTH = len("2026-03-02")


def parse(text: str) -> date | None:
    """The date that `text` (2026-03-02) names, or None where it has another form or no such day exists."""
    return _parse(text) if len(text) == _LENGTH else None


# A site speaks of few days, of each very often.
@lru_cache(maxsize=8192)
def _parse(text: str) -> date | None:
    match = _FORM.fullmatch(text)
    if not match:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None


def is_term(text: str) -> bool:
    """True for the end of a term: a date or 长期."""
    return text == LONG_TERM or parse(text) is not None


def add_years(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 1 March where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later; the first of the month after where that month has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year + month // 11, (month + 1) % 12 + 1, 1)


@lru_cache(maxsize=8192)
def midnight(text: str) -> int:
    """The moment at which a day (2026-03-02) begins in China, in nanoseconds since 1970. Raises ValueError."""
    return int(datetime.combine(date.fromisoformat(text), datetime.min.time(), CHINA).timestamp()) * 10**9
