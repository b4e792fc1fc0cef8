"""Exports to the national templates: what stands in them, what never does, and that all of it comes back by import."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.registry import amounts, source, writing
from plugins.registry.exporting import profiles, tables
from plugins.registry.exporting.outcome import ExportFailed, Sheet
from plugins.registry.importing import cells
from plugins.registry.kinds import kind
from plugins.registry.uscc import check_character
from publish import main
from tests.conftest import INSTANCE
from tests.trees import tree

TODAY = date(2026, 11, 20)
AGENCY = "安石市市场监督管理局"
AGENCY_CODE = "11990301000000001E"
CODES = (
    "行政相对人代码_1 (统一社会信用代码)|行政相对人代码_2 (工商注册号)|行政相对人代码_3 (组织机构代码)"
    "|行政相对人代码_4 (税务登记号)|行政相对人代码_5 (事业单位证书号)|行政相对人代码_6 (社会组织登记证号)"
    "|法定代表人|法定代表人身份证号"
)
PENALTY = (
    "行政处罚决定书文号|违法行为类型|违法事实|处罚依据|处罚类别|处罚内容|罚款金额 (万元)"
    "|没收违法所得、没收非法财物的金额 (万元)|暂扣或吊销证照名称及编号|处罚决定日期|处罚有效期|公示截止期|处罚机关"
    "|处罚机关统一社会信用代码|数据来源单位|数据来源单位统一社会信用代码|备注"
)
LICENCE = (
    "行政许可决定文书名称|行政许可决定文书号|许可类别|许可证书名称|许可编号|许可内容|许可决定日期|有效期自|有效期至"
    "|许可机关|许可机关统一社会信用代码|当前状态|数据来源单位|数据来源单位统一社会信用代码|备注"
)
HEADERS = {
    "法人行政处罚": f"行政相对人名称|{CODES}|{PENALTY}",
    "自然人行政处罚": f"行政相对人名称|证件类型|证件号码|{PENALTY}",
    "法人行政许可": f"行政相对人名称|{CODES}|{LICENCE}",
    "自然人行政许可": f"行政相对人名称|证件类型|证件号码|{LICENCE}",
}
ID_NUMBER = "990301199001011234"
PRIVATE = f"""含个人信息，勿提交,,
编号,证件类型,证件号码
anshi-scjg/2026/cf-0003,身份证,{ID_NUMBER}
anshi-scjg/2026/cf-0004,身份证,{ID_NUMBER}
"""


def export(root: Path, output: Path, *more: object, kind_name: str = "penalty", code: int = 0) -> None:
    """Runs the command in this process."""
    arguments = ["export", "--root", root, "--kind", kind_name, "--output", output, "--jobs", "1", *more]
    assert main([*map(str, arguments)]) == code


def sheets(path: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of every sheet of a workbook, by header; empty cells are ''."""
    found = {}
    for page in openpyxl.load_workbook(path):
        header, *rows = ([cell or "" for cell in row] for row in page.iter_rows(values_only=True))
        found[page.title] = [dict(zip(header, row, strict=True)) for row in rows]
    return found


def change(root: Path, slug: str, before: str, after: str) -> None:
    path = root / "agencies/anshi-scjg/decisions/2026" / f"{slug}.yaml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


# What the templates look like.


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


# What is in them on a day.


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


# What never is in them, unless for this one file.


