"""Feeds: well-formed, and every entry is of a record that is there; of what is withdrawn only that it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple
from uuid import UUID, uuid5

from . import forms
from .changes import ENDS, Event
from .markup import elements
from .reading import Listed, Reader
from .tree import Tree

_ID = re.compile(rf"(?<![a-z0-9-])({forms.RECORD_ID.pattern})(?:[/#?]|$)", re.ASCII)
_ENTRIES = frozenset(("item", "entry"))
# Atom names an entry by the UUID of its id in this name space.
_NAMES = UUID("6f0c3c1e-5d0b-4b8e-9a51-3c7c2f6d8e10")


class _Entry(NamedTuple):
    """An entry: its own id, and the addresses it leads to."""

    id: str
    links: tuple[str, ...]


def endings(events: Iterable[Event]) -> set[str]:
    """The ids of the entries that say of a record that it is taken down, as RSS and JSON, and as Atom name them."""
    names = {f"{event.id}#{event.kind}-{event.date}" for event in events if event.kind in ENDS}
    return names | {uuid5(_NAMES, name).urn for name in names}


def check(reader: Reader, tree: Tree, ended: Collection[str], listed: Listed, opened: BinaryIO) -> None:
    """A feed in RSS, Atom or JSON, or a list of feeds in OPML. ended: as `endings` gives them. Raises Malformed."""
    entries = _json(opened) if listed.path.endswith(".json") else _xml(opened)
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            reader.faults.add("verify-twice", listed.path, f"条目 {entry.id} 出现两次")
        seen.add(entry.id)
        for name in sorted({match[1] for text in (entry.id, *entry.links) for match in _ID.finditer(text)}):
            known = tree.records.get(name)
            if known is None:
                reader.faults.add("verify-feed", listed.path, f"{name} 不是公示的记录")
            elif not known.shown and entry.id not in ended:
                reader.faults.add("verify-withdrawn", listed.path, f"这里还有撤下的 {name}")


def _xml(opened: BinaryIO) -> Iterator[_Entry]:
    name, links = "", []
    for element in elements(opened):
        inside = next((part for part in element.path[:-1] if part in _ENTRIES), "")
        # What an entry quotes of another feed is not its own.
        if inside and element.path[-2] == inside:
            if element.name in ("guid", "id"):
                name = element.text.strip()
            elif element.name == "link":
                links.append(element.attributes.get("href", element.text).strip())
        elif element.name in _ENTRIES:
            yield _Entry(name, tuple(links))
            name, links = "", []


def _json(opened: BinaryIO) -> Iterator[_Entry]:
    value: Any = forms.load(opened.read())
    if not isinstance(value, dict) or not str(value.get("version", "")).startswith("https://jsonfeed.org/version/1"):
        raise forms.Malformed("不是 JSON Feed")
    for item in forms.items(value, "items"):
        links = tuple(item[key] for key in ("url", "external_url") if isinstance(item.get(key), str))
        yield _Entry(forms.text(item, "id"), links)
