"""How a template writes a public value: amounts in its unit, dates in its form, codes for words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .. import dates
from .outcome import Unwritable
from .profiles import Column, Profile

_IN_YUAN = {"元": 1, "万元": 10_000}


def text(value: Any, column: Column, profile: Profile) -> str:
    """The cell of a column for a value of its field as it is public. Raises Unwritable."""
    if column.format == "amount":
        return amount(Decimal(str(value)), column.unit, column.decimals)
    if column.format in ("date", "term"):
        return day(value, profile)
    words = [value] if isinstance(value, str) else value
    return profile.joint.join(column.words.get(word, word) for word in words)


def amount(yuan: Decimal, unit: str, decimals: int) -> str:
    """An amount of 元 as a bare number in a unit, or with 元 behind it where the template names no unit."""
    if not unit:
        return f"{yuan:f}元"
    exact = yuan / _IN_YUAN[unit]
    written = round(exact, decimals)
    if written != exact:
        raise Unwritable(f"以{unit}计，超过 {decimals} 位小数")
    return f"{written:.{decimals}f}"


def day(written: str, profile: Profile) -> str:
    """A date, or 长期, in the profile's form."""
    if written == dates.LONG_TERM:
        return profile.long_term
    year, month, number = written.split("-")
    return profile.date_form.replace("YYYY", year).replace("MM", month).replace("DD", number)
