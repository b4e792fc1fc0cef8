"""Exports hold what is public on the day, in the columns of the national templates."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import INSTANCE
from tests.exports import HEADERS, change, export, sheets
from tests.trees import tree


@pytest.mark.parametrize("name", HEADERS)
def test_the_columns_of_2018(name: str, tmp_path: Path) -> None:
    for kind_name in ("penalty", "行政许可"):
        export(INSTANCE, tmp_path / f"{kind_name}.xlsx", kind_name=kind_name)
    book = openpyxl.load_workbook(tmp_path / f"{'penalty' if '处罚' in name else '行政许可'}.xlsx")
    assert book.sheetnames == [other for other in HEADERS if other[-2:] == name[-2:]]
    assert "|".join(cell.value for cell in book[name][1]) == HEADERS[name]


def test_one_csv_for_each_template(tmp_path: Path) -> None:
    export(INSTANCE, tmp_path / "x.csv")
    assert list(tree(tmp_path)) == ["x-法人行政处罚.csv", "x-自然人行政处罚.csv"]
    content = (tmp_path / "x-法人行政处罚.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\r\n") == 5
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert "|".join(header) == HEADERS["法人行政处罚"]
    assert rows[0][header.index("行政处罚决定书文号")] == "安市监处罚〔2026〕1号"


def numbers_of(rows: list[dict[str, str]]) -> list[str]:
    return [row["行政处罚决定书文号"].removeprefix("安市监处罚〔") for row in rows]


def test_only_what_is_public_on_the_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export(INSTANCE, tmp_path / "x.xlsx")
    found = sheets(tmp_path / "x.xlsx")
    # Withdrawn (4), past its term (2024), not yet published (8).
    assert numbers_of(found["法人行政处罚"]) == ["2026〕1号", "2026〕2号", "2026〕5号", ""]
    assert [row["行政相对人名称"] for row in found["自然人行政处罚"]] == ["李某", "张某"]
    said = capsys.readouterr().out
    assert "法人行政处罚 4 条、自然人行政处罚 2 条" in said
    assert "永不公开的列（法定代表人身份证号、证件类型、证件号码）留空 8 格" in said
    assert "撤销清单" not in said
    export(INSTANCE, tmp_path / "x.xlsx", "--today", "2026-06-30")
    assert numbers_of(sheets(tmp_path / "x.xlsx")["法人行政处罚"]) == ["2026〕1号", "2026〕2号", "2026〕4号", ""]


def test_one_agency(tmp_path: Path) -> None:
    export(INSTANCE, tmp_path / "x.xlsx", "--agency", "anshi-sthj")
    found = sheets(tmp_path / "x.xlsx")
    assert [row["行政相对人名称"] for row in found["法人行政处罚"]] == ["安石市西山采石场"]
    assert found["自然人行政处罚"] == []


def test_an_increment_with_what_to_take_away(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export(instance, tmp_path / "x.xlsx", "--since", "2026-06-01")
    found = sheets(tmp_path / "x.xlsx")
    assert numbers_of(found["法人行政处罚"]) == ["2026〕2号", "2026〕5号"]
    assert found["自然人行政处罚"] == []
    withdrawn = {
        "编号": "anshi-scjg/2026/cf-0004",
        "执法类别": "行政处罚",
        "状态": "已撤销",
        "日期": "2026/07/01",
        "理由": "行政复议决定撤销原处罚决定",
    }
    assert found["撤销清单"] == [withdrawn]
    assert "撤销清单 1 条" in capsys.readouterr().out
    change(instance, "cf-0002", "曾用编号", "信用修复:\n  日期: 2026-11-01\n曾用编号")
    export(instance, tmp_path / "x.csv", "--since", "2026-03-01")
    text = (tmp_path / "x-撤销清单.csv").read_text("utf-8-sig")
    assert [line.split(",")[::2][:2] for line in text.splitlines()[1:]] == [
        ["anshi-scjg/2024/cf-0001", "公示期满"],
        ["anshi-scjg/2026/cf-0002", "信用修复"],
        ["anshi-scjg/2026/cf-0004", "已撤销"],
    ]
    assert "王某" not in text and "云帆" not in text and "远帆" not in text
    export(instance, tmp_path / "y.xlsx", "--since", "2026-07-02", "--today", "2026-07-02")
    assert sheets(tmp_path / "y.xlsx")["撤销清单"] == []


def test_a_record_that_fits_nowhere_is_named(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(instance, "cf-0001", "罚款金额: 5000元", "罚款金额: 5000元\n没收违法所得、没收非法财物的金额: 0.005元")
    path = instance / "agencies/anshi-sthj/decisions/2025/cf-0001.yaml"
    path.write_text(path.read_text("utf-8").replace("行政相对人类别: 法人及非法人组织\n", ""), "utf-8")
    export(instance, tmp_path / "x.xlsx", code=1)
    assert numbers_of(sheets(tmp_path / "x.xlsx")["法人行政处罚"]) == ["2026〕2号", "2026〕5号"]
    said = capsys.readouterr().out
    assert "没有导出 1 条：没有写“行政相对人类别”，不知道属于哪张表（anshi-sthj/2025/cf-0001）" in said
    assert "没有导出 1 条：“没收违法所得、没收非法财物的金额”以万元计，超过 6 位小数（anshi-scjg/2026/cf-0001）" in said
