"""The change list: snapshot(n-1) + changes(n) = snapshot(n), in an order that never changes, for any life of a site."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.registry.changes import Event, extended, snapshot
from plugins.registry.public import Listed
from tests.publishing import (
    CORRECTION,
    DAY,
    LATER,
    MARKDOWN,
    RECORD,
    WITHDRAWAL,
    Site,
    added,
    announced,
    changed,
    corrected_again,
    new_record,
    renamed,
    replaced,
)

IDS = st.sampled_from(["a-b/2026/cf-0001", "a-b/2026/cf-0002", "a-b/2025/xk-0001", "c-d/2026/cf-0001"])
OTHERS = st.dictionaries(
    st.sampled_from(["a-b", "a-b/matters", "c-d/guide/x"]), st.text("0123", min_size=1, max_size=2)
)
STATES = st.sampled_from(["有效", "已更正", "公示期满", "已撤销", "信用修复"])
DAYS = st.dates().map(str)


def served(record_id: str, state: str, content: str, updated: str) -> Listed:
    return Listed(
        id=record_id,
        agency=record_id.split("/")[0],
        year=record_id.split("/")[1],
        kind_id="penalty",
        state=state,
        published="2026-01-05",
        decided="2026-01-01",
        updated=updated,
        commitment=f"{record_id} {state} {content} {updated}",
    )


RECORDS = st.dictionaries(IDS, st.tuples(STATES, st.text("xyz", max_size=1), DAYS)).map(
    lambda found: [served(record_id, *what) for record_id, what in sorted(found.items())]
)


@given(st.lists(st.tuples(RECORDS, OTHERS, DAYS), max_size=6))
def test_folding_all_events_gives_the_publication(publications: list[tuple[list[Listed], dict[str, str], str]]) -> None:
    events: tuple[Event, ...] = ()
    for records, others, day in publications:
        before = events
        named = {item: (commitment, "") for item, commitment in others.items()}
        events = extended(before, records, named, day, lambda _record, day=day: ("更正", day))
        assert events[: len(before)] == before
        assert snapshot(events) == {record.id: record.commitment for record in records} | others
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        order = [(event.date, event.id, event.kind) for event in events[len(before) :]]
        assert order == sorted(order)
        assert extended(events, records, named, day, lambda _record: ("更正", "")) == events


def lines(output: Path) -> list[dict[str, Any]]:
    """The events that a site serves, each page checked against the index and the index against the root."""
    root = json.loads((output / "api/v1/index.json").read_bytes())
    index = (output / "api/v1/changes/index.json").read_bytes()
    assert hashlib.sha256(index).hexdigest() == root["changes"]["sha256"]
    found = []
    for page in json.loads(index)["pages"]:
        content = (output / "api/v1/changes" / f"{page['page']:06}.ndjson").read_bytes()
        assert hashlib.sha256(content).hexdigest() == page["sha256"]
        found += [json.loads(line) for line in content.decode("utf-8").splitlines()]
    assert len(found) == root["sequence"]
    return found


def commitments(output: Path) -> dict[str, str]:
    """What a site's files commit to, computed from the files alone, as api/v1 documents it."""
    found = {}
    for path in (output / "api/v1/records").rglob("*.json"):
        record = json.loads(path.read_bytes())
        text = [record[name] or "" for name in ("id", "kind", "state", "published", "decided", "updated")]
        if record["schema"] == "record-1":
            text.append(record["salt"] + record["digest"])
        else:
            text += [record["reason"], record["ground"] or ""]
        found[record["id"]] = hashlib.sha256("\n".join(text).encode()).hexdigest()
    others = [*(output / "api/v1/lists").rglob("*.json"), *(output / "api/v1/pages").rglob("*.json")]
    for path in (*others, *(output / "api/v1/agencies").glob("*/index.json")):
        item = json.loads(path.read_bytes())
        canonical = json.dumps(item["data"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert item["digest"] == hashlib.sha256(canonical.encode()).hexdigest()
        parts = (item["id"], item["kind"], item["salt"] + item["digest"])
        found[item["id"]] = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return found


def folded(events: list[dict[str, Any]]) -> dict[str, str]:
    last = {event["id"]: event["commitment"] for event in events}
    return {item: commitment for item, commitment in last.items() if commitment}


def test_a_first_publication(published: Path) -> None:
    events = lines(published)
    assert folded(events) == commitments(published)
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert list(events[0]) == ["seq", "id", "kind", "date", "commitment"]
    of_corrected = [event for event in events if event["id"] == "anshi-scjg/2026/cf-0002"]
    assert [(event["kind"], event["date"]) for event in of_corrected] == [
        ("公示", "2026-05-15"),
        ("更正", "2026-06-01"),
    ]
    assert of_corrected[0]["commitment"] is None
    gone = {event["id"]: event["kind"] for event in events if event["kind"] in ("撤回", "期满", "信用修复")}
    assert gone == {"anshi-scjg/2026/cf-0004": "撤回", "anshi-scjg/2024/cf-0001": "期满"}


def guide_changed(site: Site) -> None:
    path = next((site.root / "agencies/anshi-scjg/guides").glob("*.md")).relative_to(site.root)
    site.edit(str(path), lambda text: text + "\n\n另请注意。\n")


def guide_gone(site: Site) -> None:
    next((site.root / "agencies/anshi-scjg/guides").glob("*.md")).unlink()


WHAT_HAPPENED: dict[str, tuple[Callable[[Site], None], list[tuple[str, str, str]]]] = {
    "nothing": (changed(RECORD, added("# 无\n")), []),
    "a record comes": (new_record(LATER), [("anshi-scjg/2026/cf-0077", "公示", LATER)]),
    "a correction": (
        changed(RECORD, lambda text: text.replace("12 袋", "13 袋") + CORRECTION),
        [("anshi-scjg/2026/cf-0001", "更正", LATER)],
    ),
    "another correction": (corrected_again, [("anshi-scjg/2026/cf-0002", "更正", LATER)]),
    "its further life": (changed(RECORD, added("履行情况: 已履行\n")), [("anshi-scjg/2026/cf-0001", "更新", LATER)]),
    "a withdrawal": (changed(RECORD, added(WITHDRAWAL)), [("anshi-scjg/2026/cf-0001", "撤回", LATER)]),
    "a repair": (
        changed(RECORD, added(f"信用修复:\n  日期: {LATER}\n")),
        [("anshi-scjg/2026/cf-0001", "信用修复", LATER)],
    ),
    "a term ends": (
        changed(
            MARKDOWN,
            lambda text: (
                replaced("备注", f"公示截止期: {LATER}\n备注")(text)
                if "备注" in text
                else text.replace(
                    "\n---", f"\n公示截止期: {LATER}\n更正:\n  - 日期: {LATER}\n    内容: 期限\n    原因: 漏写\n---", 1
                )
            ),
        ),
        [("anshi-scjg/2026/cf-0005", "期满", LATER)],
    ),
    "better masking": (announced("2026-11-21"), [("anshi-scjg/2026/cf-0001", "脱敏", LATER)]),
    "another id": (
        renamed("曾用编号:\n  - anshi-scjg/2026/cf-0001\n"),
        [("anshi-scjg/2026/cf-0001", "改号", LATER), ("anshi-scjg/2026/cf-0111", "改号", LATER)],
    ),
    "a guide changes": (guide_changed, [("anshi-scjg/guide/shipin", "清单", LATER)]),
    "a guide goes": (guide_gone, [("anshi-scjg/guide/shipin", "清单", LATER)]),
}


@pytest.mark.parametrize(("edit", "expected"), WHAT_HAPPENED.values(), ids=list(WHAT_HAPPENED))
def test_what_happened_is_told(
    site: Site, published: Path, edit: Callable[[Site], None], expected: list[tuple[str, str, str]]
) -> None:
    """Only that, after the lines that stood there before; and all lines together give what the site now serves."""
    edit(site)
    done = site.build("--previous", published)
    assert done.code == 0, done.said
    before, now = lines(published), lines(site.output)
    assert now[: len(before)] == before
    told = [(event["id"], event["kind"], event["date"]) for event in now[len(before) :]]
    assert told == expected
    assert folded(now) == commitments(site.output)
    indexes = [json.loads((output / "api/v1/index.json").read_bytes()) for output in (published, site.output)]
    assert indexes[0]["log_id"] == indexes[1]["log_id"] != "preview"


def test_a_first_publication_begins_a_list_of_its_own(site: Site) -> None:
    names = set()
    for key, today in (
        ("zhangsan-keeps-this-key", DAY),
        ("lisi-keeps-another-key", DAY),
        ("lisi-keeps-another-key", LATER),
    ):
        assert site.build("--first", key=key, today=today).code == 0
        names.add(site.index()["log_id"])
    assert len(names) == 3
