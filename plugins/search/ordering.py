"""What the records of a bundle are sorted by, loaded when somebody asks for another order than the newest first.

Pagefind can sort too, but keeps every order in the file that it loads before the first search, and forgets what has no
value. A line of order.txt: what Pagefind calls the record, the day of its decision since 1970 and its amount in 分 plus
one, in base 36; 0 where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from plugins.registry.public import Listed

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_DAYS = date(1970, 1, 1).toordinal()


def order(records: Iterable[Listed], ids: Mapping[str, str]) -> bytes:
    """The lines of a bundle, by result; ids: the id of each result's record."""
    listed = {record.id: record for record in records}
    lines = (f"{result} {_day(listed[ids[result]])} {_amount(listed[ids[result]])}\n" for result in sorted(ids))
    return "".join(lines).encode()


def _day(record: Listed) -> str:
    return _base36(max(date.fromisoformat(record.decided).toordinal() - _DAYS, 0)) if record.decided else "0"


def _amount(record: Listed) -> str:
    return "0" if record.amount is None else _base36(round(record.amount * 100) + 1)


def _base36(number: int) -> str:
    made = ""
    while number:
        number, digit = divmod(number, 36)
        made = _DIGITS[digit] + made
    return made or "0"
