"""Amounts of money as they stand in a record: a number with its unit, 5000元 or 0.5万元."""

from __future__ import annotations

import re
from decimal import Decimal

_FORM = re.compile(r"(\d{1,15}(?:\.\d{1,6})?)(万元|元)", re.ASCII)


def yuan(text: str) -> Decimal | None:
    """The amount in 元, or None where `text` is not a plain number followed by 元 or 万元."""
    match = _FORM.fullmatch(text)
    if not match:
        return None
    number = Decimal(match[1]) * (10_000 if match[2] == "万元" else 1)
    return number.normalize() if number % 1 else number.quantize(Decimal(1))
