"""Folders of files as values, so that tests can compare them."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

from pyarrow import parquet

GZIP, ZIP, PARQUET = b"\x1f\x8b", b"PK\x03\x04", b"PAR1"


def tree(root: Path) -> dict[str, bytes]:
    """Every file below `root` by its relative path."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def differences(left: dict[str, bytes], right: dict[str, bytes]) -> list[str]:
    """The paths that only one tree has or that differ, for a message a person can read."""
    only = [f"只在一边：{path}" for path in sorted(left.keys() ^ right.keys())]
    return only + [f"内容不同：{path}" for path in sorted(left.keys() & right.keys()) if left[path] != right[path]]


def readable(root: Path) -> dict[str, str]:
    """Every file as text, compressed ones (search fragments and indexes, tables, archives with all they hold) opened."""
    return {path: _text(content) for path, content in tree(root).items()}


def _text(content: bytes) -> str:
    if content.startswith(GZIP):
        return _text(gzip.decompress(content))
    if content.startswith(ZIP):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(_text(archive.read(name)) for name in archive.namelist())
    if content.startswith(PARQUET):
        return str(parquet.read_table(io.BytesIO(content)).to_pylist())
    return content.decode("utf-8", "replace")
