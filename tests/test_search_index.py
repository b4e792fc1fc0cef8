"""The index: complete, reproducible, in bundles of which a change touches one, with nothing that is not public."""

from __future__ import annotations

import hashlib
import json
import os
import re
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
from plugins.search import pagefind
from plugins.search.bundles import bundles
from plugins.search.documents import document
from plugins.search.indexing import Index
from plugins.search.names import files, names, numbers, serial, spelt
from plugins.search.ordering import order
from plugins.search.pagefind import SearchFailed
from plugins.search.tokens import JOINT, filter_word, grams
from plugins.site.output import Output
from plugins.site.state import State
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


def test_the_open_year_in_small_bundles_closed_years_in_even_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugins.search.bundles.OPEN_BLOCK", 2)
    monkeypatch.setattr("plugins.search.bundles.CLOSED_SIZE", 12)
    found = publication(records())
    made = bundles(found)
    assert [len(bundle.records) for bundle in made if bundle.first >= "2026"] == [2, 2, 1, 2, 2, 2, 2, 2, 2, 2]
    assert [len(bundle.records) for bundle in made if bundle.first < "2026"] == [10, 10, 10, 10]
    assert [len(bundle.records) for bundle in bundles(publication(records(), date(2027, 1, 1)))][:2] == [9, 10]

    def changed(records: list[Listed]) -> int:
        return len(set(map(str, bundles(replace(found, records=tuple(records))))) - set(map(str, made)))

    new = msgspec.structs.replace(penalty(62).listed(), published="2026-12-24")
    assert changed([*found.records, new]) <= 2, "a new record changes the newest bundles only"
    gone = [msgspec.structs.replace(item, state="已撤销") if "cf-0005" in item.id else item for item in found.records]
    assert changed(gone) == 1, "a withdrawal changes its own bundle only"


def test_a_document_holds_key_fields_and_text() -> None:
    record = records()[3]
    item = document(served(record), AGENCIES[record.agency], "清河县")
    key, text = ({word for run in runs for word in run} for runs in (item.key, item.text))
    assert item.key[0] == tuple("清河 河县 县望 望岳 岳鼎 鼎盛 盛农 农资 资经 经营 营部 部".split())
    assert {"罚2024", f"2024{JOINT}1003", "1003号", "四十", "九条", "没收", CODE.lower()} <= key
    assert {"化肥", "合格", "5003", f"04{JOINT}04"} <= text
    assert "复议" not in key | text, "what every decision says is not looked for"
    assert (CODE.lower(), *grams(CODE.lower())) in item.apart
    chosen = {"agency": "qinghe-scjg", "level": "县", "region": "清河县", "kind": "行政处罚", "state": "有效"}
    expected = {filter_word(name, value) for name, value in chosen.items()}
    expected |= {filter_word("class", "罚款"), filter_word("class", "没收违法所得")}
    assert {run[0] for run in item.apart if run[0].count(JOINT) == 2} == expected


def test_what_records_are_sorted_by() -> None:
    one, other = (record.listed() for record in records()[3:5])
    lines = order([one, other]).decode().splitlines()
    assert len(lines) == 2
    decided, amount = lines[0].split()
    assert int(decided, 36) == (date(2024, 4, 4) - date(1970, 1, 1)).days
    assert int(amount, 36) == 500301


def test_names_are_those_of_legal_persons_only() -> None:
    person = penalty(61, party="王某某", 行政相对人类别="自然人")
    made = files(names(publication([*records(), penalty(63, party="清河县望岳鼎盛农资经营部"), person])), spelt)
    found = {name: ids for file in made for name, ids in file.items()}
    assert found[" ".join("清河县望岳鼎盛农资经营部")] == ["qinghe-scjg/2024/cf-0063", "qinghe-scjg/2024/cf-0003"]
    assert not [name for name in found if "王" in name or "暮" in name]


@pytest.mark.parametrize(
    "number, expected",
    [
        ("清市监处罚〔2026〕12号", "2026 12"),
        ("清市监罚（２０２６）第012号", "2026 12"),
        ("清市监罚2026年第12号", "2026 12"),
        ("2026-12", "2026 12"),
        ("清市监罚〔2026〕12-1号", ""),
        ("清市监罚12号", ""),
        ("", ""),
    ],
)
def test_the_end_of_a_number_by_which_it_is_looked_up(number: str, expected: str) -> None:
    assert serial(number) == expected