def test_private_columns_are_filled_for_this_file_only(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    private = tmp_path / "私.csv"
    private.write_text(PRIVATE, "gb18030")
    export(instance, tmp_path / "x.xlsx", "--private", private)
    rows = sheets(tmp_path / "x.xlsx")["自然人行政处罚"]
    assert [(row["证件类型"], row["证件号码"]) for row in rows] == [("", ""), ("身份证", ID_NUMBER)]
    said = capsys.readouterr().out
    assert "填了 2 格、留空 6 格：文件含个人信息，勿提交" in said
    assert "有 1 个编号不在这次导出的记录里" in said
    assert ID_NUMBER not in said
    assert (tmp_path / "x.xlsx").stat().st_mode & 0o077 == 0
    legal = "含个人信息，勿提交\n编号,法定代表人身份证号\nanshi-scjg/2026/cf-0001,=1\n"
    private.write_text(legal, "utf-8-sig")
    export(instance, instance / "reports/x.csv", "--private", private)
    with (instance / "reports/x-法人行政处罚.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["法定代表人身份证号"] == "'=1"


def test_personal_data_stays_out_of_the_site(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    private = tmp_path / "p.csv"
    private.write_text(PRIVATE, "utf-8")
    (tmp_path / "link").symlink_to(instance)
    before = tree(instance)
    for output in (instance / "x.xlsx", tmp_path / "link/x.csv", instance / "reports/../content/x.xlsx"):
        export(instance, output, "--private", private, code=2)
        assert "含个人信息，不能放在站点" in capsys.readouterr().err
    inside = instance / "p.csv"
    inside.write_text(PRIVATE, "utf-8")
    export(instance, tmp_path / "x.xlsx", "--private", inside, code=2)
    inside.unlink()
    assert tree(instance) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["instance", "link", "p.csv"]
    # Without personal data it may lie anywhere, and by default it lies where nothing is committed.
    export(instance, instance / "x.xlsx")
    assert main(["export", "--root", str(instance), "--kind", "penalty", "--private", str(private)]) == 0
    assert (instance / "reports/行政处罚.xlsx").is_file()


def test_what_an_import_set_aside_is_there_again(instance: Path, tmp_path: Path) -> None:
    names = ["行政相对人名称", "证件类型", "证件号码", *PENALTY.split("|")]
    cells_of = dict.fromkeys(names, "") | {
        "行政相对人名称": "沈小满",
        "证件类型": "身份证",
        "证件号码": ID_NUMBER,
        "行政处罚决定书文号": "安市监处罚〔2026〕33号",
        "违法行为类型": "无照经营",
        "处罚内容": "责令改正",
        "处罚决定日期": "2026/03/03",
        "处罚机关": AGENCY,
    }
    table, private = tmp_path / "表.csv", tmp_path / "私.csv"
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([names, cells_of.values()])
    arguments = ["import", table, "--kind", "penalty", "--agency", "anshi-scjg", "--published", "2026-03-06"]
    assert main([*map(str, arguments), "--root", str(instance), "--private", str(private)]) == 0
    export(instance, tmp_path / "x.xlsx", "--private", private)
    row = next(own for own in sheets(tmp_path / "x.xlsx")["自然人行政处罚"] if own["行政相对人名称"] == "沈某")
    assert (row["证件类型"], row["证件号码"], row["处罚决定日期"]) == ("身份证", ID_NUMBER, "2026/03/03")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("编号,证件号码\n", "第一行应写“含个人信息，勿提交”"),
        ("", "第一行应写"),
        ("含个人信息，勿提交\n", "第二行是列名"),
        ("含个人信息，勿提交\n编号,编号\n", "第二行是列名"),
        (f"含个人信息，勿提交\n编号,{ID_NUMBER}\n", "第 2 列不认得；可用的列：编号、法定代表人证件类型"),
        (f"含个人信息，勿提交\n编号,证件号码\n{ID_NUMBER},x\n", "第 3 行的编号不是本站的编号"),
        ("含个人信息，勿提交\n编号,证件号码\na-b/2026/c,9.90301E+17\n", "第 3 行的号码被表格软件改成了约数"),
        ("含个人信息，勿提交\n编号,证件号码\na-b/2026/c,1\n\na-b/2026/c,2\n", "第 5 行的编号前面已经有了"),
    ],
)
def test_a_private_file_that_is_wrong(
    text: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.csv").write_text(text, "utf-8")
    export(INSTANCE, tmp_path / "x.xlsx", "--private", tmp_path / "p.csv", code=2)
    said = capsys.readouterr().err
    assert sentence in said.replace("\n", "")
    assert ID_NUMBER not in said
    assert not (tmp_path / "x.xlsx").exists()


# What cannot be done.


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--kind", "罚单"], "没有“罚单”这一类；可用：行政许可、行政处罚"),
        (["--kind", "inspection"], "2018 版模板里没有行政检查"),
        (["--kind", "matters"], "2018 版模板里没有行政执法事项清单"),
        (["--agency", "nobody-x"], "没有机关“nobody-x”；现有：anshi-scjg、anshi-sthj"),
        (["--profile", "../2018"], "没有“../2018”这套模板；可用：2018"),
        (["--output", "x.xls"], "应以 .xlsx 或者 .csv 结尾"),
        (["--private", "nothing.csv"], "没有文件 nothing.csv"),
        (["--root", "/nowhere"], "不是一个站点"),
    ],
)
def test_what_cannot_be_asked_for(
    more: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export(INSTANCE, tmp_path / "x.xlsx", *more, code=2)
    assert sentence in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_site_with_errors_is_not_exported(instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(instance, "cf-0001", "罚款金额: 5000元", "罚款金额: 五千")
    export(instance, tmp_path / "x.xlsx", code=1)
    assert "[amount-form]" in (said := capsys.readouterr().out) and "有错误，没有导出" in said
    (instance / "content/governments.yaml").write_text("x", "utf-8")
    export(instance, tmp_path / "x.xlsx", "--agency", "anshi-scjg", code=1)
    assert not (tmp_path / "x.xlsx").exists()


# Bytes.

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


def test_more_rows_than_a_sheet_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 3)
    assert tables.xlsx_bytes([Sheet("表", ["列"], [["x"]] * 2)], "站", TODAY)
    with pytest.raises(ExportFailed, match="“表”超过一张工作表的 3 行"):
        tables.xlsx_bytes([Sheet("表", ["列"], [["x"]] * 3)], "站", TODAY)


# A later version is one more file.

LATER = """
版本: "2027"
依据: 某办〔2027〕1号
日期: YYYY-MM-DD
长期: 长期有效
连接: 、
模板:
  - 名称: 处罚
    类别: penalty
    列:
      - 行政相对人名称
      - {列名: 罚款（元）, 字段: 罚款金额, 单位: 元}
      - {列名: 罚款, 字段: 罚款金额}
      - {列名: 种类, 字段: 处罚类别, 取值: {罚款: "03"}}
      - {列名: 决定日, 字段: 处罚决定日期}
      - {列名: 来源系统, 固定值: 公示平台}
      - {列名: 备用, 固定值: ""}
"""


def test_a_later_version_is_one_more_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "2027.yaml").write_text(LATER, "utf-8")
    monkeypatch.setattr(profiles, "FOLDER", tmp_path)
    export(INSTANCE, tmp_path / "x.xlsx", "--profile", "2027", "--agency", "anshi-scjg")
    rows = sheets(tmp_path / "x.xlsx")["处罚"]
    assert len(rows) == 5
    assert list(rows[-1].values()) == [
        "安石市青禾食品有限公司",
        "5000.00",
        "5000元",
        "03",
        "2026-11-09",
        "公示平台",
        "",
    ]
    assert "留空" not in capsys.readouterr().out
    export(INSTANCE, tmp_path / "x.xlsx", code=2)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("类别: penalty", "类别: 罚单", "没有“罚单”这一类"),
        ("- 行政相对人名称", "- 行政相对人", "行政处罚没有能写进一格的字段“行政相对人”"),
        ("- 行政相对人名称", "- 更正", "行政处罚没有能写进一格的字段“更正”"),
        ("单位: 元", "单位: 亿元", "“单位”应是元或者万元"),
        ("单位: 元", "货币: 元", "没有“货币”这一项"),
        (', 固定值: ""', "", "“字段”和“固定值”写一个"),
        ("长期: 长期有效\n", "", "模板文件缺少“长期”"),
        ("    列:\n", "", "不是合格的 YAML"),
        (LATER, "x", "写法不对"),
    ],
)
def test_a_version_that_is_wrong(before: str, after: str, sentence: str) -> None:
    with pytest.raises(ExportFailed, match=sentence):
        profiles.read(LATER.replace(before, after))


