"""Workbooks (xlsx, xls) as sheets: typed cells become text, merged cells count for every cell they cover."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from .outcome import ImportFailed
from .rows import Row, Rows, Sheet

MAX_UNPACKED = 1_000_000_000
# The reader takes up every cell between the first and the last one that is used, empty ones too.
MAX_CELLS = 20_000_000
MAX_MEMORY = 1_500_000_000

_BROKEN = "表格读不出来：文件已损坏，或者不是 Excel 表格。"
_LOCKED = "表格加了密码，请先在 Excel 里去掉打开密码。"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_REFERENCE = re.compile(rb"""\br=["']([A-Za-z]*)(\d+)["']""")
_FROM_1904 = re.compile(rb"""date1904=["'](?:1|true)["']""")
_XLS_FROM_1904 = b"\x22\x00\x02\x00\x01\x00"
_CHUNK = 1 << 20
_LONGEST_REFERENCE = 40

_TRIAL = """
import io, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
from python_calamine import CalamineWorkbook
try:
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    for name in book.sheet_names:
        book.get_sheet_by_name(name)
except Exception:
    pass
"""

Merged = tuple[tuple[int, int], tuple[int, int]]


def sheets(data: bytes, wanted: str) -> list[Sheet]:
    """The sheets of a workbook, or only the one that is wanted. Raises ImportFailed with a plain sentence."""
    zipped = data.startswith(b"PK")
    if not zipped and _ENCRYPTED in data:
        raise ImportFailed(_LOCKED)
    try:
        serials = not (_dates_from_1904(data) if zipped else _XLS_FROM_1904 in data)
        if zipped:
            _refuse_size(data)
        else:
            _refuse_what_kills(data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        hidden = {item.name for item in book.sheets_metadata if item.visible != SheetVisibleEnum.Visible}
        found = [
            Sheet(name, _rows(book.get_sheet_by_name(name)), name in hidden, serials)
            for name in book.sheet_names
            if wanted in ("", name)
        ]
    except ImportFailed:
        raise
    except PasswordError as error:
        raise ImportFailed(_LOCKED) from error
    except BaseException as error:
        # Whatever a broken file makes of its readers; a panic of calamine's is no Exception.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise ImportFailed(_BROKEN) from error
        raise
    if not found:
        raise ImportFailed(f"表格里没有名为“{wanted}”的工作表。")
    return found


def _dates_from_1904(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith("workbook.xml")]
        return any(_FROM_1904.search(archive.read(name)) for name in names)


def _refuse_size(data: bytes) -> None:
    """Refuses what would need more memory than there is: some bytes can stand for a sheet of billions of cells."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
            raise ImportFailed("表格解压后过大，请拆成几个文件。")
        for item in archive.infolist():
            if "sheet" in item.filename.lower():
                height, width = _extent(archive, item)
                if height * width > MAX_CELLS:
                    raise ImportFailed(
                        f"工作表的范围大到第 {height} 行、第 {width} 列，请删去数据以外的行和列，保存后再导入。"
                    )


def _refuse_what_kills(data: bytes) -> None:
    """Lets another process try first: some wrong bytes in an old workbook ask for so much memory that the process ends."""
    arguments = [sys.executable, "-c", _TRIAL, str(MAX_MEMORY)]
    tried = subprocess.run(arguments, input=data, capture_output=True, check=False)  # noqa: S603 - nothing of the data
    if tried.returncode != 0:
        raise ImportFailed(_BROKEN)


def _extent(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> tuple[int, int]:
    """The last row and column that the cells of a sheet name."""
    columns: set[bytes] = set()
    last_row, rest = 0, b""
    with archive.open(item) as stream:
        while chunk := stream.read(_CHUNK):
            found = _REFERENCE.findall(rest + chunk)
            columns.update(letters.upper() for letters, _ in found)
            last_row = max(last_row, max((int(digits[:12]) for _, digits in found), default=0))
            rest = chunk[-_LONGEST_REFERENCE:]
    return last_row, max(map(_column, columns), default=0)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:8]:
        number = number * 26 + letter - 64
    return number


def _rows(sheet: CalamineSheet) -> Rows:
    return Rows(partial(_read, sheet, sheet.merged_cell_ranges or []))


def _read(sheet: CalamineSheet, merged: list[Merged]) -> Iterator[Row]:
    starts: dict[int, list[Merged]] = {}
    for area in merged:
        starts.setdefault(area[0][0], []).append(area)
    open_areas: list[tuple[Merged, str]] = []
    for number, cells in enumerate(sheet.iter_rows()):
        row = list(map(_text, cells))
        open_areas = [(area, text) for area, text in open_areas if area[1][0] >= number]
        open_areas += [(area, row[area[0][1]]) for area in starts.get(number, ()) if area[0][1] < len(row)]
        for ((_, left), (_, right)), text in open_areas:
            for column in range(left, min(right + 1, len(row))):
                row[column] = row[column] or text
        if any(map(str.strip, row)):
            yield Row(number + 1, tuple(row))


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
