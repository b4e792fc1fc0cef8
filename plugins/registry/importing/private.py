"""What is never public, kept in a file of the clerk's own: joined to the records by their ids, read by the export.

含个人信息，勿提交
编号,证件类型,证件号码
qinghe-scjg/2026/cf-0001,身份证,……
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from ..kinds import Kind
from .outcome import ImportFailed

HEADING = "含个人信息，勿提交"
KEY = "编号"


def as_csv(values: Mapping[str, Mapping[str, str]], of_kind: Kind, before: bytes = b"") -> bytes:
    """The file with the values of these records, and those of others that it held `before`. Raises ImportFailed."""
    found = _read(before) if before else {}
    found |= {record_id: dict(own) for record_id, own in values.items()}
    fields = [item.name for item in of_kind.fields.values() if item.private]
    names = [name for name in fields if any(name in own for own in found.values())] or fields
    names += sorted({name for own in found.values() for name in own} - set(names))
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([HEADING])
    writer.writerow([KEY, *names])
    # Behind a tab a number keeps its digits in a spreadsheet program, and nothing is run as a formula.
    writer.writerows(
        [record_id, *(f"\t{own[name]}" if own.get(name) else "" for name in names)]
        for record_id, own in sorted(found.items())
    )
    return ("\ufeff" + buffer.getvalue()).encode("utf-8", "replace")


def _read(data: bytes) -> dict[str, dict[str, str]]:
    try:
        lines = [line for line in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) if any(line)]
    except (UnicodeDecodeError, csv.Error):
        lines = []
    if len(lines) < 2 or lines[0][0].strip() != HEADING or lines[1][0].strip() != KEY:
        raise ImportFailed(f"--private 指定的文件已经有了，而它的头两行不是“{HEADING}”和以“{KEY}”开头的列名。")
    names = [name.strip() for name in lines[1][1:]]
    return {
        line[0].strip(): {name: text.strip() for name, text in zip(names, line[1:], strict=False) if text.strip()}
        for line in lines[2:]
    }
