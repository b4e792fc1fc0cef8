"""Sources of a harvest: each named once, and whom it may speak for is known and is nobody else's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ..assembly import Registry
from ..problems import Finding
from ..records import Record
from ..sources import PATH


def sources_named_once(record: Record, today: date) -> Iterator[Finding]:
    """A 编号 and a 网址 name one source."""
    for name in ("编号", "网址"):
        first: dict[str, int] = {}
        for index, entry in _entries(record):
            value = str(entry.get(name, "")).rstrip("/")
            if value and first.setdefault(value, index) != index:
                message = f"{name}“{value[:80]}”与第 {first[value] + 1} 项重复"
                yield Finding("source-twice", ("来源", index, name), message, "每个来源一项，请改正一处。")


def tables_complete(record: Record, today: date) -> Iterator[Finding]:
    """A table does not say itself what its rows are and whose."""
    for index, entry in _entries(record):
        trust = entry.get("可代表")
        agencies = trust.get("机关", ()) if isinstance(trust, dict) else ()
        table = entry.get("形式") == "表格"
        if table and not (entry.get("执法类别") and entry.get("机关名称") and len(agencies) == 1):
            message = "表格没有写明是哪个机关的哪一类决定"
            help_text = "形式是表格的，写明执法类别、机关名称，可代表里写这一个机关的编号。"
            yield Finding("source-table", ("来源", index), message, help_text)


def trust_known(registry: Registry, today: date) -> Iterator[tuple[str, Finding]]:
    """A source speaks for governments of this site's list and for agencies of theirs."""
    for index, entry in _entries(registry.harvest):
        governments, agencies = _trust(entry)
        if not governments and not agencies:
            message = "没有写明可以代表哪些政府、机关"
            yield PATH, Finding("source-trust", ("来源", index, "可代表"), message, "写明政府编号，或者机关编号。")
        names = [("政府", at, name, name) for at, name in enumerate(governments)]
        names += [("机关", at, name, name.partition("-")[0]) for at, name in enumerate(agencies)]
        for key, at, name, government in names:
            if government not in registry.governments:
                message = f"{key}“{name}”{'' if key == '政府' else '所属的政府'}不在政府清单里"
                help_text = "先在 content/governments.yaml 里加上，或者改正编号；机关编号以政府编号和连字符开头。"
                yield PATH, Finding("source-trust", ("来源", index, "可代表", key, at), message, help_text)


def trust_apart(registry: Registry, today: date) -> Iterator[tuple[str, Finding]]:
    """No two sources speak for one agency, and none for an agency of this site's own."""
    owners: dict[str, int] = {}
    for index, entry in _entries(registry.harvest):
        governments, agencies = _trust(entry)
        for at, name in enumerate(agencies):
            if name in registry.agencies:
                message = f"机关“{name}”由本站自己公示，不能再由来源代表"
                help_text = "从可代表里删去；改由来源公示的，先把本站 agencies/ 下的这个文件夹移走。"
                yield PATH, Finding("source-conflict", ("来源", index, "可代表", "机关", at), message, help_text)
        for key, names in (("政府", governments), ("机关", agencies)):
            for at, name in enumerate(names):
                above = owners.get(name.partition("-")[0], index) if key == "机关" else index
                other = next((i for i in (owners.setdefault(name, index), above) if i != index), index)
                if key == "政府":
                    below = (i for agency, i in owners.items() if agency.startswith(f"{name}-") and i != index)
                    other = next(below, other)
                if other != index:
                    message = f"{key}“{name}”已由第 {other + 1} 个来源代表"
                    help_text = "一个机关只归一个来源：留下直接公示它的那一个。"
                    yield PATH, Finding("source-conflict", ("来源", index, "可代表", key, at), message, help_text)


def _entries(record: Record | None) -> Iterator[tuple[int, Mapping[str, Any]]]:
    entries = record.values.get("来源") if record and record.kind_id == "harvest" else None
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield index, entry


def _trust(entry: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    trust = entry.get("可代表")
    found = [trust.get(name, ()) if isinstance(trust, dict) else () for name in ("政府", "机关")]
    governments, agencies = ([name for name in names if isinstance(name, str)] for names in found)
    return governments, agencies
