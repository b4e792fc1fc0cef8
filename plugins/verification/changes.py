"""The change list: unbroken, in order, of its exact form, and its end is what is published now."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any, NamedTuple

from . import forms
from .forms import Malformed
from .reading import Listed, Reader
from .root import API, ROOT
from .tree import Tree

PAGE = 1000
INDEX = f"{API}changes/index.json"

# What ends the publication of a record's content; after it only its tombstone may change, or go with a source that is given up.
ENDS = frozenset(("撤回", "期满", "信用修复"))
RENUMBERED, LISTS = "改号", "清单"
KINDS = ("公示", "更正", "更新", "脱敏", "撤回", "期满", "信用修复", RENUMBERED, LISTS)
_KEYS = ["seq", "id", "kind", "date", "commitment"]


class Event(NamedTuple):
    """One line of the list."""

    seq: int
    id: str
    kind: str
    date: str
    commitment: str | None


def read(reader: Reader, tree: Tree) -> list[Event]:
    """All events in their order, as far as they can be read; what is wrong with them is a fault."""
    events: list[Event] = []
    with reader.judged(ROOT):
        index = reader.listed(forms.mapping(tree.root.values, "changes"), INDEX)
        reader.meet(index, ROOT)
        value = reader.document(index, "changes-1")
        if value is None:
            return events
        with reader.judged(INDEX):
            if value.get("log_id") != tree.root.log_id:
                reader.faults.add("verify-disagrees", INDEX, "log_id 与总目录的不同")
            if forms.number(value, "page_size") != PAGE:
                raise Malformed(f"page_size 应是 {PAGE}")
            for number, entry in enumerate(forms.items(value, "pages"), 1):
                path = f"{API}changes/{number:06}.ndjson"
                if entry.get("page") != number or entry.get("first") != len(events) + 1:
                    reader.faults.add("verify-sequence", INDEX, f"第 {number} 页的页码或者起始序号不对")
                listed = reader.listed(entry, path)
                reader.meet(listed, INDEX)
                _page(reader, tree, listed, events)
                if entry.get("last") != len(events):
                    reader.faults.add("verify-sequence", INDEX, f"第 {number} 页的结束序号不对")
            if value.get("sequence") != len(events) or tree.root.sequence != len(events):
                message = f"总目录的序号是 {tree.root.sequence}，变动清单有 {len(events)} 条"
                reader.faults.add("verify-sequence", INDEX, message)
    return events


def _page(reader: Reader, tree: Tree, listed: Listed, events: list[Event]) -> None:
    content = reader.content(listed)
    if content is None:
        return
    if not content.endswith(b"\n"):
        reader.faults.add("verify-sequence", listed.path, "最后一行没有写完")
    lines = content.split(b"\n")[:-1]
    if not lines or len(lines) > PAGE or (len(events) % PAGE):
        reader.faults.add("verify-sequence", listed.path, f"每页 {PAGE} 条，只有最后一页可以不满")
    for number, line in enumerate(lines, 1):
        try:
            event = _event(line)
        except Malformed as error:
            reader.faults.add("verify-form", listed.path, f"第 {number} 行：{error}")
            continue
        if event.seq != len(events) + 1:
            reader.faults.add(
                "verify-sequence", listed.path, f"第 {number} 行的序号是 {event.seq}，应是 {len(events) + 1}"
            )
        if event.date > tree.root.day:
            reader.faults.add("verify-date", listed.path, f"第 {number} 行的日期 {event.date} 晚于发布的那一天")
        events.append(event)


def _event(line: bytes) -> Event:
    """A line in its exact form: a list that is to be signed has no second way to write the same. Raises Malformed."""
    value = forms.load(line)
    if not isinstance(value, dict) or list(value) != _KEYS or _written(value) != line:
        raise Malformed("不是变动清单规定的写法")
    kind = forms.text(value, "kind")
    if kind not in KINDS:
        raise Malformed("没有这种变动")
    commitment = forms.text(value, "commitment", forms.HEX) if value["commitment"] is not None else None
    name = sys.intern(forms.text(value, "id", forms.ANY_ID))
    return Event(forms.number(value, "seq"), name, sys.intern(kind), sys.intern(forms.day(value, "date")), commitment)


def _written(value: dict[str, Any]) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except ValueError:
        raise Malformed("有不成文字的字符") from None


def folded(events: Iterable[Event], before: dict[str, str] | None = None) -> dict[str, str]:
    """What is served after these events: id → commitment. before: what was served then."""
    served = dict(before or {})
    for event in events:
        if event.commitment is None:
            served.pop(event.id, None)
        else:
            served[event.id] = event.commitment
    return served


def snapshot(tree: Tree) -> dict[str, str]:
    """What is served: id → commitment."""
    return {name: known.commitment for name, known in tree.records.items()} | tree.others


def check(reader: Reader, tree: Tree, events: list[Event]) -> None:
    """The list's end is what is published, and nothing that ended came back."""
    said, found = folded(events), snapshot(tree)
    for name in sorted(said.keys() | found.keys()):
        # What could not be computed has its own fault already.
        if said.get(name) != found.get(name) and found.get(name) != "":
            reader.faults.add("verify-changes", INDEX, _difference(name, said.get(name), found.get(name)))
    ended: set[str] = set()
    for event in events:
        if event.kind in ENDS:
            ended.add(event.id)
        elif event.id in ended and event.kind != RENUMBERED and event.commitment:
            message = f"{event.id} 撤下以后又有变动：第 {event.seq} 条，{event.kind}"
            reader.faults.add("verify-undone", INDEX, message)
    for name, known in tree.records.items():
        if known.shown == (name in ended) and name in said:
            state = "撤下了" if known.shown else "没有撤下"
            reader.faults.add("verify-changes", INDEX, f"{name} 现在的状态是“{known.state}”，变动清单里{state}")


def _difference(name: str, said: str | None, found: str | None) -> str:
    if found is None:
        return f"{name} 在变动清单里，网站上没有"
    if said is None:
        return f"{name} 在网站上，变动清单里没有"
    return f"{name} 现在的内容不是变动清单最后记下的"
