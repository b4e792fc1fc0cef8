"""Single values as they should be written: full-width characters, forms of dates, amounts, codes and 文号.

Only what has one reading is mended; texts that people wrote freely are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from . import amounts, dates, docnumber, uscc
from .importing import cells
from .importing.outcome import Unclear

_CODES = ("编码", "编号", "代码", "证号", "注册号", "登记号", "证书号")

_HALF_WIDTH = {number: number - 0xFEE0 for number in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# Brackets inside the 代字 of a 文号 are right in either width.
_HALF_BUT_BRACKETS = {number: half for number, half in _HALF_WIDTH.items() if chr(number) not in "（）"}
_BLANKS = re.compile(r"(?<![\d\s])\s+|\s+(?![\d\s])")
_PLAIN_CODE = re.compile(r"[0-9A-Za-z-]+")
_DAY = re.compile(r"[\d年月日./\-\s]+|[〇○零一二三四五六七八九十年月日\s]+", re.ASCII)
_YEAR = re.compile(r"[\[【﹝〖〔(（]((?:19|20)\d{2})[\]】﹞〗〕)）]", re.ASCII)
_AMOUNT = re.compile(
    r"(?:人民币)?(?P<number>\d{1,3}(?:,\d{3})+|\d{1,15})(?P<fraction>\.\d{1,6})?(?P<scale>[千百]?万?亿?)[元圆][整正]?",
    re.ASCII,
)
_HAN_AMOUNT = re.compile(
    r"(?:人民币)?(?P<number>[零〇一二三四五六七八九两十百千万亿壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億]+)[元圆][整正]?"
)
_HAN = str.maketrans("〇壹贰貳叁參肆伍陆陸柒捌玖两拾佰仟萬億", "零一二二三三四五六六七八九二十百千万亿")
_HAN_UNITS = (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10))


def mended(text: str, name: str, schema: Mapping[str, Any]) -> str:
    """The value of a field as it should be written; as it is where nothing is wrong or it could mean two things."""
    if schema.get("type") != "string" or schema.get("x-private") or "enum" in schema:
        return text
    if form := schema.get("format"):
        return {"date": _date, "term": _date, "amount": _amount}.get(form, str)(text)
    if schema.get("x-role") == "number" or name == "文号":
        return _number(text)
    if name.endswith("统一社会信用代码"):
        return _credit_code(text)
    if pattern := schema.get("pattern"):
        made = _tight(text.translate(_HALF_WIDTH))
        fits = re.compile(pattern, re.ASCII).search
        return made if fits(made) and not fits(text) else text
    if name.endswith(_CODES):
        made = text.translate(_HALF_WIDTH)
        return made if _PLAIN_CODE.fullmatch(made) else text
    return text


def _tight(text: str) -> str:
    """Without blanks, but for those between two digits: they may part two numbers."""
    return _BLANKS.sub("", text)


def _date(text: str) -> str:
    plain = text.translate(_HALF_WIDTH)
    if dates.is_term(text) or not _DAY.fullmatch(plain):
        return text
    return _read(cells.day, plain) or text


def _amount(text: str) -> str:
    plain = _tight(text.translate(_HALF_WIDTH))
    if match := _AMOUNT.fullmatch(plain):
        fraction = "" if match["fraction"] in (None, ".0", ".00") else match["fraction"]
        if match["scale"] in ("", "万"):
            made = f"{match['number'].replace(',', '')}{fraction}{match['scale']}元"
            return text if amounts.yuan(made) is None else made
        return _read(cells.amount, plain) or text
    match = _HAN_AMOUNT.fullmatch(plain)
    han = match["number"].translate(_HAN) if match else ""
    value = amounts.han_number(han) if han else None
    spellings = {_in_han(value, zero=zero) for zero in (False, True)} if value else set()
    return f"{value}元" if spellings & {han, f"一{han}"} else text


def _read(reader: Callable[[str], str], text: str) -> str:
    """What a lenient reader makes of a text; '' where it is unclear."""
    try:
        return reader(text)
    except Unclear:
        return ""


def _in_han(number: int, *, zero: bool) -> str:
    """A number in Chinese characters, in full: what reads differently may mean something else (三百五, 二〇〇).

    zero: also write the 零 that stands in 二十万零五千 on cheques.
    """
    for name, size in _HAN_UNITS:
        if number >= size:
            high, low = divmod(number, size)
            is_gap = low < size // 10 or (zero and size >= 10**4 and high % 10 == 0)
            return f"{_in_han(high, zero=zero)}{name}{'零' * is_gap + _in_han(low, zero=zero) if low else ''}"
    return "零一二三四五六七八九"[number]


def _number(text: str) -> str:
    made = _tight(text.translate(_HALF_BUT_BRACKETS))
    if len(_YEAR.findall(made)) != 1 or docnumber.is_plural(text):
        return text
    made = _YEAR.sub(r"〔\1〕", made)
    # Anything else that is unusual about it, a person should see.
    standard = made.replace("（", "(").replace("）", ")")
    return made if docnumber.parse(made) and docnumber.normalise(text) == standard else text


def _credit_code(text: str) -> str:
    half = text.translate(_HALF_WIDTH)
    made = "".join(half.split()).upper()
    if uscc.is_masked(text) or uscc.is_masked(made):
        return text
    # The check character says whether these were all that was wrong.
    return half if uscc.fault(made) else made
