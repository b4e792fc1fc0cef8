"""Lenient readers of single cells. Each returns one canonical text, or '' for an empty cell, or raises Unclear.

Nothing that can be read in two ways is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal

from .. import amounts, dates
from .outcome import Unclear

_PLACEHOLDERS = frozenset(
    ("", "/", "\\", "-", "--", "---", "—", "——", "–", "无", "NULL", "null", "None", "N/A", "空", "暂无")
)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BLANKS = re.compile(r"[ \t\xa0\u3000]+")

_ZEROS = "○〇零OoО0"
_DIGITS = dict.fromkeys(_ZEROS, "0") | {c: str(n) for n, c in enumerate("一二三四五六七八九", 1)}
_CLOCK = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_DATE_FORMS = (
    re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}){_CLOCK}", re.ASCII),
    re.compile(rf"(\d{{4}})/(\d{{1,2}})/(\d{{1,2}}){_CLOCK}", re.ASCII),
    re.compile(rf"(\d{{4}})\.(\d{{1,2}})\.(\d{{1,2}}){_CLOCK}", re.ASCII),
    re.compile(rf"(\d{{4}})年(\d{{1,2}})月(\d{{1,2}})日{_CLOCK}", re.ASCII),
    re.compile(r"(20\d{2}|19\d{2})(\d{2})(\d{2})", re.ASCII),
)
_HAN_DATE = re.compile(
    rf"([一二三四五六七八九{_ZEROS}]{{4}})年([一二三四五六七八九十]{{1,3}})月([一二三四五六七八九十]{{1,3}})日"
)
_EARLIEST, _LATEST = date(1949, 10, 1), date(2099, 12, 31)

# The day before the first one of which Excel knows, as it counts (it takes 1900 for a leap year).
_SERIAL_ZERO = date(1899, 12, 30)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
# Smaller numbers of five digits may be half a date (20190).
_FIRST_SERIAL = 29_221

_BARE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", re.ASCII)


def clean(text: str) -> str:
    """A text without control and invisible characters, blanks in a row made one, lines kept; '' for a placeholder."""
    # Most texts are one plain line: what is printable holds no blank but the space, and nothing invisible.
    if text.isprintable() and "  " not in text:
        plain = text.strip(" ")
        return "" if plain.replace(" ", "") in _PLACEHOLDERS else plain
    text = _CONTROL.sub("", _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    lines = [_BLANKS.sub(" ", line).strip() for line in text.split("\n")]
    result = re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()
    return "" if result.replace(" ", "") in _PLACEHOLDERS else result


def day(text: str) -> str:
    """A date as 2026-03-02. Raises Unclear for anything that is not exactly one existing day."""
    plain = clean(text)
    if not plain:
        return ""
    plain = unicodedata.normalize("NFKC", plain)
    tight = re.sub(r"\s*([年月日./-])\s*", r"\1", plain)
    for form in _DATE_FORMS:
        if match := form.fullmatch(tight):
            return _existing(*map(int, match.groups()[:3]))
    if match := _HAN_DATE.fullmatch(plain.replace(" ", "")):
        year = "".join(_DIGITS[character] for character in match[1])
        return _existing(int(year), _small_number(match[2]), _small_number(match[3]))
    raise Unclear("看不出是哪一天")


def serial(text: str) -> str:
    """The day of a date that Excel shows as a bare number (45352 is 2024-03-01); '' where it is no such number."""
    match = _SERIAL.fullmatch(unicodedata.normalize("NFKC", clean(text)))
    if not match or int(match[1]) < _FIRST_SERIAL:
        return ""
    found = _SERIAL_ZERO + timedelta(int(match[1]))
    return found.isoformat() if found <= _LATEST else ""


def term(text: str) -> str:
    """The end of a term: a date, or 长期 (also written 2099-12-31 in the national template)."""
    if clean(text) in (dates.LONG_TERM, "永久", "长期有效"):
        return dates.LONG_TERM
    end = day(text)
    return dates.LONG_TERM if end == "2099-12-31" else end


def amount(text: str, unit: str = "") -> str:
    """One amount in 元, such as 1150000元. A bare number takes `unit`. Raises Unclear for several amounts or none."""
    plain = unicodedata.normalize("NFKC", clean(text)).replace(" ", "")
    if not plain:
        return ""
    if _BARE.fullmatch(plain):
        if not unit:
            raise Unclear("金额没有写明单位")
        return _yuan(Decimal(plain.replace(",", "")) * (10_000 if unit == "万元" else 1))
    found = amounts.in_text(plain)
    if len(found) > 1:
        raise Unclear("一格里有多笔金额")
    if not found:
        raise Unclear("看不出金额")
    return _yuan(found[0])


def _yuan(value: Decimal) -> str:
    if value != value.quantize(Decimal("0.01")):
        raise Unclear("金额精确到分以下")
    if value >= 10**15:
        raise Unclear("金额大得不可能")
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "元"


def _small_number(text: str) -> int:
    return amounts.han_number(text) or 0


def _existing(year: int, month: int, number: int) -> str:
    try:
        found = date(year, month, number)
    except ValueError as error:
        raise Unclear("没有这一天") from error
    if not _EARLIEST <= found <= _LATEST:
        raise Unclear("年份不可能")
    return found.isoformat()
