"""The only way files are written into a site: safe paths, each written once."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath


class Collision(Exception):
    """Two pages claim one path, or a path leads out of the site."""


class Output:
    """Writes files below one folder. `written` are the relative paths so far."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written: set[str] = set()
        self._folders: set[str] = set()

    def write(self, path: str, content: bytes) -> None:
        """Writes `content` to a relative path. Raises Collision where the path is taken or leads out of the site."""
        pure = PurePosixPath(path)
        if pure.is_absolute() or ".." in pure.parts or path in self.written:
            raise Collision(f"输出路径重复或者不安全：{path}")
        self.written.add(path)
        folder = os.path.dirname(path)
        if folder not in self._folders:
            os.makedirs(self.root / folder, exist_ok=True)
            self._folders.add(folder)
        with open(f"{self.root}/{path}", "xb", buffering=0) as file:
            file.write(content)
