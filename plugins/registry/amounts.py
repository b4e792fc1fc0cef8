"""Amounts of money: in a record a number with its unit, 5000元 or 0.5万元; in running text also 伍仟元整 and 5,000.00元."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_FORM = re.compile(r"(\d{1,15}(?:\.\d{1,6})?)(万元|元)", re.ASCII)

_SMALL = {c: n for n, c in enumerate("零一二三四五六七八九")} | {c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_SMALL |= {"〇": 0, "两": 2, "貳": 2, "參": 3, "陸": 6}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_HAN_NUMBER = "".join({**_SMALL, **_TENS, **_MYRIADS})
_AMOUNT = re.compile(
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|[{_HAN_NUMBER}]+)(?P<scale>[千仟百佰]?[万萬亿億]?|[千仟])[元圆]整?"
)


def yuan(text: str) -> Decimal | None:
    """The amount in 元, or None where `text` is not a plain number followed by 元 or 万元."""
    match = _FORM.fullmatch(text)
    if not match:
        return None
    number = Decimal(match[1]) * (10_000 if match[2] == "万元" else 1)
    return number.normalize() if number % 1 else number.quantize(Decimal(1))


def in_text(text: str) -> list[Decimal]:
    """Every amount with a unit that stands in a text, in 元."""
    plain = unicodedata.normalize("NFKC", text)
    return [
        value for match in _AMOUNT.finditer(plain) if (value := _value(match["number"], match["scale"])) is not None
    ]


def _value(number: str, scale: str) -> Decimal | None:
    if number[0].isdigit():
        value = Decimal(number.replace(",", ""))
        for character in scale:
            value *= _TENS.get(character) or _MYRIADS[character]
        return value
    han = han_number(number + scale)
    return None if han is None else Decimal(han)


def han_number(text: str) -> int | None:
    """The value of a number in Chinese characters, plain or financial; None where it is none (二三) or two (三百五)."""
    if len(text) > 1 and text[-1] in _SMALL and text[-2] in "百佰千仟万萬亿億":
        return None
    total = section = digit = 0
    seen = False
    for character in text:
        if character in _SMALL:
            if digit and character not in "零〇":
                return None
            digit, seen = _SMALL[character], True
        elif character in _TENS:
            section += (digit or (1 if _TENS[character] == 10 and not section else 0)) * _TENS[character]
            digit, seen = 0, True
        else:
            if not total + section + digit:
                return None
            # 亿 takes all before it times a hundred million, 万 only what stands since.
            before, own = (
                (0, total + section + digit) if _MYRIADS[character] > _MYRIADS["万"] else (total, section + digit)
            )
            total, section, digit = before + own * _MYRIADS[character], 0, 0
    return total + section + digit if seen else None
