"""The local file with what is never public, as `importing.private` writes it or a clerk does.

No message repeats what stands in it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from .. import characters
from ..importing.private import HEADING, KEY
from ..kinds import Kind
from .outcome import ExportFailed

_ID = re.compile(r"[a-z0-9-]+/\d{4}/[a-z0-9-]+")
# What spreadsheet programs make of a long number: its last digits are lost.
_ROUNDED = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d+")


def read(data: bytes, of_kind: Kind) -> dict[str, dict[str, str]]:
    """The never-public fields of records by their ids. Raises ExportFailed."""
    lines = _lines(data)
    _, heading = next(lines, (1, []))
    if not heading or not heading[0].startswith(HEADING):
        raise ExportFailed(f"--private 文件的第一行应写“{HEADING}”")
    _, header = next(lines, (2, []))
    fields = _fields(header, of_kind)
    found: dict[str, dict[str, str]] = {}
    for number, cells in lines:
        values = {name: cell for name, cell in zip(fields, cells, strict=False) if cell}
        record = values.pop(KEY, "")
        if not _ID.fullmatch(record):
            raise ExportFailed(f"--private 文件第 {number} 行的编号不是本站的编号，写作 qinghe-scjg/2026/cf-0001")
        if record in found:
            raise ExportFailed(f"--private 文件第 {number} 行的编号前面已经有了")
        if any(map(_ROUNDED.fullmatch, values.values())):
            raise ExportFailed(f"--private 文件第 {number} 行的号码被表格软件改成了约数，请把这一列设为文本，重新填写")
        found[record] = values
    return found


def _fields(header: list[str], of_kind: Kind) -> list[str]:
    """The field of each column; '' for a column without a header."""
    private = [item for item in of_kind.fields.values() if item.private]
    known = {KEY: KEY, "": ""} | {name: item.name for item in private for name in item.headers}
    for number, name in enumerate(header, 1):
        if name not in known:
            allowed = "、".join([KEY, *(item.name for item in private)])
            raise ExportFailed(f"--private 文件的第 {number} 列不认得；可用的列：{allowed}")
    fields = [known[name] for name in header]
    named = [name for name in fields if name]
    if KEY not in named or len(set(named)) < len(named):
        raise ExportFailed(f"--private 文件的第二行是列名：要有“{KEY}”，同一列不能有两个")
    return fields


def _lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, with the lines on which they end; cells cleaned."""
    reader = csv.reader(io.StringIO(_decode(data), newline=""))
    try:
        for cells in reader:
            cleaned = [characters.clean(cell).strip() for cell in cells]
            if any(cleaned):
                yield reader.line_num, cleaned
    except csv.Error as error:
        raise ExportFailed(f"--private 文件第 {reader.line_num} 行读不出来：引号不成对，或者有一格过长") from error


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ExportFailed("--private 文件既不是 UTF-8 也不是 GB18030（GBK）编码，请另存为“CSV UTF-8”")