def test_serial_numbers_lead_to_all_agencies_that_gave_them() -> None:
    twice = penalty(64, 行政处罚决定书文号="清应急罚〔2024〕1003号")
    found = {key: ids for file in files(numbers(publication([*records(), twice])), serial) for key, ids in file.items()}
    assert found["2024 1003"] == ["qinghe-yjgl/2025/cf-0064", "qinghe-scjg/2024/cf-0003"]
    assert "2026 1020" not in found, "it was withdrawn"


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
        assert (folder / item["path"] / "pagefind-entry.json").is_file()
    assert {file.name for file in (folder / listing["engine"]).iterdir()} == {
        "pagefind.js",
        "pagefind-worker.js",
        "wasm.pagefind",
    }
    assert listing["fields"]["行政处罚"]["number"] == "行政处罚决定书文号"
    assert "facts" not in listing["fields"]["行政许可"]
    assert listing["short"]["qinghe-scjg"] == "清河市监"
    usual, common, nearly_all = (words.split() for words in listing["often"])
    assert "化肥" in nearly_all
    assert not {"望岳", "岳鼎"} & {*usual, *common, *nearly_all}, "what few records hold is rare, however few there are"
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
    assert b"cf-0020" not in held
    assert b"cf-0021" in held


def test_an_index_tells_nothing_of_machine_or_time(tmp_path: Path) -> None:
    build_index(records(), tmp_path)
    for file in (tmp_path / "search" / "index").rglob("*"):
        assert not re.match(r"pagefind-(ui|modular|component|highlight)", file.name)
        if file.is_file() and file.suffix != ".js":
            data = file.read_bytes()
            assert str(tmp_path).encode() not in data
            assert b"/tmp" not in data


def test_what_did_not_change_is_left_where_it_is(tmp_path: Path) -> None:
    """A new record in the newest bundle: the others are kept, and the site is what a full build makes."""
    found = records()
    first = built(found, tmp_path / "one")
    again = built(found, tmp_path / "two", first)
    assert {path for path in again.files if path.startswith("search/index/2")} <= again.kept
    more = [*found, penalty(62)]
    grown = built(more, tmp_path / "three", first)
    index = {path for path in grown.files if path.startswith("search/index/2")}
    assert {path.split("/")[2][:4] for path in index - grown.kept} == {"2026"}
    assert {path.split("/")[2][:4] for path in index & grown.kept} == {"2024", "2025"}
    tables = {path.split("/")[2] for path in grown.files if "/index/presence." in path}
    assert len(tables & {path.split("/")[2] for path in grown.kept}) == 1, "the closed years' table stands"
    whole = built(more, tmp_path / "four")
    assert {path: one.sha256 for path, one in grown.files.items()} == {
        path: one.sha256 for path, one in whole.files.items()
    }


def built(found: list[PublicRecord], folder: Path, before: Output | None = None) -> Output:
    output = Output(
        folder, before.root if before else None, State(files=before.files, chapters=before.chapters) if before else None
    )
    made = publication(found)
    for record in found:
        output.write(*record_file(Context(made, BASE_URL), record))
    Index(made, output).finish()
    return output


@pytest.mark.parametrize("program", ["exit 3", "echo broken >&2; exit 1", "exit 0"])
def test_a_failing_pagefind_fails_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    file = tmp_path / "pagefind"
    file.write_text(f"#!/bin/sh\n{program}\n")
    file.chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(file))
    with pytest.raises(SearchFailed, match="Pagefind 没能为 2024-01-01 建立索引"):
        build_index(records()[:1], tmp_path / "output")


def test_a_missing_pagefind_fails_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(tmp_path / "nothing"))
    with pytest.raises(SearchFailed, match="无法运行"):
        build_index(records()[:1], tmp_path / "first")
    monkeypatch.delenv("PAGEFIND_BINARY_PATH")
    monkeypatch.setattr(pagefind, "PACKAGES", ("no_such_package",))
    with pytest.raises(SearchFailed, match="没有找到检索程序"):
        build_index(records()[:1], tmp_path / "second")


def test_records_that_went_missing_fail_the_build(tmp_path: Path) -> None:
    """Two records under one id stand for whatever may make Pagefind index fewer pages than there are records."""
    twice = [records()[0], records()[0]]
    with pytest.raises(SearchFailed, match="应有 2 条，实有 1 条"):
        build_index(twice, tmp_path)
