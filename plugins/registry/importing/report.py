"""The report of an import: which rows became no record and what was left out, as CSV or text, without personal data."""

from __future__ import annotations

import csv
import io

from .outcome import Result

HEADER = ("文件", "行", "列", "结果", "原因")


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
    writer.writerows([_harmless(cell) for cell in line] for line in lines(result))
    return ("\ufeff" + buffer.getvalue()).encode()


def as_text(result: Result) -> str:
    """The outcome for a person: counts, reasons by frequency with some of their rows, notes on the table as a whole."""
    out = [
        f"{result.source}：共 {result.rows} 行，新记录 {result.records}、已有 {result.present}、未导入 {result.refused}。"
    ]
    if result.new_agencies:
        out.append(f"新建机关 {len(result.new_agencies)} 个（待补）。")
    rows: dict[tuple[str, str], list[int]] = {}
    for refusal in result.refusals:
        rows.setdefault((refusal.reason, refusal.column), []).append(refusal.row)
    for (reason, column), where in sorted(rows.items(), key=lambda item: (-len(item[1]), item[0])):
        some = "、".join(map(str, where[:5])) + ("……" if len(where) > 5 else "")
        out.append(f"  未导入 {len(where)} 行：{f'“{column}”' if column else ''}{reason}（第 {some} 行）")
    out += [f"  注意：{f'“{note.column}”' if note.column else ''}{note.text}" for note in result.notes if not note.row]
    details = sum(1 for note in result.notes if note.row)
    if details:
        out.append(f"  另有 {details} 处单元格没有采用，见 --report 的报告。")
    return "\n".join(out) + "\n"


def _harmless(cell: str) -> str:
    # A spreadsheet program would run a cell that begins like a formula.
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t") else cell
