"""The named tamperings with a published site, and the code by which each has to be found.

CARELESS: files as they are changed, no checksum touched; SEALED: every size and checksum made again up to the root;
AGAINST: forgeries that are whole in themselves, told by an earlier publication only.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from tests.conftest import BASE_URL
from tests.forging import API, ROOT, Forged, packed
from tests.publications import BULK, CHANGES, CORRECTED, FEED, FIRST, NEW, SHARD, SITEMAP, WITHDRAWN
from tests.tampering import (
    changed_value,
    changed_with_commitment,
    changed_with_digest,
    changed_with_event,
    dated,
    dropped_record,
    flipped,
    forged_in_shard_only,
    in_archive,
    in_csv,
    in_database,
    in_ndjson,
    in_record,
    linked,
    linked_folder,
    part_entry,
    restored,
    rewritten,
    rooted,
    swapped,
)

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
    "folders without an end": (lambda forged: forged.write("x/" * 60 + "index.html", b"x"), "verify-path"),
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
