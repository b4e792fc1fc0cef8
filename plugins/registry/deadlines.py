"""How soon after a decision it was published, in working days, and how soon that had to be.

国办发〔2018〕118号（六）: 7 working days for 许可 and 处罚, 20 for other decisions, unless the region's rules say otherwise.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from . import dates
from .records import Record, Settings


class Timeliness(Struct, frozen=True, array_like=True, gc=False):
    """A decision was published on the `day`-th working day; it was due on `due`, within `limit` working days."""

    day: int
    limit: int
    due: str

    @property
    def late(self) -> bool:
        return self.day > self.limit


def timeliness(record: Record, settings: Settings) -> Timeliness | None:
    """How timely a decision was published; None where that is not known.

    Not known: of a record imported from a spreadsheet (its date is that of the source), without a date of decision, or
    where a year's calendar is missing.
    """
    decided = dates.parse(str(record.role("decided")))
    published = dates.parse(str(record.role("published")))
    if record.imported or decided is None or published is None:
        return None
    limit = settings.profile.publish_within(record.kind_id)
    day, due = settings.calendar.count(decided, published), settings.calendar.due(decided, limit)
    return None if day is None or due is None else Timeliness(day, limit, str(due))


def overdue(start: object, days: int, end: object, today: date, settings: Settings) -> date | None:
    """The day on which something that began on `start` was due, where it came later, or has not come by today."""
    begun, done = dates.parse(str(start)), dates.parse(str(end))
    due = settings.calendar.due(begun, days) if begun else None
    return due if due and (done or today) > due else None
