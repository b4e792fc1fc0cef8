"""Files and what the file system says of them, so that what did not change need not be read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
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


def walk(root: str, folder: str = "", enter: Callable[[str], bool] | None = None) -> Iterator[File]:
    """Every file below root/folder, in no order. Links are named with an unknown signature and not followed.

    enter: asked with the path of each folder, whether to go in; default is everywhere.
    """
    for entry in os.scandir(f"{root}/{folder}"):
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.is_symlink():
            yield File(path, UNKNOWN)
        elif not entry.is_dir(follow_symlinks=False):
            yield File(path, signature(entry.stat(follow_symlinks=False)))
        elif enter is None or enter(path):
            yield from walk(root, path, enter)
