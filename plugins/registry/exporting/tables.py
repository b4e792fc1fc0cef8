"""Sheets as bytes: xlsx of texts only, or csv. The same sheets on the same day give the same bytes."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.xml.functions import tostring

from ..spreadsheets import escaped, harmless
from .outcome import ExportFailed, Sheet

MAX_ROWS = 1_048_576

_CORE = "docProps/core.xml"


def csv_bytes(sheet: Sheet) -> bytes:
    """A sheet as CSV with a byte order mark, lines ended as Excel ends them, formulas made harmless."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(sheet.header)
    writer.writerows(map(harmless, row) for row in sheet.rows)
    return made.getvalue().encode("utf-8-sig")


def xlsx_bytes(sheets: Sequence[Sheet], author: str, day: date) -> bytes:
    """Sheets as a workbook by `author` of `day`. Every cell is text: codes keep their digits, and no formula runs."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        if len(sheet.rows) >= MAX_ROWS:
            raise ExportFailed(f"“{sheet.name}”超过一张工作表的 {MAX_ROWS:,} 行，请分机关导出，或者导出 csv")
        _write(book, sheet)
    made = io.BytesIO()
    book.save(made)
    book.properties.creator = author
    book.properties.created = book.properties.modified = datetime.combine(day, time())
    return _reproducible(made, {_CORE: tostring(book.properties.to_tree())})


def _write(book: Workbook, sheet: Sheet) -> None:
    page = book.create_sheet(sheet.name)
    cells = [WriteOnlyCell(page) for _ in sheet.header]
    for cell in cells:
        cell.number_format = "@"
    for row in (sheet.header, *sheet.rows):
        for cell, text in zip(cells, row, strict=True):
            cell.value = escaped(text)
            # What begins like a formula or is called #N/A is text too; an empty cell has no type.
            cell.data_type = "s" if text else "n"
        page.append(cells)


def _reproducible(book: io.BytesIO, replaced: dict[str, bytes]) -> bytes:
    """The archive again with all its times the same and some of its files replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, replaced.get(name) or old.read(name))
    return made.getvalue()
