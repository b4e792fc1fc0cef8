"""The index: complete, reproducible, in bundles of which a change touches one, with nothing that is not public."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from plugins.open_data.v1 import Context, record_file
from plugins.registry.public import Listed, PublicRecord
from plugins.search.bundles import bundles
from plugins.search.documents import document
from plugins.search.segments import facets, order, profile
from plugins.search.terms import exact
from tests.search_site import AGENCIES, BASE_URL, CODE, build_index, penalty, publication, records

SPANS = [("2026-03-03", "2026-12-24"), ("2025-02-02", "2025-11-23"), ("2024-01-01", "2024-10-22")]


def served(record: PublicRecord) -> dict[str, Any]:
    """The record's API file, as plugins/open_data writes it."""
    return json.loads(record_file(Context(publication([]), BASE_URL), record)[1])


def test_bundles_hold_whole_days_of_publication_and_no_tombstones() -> None:
    made = bundles(publication(records()))
    assert [(bundle.first, bundle.last, len(bundle.records)) for bundle in made] == [
        (*span, count) for span, count in zip(SPANS, (19, 20, 20), strict=True)
    ]
    listed = [record for bundle in made for record in bundle.records]
    assert "qinghe-nync/2026/cf-0020" not in {record.id for record in listed}
    assert [record.published for record in listed] == sorted((record.published for record in listed), reverse=True)


def test_the_open_year_in_bundles_that_double_closed_years_in_even_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugins.search.bundles.OPEN_BLOCK", 2)
    monkeypatch.setattr("plugins.search.bundles.CLOSED_SIZE", 12)
    found = publication(records())
    made = bundles(found)
    assert [len(bundle.records) for bundle in made] == [2, 2, 15, 10, 10, 10, 10]
    assert [len(bundle.records) for bundle in bundles(publication(records(), date(2027, 1, 1)))][:2] == [9, 10]

    def changed(records: list[Listed]) -> int:
        return len(set(map(str, bundles(replace(found, records=tuple(records))))) - set(map(str, made)))

    new = msgspec.structs.replace(penalty(62).listed(), published="2026-12-24")
    assert changed([*found.records, new]) <= 2, "a new record changes the newest bundles, never the large ones"
    gone = [msgspec.structs.replace(item, state="已撤销") if "cf-0005" in item.id else item for item in found.records]
    assert changed(gone) == 1, "a withdrawal changes its own bundle only"


def test_a_document_holds_key_fields_and_text() -> None:
    record = records()[3]
    key, every = document(served(record), AGENCIES[record.agency])
    assert {"鼎盛", "营部", "罚2024", "1003号", "四十", "九条", "没收", "清市", CODE.lower(), "~9199"} <= key
    assert {exact("清河县望岳鼎盛农资经营部"), exact("清市监处罚〔2024〕1003号"), exact(CODE)} <= key
    assert {"化肥", "5003", "复议"} <= every - key
    assert key <= every


def test_what_records_are_filtered_and_sorted_by() -> None:
    one, other = (record.listed() for record in records()[3:5])
    assert profile(one) == ("行政处罚", "有效", ("罚款", "没收违法所得"), "")
    data = facets([one, other])
    size = int.from_bytes(data[:4], "little")
    assert json.loads(data[4 : 4 + size]) == {
        "agencies": ["qinghe-scjg", "qinghe-yjgl"],
        "profiles": [["行政处罚", "有效", ["罚款", "没收违法所得"], ""]],
    }
    assert data[4 + size :] == bytes([0b10])
    days, amounts = order([one])[:2], order([one])[2:]
    assert int.from_bytes(days, "little") == (date(2024, 4, 4) - date(1970, 1, 1)).days
    assert amounts == bytes([(500301 & 0x7F) | 0x80, (500301 >> 7 & 0x7F) | 0x80, 500301 >> 14])


def checksums(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_index_is_reproducible(tmp_path: Path) -> None:
    """The same bytes again: other hash seed, other number of jobs, one processor, records in another order."""
    build_index(records(), tmp_path / "one", jobs=1)
    first = checksums(tmp_path / "one")
    script = (
        "import sys; sys.path[:0] = ['.']; from pathlib import Path; import tests.search_site as t;"
        "from plugins.registry import parallel; parallel.ALONE = 1; parallel.BATCH = 7;"
        "t.build_index(t.records()[::-1], Path(sys.argv[1]), jobs=2)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "again")]
    if shutil.which("taskset"):
        command = ["taskset", "-c", "0", *command]
    environment = os.environ | {"PYTHONHASHSEED": "4711", "TZ": "Asia/Shanghai", "LC_ALL": "C"}
    subprocess.run(command, check=True, cwd=Path(__file__).parents[1], env=environment)
    assert checksums(tmp_path / "again") == first


def test_the_list_names_bundles_fields_and_totals(tmp_path: Path) -> None:
    assert build_index(records(), tmp_path) == 59
    folder = tmp_path / "search" / "index"
    listing = json.loads((folder / "bundles.json").read_text("utf-8"))
    assert [(item["first"], item["last"], item["count"]) for item in listing["bundles"]] == [
        (*span, count) for span, count in zip(SPANS, (19, 20, 20), strict=True)
    ]
    for item in listing["bundles"]:
        assert len(list((folder / item["path"] / "terms").iterdir())) == item["terms"]
        assert len(list((folder / item["path"] / "long").iterdir())) == item["long"]
    assert listing["fields"]["行政处罚"]["number"] == "行政处罚决定书文号"
    assert "facts" not in listing["fields"]["行政许可"]
    assert {"农资", "经营"} <= set(listing["common"].split())
    assert listing["short"]["qinghe-scjg"] == "清河市监"
    filters = json.loads((folder / "filters.json").read_text("utf-8"))
    assert filters["totals"]["state"] == {"已更正": 1, "有效": 58}
    assert filters["totals"]["year"] == {"2024": 20, "2025": 20, "2026": 19}
    assert filters["agencies"]["qinghe-nync"] == {
        "name": "清河县农业农村局",
        "level": "县",
        "region": "清河县",
        "count": 19,
    }


def test_index_of_nothing(tmp_path: Path) -> None:
    assert build_index([], tmp_path) == 0
    assert {file.name for file in (tmp_path / "search" / "index").iterdir()} == {"bundles.json", "filters.json"}


def test_what_is_withdrawn_leaves_no_trace(tmp_path: Path) -> None:
    build_index(records(), tmp_path)
    held = b"".join(file.read_bytes() for file in (tmp_path / "search").rglob("*") if file.is_file())
    assert b"cf-0020\n" not in held
    assert b"cf-0021\n" in held