def test_every_version_can_be_read() -> None:
    for name in profiles.versions():
        assert profiles.profile(name).version == name


# All public fields of the templates survive export and import.

PIECES = (
    "经营 超过保质期的 面包 违反规定 货值 《食品安全法》第一百二十四条 “引号” <b> &amp; =1+1 + - @ ' \" , ; ； 、 。 \n _x0041_"
    " 100% #N/A 0012 １２ ① 𠮷 〇 / 2026-03-02 TRUE null"
).split(" ")


@st.composite
def prose(draw: st.DrawFn, longest: int = 60) -> str:
    """Text that stays as it is when it is read from a cell: without blanks in a row, and not a mere dash."""
    text = cells.clean("".join(draw(st.lists(st.sampled_from([*PIECES, " "]), min_size=1, max_size=12))))[:longest]
    return text if cells.clean(text) == text != "" else f"文{text}字".replace("\n字", "字")


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def days(first: date, last: date) -> st.SearchStrategy[str]:
    return st.dates(first, last).map(str)


@st.composite
def money(draw: st.DrawFn) -> str:
    cents = draw(st.integers(0, 10**13))
    if draw(st.booleans()):
        return f"{Decimal(cents) / 1_000_000:.6f}万元"
    return f"{Decimal(cents) / 100:f}元"


