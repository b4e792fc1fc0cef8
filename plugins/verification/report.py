"""What a verification found, for people and for programs."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from .against import Earlier, counted
from .changes import Event
from .faults import CODES, Faults, printable
from .tree import Tree

SCHEMA = "verification-1"
PAGES = "docs/codes"
_SHOWN_EVENTS = 20


@dataclass
class Comparison:
    """The earlier publication, and what changed since."""

    where: str
    earlier: Earlier
    events: list[Event]


@dataclass
class Result:
    """A verification: of what, what was found, and what is wrong. tree: None where not even the root could be read."""

    where: str
    faults: Faults
    tree: Tree | None = None
    events: list[Event] = field(default_factory=list)
    files: int = 0
    comparison: Comparison | None = None


def as_json(result: Result) -> str:
    """The report as data, schema verification-1 (docs/guide/verifying.md)."""
    tree, comparison = result.tree, result.comparison
    report: dict[str, Any] = {
        "schema": SCHEMA,
        "place": printable(result.where),
        "ok": not result.faults,
        "root": _root(tree) if tree else None,
        "counts": _counts(result),
        "problems": [
            {"code": fault.code, "path": fault.path, "message": fault.message, "help": CODES[fault.code][1]}
            for fault in result.faults
        ],
        "totals": {code: result.faults.counts[code] for code in CODES if result.faults.counts[code]},
        "against": _comparison(comparison) if comparison else None,
    }
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def _root(tree: Tree) -> dict[str, Any]:
    root = tree.root
    return {
        "url": printable(root.url),
        "sha256": root.sha256,
        "day": root.day,
        "log_id": root.log_id,
        "sequence": root.sequence,
    }


def _counts(result: Result) -> dict[str, int]:
    tree = result.tree
    shown = sum(known.shown for known in tree.records.values()) if tree else 0
    return {
        "agencies": len(tree.agencies) if tree else 0,
        "records": shown,
        "tombstones": len(tree.records) - shown if tree else 0,
        "others": len(tree.others) - len(tree.agencies) if tree else 0,
        "events": len(result.events),
        "files": result.files,
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    root = comparison.earlier.root
    return {
        "place": printable(comparison.where),
        "sha256": root.sha256,
        "day": root.day,
        "sequence": root.sequence,
        "counts": counted(comparison.events),
        "events": [event._asdict() for event in comparison.events],
    }


def as_text(result: Result) -> str:
    """The report for people: what is wrong and what to do about it, what changed, and one line that sums it up."""
    blocks = [_block(result.faults, code) for code in CODES if result.faults.counts[code]]
    if result.comparison:
        blocks.append(_changed(result.comparison))
    return "\n".join([*blocks, _summary(result)])


def _block(faults: Faults, code: str) -> str:
    title, help_text = CODES[code]
    kept = [fault for fault in faults if fault.code == code]
    lines = "".join(f"  {fault.path}：{fault.message}\n" for fault in kept)
    more = faults.counts[code] - len(kept)
    omitted = f"  另有 {more} 处，没有列出\n" if more else ""
    return f"错误[{code}] {title}（{faults.counts[code]} 处）\n{lines}{omitted}  怎么办：{help_text}\n  详见 {PAGES}/{code}.md\n"


def _changed(comparison: Comparison) -> str:
    root, events = comparison.earlier.root, comparison.events
    found = "、".join(f"{kind} {number}" for kind, number in counted(events).items())
    head = f"与上次发布（{root.day}，序号 {root.sequence}）相比：{found or '没有变动'}\n"
    lines = "".join(f"  {event.seq}  {event.date}  {event.kind}  {event.id}\n" for event in events[:_SHOWN_EVENTS])
    more = len(events) - _SHOWN_EVENTS
    omitted = f"  另有 {more} 条，用 --format json 可看全部\n" if more > 0 else ""
    return f"{head}{lines}{omitted}"


def _summary(result: Result) -> str:
    total = result.faults.counts.total()
    verdict = f"有 {total} 处问题" if total else "没有发现问题"
    if result.tree is None:
        return f"核验了 {printable(result.where)}：{verdict}。\n"
    root, counts = result.tree.root, _counts(result)
    return (
        f"核验了 {printable(result.where)}：{root.day} 发布，序号 {root.sequence}，机关 {counts['agencies']}、"
        f"公示 {counts['records']}、已撤下 {counts['tombstones']}、清单等 {counts['others']}、文件 {counts['files']}：{verdict}。\n"
        f"总目录的校验和：{root.sha256}\n"
    )
