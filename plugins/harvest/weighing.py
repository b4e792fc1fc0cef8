"""The new state of a source against the last good one: what vanished, what came back, what was changed without a word.

What a source says it withdraws is withdrawn; what vanishes without a word stays until a person has looked (--accept).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from plugins.registry.harvested import Trouble, agency_of
from plugins.registry.history import substance
from plugins.registry.sources import Source

from . import wire
from .snapshots import Entry, Snapshot
from .store import Store
from .tree import Found

_NAMED = 3


@dataclass
class Weighed:
    """What is taken: the entries, and what is to be said of them. whole: False where the new state waits for a person."""

    entries: list[Entry]
    lost: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    whole: bool = True


def weigh(
    source: Source, before: Snapshot, found: Found, gone: Collection[str], store: Store, *, accepted: bool
) -> Weighed:
    """What is taken of a new state. gone: ids of which the source says that they are no more; accepted: a person has looked."""
    if accepted:
        return Weighed(found.entries)
    new = {entry.id: entry for entry in found.entries}
    lost = [entry for entry in before.entries if entry.id not in new and entry.id not in gone]
    lost = [entry for entry in lost if source.speaks_for(agency_of(entry.path))]
    fresh = [entry for entry in lost if entry.shown and entry.id not in before.lost]
    if len(fresh) * 100 > source.most_lost * max(before.records, 1):
        return _waiting(before, new, fresh)
    undone = [old for old in before.entries if old.state and not old.shown and new.get(old.id, old).shown]
    kept = {entry.id: entry for entry in (*lost, *undone)}
    weighed = Weighed(sorted({**new, **kept}.values(), key=lambda entry: entry.path))
    weighed.lost, weighed.undone = [entry.id for entry in lost], [entry.id for entry in undone]
    records = [entry.id for entry in lost if entry.state] or weighed.lost
    if records:
        text = f"{len(records)} 条不见了，没有说撤回，照旧公示：{_named(records)}"
        weighed.troubles.append(Trouble("harvest-lost", text, len(records)))
    if undone:
        text = f"{len(undone)} 条撤回以后又有了内容，仍不公示：{_named(weighed.undone)}"
        weighed.troubles.append(Trouble("harvest-undone", text, len(undone)))
    if silent := _silent(before, new, store):
        text = f"{len(silent)} 条改了内容，没有写更正：{_named(silent)}"
        weighed.troubles.append(Trouble("harvest-silent", text, len(silent)))
    return weighed


def _waiting(before: Snapshot, new: dict[str, Entry], lost: list[Entry]) -> Weighed:
    """The last good state, less what is withdrawn by now: that never waits."""
    entries = [new[old.id] if old.shown and old.id in new and not new[old.id].shown else old for old in before.entries]
    text = (
        f"一次少了 {len(lost)} 条（原有 {before.records} 条），新的内容暂不采用：{_named([entry.id for entry in lost])}"
    )
    trouble = Trouble("harvest-shrunk", text, len(lost))
    return Weighed(entries, before.lost, before.undone, [trouble], whole=False)


def _silent(before: Snapshot, new: dict[str, Entry], store: Store) -> list[str]:
    """Decisions whose substance differs from what was taken, with no new 更正 and no word that the software changed."""
    changed = []
    for old in before.entries:
        now = new.get(old.id)
        if now and old.shown and now.shown and old.digest != now.digest and store.has(old.sha256):
            earlier, later = (_data(store, entry) for entry in (old, now))
            if substance(earlier) != substance(later) and len(later.get("更正", ())) <= len(earlier.get("更正", ())):
                changed.append(old.id)
    return changed


def _data(store: Store, entry: Entry) -> dict[str, Any]:
    return store.decode(entry.sha256, wire.Record).data


def _named(ids: list[str]) -> str:
    more = f" 等 {len(ids)} 条" if len(ids) > _NAMED else ""
    return "、".join(ids[:_NAMED]) + more
