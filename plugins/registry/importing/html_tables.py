"""Tables of a web page, which many systems save with the ending .xls: cells that span several are repeated in each."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from lxml import etree

from .outcome import ImportFailed
from .rows import Row, Rows, Sheet

MAX_COLUMNS = 500
MAX_SPAN = 10_000
_BREAKS = frozenset(("br", "p", "div", "li"))
# A line that is broken between Chinese characters is broken by whoever wrote the page, not by the author of the text.
_WRAPPED = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*\r?\n\s*(?=[\u3000-\u9fff\uff00-\uffef])")
_BLANKS = re.compile(r"\s+")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def sheets(text: str, wanted: str = "") -> list[Sheet]:
    """The tables of a page that have rows of their own, in the order in which they begin: 表格1, 表格2 …"""
    data = _DECLARATION.sub("", text).encode("utf-8", "replace")
    found = sorted({table for table, _ in _rows(data)})
    if not found:
        raise ImportFailed("网页里没有表格。若是“另存为网页”的，请在 Excel 里另存为 xlsx。")
    named = {f"表格{place}": table for place, table in enumerate(found, 1)}
    if wanted and wanted not in named:
        raise ImportFailed(f"网页里没有“{wanted}”，只有 {len(named)} 个表格：表格1、表格2……")
    return [Sheet(name, Rows(partial(_sheet, data, table))) for name, table in named.items() if wanted in ("", name)]


def _sheet(data: bytes, wanted: int) -> Iterator[Row]:
    """The rows of one table; each has its place in the whole page as its number."""
    spans: dict[int, tuple[int, str]] = {}
    for number, (table, cells) in enumerate(_rows(data), 1):
        if table == wanted:
            row = _spread(cells, spans)
            if any(map(str.strip, row)):
                yield Row(number, row)


def _spread(cells: list[tuple[str, int, int]], spans: dict[int, tuple[int, str]]) -> tuple[str, ...]:
    """A row with the cells that reach into it from above; `spans` says how far they still reach."""
    row: list[str] = []

    def from_above() -> None:
        while len(row) in spans and len(row) < MAX_COLUMNS:
            left, text = spans.pop(len(row))
            if left > 1:
                later[len(row)] = (left - 1, text)
            row.append(text)

    later: dict[int, tuple[int, str]] = {}
    for text, width, height in cells:
        from_above()
        for _ in range(width):
            if len(row) < MAX_COLUMNS:
                if height > 1:
                    later[len(row)] = (height - 1, text)
                row.append(text)
    from_above()
    spans.update(later)
    return tuple(row)


def _rows(data: bytes) -> Iterator[tuple[int, list[tuple[str, int, int]]]]:
    """Each row of the page: the number of its table, and its cells with the columns and rows they span."""
    tables: list[int] = []
    count = 0
    # Nothing is fetched, no entity is replaced: this is the HTML parser, and it is given bytes.
    events = etree.iterparse(
        io.BytesIO(data), events=("start", "end"), html=True, encoding="utf-8", no_network=True, remove_comments=True
    )
    try:
        for event, element in events:
            if element.tag == "table":
                if event == "start":
                    count += 1
                    tables.append(count)
                elif tables:
                    tables.pop()
            elif event == "end" and element.tag == "tr" and tables:
                cells = [_cell(cell) for cell in element if cell.tag in ("td", "th")]
                element.clear()
                yield tables[-1], cells
    except etree.LxmlError as error:
        raise ImportFailed("网页里的表格读不出来，请在 Excel 里打开，另存为 xlsx。") from error


def _cell(cell: Any) -> tuple[str, int, int]:
    pieces = []
    for part in cell.iter():
        if part is not cell and part.tag in _BREAKS:
            pieces.append("\n")
        if part.tag not in ("script", "style"):
            pieces.append(_flowing(part.text))
        if part is not cell:
            pieces.append(_flowing(part.tail))
    return "".join(pieces).strip(), _span(cell, "colspan", MAX_COLUMNS), _span(cell, "rowspan", MAX_SPAN)


def _flowing(text: str | None) -> str:
    return _BLANKS.sub(" ", _WRAPPED.sub("", text)) if text else ""


def _span(cell: Any, name: str, most: int) -> int:
    text = str(cell.get(name) or "1").strip()
    return max(1, min(int(text), most)) if text.isdecimal() and len(text) < 10 else 1
