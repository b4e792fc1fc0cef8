"""The cells of an export: values as the templates want them, never a formula or a number, the same bytes again."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl

from plugins.registry.exporting import tables
from plugins.registry.exporting.outcome import Sheet
from tests.conftest import INSTANCE
from tests.exports import AGENCY, TODAY, change, export, sheets


def test_how_values_are_written(instance: Path, tmp_path: Path) -> None:
    change(instance, "cf-0001", "处罚类别: [罚款]", "处罚类别: [警告, 罚款, 其他-责令改正]\n处罚有效期: 长期")
    change(instance, "cf-0001", "罚款金额: 5000元", "罚款金额: 5000元\n没收违法所得、没收非法财物的金额: 12.345678万元")
    change(
        instance, "cf-0001", "公示日期", "备注: 无其他\n工商注册号: '001234567890123'\n公示截止期: 2027-01-02\n公示日期"
    )
    change(instance, "xk-0001", "有效期至: 2031-03-01", "有效期至: 长期")
    change(instance, "xk-0001", "法人及非法人组织", "个体工商户")
    export(instance, tmp_path / "cf.xlsx")
    export(instance, tmp_path / "xk.xlsx", kind_name="licence")
    row = sheets(tmp_path / "cf.xlsx")["法人行政处罚"][0]
    assert row["罚款金额 (万元)"] == "0.500000"
    assert row["没收违法所得、没收非法财物的金额 (万元)"] == "12.345678"
    assert row["处罚类别"] == "警告;罚款;其他-责令改正"
    assert (row["处罚决定日期"], row["处罚有效期"], row["公示截止期"]) == ("2026/05/11", "2099/12/31", "2027/01/02")
    assert row["行政相对人代码_2 (工商注册号)"] == "001234567890123"
    assert (row["备注"], row["法定代表人"], row["数据来源单位"]) == ("无其他", "沈青禾", AGENCY)
    licence = sheets(tmp_path / "xk.xlsx")["法人行政许可"][0]
    assert (licence["有效期自"], licence["有效期至"], licence["当前状态"]) == ("2026/03/02", "2099/12/31", "1")
    change(instance, "xk-0001", "当前状态: 有效", "当前状态: 无效")
    export(instance, tmp_path / "xk.xlsx", kind_name="licence")
    assert sheets(tmp_path / "xk.xlsx")["法人行政许可"][0]["当前状态"] == "2"


HOSTILE = ("=1+1", "+86", "-5℃", "@cmd", "＝1", "#N/A", "_x0041_", "TRUE", "00123", "=", '=HYPERLINK("x")')


def test_no_cell_is_a_formula_or_a_number() -> None:
    sheet = Sheet("表", ["列"], [[text] for text in HOSTILE])
    book = openpyxl.load_workbook(io.BytesIO(tables.xlsx_bytes([sheet], "站", TODAY)))
    column = [row[0] for row in book["表"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in column} == {"s"}
    assert {cell.number_format for cell in column} == {"@"}
    # What Excel would take for an escaped letter is escaped itself.
    assert [cell.value.replace("_x005F_", "_") for cell in column] == list(HOSTILE)
    lines = tables.csv_bytes(sheet).decode("utf-8-sig").splitlines()[1:]
    assert [line[0] for line in lines] == ["'", "'", "'", "'", "'", "#", "_", "T", "0", "'", '"']


def test_hostile_records_in_the_file(instance: Path, tmp_path: Path) -> None:
    change(instance, "cf-0001", "违法行为类型: 经营超过保质期食品", "违法行为类型: '=cmd|calc'")
    export(instance, tmp_path / "x.xlsx")
    export(instance, tmp_path / "x.csv")
    assert sheets(tmp_path / "x.xlsx")["法人行政处罚"][0]["违法行为类型"] == "=cmd|calc"
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert ",'=cmd|calc," in (tmp_path / "x-法人行政处罚.csv").read_text("utf-8-sig")


def test_the_same_bytes_again(instance: Path, tmp_path: Path) -> None:
    export(INSTANCE, tmp_path / "a.xlsx", "--since", "2020-01-01")
    export(instance, tmp_path / "b.xlsx", "--since", "2020-01-01", "--jobs", "3")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("2026-11-20T00:00:00Z") == 2
    assert "安石市行政执法公示平台" in core
