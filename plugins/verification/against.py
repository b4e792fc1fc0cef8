"""A publication held against an earlier one: nothing is lost, undone, back-dated or changed without a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from . import changes
from .changes import INDEX, Event
from .faults import Faults
from .records import Known
from .root import API, ROOT, Root
from .tree import Tree


@dataclass
class Earlier:
    """The earlier publication, as far as it is compared: its root, its records, its change list, harvested agencies."""

    root: Root
    records: dict[str, Known]
    events: list[Event]
    foreign: set[str] = field(default_factory=set)


def compare(faults: Faults, earlier: Earlier, tree: Tree, events: list[Event]) -> list[Event]:
    """Adds a fault for whatever may not have happened since. Returns the events that are new."""
    root, before = tree.root, earlier.root
    if root.log_id != before.log_id:
        faults.add("verify-log", ROOT, f"变动清单是 {root.log_id}，上次是 {before.log_id}")
        return []
    if root.sequence < before.sequence:
        faults.add("verify-rollback", ROOT, f"序号是 {root.sequence}，上次已到 {before.sequence}")
    if root.day < before.day:
        faults.add("verify-rollback", ROOT, f"按 {root.day} 发布，上次是 {before.day}")
    rewritten = next((old.seq for old, new in zip(earlier.events, events, strict=False) if old != new), None)
    if rewritten is not None:
        faults.add("verify-rewritten", INDEX, f"第 {rewritten} 条与上次发布的不同")
    fresh = events[len(earlier.events) :]
    told = {event.id for event in fresh}
    stayed = (known.updated for name, known in earlier.records.items() if not _left(earlier, tree, name, told))
    if (root.values.get("modified") or "") < max(stayed, default=""):
        faults.add("verify-rollback", ROOT, "最近更新的日期比上次早")
    _records(faults, earlier, tree, fresh)
    _law(faults, earlier, tree, fresh)
    return fresh


def _records(faults: Faults, earlier: Earlier, tree: Tree, fresh: list[Event]) -> None:
    bearers = {
        former: name for name, known in tree.records.items() if name not in earlier.records for former in known.former
    }
    told = {event.id for event in fresh}
    for name, was in earlier.records.items():
        bearer = name if name in tree.records else bearers.get(name, "")
        if not bearer and _left(earlier, tree, name, told):
            continue
        if not bearer:
            faults.add("verify-lost", _shard(name), f"上次发布有 {name}，现在没有了")
            continue
        for code, message in _differences(name, was, tree.records[bearer], told={name, bearer} & told):
            faults.add(code, f"{API}records/{bearer}.json", message)
    renamed = {bearer for former, bearer in bearers.items() if former in earlier.records}
    for name in sorted(tree.records.keys() - earlier.records.keys() - renamed):
        known = tree.records[name]
        # What is withdrawn already no longer says whether it was brought over from an older site.
        if known.shown and not known.imported and known.published < earlier.root.day:
            message = f"{name} 是新的，公示日期 {known.published} 却早于上次发布（{earlier.root.day}）"
            faults.add("verify-backdated", f"{API}records/{name}.json", message)


def _left(earlier: Earlier, tree: Tree, name: str, told: set[str]) -> bool:
    """Whether a record was another site's: what may not be shown here any more leaves, and the list says so."""
    return name not in tree.records and name in told and name.partition("/")[0] in earlier.foreign


def _differences(name: str, was: Known, now: Known, told: set[str]) -> Iterator[tuple[str, str]]:
    if was.published != now.published:
        yield "verify-published", f"{name} 的公示日期由 {was.published} 变成了 {now.published}"
    if not was.shown and now.shown:
        yield "verify-undone", f"{name} 上次已撤下（{was.state}），现在又有了内容"
    if was.commitment != now.commitment and not told:
        yield "verify-silent", f"{name} 变了，新的变动里没有它"
    if was.updated > now.updated:
        yield "verify-rollback", f"{name} 的更新日期由 {was.updated} 变成了 {now.updated}"


def _law(faults: Faults, earlier: Earlier, tree: Tree, fresh: list[Event]) -> None:
    """snapshot(earlier) + changes = snapshot(now), where what was served then is what the earlier shards say."""
    before = {name: known.commitment for name, known in earlier.records.items()}
    # Lists and pages are told by the list alone; what the earlier site's files said of them is not read again.
    before |= {name: said for name, said in changes.folded(earlier.events).items() if name not in before}
    expected, found = changes.folded(fresh, before), changes.snapshot(tree)
    told = {event.id for event in fresh}
    for name in sorted(expected.keys() | found.keys()):
        # Of a record that no event names it has been said already; what cannot be computed has its own fault.
        silent = name in earlier.records and name not in told
        if expected.get(name) != found.get(name) and found.get(name) != "" and not silent:
            faults.add("verify-changes", INDEX, f"上次的内容加上新的变动，得不出现在的 {name}")


def _shard(name: str) -> str:
    agency, year, _ = name.split("/")
    return f"{API}agencies/{agency}/{year}.json"


def counted(events: list[Event]) -> dict[str, int]:
    """How many events there are of each kind, in the order of the kinds."""
    found = {kind: sum(event.kind == kind for event in events) for kind in changes.KINDS}
    return {kind: number for kind, number in found.items() if number}
