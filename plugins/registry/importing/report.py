"""The report of an import: which rows became no record and what was left out, as CSV or text, without personal data."""

from __future__ import annotations

import csv
import io
from collections import Counter

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


def as_text(result: Result, limit: int = 20) -> str:
    """A summary for a terminal: counts, refusals by reason, and the first `limit` lines of the report."""
    out = [
        f"共 {result.rows} 行：新导入 {result.records} 条，未导入 {result.refused} 行，已在站内 {result.present} 行；"
        f"新建机关 {len(result.new_agencies)} 个。"
    ]
    reasons = Counter((item.reason, item.column) for item in result.refusals)
    out += [
        f"  未导入 {count} 行：{column and column + '：'}{reason}" for (reason, column), count in reasons.most_common()
    ]
    report = lines(result)
    for _, row, column, kind, reason in report[:limit]:
        out.append(f"  {f'第 {row} 行' if row else '全表'} {column} {kind}：{reason}")
    if len(report) > limit:
        out.append(f"  ……还有 {len(report) - limit} 条，见报告文件。")
    return "\n".join(out) + "\n"


def _harmless(cell: str) -> str:
    # A spreadsheet program would run a cell that begins like a formula.
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t") else cell
