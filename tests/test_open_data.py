"""The API as a harvester uses it: from the root down, every checksum holds and nothing is unreachable."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate
from referencing import Registry, Resource

from tests.conftest import BASE_URL
from tests.trees import tree

FORMATS = FormatChecker()


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
    """Each file of the site is named once below the root, with its size and checksum: one hash proves the whole."""
    top = root(instance_site)
    named = ["api/v1/index.json"]

    def follow(listed: dict[str, Any]) -> Any:
        named.append(listed["url"].removeprefix(BASE_URL))
        return fetch(instance_site, listed)

    entries = []
    for shard in top["shards"]:
        records = fetch(instance_site, shard)["records"]
        assert len(records) == shard["count"]
        entries += records
    for entry in entries:
        record = follow(entry)
        assert all(record[key] == entry[key] for key in ("id", "state", "kind", "published", "updated"))
        page = (instance_site / entry["id"] / "index.html").read_bytes()
        assert {"sha256": hashlib.sha256(page).hexdigest(), "bytes": len(page)} == entry["page"]
        named.append(f"{entry['id']}/index.html")
    files = follow(top["files"])
    for part in files["parts"]:
        content = follow(part)
        assert len(content["files"]) == part["count"]
        for file in content["files"]:
            found = (instance_site / file["path"]).read_bytes()
            assert (hashlib.sha256(found).hexdigest(), len(found)) == (file["sha256"], file["bytes"])
            named.append(file["path"])
    assert sorted(named) == sorted(tree(instance_site))
    assert top["counts"] == {"agencies": 2, "records": 7, "tombstones": 2, "kinds": {"行政处罚": 6, "行政许可": 1}}
    assert top["preview"] is True


def test_listings_agree(instance_site: Path) -> None:
    """By agency, by category and by year: the same records, the same shards."""
    top = root(instance_site)
    by_shard = {entry["id"]: entry for shard in top["shards"] for entry in fetch(instance_site, shard)["records"]}
    listings = fetch(instance_site, top["kinds"])["listings"]
    by_kind = {row["id"]: row for listing in listings for row in fetch(instance_site, listing)["records"]}
    assert by_kind.keys() == by_shard.keys()
    for record_id, row in by_kind.items():
        assert all(by_shard[record_id][key] == value for key, value in row.items())
    years = [json.loads(path.read_bytes()) for path in (instance_site / "api/v1/years").glob("*.json")]
    by_sum = sorted(top["shards"], key=lambda shard: str(shard["sha256"]))
    assert sorted((shard for year in years for shard in year["shards"]), key=lambda shard: shard["sha256"]) == by_sum
    agencies = [fetch(instance_site, agency) for agency in fetch(instance_site, top["agencies"])["agencies"]]
    of_agencies = (shard for agency in agencies for shard in agency["shards"])
    assert sorted(of_agencies, key=lambda shard: str(shard["sha256"])) == by_sum
    items = {item["id"] for agency in agencies for kind in ("lists", "pages") for item in agency[kind]}
    assert items == {"anshi-scjg/matters", "anshi-scjg/guide/shipin"}
    rows = fetch(instance_site, top["statistics"])["rows"]
    assert sum(row["count"] for row in rows) == top["counts"]["records"]


@pytest.mark.parametrize("where", ["instance_site", "downloads_site"])
def test_every_file_is_as_its_schema_says(request: pytest.FixtureRequest, where: str) -> None:
    """Each address is documented, each document follows one of the schemas that are published for it."""
    site: Path = request.getfixturevalue(where)
    api = site / "api/v1"
    described = json.loads((api / "openapi.json").read_bytes())
    addresses = {
        re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path[1:]))): of for path, of in described["paths"].items()
    }
    schemas = {path: json.loads(path.read_bytes()) for path in (api / "schemas").rglob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        [(schema["$id"], Resource.from_contents(schema)) for schema in schemas.values()]
    )
    validators = {}
    for path, schema in schemas.items():
        Draft202012Validator.check_schema(schema)
        name = path.relative_to(api / "schemas").as_posix().removesuffix(".json")
        validators[name] = Draft202012Validator(schema, registry=registry, format_checker=FORMATS)
    used = set()
    for path in api.rglob("*"):
        if path.is_dir():
            continue
        name = path.relative_to(api).as_posix()
        found = [pattern for pattern in addresses if pattern.fullmatch(name)]
        assert found, f"{name} is not documented"
        if path.suffix == ".json" and not name.startswith(("schemas/", "openapi")):
            value = json.loads(path.read_bytes())
            if "schema" in value:
                used.add(value["schema"])
                validators[value["schema"]].validate(value)
        elif name.startswith("changes/"):
            used.add("event")
            for line in path.read_bytes().splitlines():
                validators["event"].validate(json.loads(line))
    if where == "downloads_site":
        # The demonstration collects from nobody.
        assert {name for name in validators if "/" not in name} - {"harvest-1"} <= used


def test_the_description_is_valid(instance_site: Path) -> None:
    described = json.loads((instance_site / "api/v1/openapi.json").read_bytes())
    validate(described, base_uri=(instance_site / "api/v1/openapi.json").as_uri())


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
