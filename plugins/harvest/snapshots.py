"""A snapshot: which files of a source make up its last good state, as one object of the store."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from plugins.registry.harvested import Origin, Taken
from plugins.registry.public import SHOWN
from plugins.registry.repository import is_decision


class Entry(Struct, frozen=True, array_like=True, gc=False):
    """A file that was taken: its path below harvest/, its id there, which object, its size, and what the index says.

    state, published and digest are empty for what is no decision; commitment: what the change list says of it.
    """

    path: str
    id: str
    sha256: str
    size: int
    state: str = ""
    published: str = ""
    digest: str = ""
    commitment: str = ""

    @property
    def shown(self) -> bool:
        """True for a decision with content."""
        return self.state in SHOWN

    @property
    def taken(self) -> Taken:
        """It as a file of the site."""
        return Taken(self.path, self.sha256, self.size)


class Snapshot(Struct, frozen=True):
    """What was taken of a source.

    entries: in the order of their paths; origins: of its agencies; pages: checksums of the full pages of its change list;
    tree: the objects on the way from its root; lost: ids that vanished there without a word and are kept here; undone:
    ids that were withdrawn there and came back, and stay withdrawn here.
    """

    schema: str
    source: str
    entries: list[Entry] = []
    origins: dict[str, Origin] = {}
    pages: dict[str, str] = {}
    tree: list[str] = []
    lost: list[str] = []
    undone: list[str] = []

    @property
    def records(self) -> int:
        """How many decisions with content."""
        return sum(entry.shown for entry in self.entries)

    @property
    def objects(self) -> set[str]:
        """All objects that it needs."""
        return {*self.tree, *(entry.sha256 for entry in self.entries)}


def encode(snapshot: Snapshot) -> bytes:
    """It as an object: one text for one state."""
    return msgspec.json.encode(snapshot, order="sorted")


def decisions(entries: Iterable[Entry]) -> list[Entry]:
    """Those that are decisions."""
    return [entry for entry in entries if is_decision(entry.path)]
