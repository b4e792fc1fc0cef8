"""What is done to a site that was published: with no care for checksums, and by somebody who can write every file."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.forging import API, ROOT, Forged
from tests.publications import BULK, CORRECTED, FIRST, GONE_NOW, SHARD
from tests.publishing import LATER


def flipped(path: str) -> Callable[[Forged], None]:
    def flip(forged: Forged) -> None:
        content = bytearray((forged.root / path).read_bytes())
        content[len(content) // 2] ^= 1
        forged.write(path, bytes(content))

    return flip


def linked(forged: Forged) -> None:
    file = forged.root / "index.html"
    shutil.move(file, forged.root.parent / "elsewhere.html")
    file.symlink_to(forged.root.parent / "elsewhere.html")


def linked_folder(forged: Forged) -> None:
    folder = forged.root / "anshi-sthj"
    shutil.move(folder, forged.root.parent / "elsewhere")
    folder.symlink_to(forged.root.parent / "elsewhere")


def forged_in_shard_only(forged: Forged) -> None:
    forged.replace(f"{API}/records/{FIRST}.json", b"5000", b"6000")
    shard = forged.json(SHARD)
    Forged._seal(forged, shard)
    forged.write(SHARD, shard)


def changed_value(forged: Forged) -> None:
    forged.replace(f"{API}/records/{FIRST}.json", "13 袋".encode(), "14 袋".encode())


def changed_with_digest(forged: Forged) -> str:
    before = next(row["commitment"] for row in forged.json(SHARD)["records"] if row["id"] == FIRST)
    changed_value(forged)
    forged.commit(FIRST)
    after = next(row["commitment"] for row in forged.json(SHARD)["records"] if row["id"] == FIRST)
    forged.row(FIRST, commitment=before)
    return str(after)


def changed_with_commitment(forged: Forged) -> None:
    forged.row(FIRST, commitment=changed_with_digest(forged))


def changed_with_event(forged: Forged) -> None:
    """The perfect forgery: the last event of the record commits to what it says now."""
    commitment = changed_with_digest(forged)
    forged.row(FIRST, commitment=commitment)
    events = forged.events()
    next(event for event in reversed(events) if event["id"] == FIRST)["commitment"] = commitment
    forged.rewrite(events)


def dropped_record(forged: Forged, *, events: bool = False) -> None:
    """A record vanishes from everywhere; with its events, the site is whole without it."""
    value = forged.json(SHARD)
    value["records"] = [row for row in value["records"] if row["id"] != CORRECTED]
    forged.write(SHARD, value)
    (forged.root / f"{API}/records/{CORRECTED}.json").unlink()
    shutil.rmtree(forged.root / CORRECTED)
    if events:
        forged.rewrite([event for event in forged.events() if event["id"] != CORRECTED])


def restored(forged: Forged, old: Path, *, event: bool = False) -> None:
    """A withdrawn record is as it was before."""
    for path in (f"{API}/records/{GONE_NOW}.json", f"{GONE_NOW}/index.html"):
        forged.write(path, (old / path).read_bytes())
    was = next(row for row in json.loads((old / SHARD).read_bytes())["records"] if row["id"] == GONE_NOW)
    forged.row(GONE_NOW, **was)
    if event:
        kept = {"id": GONE_NOW, "kind": "公示", "date": LATER, "commitment": was["commitment"]}
        forged.rewrite([*forged.events(), {"seq": 0} | kept])


def rewritten(change: Callable[[list[dict[str, Any]]], Any], *, renumber: bool = True) -> Callable[[Forged], None]:
    def rewrite(forged: Forged) -> None:
        events = forged.events()
        changed = change(events)
        forged.rewrite(events if changed is None else changed, renumber=renumber)

    return rewrite


def swapped(events: list[dict[str, Any]]) -> None:
    events[0], events[1] = events[1], events[0]


def in_record(record_id: str, **values: Any) -> Callable[[Forged], None]:
    return lambda forged: forged.edit(f"{API}/records/{record_id}.json", lambda value: value.update(values))


def dated(record_id: str, **values: str) -> Callable[[Forged], None]:
    return lambda forged: forged.commit(record_id, **values) and None


def rooted(**values: Any) -> Callable[[Forged], None]:
    return lambda forged: forged.edit(ROOT, lambda value: value.update(values))


def in_ndjson(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[Forged], None]:
    def write(forged: Forged) -> None:
        lines = gzip.decompress((forged.root / BULK / "2026.ndjson.gz").read_bytes()).splitlines(keepends=True)
        forged.write(f"{BULK}/2026.ndjson.gz", gzip.compress(b"".join(change(lines))))

    return write


def in_csv(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[Forged], None]:
    def write(forged: Forged) -> None:
        lines = (forged.root / BULK / "2026.csv").read_bytes().splitlines(keepends=True)
        forged.write(f"{BULK}/2026.csv", b"".join(change(lines)))

    return write


def in_database(statement: str) -> Callable[[Forged], None]:
    def execute(forged: Forged) -> None:
        database = sqlite3.connect(forged.own(f"{BULK}/decisions.sqlite"))
        with database:
            database.execute("PRAGMA foreign_keys = OFF")
            database.execute(statement)
        database.close()

    return execute


def in_archive(name: str, content: bytes) -> Callable[[Forged], None]:
    def write(forged: Forged) -> None:
        with zipfile.ZipFile(forged.own(f"{BULK}/all.zip"), "a") as archive:
            archive.writestr(name, content)

    return write


def part_entry(**values: Any) -> Callable[[Forged], None]:
    return lambda forged: forged.edit(f"{API}/files/site.json", lambda value: value["files"][0].update(values))
