"""The only part of an import that touches the disk."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from .. import source
from ..kinds import kind
from . import governments, mapping, report
from .importer import Existing, run
from .mapping import ColumnMapping
from .outcome import ImportFailed, Result

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_PATH = re.compile(r"agencies/[a-z0-9-]+/(?:agency\.yaml|[a-z-]+/\d{4}/[a-z]+-\d{4,}\.yaml)|content/governments\.yaml")


def run_import(
    root: Path,
    file: Path,
    kind_name: str,
    agency: str = "",
    mapping_path: Path | None = None,
    report_path: Path | None = None,
) -> Result:
    """Imports a spreadsheet into the site at `root` and writes the new files and the report.

    `kind_name` is penalty or 行政处罚. Raises ImportFailed with a plain sentence; then nothing has been written. A file
    is whole or absent: each is written beside its place and renamed, agencies before the records that need them.
    """
    try:
        of_kind = kind(kind_name)
    except KeyError:
        raise ImportFailed(f"没有“{kind_name}”这个类别。") from None
    if agency and not _ID.fullmatch(agency):
        raise ImportFailed("机关编号只用小写字母、数字和连字符。")
    columns = mapping.read(_bytes(mapping_path, "列名对照文件"), of_kind) if mapping_path else ColumnMapping()
    result = run(_bytes(file, "表格"), file.name, of_kind, existing(root, of_kind.folder), columns, agency)
    try:
        if not all(map(_PATH.fullmatch, result.files)):
            raise ImportFailed("导入产生了不该有的文件名，没有写入。")
        for path, text in result.files.items():
            write(root / path, text.encode())
        if report_path:
            write(report_path, report.as_csv(result))
    except OSError as error:
        raise ImportFailed(f"写不进文件：{error.strerror or '磁盘出错'}。") from error
    return result


def existing(root: Path, folder: str) -> Existing:
    """What the site at `root` holds: agencies, decisions in `folder`, governments. Unreadable files stop the import."""
    found = Existing(governments=_optional(root / governments.PATH))
    agencies: dict[str, Any] = {}
    records: dict[str, Any] = {}
    for path in sorted((root / "agencies").glob("*/agency.yaml")):
        agencies[path.parent.name] = _values(root, path)
        for record in sorted((path.parent / folder).glob("*/*")):
            if record.suffix in (".yaml", ".md"):
                records[f"{path.parent.name}/{record.parent.name}/{record.stem}"] = _values(root, record)
    found.agencies, found.records = agencies, records
    return found


def write(path: Path, data: bytes) -> None:
    """Writes a file beside its place and renames it, so that a crash leaves the old one or the new one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _values(root: Path, path: Path) -> dict[str, Any]:
    name = path.relative_to(root).as_posix()
    read, _ = source.read(name, path.read_bytes())
    if read is None:
        raise ImportFailed(f"{name} 读不出来，请先用 publish.py check 检查，再导入。")
    return read.values


def _bytes(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ImportFailed(
            f"{what}“{path.name}”打不开：{'没有这个文件' if isinstance(error, FileNotFoundError) else '不能读'}。"
        ) from error


def _optional(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""
