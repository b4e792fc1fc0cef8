"""What a feed shows now, and what stands in its archive (RFC 5005, section 4).

An archive page holds a fixed number of events in the order of the change list, counted from the oldest, so that what
comes later leaves it as it is; it changes only where something in it is withdrawn or corrected.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from operator import attrgetter

from .news import News

# At least so many, and at least the last so many days; a flood is cut off, the rest is in the archive.
COUNT = 50
DAYS = 30
MOST = 1_000
PAGE = 100

_BY_SEQ = attrgetter("seq")
BY_DAY = attrgetter("date", "seq")


def current(events: Sequence[News], day: date, unfiled: Sequence[News] = ()) -> list[News]:
    """What the feed shows on `day`, newest first.

    events: of the feed, by date, then in the order of the change list; unfiled: what is in no page of its archive.
    """
    since = str(day - timedelta(days=DAYS))
    chosen: dict[str, News] = {}
    for event in reversed(events):
        if len(chosen) >= COUNT and (event.date < since or len(chosen) >= MOST):
            break
        if event.told:
            chosen[event.id] = event
    late = [event for event in unfiled if event.told and event.id not in chosen]
    return sorted([*chosen.values(), *late], key=BY_DAY, reverse=True)


def archive(events: Sequence[News]) -> tuple[list[list[News]], list[News]]:
    """The full pages of the archive, the oldest first, each in the order of the change list, and what is in none yet."""
    ordered = sorted(events, key=_BY_SEQ)
    full = len(ordered) // PAGE * PAGE
    return [ordered[start : start + PAGE] for start in range(0, full, PAGE)], ordered[full:]
