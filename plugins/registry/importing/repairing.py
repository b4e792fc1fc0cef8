"""The refused rows as a workbook like the one that came in: the clerk repairs it, and it is imported again.

It holds the rows as they came, names and numbers of persons too, and says so in its first line.
"""

from __future__ import annotations

import io
import re

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from ..spreadsheets import escaped
from . import columns, headers
from .outcome import Result

HEADING = "含个人信息，勿提交"

_NOTES = ("行", "列", "提示")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDTH, _REASON_WIDTH = 18, 60
_LONGEST = 32_000


def workbook(result: Result) -> bytes:
    """The refused rows with the reason in the last column and the cell to repair in yellow; notes on a second sheet.

    Every cell is text: codes keep their digits, and no formula runs.
    """
    book = Workbook(write_only=True)
    page = book.create_sheet("未导入")
    width = max([len(result.header), *map(len, result.refused_rows.values())])
    for place in range(width + 1):
        page.column_dimensions[get_column_letter(place + 1)].width = _REASON_WIDTH if place == width else _WIDTH
    page.freeze_panes = "A3"
    page.append([_cell(page, HEADING, font=Font(bold=True, color="FFC00000"))])
    header = (*result.header, *[""] * (width - len(result.header)), headers.REASON)
    page.append([_cell(page, text, font=Font(bold=True)) for text in header])
    labels = [columns.label(text, place) for place, text in enumerate(result.header, 1)]
    yellow = PatternFill("solid", fgColor="FFFFFF00")
    for refusal in result.refusals:
        cells = result.refused_rows[refusal.row]
        at_fault = [bool(refusal.column) and label == refusal.column for label in labels]
        missing = "" if any(at_fault) or not refusal.column else f"“{refusal.column}”"
        row = [_cell(page, text) for text in (*cells, *[""] * (width - len(cells)))]
        for cell, wrong in zip(row, at_fault, strict=False):
            if wrong:
                cell.fill = yellow
        page.append([*row, _cell(page, f"原第 {refusal.row} 行：{missing}{refusal.reason}")])
    _add_notes(book, result)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _add_notes(book: Workbook, result: Result) -> None:
    if result.notes:
        page = book.create_sheet("提示")
        page.append([_cell(page, text, font=Font(bold=True)) for text in _NOTES])
        for note in result.notes:
            page.append([_cell(page, text) for text in (str(note.row or ""), note.column, note.text)])


def _cell(page: object, text: str, font: Font | None = None) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, escaped(_ILLEGAL.sub("", text[:_LONGEST])))
    # What begins like a formula or is called #N/A is text too, and stays so when it is edited.
    cell.data_type, cell.number_format = "s", "@"
    if font:
        cell.font = font
    return cell
