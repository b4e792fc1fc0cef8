"""The store: what was fetched, each file under its SHA-256, so that nothing is fetched twice and nothing can be changed.

objects/ab/cdef…        a file, or the snapshot of a source
status/<source>.json    how the last attempt ended; worth nothing to a build but the words on its page
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Collection, Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from plugins.registry.harvested import Trouble
from plugins.registry.repository import HARVEST_LOCK

FOLDER = ".harvest"

_Read = TypeVar("_Read", bound=Struct)


class BadStore(Exception):
    """The store or its lock cannot be used; the message says in Chinese why and what to do."""


class Locked(Struct, frozen=True):
    """The last good state of a source: its log, the sequence up to which it was taken, its root, the snapshot, the day."""

    source: str
    log_id: str
    sequence: int
    root: str
    snapshot: str
    date: str


class Lock(Struct, frozen=True):
    """content/harvest.lock."""

    schema: str
    sources: list[Locked]


class Status(Struct):
    """How the last attempts went.

    etag, modified: of the root that the lock names, for conditional requests; begun: the objects of a state that was not
    taken as a whole, so that the next attempt does not fetch again what is there.
    """

    tried: str = ""
    troubles: list[Trouble] = []
    root: str = ""
    etag: str = ""
    modified: str = ""
    begun: list[str] = []


class Store:
    """Files under `folder` by what they hold. Any number of threads may use it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Asked for with every object: a text is joined many times faster than a path.
        self._objects = f"{os.fspath(folder)}/objects/"

    def has(self, name: str) -> bool:
        """True where an object is there."""
        return os.path.isfile(self._place(name))  # noqa: PTH113

    def get(self, name: str) -> bytes:
        """An object, verified. Raises BadStore where it is missing or holds something else."""
        try:
            with open(self._place(name), "rb") as file:
                content = file.read()
        except OSError:
            content = b""
        if sha256(content).hexdigest() != name:
            raise BadStore(self.mismatch(name))
        return content

    def find(self, name: str) -> bytes | None:
        """An object, verified; None where it is not there. One that is damaged is thrown away: it can be fetched again."""
        try:
            return self.get(name)
        except BadStore:
            with suppress(FileNotFoundError):
                os.unlink(self._place(name))  # noqa: PTH108
            return None

    def put(self, content: bytes) -> str:
        """Keeps an object and returns its name."""
        name = sha256(content).hexdigest()
        if not self.has(name):
            place = self._place(name)
            beside = f"{place}.{os.getpid()}-{threading.get_ident()}.tmp"
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(beside, "wb") as file:
                file.write(content)
            os.replace(beside, place)  # noqa: PTH105
        return name

    def is_whole(self, name: str, size: int) -> bool:
        """True where an object is there in its full length; `get` looks at every byte."""
        try:
            return os.stat(self._place(name)).st_size == size  # noqa: PTH116
        except OSError:
            return False

    def mismatch(self, name: str) -> str:
        """What to say of an object that is not as the lock has it."""
        return (
            f"归集的存储 {self.folder} 与 {HARVEST_LOCK} 不符（缺少或者改动了 {name[:12]}…）；"
            f"删去 {self._place(name)}（如果还在），重新运行 publish.py harvest，或者用与它同时产生的存储"
        )

    def prune(self, wanted: Collection[str]) -> int:
        """Deletes every object that nothing names any more; returns how many. What was withdrawn must not stay."""
        gone = 0
        try:
            folders = list(os.scandir(self._objects))
        except OSError:
            return gone
        for folder in folders:
            for entry in os.scandir(folder):
                if folder.name + entry.name not in wanted:
                    os.unlink(entry)  # noqa: PTH108
                    gone += 1
        return gone

    def status(self, source: str) -> Status:
        """How the last attempt at a source went; nothing where there was none."""
        try:
            return msgspec.json.decode((self.folder / "status" / f"{source}.json").read_bytes(), type=Status)
        except (OSError, msgspec.DecodeError):
            return Status()

    def keep_status(self, source: str, status: Status) -> None:
        """Remembers how an attempt went."""
        write(self.folder / "status" / f"{source}.json", msgspec.json.encode(status))

    def decode(self, name: str, form: type[_Read]) -> _Read:
        """An object as a typed value. Raises BadStore."""
        return self.read(name, self.get(name), form)

    def read(self, name: str, content: bytes, form: type[_Read]) -> _Read:
        """The content of an object as a typed value. Raises BadStore."""
        try:
            return msgspec.json.decode(content, type=form)
        except msgspec.DecodeError:
            raise BadStore(self.mismatch(name)) from None

    def _place(self, name: str) -> str:
        return f"{self._objects}{name[:2]}/{name[2:]}"


def read_lock(root: Path) -> dict[str, Locked]:
    """The lock of a site by source; empty where nothing was harvested yet. Raises BadStore."""
    try:
        lock = msgspec.json.decode((root / HARVEST_LOCK).read_bytes(), type=Lock)
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError):
        raise BadStore(f"{HARVEST_LOCK} 读不出来；它由 publish.py harvest 写出，不要手改，请从版本库恢复") from None
    return {locked.source: locked for locked in lock.sources}


def write_lock(root: Path, entries: Iterable[Locked]) -> bool:
    """Writes the lock where it changed, one source after the other, and tells whether it did."""
    named = sorted(entries, key=lambda entry: entry.source)
    value = msgspec.to_builtins(Lock("harvest-lock-1", named))
    content = (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
    place = root / HARVEST_LOCK
    if place.is_file() and place.read_bytes() == content:
        return False
    write(place, content)
    return True


def write(place: Path, content: bytes) -> None:
    """Writes a file beside its place and moves it there whole."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.{os.getpid()}.tmp")
    beside.write_bytes(content)
    beside.replace(place)
