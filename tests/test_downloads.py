"""The bulk files as people and programs open them: every form holds what is public, and nothing else."""

from __future__ import annotations

import csv
import gzip
import hashlib
import html
import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import frictionless
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyshacl
import pytest
import rdflib

from plugins.commands.build import build
from plugins.registry import parallel
from tests.conftest import BASE_URL, INSTANCE
from tests.trees import differences, tree

PARTY = '=HYPERLINK("https://evil.example/")有限公司'
# The library warns of its own old parts.
RDFLIB = pytest.mark.filterwarnings("ignore:.*:DeprecationWarning:rdflib")
YEARS = ("2024", "2025", "2026")


def records(site: Path) -> dict[str, dict[str, Any]]:
    """Every record with content, by id, as its own file in the API says."""
    found = (json.loads(file.read_bytes()) for file in (site / "api/v1/records").rglob("*.json"))
    return {record["id"]: record for record in found if "data" in record}


def bulk(site: Path, name: str) -> Path:
    return site / "api/v1/bulk" / name


def rows(site: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(bulk(site, name).read_bytes().decode("utf-8-sig"), newline="")))


def test_lines_are_the_records(downloads_site: Path) -> None:
    expected = records(downloads_site)
    found = {}
    for file in bulk(downloads_site, "").glob("*.ndjson.gz"):
        year = file.name[:4]
        content = file.read_bytes()
        assert content[4:8] == bytes(4), "a time in the header"
        for line in gzip.decompress(content).splitlines():
            record = json.loads(line)
            assert record["id"].split("/")[1] == year
            found[record["id"]] = record
    assert found == expected


def test_tables_hold_every_record_once(downloads_site: Path) -> None:
    """The common columns of all, and all fields of each category, in the words of the schema."""
    expected = records(downloads_site)
    common = [row for year in YEARS for row in rows(downloads_site, f"{year}.csv")]
    assert sorted(row["编号"] for row in common) == sorted(expected)
    for row in common:
        data = expected[row["编号"]]["data"]
        assert row["行政相对人名称"] == data["行政相对人名称"]
        assert row["执法类别"] == data["执法类别"]
        assert row["公示日期"] == data["公示日期"]
        assert row["网址"] == expected[row["编号"]]["url"]
        if data["执法类别"] == "行政处罚":
            assert (row["文号"], row["决定日期"]) == (data.get("行政处罚决定书文号", ""), data.get("处罚决定日期", ""))
            assert (row["执法结论"], row["执法机关"]) == (data["处罚内容"], data["处罚机关"])
    own = [row for file in bulk(downloads_site, "").glob("*-*.csv") for row in rows(downloads_site, file.name)]
    assert sorted(row["编号"] for row in own) == sorted(expected)
    for row in own:
        for name, value in expected[row["编号"]]["data"].items():
            assert (row[name] != "") == (value not in ("", [], {})), name
            if isinstance(value, str):
                assert row[name] in (value, f"'{value}")
            elif isinstance(value, int | float):
                assert float(row[name]) == value


def test_tables_are_as_spreadsheets_read_them(downloads_site: Path) -> None:
    for file in bulk(downloads_site, "").glob("*.csv"):
        content = file.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.endswith(b"\r\n")
        header, *_ = content.split(b"\r\n")
        assert "编号" in header.decode("utf-8-sig").split(",")


def test_parquet_has_types(downloads_site: Path) -> None:
    expected = records(downloads_site)
    tables = {year: pq.read_table(bulk(downloads_site, f"{year}.parquet")) for year in YEARS}
    assert len({table.schema for table in tables.values()}) == 1, "years have the same columns"
    schema = tables["2026"].schema
    assert schema.field("公示日期").type == schema.field("决定日期").type == pa.date32()
    assert schema.field("罚款金额").type == pa.float64()
    assert schema.field("处罚类别").type == pa.list_(pa.string())
    assert pa.types.is_struct(schema.field("法制审核").type)
    found = {row["编号"]: row for table in tables.values() for row in table.to_pylist()}
    assert found.keys() == expected.keys()
    for record_id, record in expected.items():
        for name, value in record["data"].items():
            assert _plain(found[record_id][name]) == value, name


def _plain(value: Any) -> Any:
    """A value with its types as JSON has it; what is missing in a group is left out."""
    if isinstance(value, date):
        return str(value)
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return (
        {name: _plain(part) for name, part in value.items() if part is not None} if isinstance(value, dict) else value
    )


