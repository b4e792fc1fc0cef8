"""Listings by category and by year, and the figures: they say of the records what the shards say, and of all of them."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from . import forms
from .reading import Listed, Reader
from .root import API, ROOT
from .tree import Tree

_PATH = re.compile(rf"{API}kinds/([a-z-]+)/\d{{4}}\.json", re.ASCII)


def categories(reader: Reader, tree: Tree) -> None:
    """The listings of each category and year: together they name every record once."""
    with reader.judged(ROOT):
        index = reader.listed(forms.mapping(tree.root.values, "kinds"), f"{API}kinds/index.json")
        reader.meet(index, ROOT)
        value = reader.document(index, "listings-1")
        if value is None:
            return
        found: set[str] = set()
        for entry in forms.items(value, "listings"):
            with reader.judged(index.path):
                item = reader.listed(entry)
                reader.meet(item, index.path)
                if match := _PATH.fullmatch(item.path):
                    tree.kinds[match[1]] = forms.text(entry, "kind")
                listing = reader.document(item, "listing-1")
                if listing is not None:
                    _listing(reader, tree, entry, item, listing, found)
        if lost := len(tree.records.keys() - found):
            reader.faults.add("verify-count", index.path, f"各类别的列表合起来少了 {lost} 条记录")


def _listing(
    reader: Reader, tree: Tree, entry: dict[str, Any], item: Listed, listing: dict[str, Any], found: set[str]
) -> None:
    with reader.judged(item.path):
        rows = forms.items(listing, "records")
        if len(rows) != forms.number(entry, "count"):
            reader.faults.add("verify-count", item.path, f"有 {len(rows)} 条，目录登记 {entry['count']} 条")
        for row in rows:
            name = forms.text(row, "id", forms.RECORD_ID)
            if name in found:
                reader.faults.add("verify-twice", item.path, f"{name} 列了两次")
            found.add(name)
            known = tree.records.get(name)
            said = (listing.get("kind"), row.get("state"), row.get("published"), row.get("updated"))
            if not known or (known.kind, known.state, known.published, known.updated) != said:
                reader.faults.add("verify-disagrees", item.path, f"{name} 的类别、状态或者日期与分片的不同")
            elif name.split("/")[1] != listing.get("year"):
                reader.faults.add("verify-disagrees", item.path, f"{name} 不是这一年的")


def year(reader: Reader, tree: Tree, item: Listed, content: bytes) -> None:
    """A listing of one year's shards."""
    with reader.judged(item.path):
        value = forms.document(content, "year-1")
        named = forms.text(value, "year", forms.YEAR)
        said = {(forms.text(entry, "agency"), reader.listed(entry)) for entry in forms.items(value, "shards")}
        if said != {(agency, shard) for (agency, of), shard in tree.shards.items() if of == named}:
            reader.faults.add("verify-disagrees", item.path, "这一年的分片与总目录登记的不同")


def figures(reader: Reader, tree: Tree) -> None:
    """The figures count what is shown."""
    with reader.judged(ROOT):
        item = reader.listed(forms.mapping(tree.root.values, "statistics"), f"{API}statistics.json")
        reader.meet(item, ROOT)
        value = reader.document(item, "statistics-1")
        if value is None:
            return
        said: Counter[tuple[str, str, str]] = Counter()
        with reader.judged(item.path):
            for row in forms.items(value, "rows"):
                of = (forms.text(row, "agency"), forms.text(row, "kind"), forms.text(row, "year"))
                said[of] += forms.number(row, "count")
            found: Counter[tuple[str, str, str]] = Counter()
            for name, known in tree.records.items():
                agency, of_year, _ = name.split("/")
                found[agency, known.kind, of_year] += known.shown
            if +said != +found:
                reader.faults.add("verify-count", item.path, "统计的条数与公示的记录不同")
