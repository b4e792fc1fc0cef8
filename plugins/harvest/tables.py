"""A source that has nothing better than a table in a national template at an address: its rows become records here.

The importer reads, masks and refuses as it does for a clerk. The table itself is never kept: it may hold what must not be
public. A record keeps its id while its 文号 and party stay the same; what a row says anew becomes a 更正.
"""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any
from urllib.parse import unquote, urlsplit

from plugins.registry import source as reading
from plugins.registry import writing
from plugins.registry.harvested import NOTES, TOP, Origin, Trouble
from plugins.registry.importing.correcting import Correction
from plugins.registry.importing.existing import Existing
from plugins.registry.importing.importer import Wishes
from plugins.registry.importing.importer import run as run_import
from plugins.registry.importing.outcome import ImportFailed, Result
from plugins.registry.kinds import kind
from plugins.registry.public import VALID
from plugins.registry.repository import is_decision
from plugins.registry.sources import Source

from .collecting import Harvest, Run, count, seen, snapshot
from .fetching import Fetcher
from .snapshots import Entry, Snapshot, encode
from .store import Locked, Status, Store
from .troubles import Stopped

_BYTES = 64_000_000
_REASON = "来源表格里的内容改变"
_ROWS_NAMED = 5


def take_table(made: Harvest, status: Status, fetcher: Fetcher, run: Run) -> None:
    """Takes the rows of a table as they stand now. Raises Stopped where it is none."""
    source, locked, store = made.source, made.locked, run.store
    before = snapshot(locked, source, store)
    made.records = before.records
    whole = locked is not None and store.has(locked.snapshot)
    whole = whole and all(store.is_whole(entry.sha256, entry.size) for entry in before.entries)
    known = whole and locked is not None and status.root == locked.root and source.id not in run.accepted
    answer = fetcher.get("", _BYTES, *((status.etag, status.modified) if known else ("", "")))
    root = sha256(answer.content or b"").hexdigest()
    if answer.content is None or (known and locked and root == locked.root):
        made.same, made.locked = True, seen(locked, run.day)
        made.troubles += [trouble for trouble in status.troubles if trouble.code in NOTES]
        return
    result = _imported(answer.content, source, before, run)
    new = _taken(made, result, before, run)
    count(made, before, new)
    sequence = (locked.sequence if locked else 0) + 1
    made.locked = Locked(source.id, "table", sequence, root, store.put(encode(new)), run.day)
    status.root, status.etag, status.modified = root, answer.etag, answer.modified


def _agency(source: Source) -> dict[str, Any]:
    agency = source.agencies[0]
    return {"机构名称": source.agency_name, "政府": agency.partition("-")[0], "状态": "待补"}


def _imported(content: bytes, source: Source, before: Snapshot, run: Run) -> Result:
    records = {entry.id: _values(entry, run.store) for entry in before.entries if is_decision(entry.path)}
    existing = Existing({source.agencies[0]: _agency(source)}, records)
    wishes = Wishes(source.agencies[0], run.day, Correction(_REASON, date.fromisoformat(run.day)))
    name = unquote(urlsplit(source.url).path.rpartition("/")[2])[:100] or "表格.csv"
    try:
        return run_import(content, name, kind(source.kind), existing, wishes=wishes)
    except ImportFailed as error:
        raise Stopped("harvest-form", f"表格不能用：{error}") from None


def _taken(made: Harvest, result: Result, before: Snapshot, run: Run) -> Snapshot:
    """The records of all rows, and those whose rows vanished, which a person has to look at."""
    source, store = made.source, run.store
    entries = {entry.id: entry for entry in before.entries if is_decision(entry.path)}
    lost = sorted(entries.keys() - result.settled)
    if lost and source.id in run.accepted:
        entries = {item: entry for item, entry in entries.items() if item in result.settled}
        lost = []
    fresh = set(lost) - set(before.lost)
    if len(fresh) * 100 > source.most_lost * max(before.records, 1):
        raise Stopped(
            "harvest-shrunk", f"一次少了 {len(fresh)} 行（原有 {before.records} 条），新的内容暂不采用", len(fresh)
        )
    if lost:
        made.troubles.append(
            Trouble("harvest-lost", f"{len(lost)} 条不见了，照旧公示：{'、'.join(lost[:3])}", len(lost))
        )
    if result.refusals:
        rows = "、".join(f"第 {item.row} 行{item.reason}" for item in result.refusals[:_ROWS_NAMED])
        made.troubles.append(Trouble("harvest-table", f"{result.refused} 行没有收：{rows}", result.refused))
    for path, text in result.files.items():
        if is_decision(path):
            entry = _entry(f"{TOP}{path.partition('/')[2]}", text, source, store)
            entries[entry.id] = entry
    agency = _entry(f"{TOP}{source.agencies[0]}/agency.yaml", writing.dump(_agency(source)), source, store)
    ordered = sorted((agency, *entries.values()), key=lambda entry: entry.path)
    origin = Origin(source.id, source.name, source.url, pages=False)
    return Snapshot("snapshot-1", source.id, ordered, {source.agencies[0]: origin}, lost=lost)


def _entry(path: str, text: str, source: Source, store: Store) -> Entry:
    content = text.encode()
    name, (_, agency, *rest) = store.put(content), path.rpartition(".")[0].split("/")
    if len(rest) == 1:
        return Entry(path, agency, name, len(content))
    read, _problems = reading.read(path, content)
    published = str(read.values.get(kind(source.kind).role("published"), "")) if read else ""
    return Entry(path, "/".join((agency, *rest[1:])), name, len(content), VALID, published, name)


def _values(entry: Entry, store: Store) -> dict[str, Any]:
    read, _problems = reading.read(entry.path, store.get(entry.sha256))
    return read.values if read else {}
