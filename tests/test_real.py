"""Really published tables and texts, where they lie beside the repository: imported, checked, built, searched for names."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import openpyxl
import pytest

from plugins.registry import shape
from plugins.registry.importing import mapping, tables
from plugins.registry.importing.column_mapping import ColumnMapping
from plugins.registry.importing.importer import Existing, run
from plugins.registry.importing.outcome import ImportFailed, Result
from plugins.registry.kinds import kind
from plugins.registry.privacy.leaks import leaks
from plugins.registry.problems import Level
from tests.conftest import REPOSITORY, Publish
from tests.import_rows import values
from tests.trees import readable

REAL = Path(os.environ.get("PUBLISH_REAL_DATA", REPOSITORY.parent / "shared" / "real"))
TABLES, TEXTS = REAL / "tables", REAL / "decisions"
TABLE = TABLES / "nfra_paichu_dev.xlsx"
MAPPING = REPOSITORY / "tests/mappings/nfra.yaml"
ROWS = 5563
PENALTY = kind("penalty")

pytestmark = pytest.mark.skipif(not TABLE.is_file(), reason="the real tables are not here")


def columns_of(path: Path) -> ColumnMapping:
    """The mapping that a table needs: one of them has columns that no template knows."""
    wanted = MAPPING.read_bytes() if path.name.startswith("nfra_paichu") else "类别: 行政处罚".encode()
    return mapping.read(wanted, PENALTY)


@pytest.fixture(scope="module")
def real() -> tuple[Result, list[dict[str, str]]]:
    """What the large table comes to, and its rows as they came."""
    data = TABLE.read_bytes()
    table = tables.read(data, TABLE.name, {"当事人名称": "a", "当事人类型": "b"})
    rows = [dict(zip(table.header, line.cells, strict=False)) for line in table.rows]
    return run(data, TABLE.name, PENALTY, Existing(), columns_of(TABLE)), rows


@pytest.mark.parametrize("path", sorted([*TABLES.glob("*"), *TEXTS.glob("*")]), ids=lambda path: path.name[:12])
def test_every_file_is_accounted_for_or_refused_in_a_sentence(path: Path) -> None:
    """Whatever it is: a table of decisions, a list of something else, data of a web page, a decision's own words."""
    if path == TABLE:
        pytest.skip("the tests below look closer")
    try:
        result = run(path.read_bytes(), path.name, PENALTY, Existing(), columns_of(path))
    except ImportFailed as failed:
        assert re.search("不能用表格导入|只能导入|没有找到表头|不是表格", str(failed))
        assert path.suffix in (".json", ".jsonl", ".txt", ".xlsx")
        assert path.parent != TEXTS or "publish.py new" in str(failed)
        return
    assert result.rows == result.records + result.refused + result.present > 0
    assert all(re.search("[\u4e00-\u9fff]{4}", refusal.reason) for refusal in result.refusals)


def test_the_large_table(real: tuple[Result, list[dict[str, str]]]) -> None:
    result, rows = real
    assert result.rows == len(rows) == ROWS
    assert result.records >= 5100
    assert len(result.new_agencies) >= 180


def test_no_record_holds_a_name(real: tuple[Result, list[dict[str, str]]]) -> None:
    result, rows = real
    texts = [text for path, text in result.files.items() if "/decisions/" in path]
    windows = {text[start : start + 3] for text in texts for start in range(len(text) - 2)}
    persons = {re.split(r"[（(\[〔【\s]", line["当事人名称"])[0] for line in rows if line["当事人类型"] == "个人"}
    assert len(persons) > 2000
    # Names of two characters are also words of places and companies (高新, 安心), so they cannot be counted here.
    assert not {name for name in persons if len(name) == 3} & windows


def test_records_are_sound(real: tuple[Result, list[dict[str, str]]]) -> None:
    result, rows = real
    for record in values(result)[::7]:
        line = rows[int(record["来源"]["行"]) - 2]  # type: ignore[index]
        assert not list(leaks(PENALTY, record))
        assert not [item for item in shape.check("penalty", record, imported=True) if item.level is Level.ERROR]
        assert "处罚决定日期" not in record or line["作出处罚决定的日期"] or line["作出决定时间"]
        number = str(record.get("行政处罚决定书文号", ""))
        assert number in "".join(line["文档标题"].split())


def test_both_encodings_agree() -> None:
    found = [TABLES / f"nfra_paichu_dev_300.{encoding}.csv" for encoding in ("utf8bom", "gb18030")]
    one, other = (run(path.read_bytes(), "表.csv", PENALTY, Existing(), columns_of(path)) for path in found)
    assert one.files == other.files
    assert one.refusals == other.refusals


def punished_persons() -> set[str]:
    """The names of all rows that the table itself calls 个人, less those that are also part of an organisation's name."""
    with TABLE.open("rb") as file:
        book = openpyxl.load_workbook(file, read_only=True)
        rows = [dict(zip(header, row, strict=True)) for header, *body in [list(book.active.values)] for row in body]
        book.close()
    found: set[str] = set()
    organisations = ""
    for row in rows:
        bare = "".join(re.split("[（(]", str(row["当事人名称"] or ""))[0].split())
        if row["当事人类型"] == "个人":
            found |= {part for part in re.split("[、，,]", bare) if 2 <= len(part) <= 6}
            organisations += str(row["所属机构"] or "")
        else:
            organisations += bare
    return {name for name in found if name not in organisations}


def searcher(names: set[str]) -> str:
    """A pattern for any of many names that looks closer only where one could begin."""
    groups: dict[str, list[str]] = {}
    for name in sorted(names):
        groups.setdefault(name[0], []).append(re.escape(name[1:]))
    branches = "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in groups.items())
    return f"(?=[{''.join(groups)}])(?:{branches})"


@pytest.mark.heavy
def test_import_check_build(tmp_path: Path, publish: Publish) -> None:
    root, site = tmp_path / "root", tmp_path / "site"
    arguments = ["import", TABLE, "--kind", "penalty", "--mapping", MAPPING]
    done = publish(*arguments, "--root", root, "--report", tmp_path / "report.csv", "--format", "json", code=1)
    counts = json.loads(done.stdout.splitlines()[-1])
    assert counts["rows"] == ROWS == counts["records"] + counts["refused"] + counts["present"]
    assert counts["records"] >= 5100
    assert "错误 0 条" in publish("check", "--root", root).stdout
    publish("build", "--root", root, "--output", site)
    published = json.loads((site / "api/v1/index.json").read_text("utf-8"))["counts"]
    assert published["agencies"] >= 200
    files = readable(site) | {"report": (tmp_path / "report.csv").read_text("utf-8-sig")}
    names = punished_persons()
    assert len(names) > 2500
    # Names of two characters are also ordinary words; they are looked for where a person would stand.
    whole = searcher({name for name in names if len(name) > 2})
    short = searcher({name for name in names if len(name) == 2})
    pattern = re.compile(f"{whole}|(?:(?<![\u4e00-\u9fff])|(?<=对)){short}(?=[（(]|、|警告|给予|予以|罚款|处以)")
    assert {path for path, text in files.items() if pattern.search(text)} == set()
