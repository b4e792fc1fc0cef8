"""What a build needs of a harvest: the files that content/harvest.lock names, from the store that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plugins.registry import repository, source
from plugins.registry.harvested import Harvested, Origin, Standing, Taken, agency_of
from plugins.registry.repository import Misplaced
from plugins.registry.sources import PATH, Source, sources

from .snapshots import Snapshot
from .store import FOLDER, BadStore, Locked, Store, read_lock


def harvested(root: Path, folder: Path | None = None) -> Harvested | None:
    """What was harvested for the site at `root`; None where it names no sources. folder: the store.

    Raises BadStore where the store does not hold what the lock names.
    """
    if not (root / PATH).is_file():
        return None
    store, lock = Store(folder or root / FOLDER), read_lock(root)
    files: dict[str, Taken] = {}
    origins: dict[str, Origin] = {}
    standings = []
    for item in _sources(root):
        locked, status = lock.get(item.id), store.status(item.id)
        day, sequence = (locked.date, locked.sequence) if locked else ("", 0)
        standings.append(Standing(item, day, sequence, tuple(status.troubles), status.tried))
        for taken, origin in _taken(item, locked, store):
            files[taken.path] = taken
            origins[agency_of(taken.path)] = origin

    def read(path: str) -> bytes:
        return store.get(files[path].sha256)

    return Harvested(dict(sorted(files.items())), origins, tuple(standings), read)


def _sources(root: Path) -> list[Source]:
    """The sources, as far as they can be read: what is wrong with them the check says."""
    read, _ = source.read(PATH, repository.read(root, PATH))
    try:
        return sources(read.values) if read else []
    except (KeyError, TypeError, ValueError, AttributeError):
        return []


def _taken(item: Source, locked: Locked | None, store: Store) -> Iterator[tuple[Taken, Origin]]:
    """The files of a source with their origins; whom it may speak for is asked again: the lock is older than that."""
    if locked is None:
        return
    snapshot = store.decode(locked.snapshot, Snapshot)
    for entry in snapshot.entries:
        try:
            location = repository.locate(entry.path)
        except Misplaced:
            raise BadStore(store.mismatch(locked.snapshot)) from None
        if item.speaks_for(location.agency):
            if not store.is_whole(entry.sha256, entry.size):
                raise BadStore(store.mismatch(entry.sha256))
            yield entry.taken, snapshot.origins[location.agency]
