"""The only way files are written into a site: safe paths, each written once."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath


class Collision(Exception):
    """Two pages claim one path, or a path leads out of the site."""


class Output:
    """A site's folder and the relative paths taken so far, whoever writes them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.taken: set[str] = set()

    def take(self, path: str) -> None:
        """Notes that a path is written. Raises Collision where it was before."""
        if path in self.taken:
            raise Collision(f"输出路径重复：{path}")
        self.taken.add(path)

    def write(self, path: str, content: bytes) -> None:
        """Writes `content` to a relative path. Raises Collision where the path is taken or leads out of the site."""
        self.take(path)
        write_file(self.root, path, content)


def write_file(root: Path, path: str, content: bytes) -> None:
    """Writes a new file to a path below `root`. Raises Collision where it exists or the path leads out of `root`."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts:
        raise Collision(f"输出路径不安全：{path}")
    full = f"{root}/{path}"
    try:
        descriptor = _new(full)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(full), exist_ok=True)
        descriptor = _new(full)
    except FileExistsError:
        raise Collision(f"输出路径重复：{path}") from None
    try:
        os.write(descriptor, content)
    finally:
        os.close(descriptor)


def _new(full: str) -> int:
    return os.open(full, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
