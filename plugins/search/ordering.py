"""What the records of a bundle are sorted by, loaded when somebody asks for another order than the newest first.

Pagefind can sort too, but keeps every order in the file that it loads before the first search, and forgets what has no
value. Each line of order.txt is a record's, newest first: the day of its decision since 1970 and its amount in 分 plus
one, in base 36; 0 where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from plugins.registry.public import Listed

from .cutting import base36

_DAYS = date(1970, 1, 1).toordinal()


def order(records: Iterable[Listed]) -> bytes:
    """The lines of a bundle."""
    return "".join(f"{_day(record)} {_amount(record)}\n" for record in records).encode()


def _day(record: Listed) -> str:
    return base36(max(date.fromisoformat(record.decided).toordinal() - _DAYS, 0)) if record.decided else "0"


def _amount(record: Listed) -> str:
    return "0" if record.amount is None else base36(round(record.amount * 100) + 1)
