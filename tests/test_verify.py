"""A published site is read back: what is whole passes, and whatever was tampered with is found and named."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.verification.faults import CODES, Refused
from plugins.verification.report import Result, as_json, as_text
from plugins.verification.verifying import verify
from plugins.verification.web import Web
from publish import main
from tests.browser import serve
from tests.conftest import BASE_URL, INSTANCE, REPOSITORY
from tests.forging import API, ROOT, Forged, packed
from tests.test_history import CORRECTION, DAY, LATER, RECORD, WITHDRAWAL

KEY = "zhangsan-keeps-this-key"
FIRST, CORRECTED, GONE_NOW, WITHDRAWN, NEW = (
    f"anshi-scjg/2026/cf-{number}" for number in ("0001", "0002", "0003", "0004", "0077")
)
SHARD = f"{API}/agencies/anshi-scjg/2026.json"
CHANGES = f"{API}/changes/000001.ndjson"
BULK = f"{API}/bulk"
FEED = "feeds/all.rss"
SITEMAP = "sitemaps/1.xml"


def codes(result: Result) -> set[str]:
    return set(result.faults.counts)


def build(root: Path, output: Path, *arguments: object, today: str) -> None:
    options = ("--root", root, "--output", output, "--base-url", BASE_URL, "--jobs", 1, "--today", today)
    assert main(["build", *map(str, (*options, *arguments))]) == 0


@pytest.fixture(scope="module")
def publications(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A first publication, and the next: one record corrected, one withdrawn, one new."""
    folder = tmp_path_factory.mktemp("publications")
    root, old, new = folder / "root", folder / "old", folder / "new"
    shutil.copytree(INSTANCE, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PUBLISH_KEY", KEY)
        build(root, old, "--first", today=DAY)
        record = root / RECORD
        text = record.read_text("utf-8")
        record.with_name("cf-0077.yaml").write_text(
            text.replace("处罚〔2026〕1号", "处罚〔2026〕77号").replace("公示日期: 2026-05-15", f"公示日期: {LATER}"),
            "utf-8",
        )
        record.write_text(text.replace("12 袋", "13 袋") + CORRECTION, "utf-8")
        gone = record.with_name("cf-0003.yaml")
        gone.write_text(gone.read_text("utf-8") + WITHDRAWAL, "utf-8")
        build(root, new, "--previous", old, today=LATER)
    if not (new / BULK).exists():
        bulk_by_hand(new)
    return old, new


def bulk_by_hand(site: Path) -> None:
    """Bulk files as the API has them, of one year."""
    folder = site.parent / "by-hand"
    forged = Forged(site, folder)
    shown = [row["id"] for row in forged.json(SHARD)["records"] if row["digest"]]
    rows = [forged.record(name) for name in shown]
    others = [
        forged.record(row["id"])
        for file in sorted((folder / API / "agencies").glob("*/20*.json"))
        for row in json.loads(file.read_bytes())["records"]
        if row["digest"] and not row["id"].startswith("anshi-scjg/2026")
    ]
    for year in sorted({row["id"].split("/")[1] for row in others}):
        forged.add(f"{BULK}/{year}.ndjson.gz", packed([row for row in others if f"/{year}/" in row["id"]]))
    forged.add(f"{BULK}/2026.ndjson.gz", packed(rows))
    lines = ["\ufeff编号,状态,公示日期", *(f"{row['id']},{row['state']},{row['published']}" for row in rows)]
    forged.add(f"{BULK}/2026.csv", "".join(f"{line}\r\n" for line in lines).encode())
    forged.add(f"{BULK}/decisions.sqlite", b"")
    with sqlite3.connect(folder / BULK / "decisions.sqlite") as made:
        made.execute("CREATE TABLE 决定 (编号 TEXT)")
        made.executemany("INSERT INTO 决定 VALUES (?)", [(row["id"],) for row in rows + others])
    made.close()
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as made_zip:
        made_zip.write(folder / BULK / "2026.csv", "2026.csv")
    forged.add(f"{BULK}/all.zip", archive.getvalue())
    table = (folder / BULK / "2026.csv").read_bytes()
    resource = {"path": "2026.csv", "hash": f"sha256:{sha256(table).hexdigest()}", "bytes": len(table)}
    forged.add(f"{BULK}/datapackage.json", {"resources": [resource]})
    node = {
        "dcat:downloadURL": {"@id": f"{BASE_URL}{BULK}/2026.csv"},
        "dcat:byteSize": {"@value": str(len(table))},
        "spdx:checksum": {"spdx:checksumValue": {"@value": sha256(table).hexdigest()}},
    }
    forged.add(f"{API}/catalog.jsonld", {"dcat:dataset": [{"dcat:distribution": [node]}]})
    forged.seal()
    shutil.rmtree(site)
    folder.rename(site)


@pytest.fixture
def forged(publications: tuple[Path, Path], tmp_path: Path) -> Forged:
    """A copy of the second publication that a test may spoil."""
    return Forged(publications[1], tmp_path / "site")


def test_what_is_published_holds(publications: tuple[Path, Path]) -> None:
    old, new = publications
    result = verify(str(old))
    assert not codes(result), as_text(result)
    result = verify(str(new), str(old))
    assert not codes(result), as_text(result)
    assert result.comparison
    assert sorted((event.kind, event.id) for event in result.comparison.events) == [
        ("公示", NEW),
        ("撤回", GONE_NOW),
        ("更正", FIRST),
    ]
    assert not codes(verify(str(new), str(new)))


def test_on_the_web_it_holds_too(publications: tuple[Path, Path]) -> None:
    old, new = publications
    with serve(new, "/open/data/") as address, serve(old) as earlier:
        result = verify(address, earlier)
    assert not codes(result), as_text(result)
    assert result.comparison and len(result.comparison.events) == 3
    assert result.files == verify(str(new)).files


def test_what_a_server_keeps_to_itself_is_not_asked_for(forged: Forged) -> None:
    forged.add("_headers", b"/*\n")
    with serve(forged.seal().root, broken=lambda path: path.endswith("_headers")) as address:
        assert not codes(verify(address))
        assert not Web(address).serves("x/.htaccess")


# What is done to a site without any care for checksums, and what is said of it.


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


CARELESS: dict[str, tuple[Callable[[Forged], object], str]] = {
    "a byte of a record": (flipped(f"{API}/records/{FIRST}.json"), "verify-checksum"),
    "a page is defaced": (
        lambda forged: forged.replace(f"{FIRST}/index.html", b"5000", b"0005"),
        "verify-checksum",
    ),
    "a page of the platform is defaced": (flipped("index.html"), "verify-checksum"),
    "a script is changed": (
        lambda forged: forged.write(
            next(forged.path(file) for file in sorted(forged.root.glob("theme/js/*.js"))), b"steal()"
        ),
        "verify-checksum",
    ),
    "a record's page is removed": (lambda forged: (forged.root / FIRST / "index.html").unlink(), "verify-missing"),
    "a record's file is removed": (
        lambda forged: (forged.root / f"{API}/records/{FIRST}.json").unlink(),
        "verify-missing",
    ),
    "a whole folder is removed": (lambda forged: shutil.rmtree(forged.root / API / "changes"), "verify-missing"),
    "a stranger": (lambda forged: forged.write("wp-login.php", b"<?php"), "verify-unexpected"),
    "a stranger with a strange name": (
        lambda forged: forged.write("\x1b[2J 990101199001010000.html", b"x"),
        "verify-unexpected",
    ),
    "a hidden stranger": (lambda forged: forged.write(f"{FIRST}/.htaccess", b"x"), "verify-unexpected"),
    "a page is a link": (linked, "verify-path"),
    "a folder is a link": (linked_folder, "verify-path"),
    "a file is much larger": (
        lambda forged: forged.write(f"{API}/records/{FIRST}.json", b" " * 20_000_000),
        "verify-checksum",
    ),
    "a value, with its checksum in the shard": (forged_in_shard_only, "verify-checksum"),
    "a wrong number of bytes": (lambda forged: forged.row(FIRST, bytes=1), "verify-checksum"),
    "no JSON": (lambda forged: forged.write(ROOT, b'{"schema": '), "verify-form"),
    "a root that is a list": (lambda forged: forged.write(ROOT, []), "verify-form"),
    "a root of another kind": (lambda forged: forged.write(ROOT, {"schema": "x"}), "verify-form"),
    "a root with a key twice": (
        lambda forged: forged.replace(ROOT, b'"schema"', b'"schema": "root-1", "schema"'),
        "verify-form",
    ),
    "a root without shards": (
        lambda forged: forged.edit(ROOT, lambda value: value.pop("shards")),
        "verify-form",
    ),
}


@pytest.mark.parametrize(("tamper", "code"), CARELESS.values(), ids=list(CARELESS))
def test_careless_tampering_is_found(forged: Forged, tamper: Callable[[Forged], object], code: str) -> None:
    tamper(forged)
    result = verify(str(forged.root))
    assert code in codes(result), as_text(result)
    assert set(json.loads(as_json(result))["totals"]) == codes(result)


# What somebody does who can write every file: all checksums up to the root are right again.


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


ITEM = f"<item><guid>{{0}}#公示</guid><link>{BASE_URL}{{0}}/</link></item></channel>"
URL = "<url><loc>{}</loc></url></urlset>"

SEALED: dict[str, tuple[Callable[[Forged], object], str]] = {
    "a value": (changed_value, "verify-digest"),
    "a value with its digest": (changed_with_digest, "verify-commitment"),
    "a value with its commitment": (changed_with_commitment, "verify-changes"),
    "another commitment": (lambda forged: forged.row(FIRST, commitment="0" * 64), "verify-commitment"),
    "another salt": (in_record(FIRST, salt="0" * 32), "verify-commitment"),
    "no salt": (in_record(FIRST, salt=None), "verify-form"),
    "a record is gone": (dropped_record, "verify-changes"),
    "a record is gone from the count": (dropped_record, "verify-count"),
    "an event is gone": (rewritten(lambda events: events[:3] + events[4:], renumber=False), "verify-sequence"),
    "the last event is gone": (rewritten(lambda events: events[:-1]), "verify-changes"),
    "events change places": (rewritten(swapped, renumber=False), "verify-sequence"),
    "an event of a day to come": (rewritten(lambda events: events[-1].update(date="2027-01-01")), "verify-date"),
    "an event of no kind": (rewritten(lambda events: events[-1].update(kind="删除")), "verify-form"),
    "an event with more": (rewritten(lambda events: events[-1].update(note="x")), "verify-form"),
    "an event written otherwise": (lambda forged: forged.replace(CHANGES, b'"seq":1,', b'"seq": 1,'), "verify-form"),
    "half a change list": (
        lambda forged: forged.write(CHANGES, (forged.root / CHANGES).read_bytes()[:-9]),
        "verify-sequence",
    ),
    "a lower sequence": (rooted(sequence=3), "verify-sequence"),
    "another name of the list in the root": (rooted(log_id="0" * 32), "verify-disagrees"),
    "published after the site's day": (dated(FIRST, published="2027-01-01", updated="2027-01-01"), "verify-date"),
    "updated before it was published": (dated(FIRST, published="2026-11-24", updated="2026-11-01"), "verify-date"),
    "a record of another kind than its shard says": (in_record(FIRST, kind="行政检查"), "verify-disagrees"),
    "a record of another agency": (in_record(FIRST, agency={"id": "x-y", "name": "x"}), "verify-disagrees"),
    "a record twice in a shard": (
        lambda forged: forged.edit(SHARD, lambda value: value["records"].append(value["records"][0])),
        "verify-twice",
    ),
    "a record of another agency's shard": (
        lambda forged: forged.row(FIRST, id="anshi-sthj/2026/cf-0001"),
        "verify-form",
    ),
    "a salt stays with a tombstone": (in_record(WITHDRAWN, salt="0" * 32), "verify-tombstone"),
    "the content stays with a tombstone": (in_record(WITHDRAWN, data={"违法事实": "x"}), "verify-tombstone"),
    "the reason of a tombstone": (in_record(WITHDRAWN, reason="其他原因"), "verify-commitment"),
    "an agency's count": (
        lambda forged: forged.edit(f"{API}/agencies/index.json", lambda value: value["agencies"][0].update(count=1)),
        "verify-count",
    ),
    "an agency's name": (
        lambda forged: forged.edit(f"{API}/agencies/index.json", lambda value: value["agencies"][0].update(name="x")),
        "verify-disagrees",
    ),
    "an agency's data": (
        lambda forged: forged.edit(
            f"{API}/agencies/anshi-scjg/index.json", lambda value: value["data"].update(监督电话="0")
        ),
        "verify-digest",
    ),
    "a list's data": (
        lambda forged: forged.edit(f"{API}/lists/anshi-scjg/matters.json", lambda value: value["data"].clear()),
        "verify-digest",
    ),
    "a shard that the root does not have": (
        lambda forged: forged.edit(ROOT, lambda value: value["shards"].pop()),
        "verify-disagrees",
    ),
    "a shard elsewhere": (
        lambda forged: forged.edit(ROOT, lambda value: value["shards"][0].update(url="https://evil.example/x.json")),
        "verify-path",
    ),
    "a shard up and away": (
        lambda forged: forged.edit(ROOT, lambda value: value["shards"][0].update(url=f"{BASE_URL}../x.json")),
        "verify-path",
    ),
    "a file up and away": (part_entry(path="../../etc/passwd"), "verify-path"),
    "an absolute file": (part_entry(path="/etc/passwd"), "verify-path"),
    "a file of a strange path": (part_entry(path="a\\..\\b"), "verify-path"),
    "a file listed twice": (
        lambda forged: forged.edit(f"{API}/files/site.json", lambda value: value["files"].append(value["files"][0])),
        "verify-twice",
    ),
    "figures count more": (
        lambda forged: forged.edit(f"{API}/statistics.json", lambda value: value["rows"][0].update(count=9)),
        "verify-count",
    ),
    "a listing says otherwise": (
        lambda forged: forged.edit(
            f"{API}/kinds/penalty/2026.json", lambda value: value["records"][0].update(state="公示期满")
        ),
        "verify-disagrees",
    ),
    "a listing lacks one": (
        lambda forged: forged.edit(f"{API}/kinds/penalty/2026.json", lambda value: value["records"].pop()),
        "verify-count",
    ),
    "a year has another shard": (
        lambda forged: forged.edit(f"{API}/years/2026.json", lambda value: value["shards"].clear()),
        "verify-disagrees",
    ),
    "bulk lacks a line": (in_ndjson(lambda lines: lines[1:]), "verify-bulk"),
    "bulk has a line twice": (in_ndjson(lambda lines: [*lines, lines[0]]), "verify-twice"),
    "bulk has another value": (
        in_ndjson(lambda lines: [line.replace("13 袋".encode(), "14 袋".encode()) for line in lines]),
        "verify-bulk",
    ),
    "bulk has what is withdrawn": (
        in_ndjson(lambda lines: [*lines, lines[0].replace(FIRST.encode(), WITHDRAWN.encode())]),
        "verify-withdrawn",
    ),
    "bulk is no JSON": (in_ndjson(lambda lines: [*lines, b"{\n"]), "verify-form"),
    "bulk is cut off": (
        lambda forged: forged.write(
            f"{BULK}/2026.ndjson.gz", (forged.root / BULK / "2026.ndjson.gz").read_bytes()[:-20]
        ),
        "verify-form",
    ),
    "bulk unpacks for ever": (
        lambda forged: forged.write(f"{BULK}/2026.ndjson.gz", packed([" " * 9_000_000])),
        "verify-form",
    ),
    "a table lacks a line": (in_csv(lambda lines: lines[:-1]), "verify-bulk"),
    "a table has what is withdrawn": (
        in_csv(lambda lines: [*lines, lines[1].replace(lines[1].split(b",")[0], WITHDRAWN.encode())]),
        "verify-withdrawn",
    ),
    "a table has another state": (
        in_csv(lambda lines: [line.replace("已更正".encode(), "有效".encode()) for line in lines]),
        "verify-bulk",
    ),
    "a table is torn": (in_csv(lambda lines: [*lines, b'"x\r\n']), "verify-form"),
    "a database lacks a row": (
        in_database(f"DELETE FROM 决定 WHERE 编号 = '{FIRST}'"),  # noqa: S608
        "verify-bulk",
    ),
    "a database has what is withdrawn": (
        in_database(f"UPDATE 决定 SET 编号 = '{WITHDRAWN}' WHERE 编号 = '{FIRST}'"),  # noqa: S608
        "verify-withdrawn",
    ),
    "a database is none": (
        lambda forged: forged.write(f"{BULK}/decisions.sqlite", b"SQLite format 3\0" * 99),
        "verify-form",
    ),
    "an archive has another file": (in_archive("malware.exe", b"x"), "verify-bulk"),
    "an archive leads elsewhere": (in_archive("../../x.csv", b"x"), "verify-path"),
    "an archive is cut off": (
        lambda forged: forged.write(f"{BULK}/all.zip", (forged.root / BULK / "all.zip").read_bytes()[:-9]),
        "verify-form",
    ),
    "content hides in the origin of a tombstone": (
        in_record(WITHDRAWN, origin={"source": "x", "url": "https://x/", "data": {}}),
        "verify-form",
    ),
    "a record says that it came from elsewhere": (
        in_record(NEW, origin={"source": "别处", "url": "https://x/"}),
        "verify-disagrees",
    ),
    "a data package says otherwise": (
        lambda forged: forged.edit(f"{BULK}/datapackage.json", lambda value: value["resources"][0].update(bytes=1)),
        "verify-disagrees",
    ),
    "a catalogue says otherwise": (
        lambda forged: forged.replace(f"{API}/catalog.jsonld", b"spdx:checksumValue", b"spdx:checksumvalue"),
        "verify-disagrees",
    ),
    "what is withdrawn is in a feed": (
        lambda forged: forged.replace(FEED, b"</channel>", ITEM.format(WITHDRAWN).encode()),
        "verify-withdrawn",
    ),
    "what never was is in a feed": (
        lambda forged: forged.replace(FEED, b"</channel>", ITEM.format("anshi-scjg/2026/cf-9999").encode()),
        "verify-feed",
    ),
    "a feed with a DTD": (
        lambda forged: forged.replace(FEED, b"<rss", b'<!DOCTYPE rss [<!ENTITY a "b">]><rss'),
        "verify-form",
    ),
    "a feed that is not closed": (lambda forged: forged.replace(FEED, b"</rss>", b""), "verify-form"),
    "what is withdrawn is in the sitemap": (
        lambda forged: forged.replace(SITEMAP, b"</urlset>", URL.format(f"{BASE_URL}{WITHDRAWN}/").encode()),
        "verify-withdrawn",
    ),
    "a page that is none is in the sitemap": (
        lambda forged: forged.replace(SITEMAP, b"</urlset>", URL.format(f"{BASE_URL}nowhere/").encode()),
        "verify-sitemap",
    ),
    "the sitemap leads elsewhere": (
        lambda forged: forged.replace(SITEMAP, b"</urlset>", URL.format("https://evil.example/").encode()),
        "verify-path",
    ),
    "the sitemap lacks a record": (
        lambda forged: forged.replace(SITEMAP, f"{BASE_URL}{FIRST}/".encode(), f"{BASE_URL}about/".encode()),
        "verify-sitemap",
    ),
    "what is withdrawn is in the look-up": (
        lambda forged: forged.add(f"{API}/lookup/number/zz.json", {"keys": {"x": [WITHDRAWN]}}),
        "verify-withdrawn",
    ),
    "what is withdrawn is in the search": (
        lambda forged: forged.add("search/index/x/1.pf_fragment", packed([{"url": WITHDRAWN}])),
        "verify-withdrawn",
    ),
}


@pytest.mark.parametrize(("tamper", "code"), SEALED.values(), ids=list(SEALED))
def test_tampering_with_all_checksums_is_found(forged: Forged, tamper: Callable[[Forged], object], code: str) -> None:
    tamper(forged)
    result = verify(str(forged.seal().root))
    assert code in codes(result), as_text(result)
    assert "verify-checksum" not in codes(result), as_text(result)


def test_a_size_beyond_reason_is_not_read(forged: Forged) -> None:
    forged.edit(f"{API}/files/site.json", lambda value: value["files"][0].update(bytes=10**15))
    part = forged.json(f"{API}/files/site.json")
    forged.seal()
    part["files"] = forged.json(f"{API}/files/site.json")["files"]
    part["files"][0]["bytes"] = 10**15
    forged.write(f"{API}/files/site.json", part)
    for path in (f"{API}/files/index.json", ROOT):
        value = forged.json(path)
        forged._seal(value)
        forged.write(path, value)
    assert codes(verify(str(forged.root))) == {"verify-limit"}


# What only an earlier publication tells.

# By the first publication, or (True) by the second itself.
AGAINST: dict[str, tuple[Callable[[Forged, Path], object], str, bool]] = {
    "the history of a record, perfectly forged": (
        lambda forged, _: changed_with_event(forged),
        "verify-rewritten",
        True,
    ),
    "an old event's day": (
        lambda forged, _: rewritten(lambda events: events[0].update(date="2024-01-01"))(forged),
        "verify-rewritten",
        False,
    ),
    "a record and its events are gone": (lambda forged, _: dropped_record(forged, events=True), "verify-lost", False),
    "a record and its events are gone: the list": (
        lambda forged, _: dropped_record(forged, events=True),
        "verify-rewritten",
        False,
    ),
    "a withdrawal is undone": (lambda forged, old: restored(forged, old), "verify-undone", True),
    "a withdrawal is undone with an event": (
        lambda forged, old: restored(forged, old, event=True),
        "verify-undone",
        False,
    ),
    "a silent change": (lambda forged, _: dated(CORRECTED, updated="2026-06-02")(forged), "verify-silent", False),
    "another day of publication": (
        lambda forged, _: dated(CORRECTED, published="2026-05-12")(forged),
        "verify-published",
        False,
    ),
    "back-dated": (lambda forged, _: dated(NEW, published="2026-05-15")(forged), "verify-backdated", False),
    "another list": (
        lambda forged, _: [
            forged.edit(path, lambda value: value.update(log_id="0" * 32))
            for path in (ROOT, f"{API}/changes/index.json")
        ],
        "verify-log",
        False,
    ),
    "a shorter list": (
        lambda forged, _: rewritten(lambda events: events[:5])(forged),
        "verify-rollback",
        False,
    ),
    "an earlier day": (lambda forged, _: rooted(day="2026-11-19")(forged), "verify-rollback", False),
}


@pytest.mark.parametrize(("tamper", "code", "itself"), AGAINST.values(), ids=list(AGAINST))
def test_tampering_is_found_by_an_earlier_publication(
    publications: tuple[Path, Path],
    forged: Forged,
    tamper: Callable[[Forged, Path], object],
    code: str,
    itself: bool,
) -> None:
    old, new = publications
    tamper(forged, old)
    result = verify(str(forged.seal().root), str(new if itself else old))
    assert code in codes(result), as_text(result)


def test_a_perfect_forgery_needs_an_earlier_copy(forged: Forged) -> None:
    """Said in the guide: who holds every file may rewrite everything; only what others kept tells."""
    changed_with_event(forged)
    found = codes(verify(str(forged.seal().root)))
    assert found <= {"verify-bulk"}


def test_an_old_root_on_a_new_site(publications: tuple[Path, Path], forged: Forged) -> None:
    old, new = publications
    forged.write(ROOT, (old / ROOT).read_bytes())
    found = codes(verify(str(forged.root), str(new)))
    assert {"verify-checksum", "verify-rollback"} <= found


def test_an_old_site_in_the_place_of_the_new(publications: tuple[Path, Path]) -> None:
    """It is whole, and it is old."""
    old, new = publications
    found = codes(verify(str(old), str(new)))
    assert {"verify-rollback", "verify-undone", "verify-lost"} <= found
    assert "verify-checksum" not in found


# What cannot be verified at all, and what is no folder.


def shown(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    code = main(["verify", *map(str, arguments)])
    return code, "".join(capsys.readouterr())


@pytest.mark.parametrize(
    "place",
    ["nowhere", "http://127.0.0.1:1/", "http://[::1", "http://a:b/", "ftp://x/", "https://u:p@x/", "http://x/?q"],
)
def test_a_place_that_cannot_be_read(capsys: pytest.CaptureFixture[str], place: str, monkeypatch: Any) -> None:
    monkeypatch.setattr("plugins.verification.web._PAUSE", 0)
    code, said = shown(capsys, place)
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith("不能继续：")


def test_previews_are_refused(capsys: pytest.CaptureFixture[str], forged: Forged, publications: Any) -> None:
    rooted(preview=True)(forged)
    code, said = shown(capsys, forged.root)
    assert (code, said.count("\n")) == (2, 1)
    assert "预览" in said
    assert shown(capsys, publications[1], "--against", forged.root)[0] == 2


@pytest.mark.parametrize(
    "spoil", [flipped(SHARD), flipped(CHANGES), rooted(day="x"), lambda f: (f.root / ROOT).unlink()]
)
def test_an_earlier_publication_that_is_not_whole(
    capsys: pytest.CaptureFixture[str], forged: Forged, publications: Any, spoil: Callable[[Forged], None]
) -> None:
    spoil(forged)
    code, said = shown(capsys, publications[1], "--against", forged.root)
    assert (code, said.count("\n")) == (2, 1)


class Hostile(BaseHTTPRequestHandler):
    """A web server that answers badly; the last of these answers for all files but the root."""

    root: Path
    how = ""
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.endswith(f"/{ROOT}"):
            self.answer((self.root / ROOT).read_bytes())
        elif self.how == "redirect":
            self.send_response(302)
            self.send_header("Location", f"{BASE_URL}x")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.how == "error":
            self.send_error(500)
        elif self.how == "half":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b"{")
            self.close_connection = True
        elif self.how == "endless":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
            except OSError:
                self.close_connection = True
        else:
            self.answer(b"<html>")

    def answer(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Tests print nothing."""


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("redirect", "verify-unreadable"),
        ("error", "verify-unreadable"),
        ("half", "verify-unreadable"),
        ("endless", "verify-checksum"),
        ("page", "verify-checksum"),
    ],
)
def test_a_server_that_answers_badly(publications: tuple[Path, Path], monkeypatch: Any, how: str, code: str) -> None:
    monkeypatch.setattr("plugins.verification.web._PAUSE", 0)
    handler = type("Handler", (Hostile,), {"root": publications[1], "how": how})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        result = verify(f"http://127.0.0.1:{server.server_port}/xzzf/")
        server.shutdown()
    assert code in codes(result)


# Its report, its independence, its pages.


def test_the_report_says_what_and_what_to_do(
    capsys: pytest.CaptureFixture[str], forged: Forged, publications: Any
) -> None:
    old, _ = publications
    forged.write("\x1b[2J.html", b"")
    code, said = shown(capsys, forged.root, "--against", old)
    assert code == 1
    assert "错误[verify-unexpected] 多出没有登记的文件（1 处）" in said
    assert "怎么办：" in said and "详见 docs/codes/verify-unexpected.md" in said
    assert "相比：公示 1、更正 1、撤回 1" in said and NEW in said
    assert "有 1 处问题。" in said
    assert "\x1b" not in said
    code, said = shown(capsys, forged.root, "--against", old, "--format", "json")
    report = json.loads(said)
    assert code == 1 and report["schema"] == "verification-1" and report["ok"] is False
    assert report["totals"] == {"verify-unexpected": 1}
    assert report["against"]["counts"] == {"公示": 1, "更正": 1, "撤回": 1}
    assert set(report["problems"][0]) == {"code", "path", "message", "help"}
    assert shown(capsys, old)[0] == 0


def test_many_faults_fill_no_report(forged: Forged) -> None:
    for number in range(300):
        forged.write(f"x/{number}", b"")
    result = verify(str(forged.root))
    assert result.faults.counts == {"verify-unexpected": 300}
    assert len(list(result.faults)) == 200
    assert "另有 100 处" in as_text(result)


def test_a_citizen_needs_the_folder_and_python_only(
    publications: tuple[Path, Path], forged: Forged, tmp_path: Path
) -> None:
    """Copied elsewhere, run by an interpreter that sees no library of ours (-I: no site-packages of the user)."""
    shutil.copytree(REPOSITORY / "plugins" / "verification", tmp_path / "alone" / "verification")
    old, new = publications
    alone = partial(subprocess.run, capture_output=True, text=True, cwd=tmp_path / "alone", check=False)
    command = [sys.executable, "-S", "-m", "verification"]
    done = alone([*command, new, "--against", old])
    assert (done.returncode, done.stderr) == (0, "")
    assert "没有发现问题" in done.stdout
    flipped("index.html")(forged)
    assert alone([*command, forged.root]).returncode == 1
    done = alone([*command, tmp_path])
    assert done.returncode == 2
    assert done.stderr.startswith("不能继续：")


def test_the_guide_is_followed_to_the_letter(publications: tuple[Path, Path], tmp_path: Path) -> None:
    """Every command, in its order; of the earlier publication no more is kept than the guide asks for."""
    old, new = publications
    guide = (REPOSITORY / "docs" / "guide" / "verifying.md").read_text("utf-8")
    for name in (".venv", "publish.py", "plugins"):
        (tmp_path / name).symlink_to(REPOSITORY / name)
    shutil.copytree(new, tmp_path / "网站的文件夹", copy_function=os.link)
    for name in ("index.json", "agencies", "changes"):
        kept = tmp_path / "以前保存的文件夹" / API / name
        kept.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (old / API / name).is_dir() else shutil.copy)(old / API / name, kept)
        assert f"api/v1/{name}" in guide
    commands = re.findall(r"^```sh\n(.*?)^```$", guide, re.M | re.S)
    assert len(commands) == 5
    with serve(new, "/xzzf/") as address:
        for command in commands:
            script = command.replace("https://www.example.gov.cn/xzzf/", address)
            run = partial(subprocess.run, capture_output=True, text=True, cwd=tmp_path, check=False)
            done = run(["bash", "-euc", script])
            assert done.returncode == 0, done.stdout + done.stderr
            assert "没有发现问题" in done.stdout or '"ok": true' in done.stdout


def test_every_code_has_a_page_and_a_tampering() -> None:
    tried = {code for _, code, *_ in (*CARELESS.values(), *SEALED.values(), *AGAINST.values())}
    assert CODES.keys() - tried - {"verify-limit", "verify-unreadable"} == set()
    guide = (REPOSITORY / "docs" / "guide" / "verifying.md").read_text("utf-8")
    for code, (title, _) in CODES.items():
        page = (REPOSITORY / "docs" / "codes" / f"{code}.md").read_text("utf-8")
        assert page.startswith(f"# {code}：{title}\n\n")
        assert 15 <= len(page.splitlines()) <= 45
        for section in ("级别：", "能否说明后放行：", "\n## 什么意思\n", "\n## 为什么\n", "\n## 怎样改\n"):
            assert section in page, f"{code}: {section.strip()}"
    for key in ("schema", "place", "ok", "root", "counts", "problems", "totals", "against"):
        assert f"`{key}`" in guide


# Whatever stands in a file, the answer is a sentence.

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
TARGETS = [
    ROOT,
    SHARD,
    f"{API}/records/{FIRST}.json",
    f"{API}/records/{WITHDRAWN}.json",
    f"{API}/agencies/index.json",
    f"{API}/agencies/anshi-scjg/index.json",
    f"{API}/lists/anshi-scjg/matters.json",
    f"{API}/changes/index.json",
    f"{API}/kinds/index.json",
    f"{API}/kinds/penalty/2026.json",
    f"{API}/years/2026.json",
    f"{API}/statistics.json",
    f"{API}/files/index.json",
    f"{API}/files/site.json",
]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a JSON value that can be set: its container and key."""
    found: list[tuple[Any, Any]] = []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        found.append((value, key))
        found += places(inner)
    return found


def fuzz(publications: tuple[Path, Path], folder: Path, path: str, number: int, value: Any) -> None:
    """Any value in any place of any file, with all checksums right where they can be: the answer is a report."""
    shutil.rmtree(folder, ignore_errors=True)
    forged = Forged(publications[1], folder)
    content = forged.json(path)
    container, key = (found := places(content))[number % len(found)]
    container[key] = value
    forged.write(path, json.dumps(content).encode("utf-8", "surrogatepass"))
    with suppress(ValueError, KeyError, TypeError, AttributeError, OSError):
        forged.seal()
    try:
        result = verify(str(folder), str(publications[0]))
    except Refused:
        return
    assert re.search("没有发现问题|处问题", as_text(result))


FUZZED = given(path=st.sampled_from(TARGETS), number=st.integers(0, 10_000), value=JSON_VALUES)
SAME_FOLDER = [HealthCheck.function_scoped_fixture]


@settings(max_examples=25, suppress_health_check=SAME_FOLDER)
@FUZZED
def test_malformed_data_never_ends_in_a_traceback(
    publications: tuple[Path, Path], tmp_path: Path, path: str, number: int, value: Any
) -> None:
    fuzz(publications, tmp_path / "fuzzed", path, number, value)


@pytest.mark.heavy
@settings(max_examples=400, suppress_health_check=SAME_FOLDER)
@FUZZED
def test_malformed_data_never_ends_in_a_traceback_at_length(
    publications: tuple[Path, Path], tmp_path: Path, path: str, number: int, value: Any
) -> None:
    fuzz(publications, tmp_path / "fuzzed", path, number, value)


@pytest.mark.parametrize(
    "path",
    [ROOT, SHARD, CHANGES, FEED, SITEMAP, f"{BULK}/2026.csv", f"{BULK}/2026.ndjson.gz", f"{BULK}/datapackage.json"],
)
@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[" * 100_000, b"{}", b'"\\ud800"', b"9" * 9_999, b"\x1f\x8b", b"\x00" * 99]
)
def test_garbage_never_ends_in_a_traceback(forged: Forged, path: str, content: bytes) -> None:
    forged.write(path, content)
    if path not in (ROOT, SHARD):
        forged.seal()
    assert codes(verify(str(forged.root)))
