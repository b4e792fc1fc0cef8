"""A whole harvest: every source by itself, so that a bad one stops nobody, and what was good before stays."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256

from plugins.registry.harvested import NOTES, Trouble
from plugins.registry.sources import Source

from . import following
from .fetching import Fetcher, Limits
from .snapshots import Snapshot, encode
from .store import BadStore, Locked, Status, Store
from .tree import Walk
from .troubles import Moving, Stopped
from .verifying import ROOT
from .weighing import weigh

_ROUNDS = 2
_ROOT_BYTES = 32_000_000
_SOURCES_AT_ONCE = 4


@dataclass
class Harvest:
    """What one harvest of one source came to.

    locked: its last good state now, None where there never was one; named: the objects that its new state is made of.
    """

    source: Source
    locked: Locked | None = None
    troubles: list[Trouble] = field(default_factory=list)
    records: int = 0
    added: int = 0
    changed: int = 0
    gone: int = 0
    requests: int = 0
    bytes: int = 0
    seconds: float = 0
    same: bool = False
    named: set[str] = field(default_factory=set)

    @property
    def failed(self) -> bool:
        """True where the new state of the source was not taken."""
        return any(trouble.code not in NOTES for trouble in self.troubles)


@dataclass(frozen=True)
class Run:
    """What all sources are harvested with. own: the site's own agencies; accepted: sources that a person looked at.

    pause: seconds between two rounds, for a source that is publishing.
    """

    store: Store
    day: str
    limits: Limits
    own: Collection[str] = ()
    accepted: Collection[str] = ()
    pause: float = 2


def harvest(sources: Iterable[Source], lock: dict[str, Locked], run: Run) -> list[Harvest]:
    """Harvests sources, some at a time; the results are in their order."""
    with ThreadPoolExecutor(_SOURCES_AT_ONCE) as pool:
        return list(pool.map(lambda source: one(source, lock.get(source.id), run), sources))


def one(source: Source, locked: Locked | None, run: Run) -> Harvest:
    """Harvests one source. Raises nothing that the source could bring about."""
    begun, made = time.monotonic(), Harvest(source, locked)
    status = run.store.status(source.id)
    fetcher = Fetcher(source.url, run.limits)
    try:
        if source.is_table:
            from .tables import take_table

            take_table(made, status, fetcher, run)
        else:
            _site(made, status, fetcher, run)
    except Stopped as stopped:
        made.troubles.append(stopped.trouble)
    except BadStore as error:
        made.troubles.append(Trouble("harvest-checksum", str(error)))
    finally:
        fetcher.close()
    made.requests, made.bytes, made.seconds = fetcher.requests, fetcher.received, time.monotonic() - begun
    status.tried, status.troubles = run.day, made.troubles
    if made.named or not made.failed:
        status.begun = sorted(made.named) if made.failed else []
    run.store.keep_status(source.id, status)
    return made


def _site(made: Harvest, status: Status, fetcher: Fetcher, run: Run) -> None:
    """Takes the new state of a site. What does not fit together is asked for again: it may be publishing just now."""
    for attempt in range(1, _ROUNDS + 1):
        try:
            _round(made, status, fetcher, run)
        except Moving:
            if attempt == _ROUNDS:
                raise
            time.sleep(run.pause)
        else:
            return


def _round(made: Harvest, status: Status, fetcher: Fetcher, run: Run) -> None:
    source, locked, store = made.source, made.locked, run.store
    accepted = source.id in run.accepted
    before = snapshot(locked, source, store)
    made.records = before.records
    kept = [entry for entry in before.entries if store.is_whole(entry.sha256, entry.size)]
    whole = locked is not None and store.has(locked.snapshot) and len(kept) == len(before.entries)
    known = whole and locked is not None and status.root == locked.root and not accepted and not _waits(status)
    answer = fetcher.get(ROOT, _ROOT_BYTES, *((status.etag, status.modified) if known else ("", "")))
    if answer.content is None or (known and locked and sha256(answer.content).hexdigest() == locked.root):
        made.same, made.locked = True, seen(locked, run.day)
        made.troubles += [trouble for trouble in status.troubles if trouble.code in NOTES]
        return
    walk = Walk(source, fetcher, store, kept, run.own)
    root = walk.root(answer.content)
    following.same_list(root, None if accepted else locked)
    found = walk.down(root, answer.content)
    made.named = {*found.tree, *(entry.sha256 for entry in found.entries)}
    walk.take(found)
    # Nothing to go on from: the first time, with a store that was lost, after a new start that a person accepted.
    goes_on = locked and before.entries and root.log_id == locked.log_id and root.sequence >= locked.sequence
    cursor = locked if goes_on else None
    pages, gone = following.follow(walk, found, before if cursor else Snapshot("snapshot-1", source.id), cursor)
    weighed = weigh(source, before, found, gone, store, accepted=accepted)
    if found.foreign:
        text = f"{len(found.foreign)} 个机关它不能代表，没有收：{'、'.join(found.foreign[:5])}"
        made.troubles.append(Trouble("harvest-foreign", text, len(found.foreign)))
    made.troubles += weighed.troubles
    new = Snapshot(
        "snapshot-1",
        source.id,
        weighed.entries,
        before.origins | found.origins if weighed.lost or not weighed.whole else found.origins,
        pages if weighed.whole else before.pages,
        sorted(set(found.tree)) if weighed.whole else before.tree,
        weighed.lost,
        weighed.undone,
    )
    count(made, before, new)
    name = store.put(encode(new))
    if weighed.whole:
        made.locked = Locked(source.id, root.log_id, root.sequence, found.sha256, name, run.day)
        status.root, status.etag, status.modified = found.sha256, answer.etag, answer.modified
    elif locked:
        made.locked = Locked(source.id, locked.log_id, locked.sequence, locked.root, name, locked.date)
        status.root = ""


def _waits(status: Status) -> bool:
    """True where the last state was not taken as a whole: then it is looked at again."""
    return any(trouble.code not in NOTES for trouble in status.troubles)


def seen(locked: Locked | None, day: str) -> Locked | None:
    """The same state, found to be still the last one on a day."""
    return locked and Locked(locked.source, locked.log_id, locked.sequence, locked.root, locked.snapshot, day)


def snapshot(locked: Locked | None, source: Source, store: Store) -> Snapshot:
    """What was taken last time; nothing where it is not in this store, which then is filled anew."""
    if locked is None or (content := store.find(locked.snapshot)) is None:
        return Snapshot("snapshot-1", source.id)
    return store.read(locked.snapshot, content, Snapshot)


def count(made: Harvest, before: Snapshot, after: Snapshot) -> None:
    """Notes how many records there are, and how many came, changed and went."""
    made.records = after.records
    old = {entry.id: entry for entry in before.entries if entry.state}
    new = {entry.id: entry for entry in after.entries if entry.state}
    made.added = sum(entry.shown and item not in old for item, entry in new.items())
    both = [(old[item], entry) for item, entry in new.items() if item in old]
    made.changed = sum(was.digest != now.digest and now.shown for was, now in both)
    made.gone = sum(was.shown and not now.shown for was, now in both) + len(old.keys() - new.keys())
