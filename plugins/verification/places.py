"""Where a publication can be read: a folder or a web address. Both give files by their path below the site's root."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import urlsplit

from .faults import Faults, Refused

# A site is a few folders deep; one without an end is no site.
_DEEPEST = 50


class Missing(Exception):
    """The file is not there."""


class Unreadable(Exception):
    """The file cannot be read; the message says why."""


class TooLarge(Exception):
    """The file is larger than the reader said that it may be."""


class Place(Protocol):
    """A publication."""

    # How many files may be asked for at the same time.
    at_once: int

    def open(self, path: str, limit: int) -> BinaryIO:
        """A file from its beginning; the caller closes it. Raises Missing, Unreadable, TooLarge (more than `limit`)."""

    def serves(self, path: str) -> bool:
        """Whether a file is there for readers, and not for the server itself."""

    def paths(self, faults: Faults) -> set[str] | None:
        """Every file there is, or None where that cannot be known. What is no file is a fault."""

    def close(self) -> None:
        """Ends what was begun."""


class Folder:
    """A publication in a folder. Nothing is read through a symbolic link."""

    at_once = 1

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise Refused(f"没有文件夹 {root}")
        self._root = os.fspath(root.resolve())
        self._faults = Faults()
        self._files = set(self._walk(""))

    def open(self, path: str, limit: int) -> BinaryIO:
        """See Place."""
        # What was walked to is reached through no link, and its path leads nowhere else.
        if path not in self._files:
            raise Missing
        try:
            # A pipe put there since would keep the reader waiting for ever.
            opened = os.open(f"{self._root}/{path}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise Unreadable(error.strerror or "打不开") from None
        status = os.fstat(opened)
        if not stat.S_ISREG(status.st_mode):
            os.close(opened)
            raise Unreadable("不是普通文件")
        if status.st_size > limit:
            os.close(opened)
            raise TooLarge
        return os.fdopen(opened, "rb")

    def serves(self, _: str) -> bool:
        """Everything."""
        return True

    def paths(self, faults: Faults) -> set[str] | None:
        """See Place."""
        for fault in self._faults:
            faults.add(fault.code, fault.path, fault.message)
        return self._files

    def _walk(self, below: str) -> Iterator[str]:
        try:
            with os.scandir(f"{self._root}/{below}") as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            self._faults.add("verify-unreadable", below, f"打不开这个文件夹：{error.strerror}")
            return
        for entry in entries:
            path = f"{below}{entry.name}"
            if path.count("/") >= _DEEPEST:
                self._faults.add("verify-path", path, "文件夹套得太深")
            elif entry.is_dir(follow_symlinks=False):
                yield from self._walk(f"{path}/")
            elif entry.is_file(follow_symlinks=False):
                yield path
            else:
                self._faults.add("verify-path", path, "这里是链接或者特殊文件，不是普通文件")

    def close(self) -> None:
        """Nothing was begun."""


def place(where: str) -> Place:
    """The publication at a folder or a web address. Raises Refused."""
    try:
        web = urlsplit(where).scheme in ("http", "https")
    except ValueError:
        raise Refused(f"“{where}”不是网址") from None
    if not web:
        return Folder(Path(where))
    from .web import Web

    return Web(where)
