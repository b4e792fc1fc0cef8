"""Root → agencies → shards → records, lists and pages: each level proves the one below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from . import forms, others, records
from .reading import Listed, Reader
from .records import Agency, Known
from .root import API, ROOT, Root

Progress = Callable[[int, int], None]


@dataclass
class Tree:
    """Everything that the hash tree leads to: records, and the commitments of agencies, lists and pages.

    kinds: the names of the categories by their ids, as the listings have them.
    """

    root: Root
    records: dict[str, Known] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    shards: dict[tuple[str, str], Listed] = field(default_factory=dict)

    def ended(self) -> set[str]:
        """The ids of the tombstones."""
        return {name for name, known in self.records.items() if not known.shown}


def walk(reader: Reader, root: Root, progress: Progress, *, deep: bool = True) -> Tree:
    """Reads everything below the root; what does not hold is a fault. deep: also the files of records and lists."""
    tree = Tree(root)
    listed = _shards(reader, root)
    total = sum(count for _, count in listed.values())
    for agency, own in _agencies(reader, root, tree, deep=deep):
        if own != {year: item for (name, year), item in listed.items() if name == agency}:
            reader.faults.add("verify-disagrees", f"{API}agencies/{agency}/index.json", "分片与总目录登记的不同")
    if stray := sorted({agency for agency, _ in listed} - tree.agencies.keys()):
        reader.faults.add("verify-disagrees", ROOT, f"总目录有不存在的机关的分片：{'、'.join(stray)}")
    for (agency, year), (item, count) in listed.items():
        tree.shards[agency, year] = item
        _shard(reader, tree, agency, year, count, (lambda done: progress(done, total)) if deep else None)
    return tree


def _shards(reader: Reader, root: Root) -> dict[tuple[str, str], tuple[Listed, int]]:
    """The shards by agency and year as the root lists them, with their counts."""
    found: dict[tuple[str, str], tuple[Listed, int]] = {}
    with reader.judged(ROOT):
        for entry in forms.items(root.values, "shards"):
            with reader.judged(ROOT):
                agency, year = forms.text(entry, "agency", forms.AGENCY_ID), forms.text(entry, "year", forms.YEAR)
                item = reader.listed(entry, f"{API}agencies/{agency}/{year}.json")
                if (agency, year) in found:
                    reader.faults.add("verify-twice", ROOT, f"分片 {agency} {year} 登记了两次")
                elif reader.meet(item, ROOT):
                    found[agency, year] = item, forms.number(entry, "count")
    return found


def _agencies(reader: Reader, root: Root, tree: Tree, *, deep: bool) -> Iterator[tuple[str, Any]]:
    """Each agency, with its shards by year as it lists them."""
    with reader.judged(ROOT):
        index = reader.listed(forms.mapping(root.values, "agencies"), f"{API}agencies/index.json")
        reader.meet(index, ROOT)
        value = reader.document(index, "agencies-1") or {"agencies": []}
        for entry in forms.items(value, "agencies"):
            with reader.judged(index.path):
                agency = forms.text(entry, "id", forms.AGENCY_ID)
                if agency in tree.agencies:
                    reader.faults.add("verify-twice", index.path, f"机关 {agency} 登记了两次")
                    continue
                tree.agencies[agency] = Agency(agency, forms.text(entry, "name"), records.origin(entry))
                item = reader.listed(entry, f"{API}agencies/{agency}/index.json")
                reader.meet(item, index.path)
                own = reader.document(item, "agency-1")
                if own is not None:
                    yield agency, _agency(reader, tree, agency, entry, own, item, deep=deep)


def _agency(
    reader: Reader, tree: Tree, agency: str, entry: dict[str, Any], own: dict[str, Any], item: Listed, *, deep: bool
) -> Any:
    found: dict[str, tuple[Listed, int]] = {}
    with reader.judged(item.path):
        for key in ("id", "name", "government", "level", "region", "status", "origin"):
            if own.get(key) != entry.get(key):
                reader.faults.add("verify-disagrees", item.path, f"{key} 与机关目录登记的不同")
        for shard in forms.items(own, "shards"):
            year = forms.text(shard, "year", forms.YEAR)
            found[year] = (
                reader.listed(shard, f"{API}agencies/{agency}/{year}.json"),
                forms.number(shard, "count"),
            )
        if sum(count for _, count in found.values()) != forms.number(entry, "count"):
            reader.faults.add("verify-count", item.path, "各年之和与机关目录登记的条数不同")
        if deep:
            others.agency(reader, tree.others, own, item)
    return found


def _shard(
    reader: Reader, tree: Tree, agency: str, year: str, count: int, progress: Callable[[int], None] | None
) -> None:
    item = tree.shards[agency, year]
    value = reader.document(item, "shard-1")
    if value is None:
        return
    rows: list[records.Row] = []
    with reader.judged(item.path):
        for entry in forms.items(value, "records"):
            with reader.judged(item.path):
                made = records.row(reader, entry, f"{agency}/{year}/")
                rows.append(made)
    _plain(reader, tree, item.path, rows, count)
    for one in rows:
        if one.id in tree.records:
            reader.faults.add("verify-twice", item.path, f"{one.id} 登记了两次")
        tree.records[one.id] = one.known
    if progress:
        for one in rows:
            reader.meet(one.file, item.path)
            reader.meet(one.page, item.path)
        of = tree.agencies.get(agency, Agency(agency, "", ""))
        checked = reader.each(partial(records.check, reader, of), rows)
        done = len(tree.records) - len(rows)
        for one, known in zip(rows, checked, strict=True):
            tree.records[one.id] = known
            done += 1
            if not done % 100:
                progress(done)


def _plain(reader: Reader, tree: Tree, path: str, rows: list[records.Row], count: int) -> None:
    """What a shard's lines say together."""
    if len(rows) != count:
        reader.faults.add("verify-count", path, f"有 {len(rows)} 条，总目录登记 {count} 条")
    for one in rows:
        known = one.known
        if not known.published <= known.updated <= tree.root.day:
            message = f"{one.id} 的公示日期 {known.published}、更新日期 {known.updated}、发布 {tree.root.day} 先后不对"
            reader.faults.add("verify-date", path, message)


def counts(reader: Reader, tree: Tree) -> None:
    """The counts of the root, and its last change, held against what was found."""
    shown = [known for known in tree.records.values() if known.shown]
    found = {
        "agencies": len(tree.agencies),
        "records": len(shown),
        "tombstones": len(tree.records) - len(shown),
        "kinds": dict(Counter(known.kind for known in shown)),
    }
    said = tree.root.values.get("counts")
    if not isinstance(said, dict) or any(said.get(key) != value for key, value in found.items()):
        reader.faults.add("verify-count", ROOT, f"counts 与找到的不同：机关 {found['agencies']}、公示 {len(shown)}")
    latest = max((known.updated for known in tree.records.values()), default=None)
    if tree.root.values.get("modified") != latest:
        reader.faults.add("verify-disagrees", ROOT, "modified 不是最近一次更新的日期")
