"""Files and what the file system says of them, so that what did not change need not be read."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NamedTuple

# When a file was last written (ns), its inode and its size: what is the same in all three is the same file.
Signature = tuple[int, int, int]
UNKNOWN: Signature = (0, 0, 0)


class File(NamedTuple):
    """A file by its path below some root, with / between its parts."""

    path: str
    signature: Signature


def signature(stat: os.stat_result) -> Signature:
    """The signature in a file's status."""
    return stat.st_mtime_ns, stat.st_ino, stat.st_size


def walk(root: str, folder: str = "", enter: Callable[[str], bool] | None = None) -> list[File]:
    """Every file below root/folder, in no order. Links are named with an unknown signature and not followed.

    enter: asked with the path of each folder, whether to go in; default is everywhere.
    """
    found: list[File] = []
    waiting = [folder]
    while waiting:
        folder = waiting.pop()
        with os.scandir(f"{root}/{folder}") as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    if enter is None or enter(path):
                        waiting.append(path)
                elif entry.is_symlink():
                    found.append(File(path, UNKNOWN))
                else:
                    found.append(File(path, signature(entry.stat(follow_symlinks=False))))
    return found
