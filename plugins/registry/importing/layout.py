"""Where the header of a sheet is, and where the data: titles above, headers of two lines, remarks below.

`known` maps the keys of headers to what they mean; a sheet whose words mean nothing has no header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice

from . import headers
from .rows import Row, Rows, Sheet, Table, filled

_GUESSED_FROM = 30

_REPEATED = "这一行是重复的表头"
_OTHER = "上面另有一个表头，列与第一个不同，请把两张表分成两个文件"
_TOTAL = re.compile(r"(?:本页|本月|本年|累计)?[合小总共]\s*计[:：]?.{0,12}", re.S)
REMARK = re.compile(
    r"(?:(?:注|说明|备注|[填制]表说明|填报说明)\s*\d{0,2}\s*[:：]|表格说明"
    r"|(?:填表|填报|制表|审核|复核|联系|负责|单位负责)(?:人|单位|日期|时间|电话)?\s*[:：]).*",
    re.S,
)


def find(sheet: Sheet, known: Mapping[str, str]) -> Table | None:
    """The table below the first row with two known columns; None where there is none."""
    above: tuple[str, ...] = ()
    rows = iter(sheet.rows)
    for row in rows:
        if headers.how_many(row.cells, known) >= headers.MIN_KNOWN:
            header, last = _with_word_above(row.cells, above, known), row.number
            for below in rows:
                if (both := _with_words_below(header, below.cells, known)) is None:
                    break
                header, last = both, below.number
            return Table(header, Rows(partial(_body, sheet, header, last, known)), sheet.serials)
        above = row.cells
    return None


def guess(sheets: Sequence[Sheet]) -> Table | None:
    """The first row that could be a header: nearly as wide as the widest, short words and no numbers."""
    for sheet in sheets:
        rows = list(islice(sheet.rows, _GUESSED_FROM))
        widest = max(len(filled(row.cells)) for row in rows)
        for row in rows:
            words = filled(row.cells)
            fits = all(len(word) < headers.LONGEST and not re.fullmatch(r"[\d.,/%-]+", word) for word in words)
            if fits and len(words) >= max(2, widest * 0.6):
                header = tuple(map(str.strip, row.cells))
                return Table(header, Rows(partial(_body, sheet, header, row.number, {})), sheet.serials)
    return None


def _body(sheet: Sheet, header: tuple[str, ...], last: int, known: Mapping[str, str]) -> Iterator[Row]:
    meanings = [headers.meaning(text, known) for text in header]
    most = len(filled(header)) / 2
    fault = ""
    for row in sheet.rows:
        if row.number <= last:
            continue
        if is_header(row.cells, known):
            own = [headers.meaning(text, known) for text in row.cells]
            both = [(new, old) for new, old in zip(own, meanings, strict=False) if new and old]
            # Below a header of other columns, cells would be taken for what they are not.
            fault = _OTHER if sum(new != old for new, old in both) * 2 > len(both) else ""
            yield Row(row.number, row.cells, _REPEATED)
        else:
            yield Row(row.number, row.cells, fault or _aside(row.cells, most))


def _aside(cells: tuple[str, ...], most: float) -> str:
    words = filled(cells)
    if len(set(words)) > max(most, 2):
        return ""
    if _TOTAL.fullmatch(words[0]):
        return "这一行是合计"
    return "这一行是说明，不是一条决定" if REMARK.fullmatch(words[0]) else ""


def is_header(cells: tuple[str, ...], known: Mapping[str, str]) -> bool:
    """True where header words fill at least half of a row below the header; single ones may be data (罚款)."""
    return headers.how_many(cells, known) >= max(headers.MIN_KNOWN, len(set(filled(cells))) / 2)


def _with_word_above(cells: tuple[str, ...], above: tuple[str, ...], known: Mapping[str, str]) -> tuple[str, ...]:
    """A header whose empty cells get the known words of the row above it."""
    words = [*map(str.strip, cells), *[""] * (len(above) - len(cells))]
    for index, text in enumerate(above):
        if not words[index] and headers.means(text, known):
            words[index] = text.strip()
    return tuple(words)


def _with_words_below(
    header: tuple[str, ...], below: tuple[str, ...], known: Mapping[str, str]
) -> tuple[str, ...] | None:
    """A header with the words of its second line, or None where the row below is none: data stand below a known word."""
    before = [*header, *[""] * (len(below) - len(header))]
    words = list(before)
    new, group = 0, ""
    for index, text in enumerate(before):
        group = text or group
        word = below[index].strip() if index < len(below) else ""
        if not word or word == text:
            continue
        beside = [before[other] for other in (index - 1, index + 1) if 0 <= other < len(before)]
        if headers.means(text, known) and text not in beside and "" not in beside:
            return None
        forms = (f"{group}-{word}", f"{group}({word})", group + word, word)
        form = next((form for form in forms if headers.means(form, known)), "")
        if not form and (len(word) > headers.LONGEST / 3 or re.search(r"\d", word)):
            return None
        words[index] = form or group + word
        new += bool(form)
    return tuple(words) if new else None
