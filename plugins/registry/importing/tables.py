"""A spreadsheet as rows of text: xlsx, xls, csv (UTF-8 or GB18030), with the row numbers that Excel shows."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError

from . import headers
from .outcome import ImportFailed

MAX_BYTES = 100_000_000
MAX_UNPACKED = 1_000_000_000
MIN_KNOWN = 2

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Row:
    """One row: its number as Excel shows it (in a CSV file the line its record begins on) and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The header and the rows below it that are not empty. `repeated` are the numbers of rows that repeat the header."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    repeated: frozenset[int]


def read(data: bytes, name: str, known: Collection[str], sheet: str = "") -> Table:
    """The table in a file's bytes; `name` tells the format, `known` holds the keys of all known headers.

    The header is the first row with at least two known columns; what stands above it is dropped. `sheet` names the
    sheet to read, otherwise it is the first one with such a header. Raises ImportFailed with a plain sentence.
    """
    if not data:
        raise ImportFailed("文件是空的。")
    if len(data) > MAX_BYTES:
        raise ImportFailed(f"文件超过 {MAX_BYTES // 1_000_000} MB，请拆成几个文件。")
    sheets = _workbook(data, sheet) if _is_workbook(data, name) else iter([_csv(data)])
    empty = True
    for rows in sheets:
        filled = [row for row in rows if any(cell.strip() for cell in row.cells)]
        empty = empty and not filled
        if table := _table(filled, known):
            return table
    if empty:
        raise ImportFailed("表里没有内容。")
    raise ImportFailed(
        f"没有找到表头：没有一行含有至少 {MIN_KNOWN} 个认得的列名。请核对业务类别，或者写一份列名对照文件。"
    )


def _table(rows: list[Row], known: Collection[str]) -> Table | None:
    for index, row in enumerate(rows):
        if _known(row, known) >= MIN_KNOWN:
            body = rows[index + 1 :]
            repeated = frozenset(item.number for item in body if _is_header(item, known))
            return Table(tuple(cell.strip() for cell in row.cells), tuple(body), repeated)
    return None


def _is_header(row: Row, known: Collection[str]) -> bool:
    """True where header words fill at least half of a row below the header; single ones may be data (罚款)."""
    filled = {cell.strip() for cell in row.cells if cell.strip()}
    return _known(row, known) >= max(MIN_KNOWN, len(filled) / 2)


def _known(row: Row, known: Collection[str]) -> int:
    return len({headers.key(cell) for cell in row.cells if cell and len(cell) < 60} & set(known))


def _is_workbook(data: bytes, name: str) -> bool:
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if data.startswith((b"PK\x03\x04", _OLE)):
        return True
    if suffix in ("xlsx", "xlsm", "xls"):
        raise ImportFailed("文件名像 Excel 表格，内容却不是，可能没有下载完整，或者只是改了扩展名。")
    if suffix not in ("csv", "txt", "tsv"):
        raise ImportFailed("只能导入 xlsx、xls、csv 三种表格文件。")
    return False


def _workbook(data: bytes, wanted: str) -> Iterator[Iterator[Row]]:
    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise ImportFailed("表格加了密码，请先在 Excel 里去掉打开密码。")
    try:
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                    raise ImportFailed("表格解压后过大，请拆成几个文件。")
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = workbook.sheet_names
        if wanted and wanted not in names:
            raise ImportFailed(f"表格里没有名为“{wanted}”的工作表。")
        for name in [wanted] if wanted else names:
            cells = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield (Row(number, tuple(map(_text, row))) for number, row in enumerate(cells, 1))
    except PasswordError as error:
        raise ImportFailed("表格加了密码，请先在 Excel 里去掉打开密码。") from error
    except (CalamineError, ZipError, zipfile.BadZipFile, OSError, ValueError, KeyError) as error:
        raise ImportFailed("表格读不出来：文件已损坏，或者不是 Excel 表格。") from error


def _csv(data: bytes) -> Iterator[Row]:
    text = _decode(data)
    first = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in first and "," not in first else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    try:
        for cells in reader:
            yield Row(start, tuple(cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise ImportFailed(f"CSV 文件第 {start} 行读不出来：引号不成对，或者有一格过长。") from error


def _decode(data: bytes) -> str:
    if data.startswith(_UTF16):
        raise ImportFailed("CSV 文件是 UTF-16 编码，请另存为“CSV UTF-8”。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise ImportFailed("CSV 文件既不是 UTF-8 也不是 GB18030（GBK）编码，请另存为“CSV UTF-8”。")


def _text(value: Any) -> str:
    """A cell as text: numbers without exponent and trailing zeros, dates as 2026-03-02, a time kept where there is one."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        day, clock = value.date(), value.time().replace(microsecond=0)
        return day.isoformat() if clock == time() else f"{day} {clock}"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return ""


def _number(value: float) -> str:
    number = Decimal(str(value))
    if not number.is_finite():
        return ""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
