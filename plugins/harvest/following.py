"""The change list of a source: it may only grow, and it must tell of everything that moved since the last sequence."""

from __future__ import annotations

from . import wire
from .snapshots import Snapshot
from .store import Locked
from .tree import Found, Walk
from .troubles import Moving, Stopped
from .verifying import API

_LINE = 1_000


def same_list(root: wire.Root, locked: Locked | None) -> None:
    """Raises Stopped where a root is of another list than the one that was followed, or of an earlier state of it."""
    if locked and root.log_id != locked.log_id:
        raise Stopped("harvest-history", "它换了一份变更清单（log_id 不同），可能是重新建站，也可能不是同一个网站")
    if locked and root.sequence < locked.sequence:
        text = f"它的变更清单退回到第 {root.sequence} 号，以前归集到第 {locked.sequence} 号"
        raise Stopped("harvest-history", text)


def follow(walk: Walk, found: Found, before: Snapshot, locked: Locked | None) -> tuple[dict[str, str], set[str]]:
    """Verifies the change list against what was found; returns its full pages, and the ids of which it said that they go.

    Raises Stopped where a page that was full is another now, where an event is missing, and where something moved of
    which no event tells.
    """
    root = found.root
    index: wire.Changes = walk.decode(root, root.changes, f"{API}changes/index.json", wire.Changes, found)
    if (index.log_id, index.sequence) != (root.log_id, root.sequence):
        raise Moving(f"{API}changes/index.json", "与根索引不符")
    cursor = locked.sequence if locked else 0
    full: dict[str, str] = {}
    last: dict[str, str | None] = {}
    reached = 0
    for number, page in enumerate(index.pages, 1):
        if (page.page, page.first) != (number, reached + 1) or not page.first <= page.last <= root.sequence:
            raise Stopped("harvest-history", "变更清单的分页不连续")
        reached = page.last
        if page.last - page.first + 1 == index.page_size:
            full[str(number)] = page.sha256
            if before.pages.get(str(number), page.sha256) != page.sha256:
                raise Stopped("harvest-history", f"变更清单第 {number} 页写满以后又改了")
        if page.last > cursor:
            _read(walk, found, page, last, cursor)
    if reached != root.sequence:
        raise Stopped("harvest-history", "变更清单缺少最后的几号")
    _refuse_untold(found, before, last)
    return full, {item for item, commitment in last.items() if commitment is None}


def _read(walk: Walk, found: Found, page: wire.NamedPage, last: dict[str, str | None], cursor: int) -> None:
    """Notes the last commitment of each id on a page behind the cursor."""
    path = f"{API}changes/{page.page:06d}.ndjson"
    if page.bytes > (page.last - page.first + 1) * _LINE:
        raise Stopped("harvest-size", f"{path} 太大")
    walk.place(found.root, page, path)
    lines = walk.object(page, path).splitlines()
    events = [wire.decode(line, wire.Event, path) for line in lines]
    if [event.seq for event in events] != list(range(page.first, page.last + 1)):
        raise Stopped("harvest-history", f"{path} 的序号不连续")
    for event in events:
        if event.seq > cursor:
            last[event.id] = event.commitment


def _refuse_untold(found: Found, before: Snapshot, last: dict[str, str | None]) -> None:
    """Everything that differs from last time has an event, and the last event of everything commits to what is there."""
    known = {entry.id: entry.commitment for entry in before.entries}
    for item, commitment in found.commitments.items():
        said = last.get(item, known.get(item))
        if said != commitment and item not in before.undone:
            raise Stopped("harvest-history", f"{item} 变了，变更清单里没有相应的一号")