def test_the_database_answers(downloads_site: Path) -> None:
    expected = records(downloads_site)
    database = sqlite3.connect(f"file:{bulk(downloads_site, 'decisions.sqlite')}?mode=ro", uri=True)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert {row[0] for row in database.execute("SELECT 编号 FROM 决定")} == expected.keys()
    fines = "SELECT sum(罚款金额) FROM 行政处罚 JOIN 决定 USING (编号) WHERE \"决定日期\" >= '2026-01-01'"
    assert database.execute(fines).fetchone()[0] == sum(
        record["data"].get("罚款金额", 0)
        for record in expected.values()
        if record["kind"] == "行政处罚" and record["decided"] and record["decided"] >= "2026-01-01"
    )
    plan = database.execute("EXPLAIN QUERY PLAN SELECT * FROM 决定 WHERE 文号 = '甲'").fetchall()
    assert "USING INDEX" in str(plan)
    gone = [json.loads(file.read_bytes()) for file in (downloads_site / "api/v1/records").rglob("*.json")]
    tombstones = {(record["id"], record["reason"]) for record in gone if "reason" in record}
    assert tombstones
    assert set(database.execute("SELECT 编号, 原因 FROM 已撤下")) == tombstones
    assert database.execute("SELECT count(*) FROM 机关").fetchone()[0] == len(
        json.loads((downloads_site / "api/v1/agencies/index.json").read_bytes())["agencies"]
    )


def test_the_archive_is_the_folder(downloads_site: Path) -> None:
    with zipfile.ZipFile(bulk(downloads_site, "all.zip")) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(archive.namelist())
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        held = {name: archive.read(name) for name in archive.namelist()}
    files = tree(bulk(downloads_site, ""))
    left_out = {"all.zip", "decisions.sqlite", "index.json"}
    assert not differences(held, {name: content for name, content in files.items() if name not in left_out})


