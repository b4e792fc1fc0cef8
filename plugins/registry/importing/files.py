"""The only part of an import that touches the disk."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .. import source
from ..kinds import Kind, kind
from . import governments, mapping, private, report, suggesting
from .column_mapping import ColumnMapping
from .existing import Existing
from .importer import Wishes, run
from .outcome import ImportFailed, Result

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_PATH = re.compile(r"agencies/[a-z0-9-]+/(?:agency\.yaml|[a-z-]+/\d{4}/[a-z]+-\d{4,}\.yaml)|content/governments\.yaml")
_COMMENT = re.compile(rb"(?m)^\s*#|\s#\s")
# The folder that a repository's .gitignore keeps out of it.
_KEPT_OUT = "reports"


@dataclass(frozen=True)
class Paths:
    """The clerk's own files beside the table: the column mapping, the report, and what is never public."""

    mapping: Path | None = None
    report: Path | None = None
    private: Path | None = None


def run_import(
    root: Path, file: Path, kind_name: str, paths: Paths | None = None, wishes: Wishes | None = None
) -> Result:
    """Imports a spreadsheet into the site at `root` and writes the new files, the report and the private file.

    `kind_name` is penalty or 行政处罚. Raises ImportFailed with a plain sentence; then nothing has been written. A file
    is whole or absent: each is written beside its place and renamed, agencies before the records that need them.
    """
    of_kind, paths, wishes = _kind(kind_name), paths or Paths(), wishes or Wishes()
    if wishes.agency and not _ID.fullmatch(wishes.agency):
        raise ImportFailed("机关编号只用小写字母、数字和连字符。")
    for path in filter(None, (paths.report, paths.private)):
        refuse_inside(root, path)
    columns = mapping.read(_bytes(paths.mapping, "列名对照文件"), of_kind) if paths.mapping else ColumnMapping()
    wishes = replace(wishes, private=paths.private is not None)
    before = paths.private.read_bytes() if paths.private and paths.private.is_file() else b""
    private.as_csv({}, of_kind, before)
    there = existing(root, of_kind.folder)
    result = run(_bytes(file, "表格"), file.name, of_kind, there, columns, wishes=wishes)
    try:
        if not all(map(_PATH.fullmatch, result.files)):
            raise ImportFailed("导入产生了不该有的文件名，没有写入。")
        for name, text in result.files.items():
            write(root / name, text.encode())
        if paths.private:
            write(paths.private, private.as_csv(result.private, of_kind, before), secret=True)
        if paths.report:
            write(paths.report, _report(result, paths.report), secret=True)
    except OSError as error:
        raise ImportFailed(f"写不进文件：{error.strerror or '磁盘出错'}。") from error
    return result


def suggest_mapping(file: Path, kind_name: str) -> str:
    """A draft of a mapping file for a table. Raises ImportFailed; writes nothing."""
    return suggesting.suggest(_bytes(file, "表格"), file.name, _kind(kind_name))


def refuse_inside(root: Path, path: Path) -> None:
    """Raises ImportFailed where a file with personal data would lie where it could be committed."""
    real = path.resolve()
    for folder in (root.resolve(), *_repositories(real)):
        if real.is_relative_to(folder) and not real.is_relative_to(folder / _KEPT_OUT):
            raise ImportFailed(
                f"“{path.name}”含个人信息，不能放在站点或者仓库的文件夹里：放到别处，或者放进 {_KEPT_OUT}/（不会提交）。"
            )
        if (folder / ".git").exists() and real.is_relative_to(folder) and not _ignores(folder):
            raise ImportFailed(
                f"仓库的 .gitignore 里没有“/{_KEPT_OUT}/”这一行：加上以后，才能把“{path.name}”放在那里。"
            )


def _repositories(path: Path) -> list[Path]:
    return [folder for folder in path.parents if (folder / ".git").exists()]


def _ignores(folder: Path) -> bool:
    lines = _optional(folder / ".gitignore").split("\n")
    return any(line.strip().strip("/") == _KEPT_OUT for line in lines)


def _report(result: Result, path: Path) -> bytes:
    if path.suffix.lower() != ".xlsx":
        return report.as_csv(result)
    # Most imports need no workbook.
    from . import repairing

    return repairing.workbook(result)


def _kind(name: str) -> Kind:
    try:
        return kind(name)
    except KeyError:
        raise ImportFailed(f"没有“{name}”这个类别。") from None


def existing(root: Path, folder: str) -> Existing:
    """What the site at `root` holds: agencies, decisions in `folder`, governments. Unreadable files stop the import."""
    found = Existing(governments=_optional(root / governments.PATH))
    agencies: dict[str, Any] = {}
    records: dict[str, Any] = {}
    edited = set()
    for path in sorted((root / "agencies").glob("*/agency.yaml")):
        agencies[path.parent.name] = _values(root, path)
        for record in sorted((path.parent / folder).glob("*/*")):
            if record.suffix in (".yaml", ".md"):
                record_id = f"{path.parent.name}/{record.parent.name}/{record.stem}"
                records[record_id] = _values(root, record)
                if record.suffix == ".md" or _COMMENT.search(record.read_bytes()):
                    edited.add(record_id)
    found.agencies, found.records, found.edited = agencies, records, edited
    return found


def write(path: Path, data: bytes, *, secret: bool = False) -> None:
    """Writes a file beside its place and renames it, so that a crash leaves the old one or the new one, whole.

    secret: nobody but this user can read it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.touch(0o600 if secret else 0o666)
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
