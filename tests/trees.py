"""Folders of files as values, so that tests can compare them."""

from __future__ import annotations

import gzip
from pathlib import Path

GZIP = b"\x1f\x8b"


def tree(root: Path) -> dict[str, bytes]:
    """Every file below `root` by its relative path."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def differences(left: dict[str, bytes], right: dict[str, bytes]) -> list[str]:
    """The paths that only one tree has or that differ, for a message a person can read."""
    only = [f"只在一边：{path}" for path in sorted(left.keys() ^ right.keys())]
    return only + [f"内容不同：{path}" for path in sorted(left.keys() & right.keys()) if left[path] != right[path]]


def readable(root: Path) -> dict[str, str]:
    """Every file as text, compressed ones opened."""
    files = {}
    for path, content in tree(root).items():
        opened = gzip.decompress(content) if content.startswith(GZIP) else content
        files[path] = opened.decode("utf-8", "replace")
    return files
