"""From a file's bytes to its table: xlsx, xls, csv (UTF-8 or GB18030) and HTML, with the row numbers that Excel shows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from . import cases, headers, layout, workbooks
from .outcome import ImportFailed
from .rows import Row, Rows, Sheet, Table

MAX_BYTES = 100_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HTML = re.compile(rb"<(?:!doctype html|html|head|body|table|meta|style|div|center)\b", re.I)
# Files of running text, a decision's own words for example.
_DOCUMENTS = frozenset(("doc", "docx", "wps", "pdf", "ofd", "rtf", "md"))
_SENTENCE_END = "。"
_TEXT = "CSV 文件"
_NO_TABLE = (
    "这是文字，不是表格：决定书的正文变不成记录，看不出哪一段是哪个字段。请用 publish.py new 新建一份，照着决定书填写。"
)
# How spreadsheet programs write a text of digits into CSV so that it stays one.
_TEXT_FORMULA = re.compile(r'="([^"]*)"')


def read(data: bytes, name: str, known: Mapping[str, str], sheet: str = "", *, guess: bool = False) -> Table:
    """The table in a file's bytes; `name` tells the format, `known` maps the keys of all known headers to what they mean.

    It is the first sheet with a header that has at least two known columns, or with several known labels in its first
    column; `sheet` names another. `guess` takes any row that looks like a header where there is no such sheet.
    Raises ImportFailed with a plain sentence.
    """
    found = sheets(data, name, sheet)
    open_sheets = [item for item in found if not item.hidden or item.name == sheet]
    notes = [f"工作表“{item.name}”是隐藏的，没有读" for item in found if item not in open_sheets]
    for place, item in enumerate(open_sheets):
        if cases.labels_in_column(item, known) >= cases.MIN_LABELS:
            break
        if table := layout.find(item, known):
            others = [other for other in open_sheets[place + 1 :] if layout.find(other, known)]
            return _with_notes(table, notes + list(map(_unread, others)))
    if table := cases.find(open_sheets, known):
        return _with_notes(table, notes)
    filled = [item for item in open_sheets if _filled(item)]
    if not filled:
        raise ImportFailed("表里没有内容。" if open_sheets else "表格只有隐藏的工作表。")
    if guess and (table := layout.guess(filled)):
        return _with_notes(table, notes)
    if suffix(name) == "txt" and _SENTENCE_END in decode(data, _TEXT):
        raise ImportFailed(_NO_TABLE)
    raise ImportFailed(
        f"没有找到表头：没有一行含有至少 {headers.MIN_KNOWN} 个认得的列名。请核对业务类别，"
        "或者写一份列名对照文件（--suggest-mapping 给出草稿）。"
    )


def sheets(data: bytes, name: str, wanted: str = "") -> list[Sheet]:
    """The sheets in a file's bytes, or only the one that is wanted."""
    if not data:
        raise ImportFailed("文件是空的。")
    if len(data) > MAX_BYTES:
        raise ImportFailed(f"文件超过 {MAX_BYTES // 1_000_000} MB，请拆成几个文件。")
    ending = suffix(name)
    if ending in _DOCUMENTS:
        raise ImportFailed(_NO_TABLE)
    if data.startswith((b"PK\x03\x04", _OLE)):
        return workbooks.sheets(data, wanted)
    start = data[:4000].replace(b"\0", b"")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start and b"<html" not in start.lower():
        raise ImportFailed("这是“XML 电子表格 2003”，请用 Excel 打开，另存为 xlsx。")
    if ending in ("xlsx", "xlsm", "xls", "html", "htm") and _HTML.search(start):
        # Few imports need a parser of web pages.
        from . import html_tables

        return html_tables.sheets(decode(data, "网页", utf16=True), wanted)
    if ending in ("xlsx", "xlsm", "xls", "html", "htm"):
        raise ImportFailed("文件名像 Excel 表格，内容却不是，可能没有下载完整，或者只是改了扩展名。")
    if ending not in ("csv", "txt", "tsv"):
        raise ImportFailed("只能导入 xlsx、xls、csv 三种表格文件，和网页里的表格（html）。")
    text = decode(data, _TEXT)
    return [Sheet("", Rows(partial(_csv, text)))]


def suffix(name: str) -> str:
    """The ending of a file's name: csv."""
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def decode(data: bytes, what: str, *, utf16: bool = False) -> str:
    """The text in bytes that are UTF-8, with a byte order mark or without, or GB18030."""
    if data.startswith(_UTF16) and not utf16:
        raise ImportFailed(f"{what}是 UTF-16 编码，请另存为“CSV UTF-8”。")
    for encoding in ("utf-16",) if data.startswith(_UTF16) else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise ImportFailed(f"{what}既不是 UTF-8 也不是 GB18030（GBK）编码，请另存为“CSV UTF-8”。")


def _csv(text: str) -> Iterator[Row]:
    first = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in first and "," not in first else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    try:
        for line in reader:
            cells = tuple(_TEXT_FORMULA.sub(r"\1", cell) if cell[:2] == '="' else cell for cell in line)
            if any(map(str.strip, cells)):
                yield Row(start, cells)
            start = reader.line_num + 1
    except csv.Error as error:
        raise ImportFailed(f"CSV 文件第 {start} 行读不出来：引号不成对，或者有一格过长。") from error


def _filled(sheet: Sheet) -> bool:
    return next(iter(sheet.rows), None) is not None


def _unread(sheet: Sheet) -> str:
    return f"工作表“{sheet.name}”没有读：一次只读一张，要读它，在列名对照文件里写“工作表: {sheet.name}”"


def _with_notes(table: Table, notes: list[str]) -> Table:
    return replace(table, notes=tuple(notes))
