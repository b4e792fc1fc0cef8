"""References: a decision or guide names a matter that its agency has published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from ..assembly import Registry
from ..problems import Finding
from ..records import Record
from ..summaries import Summary


def matters_listed(registry: Registry, today: date) -> Iterator[tuple[str, Finding]]:
    """事项编码 stands in the agency's 行政执法事项清单, under the category of the decision (国办发〔2018〕118号 事前公开)."""
    uses: list[tuple[Summary | Record, Any]] = [(record, record.matter) for record in registry.decisions.values()]
    uses += [(page, page.role("matter")) for page in registry.pages.values()]
    matters = {agency: registry.entries(agency, "matters") for agency in {record.agency for record, _ in uses}}
    for record, code in uses:
        if not code or not isinstance(code, str):
            continue
        matter = matters[record.agency].get(code)
        if matter is None:
            listing = f"agencies/{record.agency}/lists/matters.yaml"
            if listing not in registry.unreadable:
                message = f"事项编码“{code}”不在本机关的行政执法事项清单里"
                help_text = f"核对编码；清单里还没有的，先补 {listing}。"
                yield record.path, Finding("matter-unknown", (record.kind.role("matter"),), message, help_text)
        elif matter.get("执法类别") != record.kind.name and record.kind.shape == "decision":
            field = record.kind.role("matter")
            message = f"事项“{code}”在清单里是{matter.get('执法类别')}，本记录是{record.kind.name}"
            yield record.path, Finding("matter-category", (field,), message, "核对事项编码和执法类别。")


def entry_codes_unique(registry: Registry, today: date) -> Iterator[tuple[str, Finding]]:
    """The code of an entry (事项编码, 执法证号 …) occurs once in its list, so that links to it have one end."""
    for listing in registry.lists.values():
        name = listing.kind.entry_role("key")
        first: dict[str, int] = {}
        entries = listing.role("entries")
        for index, entry in enumerate(entries if name and isinstance(entries, list) else ()):
            code = entry.get(name) if isinstance(entry, dict) else None
            if isinstance(code, str) and first.setdefault(code, index) != index:
                message = f"{name}“{code}”与第 {first[code] + 1} 项重复"
                yield (
                    listing.path,
                    Finding(
                        "entry-twice",
                        (listing.kind.role("entries"), index, name),
                        message,
                        f"{name}在这份清单里是唯一的，请改正一处。",
                    ),
                )
