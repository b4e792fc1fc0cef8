"""The API as a harvester uses it: from the root down, every checksum holds and nothing is unreachable."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from tests.conftest import BASE_URL


def fetch(site: Path, listed: dict[str, Any]) -> Any:
    """Reads what a listing names, after checking its size and checksum."""
    assert listed["url"].startswith(BASE_URL)
    content = (site / listed["url"].removeprefix(BASE_URL)).read_bytes()
    assert len(content) == listed["bytes"]
    assert hashlib.sha256(content).hexdigest() == listed["sha256"]
    return json.loads(content)


def root(site: Path) -> dict[str, Any]:
    return dict(json.loads((site / "api/v1/index.json").read_text("utf-8")))


def test_everything_is_reached_from_the_root(instance_site: Path) -> None:
    top = root(instance_site)
    reached = {"index.json"}
    entries = []
    for shard in top["shards"]:
        reached.add(shard["url"].removeprefix(f"{BASE_URL}api/v1/"))
        listed = fetch(instance_site, shard)["records"]
        assert len(listed) == shard["count"]
        entries += listed
    for agency in fetch(instance_site, top["agencies"])["agencies"]:
        own = fetch(instance_site, agency)
        assert [shard["sha256"] for shard in own["shards"]] == [
            shard["sha256"] for shard in top["shards"] if f"/{own['id']}/" in shard["url"]
        ]
        reached |= {"agencies/index.json", f"agencies/{own['id']}/index.json"}
    for entry in entries:
        record = fetch(instance_site, entry)
        assert {key: record[key] for key in ("id", "state", "kind", "published", "updated")} == {
            key: entry[key] for key in ("id", "state", "kind", "published", "updated")
        }
        reached.add(f"records/{record['id']}.json")
    written = {
        path.relative_to(instance_site / "api/v1").as_posix() for path in (instance_site / "api/v1").rglob("*.json")
    }
    assert written - reached == {"lists/anshi-scjg/matters.json"}
    assert top["counts"] == {"agencies": 2, "records": 7, "tombstones": 2, "kinds": {"行政处罚": 6, "行政许可": 1}}
    assert top["preview"] is True


def test_a_record(instance_site: Path) -> None:
    record = json.loads((instance_site / "api/v1/records/anshi-scjg/2026/cf-0002.json").read_text("utf-8"))
    assert record["schema"] == "record-1"
    assert record["state"] == "已更正"
    assert record["updated"] == "2026-06-01"
    assert record["url"] == f"{BASE_URL}anshi-scjg/2026/cf-0002/"
    assert record["data"]["罚款金额"] == 5000
    assert record["data"]["更正"][0]["原因"] == "录入有误"
    canonical = json.dumps(record["data"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert record["digest"] == hashlib.sha256(canonical.encode()).hexdigest()


def test_a_tombstone_says_why_and_nothing_else(instance_site: Path) -> None:
    record = json.loads((instance_site / "api/v1/records/anshi-scjg/2026/cf-0004.json").read_text("utf-8"))
    assert record == {
        "schema": "tombstone-1",
        "id": "anshi-scjg/2026/cf-0004",
        "kind": "行政处罚",
        "state": "已撤销",
        "url": f"{BASE_URL}anshi-scjg/2026/cf-0004/",
        "agency": {"id": "anshi-scjg", "name": "安石市市场监督管理局"},
        "published": "2026-05-15",
        "decided": "2026-05-11",
        "updated": "2026-07-01",
        "reason": "行政复议决定撤销原处罚决定",
        "ground": "安政复决〔2026〕3号",
    }


def test_sitemap_lists_existing_pages_without_tombstones(instance_site: Path) -> None:
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    index = ET.parse(instance_site / "sitemap.xml")
    parts = [item.text or "" for item in index.iterfind(".//s:loc", space)]
    pages = set()
    for part in parts:
        tree = ET.parse(instance_site / part.removeprefix(BASE_URL))
        pages |= {(item.text or "").removeprefix(BASE_URL) for item in tree.iterfind(".//s:loc", space)}
    assert all((instance_site / page / "index.html").is_file() for page in pages)
    assert {"", "anshi-scjg/", "anshi-scjg/2026/cf-0001/", "anshi-scjg/guide/shipin/"} <= pages
    assert "anshi-scjg/2026/cf-0004/" not in pages