@st.composite
def parties(draw: st.DrawFn) -> dict[str, Any]:
    """The fields of a record that say whom it is about."""
    if draw(st.booleans()) and draw(st.booleans()):
        name = draw(st.sampled_from(["张某", "欧阳某", "李某2", "阿某", "A某"]))
        return {"行政相对人名称": name, "行政相对人类别": "自然人"}
    trader = draw(st.booleans())
    first17 = f"9{2 if trader else 1}990301MA{draw(st.integers(0, 9_999_999)):07}"
    middle = draw(st.sampled_from(["青禾", "远帆（安石）", "A&B", "O'k", "云帆<2>"]))
    fields = {
        "行政相对人名称": f"安石市{middle}{'面馆' if trader else '食品有限公司'}",
        "行政相对人类别": "个体工商户" if trader else "法人及非法人组织",
        "统一社会信用代码": draw(st.sampled_from([first17 + check_character(first17), "0" * 17 + "X"])),
        "法定代表人": draw(maybe(st.just("沈青禾"))) if trader else "沈青禾",
        "工商注册号": draw(maybe(st.integers(0, 9999).map(lambda number: f"0990301{number:06}"))),
        "组织机构代码": draw(maybe(st.sampled_from(["MA0000001", "00000001-9"]))),
        "税务登记号": draw(maybe(st.just("0012345"))),
        "事业单位证书号": draw(maybe(st.just("199030100012"))),
        "社会组织登记证号": draw(maybe(st.just("安社证字第0010号"))),
    }
    return {name: value for name, value in fields.items() if value}


@st.composite
def records(draw: st.DrawFn, kind_id: str, number: int) -> dict[str, Any]:
    """A valid record with any of the fields of the templates."""
    decided = draw(st.dates(date(2026, 1, 1), date(2026, 11, 1)))
    values: dict[str, Any] = {"执法类别": kind(kind_id).name, **draw(parties())}
    if kind_id == "penalty":
        words = [*kind(kind_id).fields["处罚类别"].values, "其他-责令改正"]
        classes = draw(st.lists(st.sampled_from(words), min_size=1, max_size=4, unique=True))
        takes = bool({"暂扣许可证件", "吊销许可证件"} & set(classes))
        values |= {
            "行政处罚决定书文号": f"安市监处罚〔2026〕{number}号",
            "违法行为类型": draw(prose()),
            "违法事实": draw(prose()),
            "处罚依据": draw(prose()),
            "处罚类别": classes,
            "处罚内容": f"决定{draw(prose())}",
            "罚款金额": draw(money() if "罚款" in classes else maybe(money())),
            "没收违法所得、没收非法财物的金额": draw(maybe(money())),
            "暂扣或吊销证照名称及编号": draw(prose() if takes else maybe(prose())),
            "处罚决定日期": str(decided),
            "处罚有效期": draw(maybe(st.just("长期") | days(date(2000, 1, 1), date(2099, 12, 30)))),
            "公示截止期": draw(maybe(days(TODAY + timedelta(1), date(2099, 12, 31)))),
            "社会影响认定": "涉及公众利益",
        }
    else:
        values |= {
            "行政许可决定文书名称": draw(prose()),
            "行政许可决定文书号": draw(st.sampled_from([f"安市监许可〔2026〕{number}号", f"JY{number:014}"])),
            "许可类别": draw(st.sampled_from(kind(kind_id).fields["许可类别"].values)),
            "许可证书名称": draw(maybe(prose())),
            "许可编号": draw(maybe(st.just("JY00012345"))),
            "许可内容": f"准予{draw(prose())}",
            "许可决定日期": str(decided),
            "有效期自": str(decided),
            "有效期至": draw(st.just("长期") | days(TODAY, date(2099, 12, 30))),
            "当前状态": draw(st.sampled_from(["有效", "无效"])),
        }
    authority = kind(kind_id).role("authority")
    values |= {
        "公示日期": str(decided + timedelta(draw(st.integers(0, 10)))),
        authority: AGENCY,
        f"{authority}统一社会信用代码": AGENCY_CODE,
        "数据来源单位": AGENCY,
        "数据来源单位统一社会信用代码": AGENCY_CODE,
        "备注": draw(maybe(prose())),
    }
    return writing.ordered({name: value for name, value in values.items() if value is not None}, kind(kind_id))


