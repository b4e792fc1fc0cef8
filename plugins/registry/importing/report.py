"""The report of an import: which rows became no record and what was left out, as CSV or text, without personal data."""

from __future__ import annotations

import csv
import io
import unicodedata

from ..spreadsheets import harmless
from .outcome import Result

HEADER = ("文件", "行", "列", "结果", "原因")
_SHOWN_ROWS = 5


def lines(result: Result) -> list[tuple[str, str, str, str, str]]:
    """The report's lines below its header: refusals and notes by row; row '' is the file as a whole."""
    found = [(item.row, item.column, "未导入", item.reason) for item in result.refusals]
    found += [(item.row, item.column, "提示", item.text) for item in result.notes]
    return [(result.source, str(row or ""), column, kind, reason) for row, column, kind, reason in sorted(found)]


def as_csv(result: Result) -> bytes:
    """The report as CSV that Excel opens: UTF-8 with BOM."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(HEADER)
    writer.writerows(map(harmless, line) for line in lines(result))
    return ("\ufeff" + buffer.getvalue()).encode()


def as_text(result: Result) -> str:
    """The outcome for a person: counts, a table of the reasons with some of their rows, notes on the table as a whole."""
    corrected = f"更正 {result.corrected}、" if result.corrected else ""
    out = [
        f"{result.source}：共 {result.rows} 行，新记录 {result.records}、已有 {result.present}、"
        f"{corrected}未导入 {result.refused}。"
    ]
    if result.template:
        out.append(f"认得这种表：{result.template}。")
    if result.new_agencies:
        out.append(f"新建机关 {len(result.new_agencies)} 个（待补）。")
    rows: dict[tuple[str, str], list[int]] = {}
    for refusal in result.refusals:
        rows.setdefault((refusal.column, refusal.reason), []).append(refusal.row)
    if rows:
        table: list[tuple[str, ...]] = [("未导入行数", "列", "原因", "例如第几行")]
        for (column, reason), where in sorted(rows.items(), key=lambda item: (-len(item[1]), item[0])):
            some = "、".join(map(str, where[:_SHOWN_ROWS])) + ("……" if len(where) > _SHOWN_ROWS else "")
            table.append((str(len(where)), column, reason, some))
        out += _aligned(table)
    out += [f"  注意：{f'“{note.column}”' if note.column else ''}{note.text}" for note in result.notes if not note.row]
    details = sum(1 for note in result.notes if note.row)
    if details:
        out.append(f"  另有 {details} 处对单元格的提示，见 --report 的报告。")
    return "\n".join(out) + "\n"


def _aligned(table: list[tuple[str, ...]]) -> list[str]:
    """The lines of a table whose columns begin at the same place; a Chinese character is as wide as two letters."""
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    return [
        "  " + "  ".join(text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)
