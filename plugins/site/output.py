"""The only way files are written into a site: safe paths, each written once, and none that stands already."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Protocol

from plugins.registry import folders, parallel

from .state import State, Written


class Collision(Exception):
    """Two pages claim one path, or a path leads out of the site."""


class Offer(Protocol):
    """A file that can be made: its path, a digest of all that it is made of, its content when asked for."""

    @property
    def path(self) -> str: ...

    @property
    def key(self) -> bytes: ...

    def content(self) -> bytes: ...


class Chapter(NamedTuple):
    """Files that are all made of the same: a digest of that, and the files one by one.

    While they stand, and the digest is what it was, none of them is looked at. b"" where they are no such chapter.
    """

    key: bytes
    offers: Callable[[], Iterable[Offer]]


class Output:
    """A site's files: those written to `root` in this run, and those kept, which stand where the last run left them.

    live: the site of the last run; known: its files that are still as it left them.
    """

    def __init__(
        self,
        root: Path,
        live: Path | None = None,
        known: State | None = None,
    ) -> None:
        self.root = root
        self.live = live or root
        self.known = known or State()
        self.files: dict[str, Written] = {}
        self.kept: set[str] = set()
        self.chapters: dict[bytes, tuple[str, ...]] = {}

    @property
    def before(self) -> Mapping[str, Written]:
        """The files of the last run that are still as it left them."""
        return self.known.files

    def write(self, path: str, content: bytes, key: bytes = b"") -> Written:
        """Writes `content` to a relative path. Raises Collision where the path is taken or leads out of the site."""
        self._refuse_taken(path)
        self.files[path] = write_file(self.root, path, content, key)
        return self.files[path]

    def offer(self, path: str, key: bytes, make: Callable[[], bytes]) -> Written:
        """Writes what `make` gives, unless the file stands already and was made of the same (`key`). Raises Collision."""
        return self.keep(path) if self._stands(path, key) else self.write(path, make(), key)

    def offer_all(self, chapters: Iterable[Chapter], jobs: int) -> None:
        """Offers many files; those that must be written are made by up to `jobs` workers. Raises Collision."""
        missing: list[tuple[Offer, bytes]] = []
        for chapter in chapters:
            missing += self._missing(chapter)
        for batch in parallel.spread(_write_offers, _Given(self.root, missing), range(len(missing)), jobs):
            for path, written in batch:
                self.take(path, written)

    def _missing(self, chapter: Chapter) -> Iterator[tuple[Offer, bytes]]:
        """The files of a chapter that must be made, with their keys; keeps the others."""
        if self.keep_chapter(chapter.key):
            return
        paths = []
        for offer in chapter.offers():
            paths.append(offer.path)
            key = offer.key
            if self._stands(offer.path, key):
                self.keep(offer.path)
            else:
                yield offer, key
        if chapter.key:
            self.chapters[chapter.key] = tuple(paths)

    def standing(self, key: bytes) -> tuple[str, ...]:
        """The files of a chapter of the last run, where all of them stand; else none."""
        paths = self.known.chapters.get(key, ())
        return paths if all(map(self.before.__contains__, paths)) else ()

    def keep_chapter(self, key: bytes) -> tuple[str, ...]:
        """Leaves the files of a chapter where they are and returns them; none where one of them is missing."""
        if paths := self.standing(key):
            self.chapters[key] = paths
            self.keep_all(paths)
        return paths

    def keep(self, path: str) -> Written:
        """Leaves a file of the last run where it is. Raises Collision."""
        self._refuse_taken(path)
        self.kept.add(path)
        standing = self.files[path] = self.before[path]
        return standing

    def keep_all(self, paths: Sequence[str]) -> None:
        """The same for many files at once, each named once."""
        for path in self.files.keys() & set(paths):
            self._refuse_taken(path)
        self.kept.update(paths)
        self.files.update(zip(paths, map(self.before.__getitem__, paths), strict=True))

    def take(self, path: str, written: Written) -> None:
        """Notes what a worker wrote. Raises Collision where the path was taken before."""
        self._refuse_taken(path)
        self.files[path] = written

    def place(self, path: str) -> Path:
        """Where a file of this site can be read while the build runs."""
        return (self.live if path in self.kept else self.root) / path

    def _stands(self, path: str, key: bytes) -> bool:
        standing = self.before.get(path)
        return standing is not None and standing.key == key

    def _refuse_taken(self, path: str) -> None:
        if path in self.files:
            raise Collision(f"输出路径重复：{path}")


class _Given(NamedTuple):
    """What workers are given: where to write, and the offers with their keys."""

    root: Path
    offers: list[tuple[Offer, bytes]]


def _write_offers(given: _Given, indexes: Sequence[int]) -> list[tuple[str, Written]]:
    chosen = [given.offers[index] for index in indexes]
    return [(offer.path, write_file(given.root, offer.path, offer.content(), key)) for offer, key in chosen]


def write_file(root: Path, path: str, content: bytes, key: bytes = b"", moment: int = 0) -> Written:
    """Writes a new file to a path below `root`. Raises Collision where it exists or the path leads out of `root`.

    moment: when its content came to be (ns), so that it has the same time wherever it is made; 0: now.
    """
    if path.startswith("/") or ".." in path.split("/"):
        raise Collision(f"输出路径不安全：{path}")
    full = f"{root}/{path}"
    try:
        # Most files are pages, each in a folder of its own.
        if path.endswith("/index.html"):
            _make_folder(full)
        descriptor = _new(full)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(full), exist_ok=True)
        descriptor = _new(full)
    except FileExistsError:
        raise Collision(f"输出路径重复：{path}") from None
    try:
        # One call may write less than it is given.
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
        if moment:
            os.utime(descriptor, ns=(moment, moment))
        signature = folders.signature(os.fstat(descriptor))
    finally:
        os.close(descriptor)
    return Written(hashlib.sha256(content).digest(), signature, key)


def _make_folder(full: str) -> None:
    with suppress(FileExistsError):
        os.mkdir(os.path.dirname(full))  # noqa: PTH102


def _new(full: str) -> int:
    return os.open(full, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