@RDFLIB
def test_sizes_and_checksums_hold(downloads_site: Path) -> None:
    """In the index, the catalogue, the data package, the page and its JSON-LD: the same true sums."""
    files = json.loads(bulk(downloads_site, "index.json").read_bytes())["files"]
    sums = {}
    for file in files:
        name = file["url"].rpartition("/")[2]
        content = bulk(downloads_site, name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
        sums[file["url"]] = file["sha256"]
    page = (downloads_site / "data/index.html").read_text("utf-8")
    assert all(value in page for value in sums.values())
    (described,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    distribution = json.loads(described)["distribution"]
    assert {entry["contentUrl"]: entry["sha256"] for entry in distribution} == sums
    graph = rdflib.Graph().parse(downloads_site / "api/v1/catalog.jsonld", format="json-ld")
    asked = "SELECT ?url ?sum WHERE { ?file dcat:downloadURL ?url ; spdx:checksum/spdx:checksumValue ?sum }"
    spdx = rdflib.Namespace("http://spdx.org/rdf/terms#")
    answer = graph.query(asked, initNs={"dcat": rdflib.DCAT, "spdx": spdx})
    assert {str(row[0]): str(row[1]) for row in answer} == sums  # type: ignore[index]


@RDFLIB
def test_the_catalogue_has_what_dcat_ap_demands(downloads_site: Path) -> None:
    graph = rdflib.Graph().parse(downloads_site / "api/v1/catalog.jsonld", format="json-ld")
    shapes = rdflib.Graph().parse(Path(__file__).parent / "data/dcat-ap.ttl")
    conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes)
    assert conforms, report
    assert set(graph.subjects(rdflib.RDF.type, rdflib.DCAT.Dataset))
    # The same shapes find fault with a catalogue that has faults.
    for path in (rdflib.DCTERMS.title, rdflib.DCAT.accessURL):
        broken = rdflib.Graph() + graph
        broken.remove((None, path, None))
        assert not pyshacl.validate(broken, shacl_graph=shapes)[0]


@pytest.mark.heavy
def test_the_data_package_is_valid(downloads_site: Path) -> None:
    report = frictionless.validate(str(bulk(downloads_site, "datapackage.json")))
    assert report.valid, report.flatten(["title", "message"])
    assert report.stats["tasks"] > len(YEARS)


@pytest.mark.heavy
def test_datasette_opens_it(downloads_site: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "datasette", "inspect", str(bulk(downloads_site, "decisions.sqlite"))]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    tables = json.loads(done.stdout)["decisions"]["tables"]
    assert tables["决定"]["count"] == len(records(downloads_site))


def examples(site: Path, language: str) -> Iterator[str]:
    page = (site / "data/index.html").read_text("utf-8")
    for code in re.findall(rf'<code class="language-{language}">(.*?)</code>', page, re.DOTALL):
        yield html.unescape(code)


@pytest.mark.parametrize("library", ["pandas", "duckdb", "sqlite3"])
def test_examples_in_python_run(downloads_site: Path, tmp_path: Path, library: str) -> None:
    (code,) = (code for code in examples(downloads_site, "python") if f"import {library}" in code)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "行政处罚" in done.stdout


def test_examples_for_the_shell_run(downloads_site: Path, tmp_path: Path) -> None:
    (code,) = examples(downloads_site, "shell")
    done = subprocess.run(["sh", "-ec", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert '"schema":"record-1"' in done.stdout


def test_pandas_reads_every_table(downloads_site: Path) -> None:
    package = json.loads(bulk(downloads_site, "datapackage.json").read_bytes())
    for resource in package["resources"]:
        table = pd.read_csv(bulk(downloads_site, resource["path"]), dtype=str)
        assert list(table.columns) == [field["name"] for field in resource["schema"]["fields"]]


class Edited:
    """The tiny site with its downloads, built again after each edit."""

    def __init__(self, folder: Path) -> None:
        self.root = Path(shutil.copytree(INSTANCE, folder / "root"))
        self.output = folder / "site"

    def decision(self, path: str) -> Path:
        return self.root / "agencies/anshi-scjg/decisions" / path

    def build(self, *, downloads: bool = True, jobs: int = 1) -> dict[str, bytes]:
        assert not build(
            self.root, self.output, base_url=BASE_URL, today=None, jobs=jobs, search=False, downloads=downloads
        )
        folder = bulk(self.output, "")
        return tree(folder) if folder.exists() else {}


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    return Edited(tmp_path)


def test_no_cell_becomes_a_formula_and_nothing_else_is_bent(edited: Edited) -> None:
    file = edited.decision("2026/cf-0001.yaml")
    text = file.read_text("utf-8")
    party = re.search("行政相对人名称: (.*)", text)
    assert party
    file.write_text(text.replace(party[1], f"'{PARTY}'"), "utf-8")
    edited.build()
    for name in ("2026.csv", "2026-penalty.csv"):
        cells = [row["行政相对人名称"] for row in rows(edited.output, name)]
        assert f"'{PARTY}" in cells
        assert PARTY not in cells
    assert PARTY in pq.read_table(bulk(edited.output, "2026.parquet"))["行政相对人名称"].to_pylist()


def test_what_is_withdrawn_vanishes_and_other_years_stay(edited: Edited) -> None:
    edited.build()
    before = {file.name: file.stat() for file in bulk(edited.output, "").iterdir()}
    file = edited.decision("2026/cf-0001.yaml")
    file.write_text(
        f"{file.read_text('utf-8')}撤回:\n  日期: 2026-08-01\n  类型: 撤销\n  原因: 复议机关撤销\n", "utf-8"
    )
    content = edited.build()
    opened = [content["2026.csv"], gzip.decompress(content["2026.ndjson.gz"]), content["decisions.sqlite"]]
    with zipfile.ZipFile(io.BytesIO(content["all.zip"])) as archive:
        opened += map(archive.read, archive.namelist())
    number = re.search("行政处罚决定书文号: (.*)", file.read_text("utf-8"))
    assert number
    assert not [part for part in opened if number[1].encode() in part]
    assert "anshi-scjg/2026/cf-0001" not in pq.read_table(bulk(edited.output, "2026.parquet"))["编号"].to_pylist()
    same = {name for name, stat in before.items() if bulk(edited.output, name).stat().st_ino == stat.st_ino}
    # Made anew and found to be the same, a file of the year stays where it is, too.
    assert same == {name for name in before if name.startswith(("2024", "2025"))} | {"2026-licence.csv"}


def test_a_year_without_records_has_no_files(edited: Edited) -> None:
    edited.build()
    file = edited.decision("2024/cf-0001.yaml")
    file.write_text(
        f"{file.read_text('utf-8')}撤回:\n  日期: 2026-08-01\n  类型: 撤销\n  原因: 复议机关撤销\n", "utf-8"
    )
    content = edited.build()
    assert not [name for name in content if name.startswith("2024")]
    assert zipfile.ZipFile(io.BytesIO(content["all.zip"])).namelist()[0].startswith("2025")


def test_the_number_of_workers_changes_nothing(edited: Edited, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = edited.build()
    monkeypatch.setattr(parallel, "ALONE", 0)
    shutil.rmtree(edited.output)
    assert not differences(alone, edited.build(jobs=3))


def test_without_downloads_none_is_left_and_the_page_says_so(edited: Edited) -> None:
    assert edited.build()
    assert "bulk/all.zip" in (edited.output / "data/index.html").read_text("utf-8")
    assert not edited.build(downloads=False)
    page = (edited.output / "data/index.html").read_text("utf-8")
    assert "没有生成整批下载的文件" in page
    assert "bulk/" not in page
    assert not (edited.output / "api/v1/catalog.jsonld").exists()


def test_a_site_without_decisions(edited: Edited) -> None:
    shutil.rmtree(edited.root / "agencies/anshi-scjg/decisions")
    shutil.rmtree(edited.root / "agencies/anshi-sthj/decisions")
    assert edited.build().keys() == {"all.zip", "datapackage.json", "decisions.sqlite", "index.json"}