def site(root: Path, values: list[dict[str, Any]], prefix: str) -> None:
    """A site with one agency and some records."""
    files = {
        "content/governments.yaml": {"政府": [{"编号": "anshi", "名称": "安石市人民政府", "层级": "市"}]},
        "content/settings.yaml": {"平台名称": "站", "演示": "是", "今日": str(TODAY)},
        "agencies/anshi-scjg/agency.yaml": {"机构名称": AGENCY, "政府": "anshi", "状态": "待补"},
    }
    files |= {
        f"agencies/anshi-scjg/decisions/2026/{prefix}-{index:04}.yaml": own for index, own in enumerate(values, 1)
    }
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(writing.dump(content), "utf-8")


def imported(root: Path, table: Path, kind_id: str, sheet: str) -> list[dict[str, Any]]:
    """The records that an empty site makes of a sheet; what the template does not hold is given by the mapping."""
    lines = ["固定值:", "  公示日期: 2026-11-20"]
    lines += [f"  行政相对人类别: {'自然人' if sheet.startswith('自然人') else '法人及非法人组织'}"]
    lines += [f"工作表: {sheet}"] if table.suffix == ".xlsx" else []
    lines += ["取值:", "  当前状态: {'1': 有效, '2': 无效}"] if kind_id == "licence" else []
    site(root, [], "")
    columns = root / "columns.yaml"
    columns.write_text("\n".join(lines), "utf-8")
    arguments = ["import", table, "--kind", kind_id, "--agency", "anshi-scjg", "--mapping", columns, "--root", root]
    assert main([*map(str, arguments)]) == 0
    paths = sorted(root.glob("agencies/*/decisions/*/*.yaml"))
    texts = [source.read(path.name, path.read_bytes())[0] for path in paths]
    return [read.values for read in texts if read]


def comparable(values: dict[str, Any], fields: list[str], ending: str) -> dict[str, Any]:
    """The template's fields of a record, amounts as numbers; csv puts an apostrophe before what begins like a formula."""
    found = {}
    for name in fields:
        value = values.get(name, "")
        if value and "金额" in name:
            value = amounts.yuan(value)
        elif ending == "csv" and isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
            value = f"'{value}"
        found[name] = value
    return found


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("kind_id", ["penalty", "licence"])
def test_all_public_fields_survive_export_and_import(kind_id: str, ending: str) -> None:
    templates = profiles.profile("2018").of_kind(kind_id)

    @settings(max_examples=12)
    @given(st.integers(1, 6).flatmap(lambda count: st.tuples(*(records(kind_id, n) for n in range(1, count + 1)))))
    def survive(given_records: tuple[dict[str, Any], ...]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            root, output = Path(folder, "site"), Path(folder, f"x.{ending}")
            site(root, list(given_records), kind(kind_id).prefix)
            export(root, output, kind_name=kind_id)
            back = 0
            for template in templates:
                path = output if ending == "xlsx" else output.with_name(f"x-{template.name}.csv")
                found = imported(Path(folder, template.name), path, kind_id, template.name)
                wanted = [own for own in given_records if own["行政相对人类别"] in template.when["行政相对人类别"]]
                fields = [column.source for column in template.columns if column.source and not column.private]
                assert [comparable(own, fields, "") for own in found] == [
                    comparable(own, fields, ending) for own in wanted
                ]
                back += len(found)
            assert back == len(given_records)

    survive()
