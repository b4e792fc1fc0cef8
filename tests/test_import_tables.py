"""How tables lie in files: web pages saved as .xls, merged headers, hidden sheets, cases written downwards, remarks below."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
import re
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from plugins.registry import source
from plugins.registry.importing import cells, columns, mapping, tables
from plugins.registry.importing.importer import Existing, Wishes, run
from plugins.registry.importing.mapping import ColumnMapping
from plugins.registry.importing.outcome import ImportFailed, Result
from plugins.registry.kinds import kind

PENALTY = kind("penalty")
KNOWN = columns.known(PENALTY, ColumnMapping())
AGENCY, SHOP = "清河县市场监督管理局", "清河县云海商贸有限公司"
EXISTING = Existing({"qinghe-scjg": {"机构名称": AGENCY, "状态": "在用"}})
HEADER = ["序号", "当事人名称", "行政处罚决定书文号", "行政处罚内容", "作出决定机关", "处罚决定日期", "公示日期"]


def row(number: int = 1, party: str = SHOP, **other: str) -> list[str]:
    values = dict(
        zip(HEADER, [str(number), party, f"清市监处罚〔2026〕{number}号", "罚款2000元", AGENCY], strict=False)
    )
    values |= {"处罚决定日期": "2026-03-02", "公示日期": "2026-03-05"} | other
    return [values[name] for name in HEADER]


def load(data: bytes, name: str = "表.xlsx", text: str = "类别: 行政处罚") -> Result:
    wishes = Wishes(published="2026-03-09")
    return run(data, name, PENALTY, EXISTING, mapping.read(text.encode(), PENALTY), wishes=wishes)


def values(result: Result) -> list[dict[str, Any]]:
    read = [source.read(path, text.encode())[0] for path, text in result.files.items() if "/decisions/" in path]
    return [item.values for item in read if item]


def page(*rows: list[str], before: str = "", cell: Callable[[str], str] = "<td>{}</td>".format) -> str:
    body = "".join(f"<tr>{''.join(map(cell, line))}</tr>" for line in rows)
    return f"<html><head><title>x</title></head><body>{before}<table border=1>{body}</table></body></html>"


def book(*rows: list[Any], merge: tuple[str, ...] = (), **sheets: list[list[Any]]) -> bytes:
    made = openpyxl.Workbook()
    for line in rows:
        made.active.append(line)
    for area in merge:
        made.active.merge_cells(area)
    for name, lines in sheets.items():
        sheet = made.create_sheet(name.removesuffix("_hidden"))
        sheet.sheet_state = "hidden" if name.endswith("_hidden") else "visible"
        for line in lines:
            sheet.append(line)
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def as_csv(*rows: list[str]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


def reasons(result: Result) -> list[tuple[int, str]]:
    return [(item.row, item.reason) for item in result.refusals]


# Web pages.


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["表.xls", "表.html", "表.xlsx"])
def test_a_web_page_saved_as_a_workbook(encoding: str, name: str) -> None:
    text = page(["清河县行政处罚公开表"], HEADER, row(1), row(2, "云海乙公司"))
    result = load(text.encode(encoding), name)
    assert [item["行政相对人名称"] for item in values(result)] == [SHOP, "云海乙公司"]
    assert [item["来源"]["行"] for item in values(result)] == ["3", "4"]


def test_what_browsers_make_of_cells() -> None:
    line = row(
        行政处罚内容="<p>一、警告；</p><p>二、<b>罚款</b>\n  2000&nbsp;元&lt;x&gt;</p><script>alert(1)</script><!-- no -->"
    )
    line[1] = "清河县云海\n   商贸有限公司<o:p></o:p>"
    record = values(load(page(HEADER, line).encode(), "表.xls"))[0]
    assert record["处罚内容"] == "一、警告；\n二、罚款 2000 元<x>"
    assert record["行政相对人名称"] == SHOP


def test_cells_of_a_web_page_that_span_others() -> None:
    text = (
        "<table><tr><th rowspan=2>序号</th><th colspan='2'>行政处罚当事人基本情况</th><th rowspan=2>行政处罚决定书文号</th>"
        "<th rowspan=2>违法行为类型</th><th rowspan=2>行政处罚内容</th><th rowspan=2>作出行政处罚<br>决定机关名称</th></tr>"
        "<tr><th>名称</th><th>注册号</th></tr>"
        f"<tr><td>1<td>{SHOP}<td>0990301<td>清市监处罚〔2026〕1号<td>无照<td>罚款2000元<td rowspan=2>{AGENCY}</tr>"
        "<tr><td>2<td>云海乙公司<td><td>清市监处罚〔2026〕2号<td>无照<td>罚款3000元</tr></table>"
    )
    result = load(text.encode(), "表.xls")
    assert result.template == "市场监管行政处罚信息摘要"
    assert [(item["行政相对人名称"], item["处罚机关"]) for item in values(result)] == [
        (SHOP, AGENCY),
        ("云海乙公司", AGENCY),
    ]
    assert values(result)[0]["工商注册号"] == "0990301"


def test_the_second_table_of_a_page_is_told() -> None:
    layout = "<table><tr><td>导航</td><td><table><tr><td>首页</td></tr></table></td></tr></table>"
    text = page(HEADER, row(1), before=layout) + page(HEADER, row(2, "云海乙公司"))
    result = load(text.encode(), "表.xls")
    assert result.rows == 1
    assert [note.text for note in result.notes] == [
        "工作表“表格4”没有读：一次只读一张，要读它，在列名对照文件里写“工作表: 表格4”"
    ]
    assert values(load(text.encode(), "表.xls", "工作表: 表格4"))[0]["行政相对人名称"] == "云海乙公司"
    with pytest.raises(ImportFailed, match="没有“表格9”"):
        load(text.encode(), "表.xls", "工作表: 表格9")


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><table><tr><td>&x;</td></tr></table>',
        "<html><body>没有表格</body></html>",
        "<table></table>",
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Table/></Workbook>',
        "<html>" + "<table><tr><td>" * 3000,
    ],
)
def test_pages_without_a_table(text: str) -> None:
    with pytest.raises(ImportFailed) as failed:
        load(text.encode(), "表.xls")
    assert re.search("[\u4e00-\u9fff]", str(failed.value))


def test_nothing_is_fetched_or_replaced() -> None:
    text = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "罚款">]>'
    result = load((text + page(HEADER, row(行政处罚内容="&x;&y;罚款2000元"))).encode(), "表.xls")
    assert "root:" not in "".join(result.files.values())


def test_spans_that_would_fill_the_memory() -> None:
    text = f"<table><tr><td colspan=999999999 rowspan=999999999>序号</td></tr>{page(HEADER, row())[40:]}"
    tracemalloc.start()
    load(text.encode() * 3, "表.xls")
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


# Workbooks.


def test_a_header_of_two_merged_lines() -> None:
    upper = ["序号", "当事人基本情况", None, None, "行政处罚决定书文号", "行政处罚内容", "处罚机关"]
    lower = [None, "名称", "统一社会信用代码", "法定代表人（负责人）姓名", None, None, None]
    first = ["1", SHOP, None, None, "清市监处罚〔2026〕1号", "罚款2000元", AGENCY]
    second = ["2", "云海乙公司", None, None, "清市监处罚〔2026〕2号", "罚款3000元", None]
    merge = ("B2:D2", "A2:A3", "E2:E3", "F2:F3", "G2:G3", "G4:G5", "A1:G1")
    title = ["清河县行政处罚公开表"]
    for data, name in (
        (book(title, upper, lower, first, second, merge=merge), "表.xlsx"),
        (
            as_csv(*([cell or "" for cell in line] for line in (title, upper, lower, first, [*second[:-1], AGENCY]))),
            "表.csv",
        ),
    ):
        result = load(data, name)
        assert [item["行政相对人名称"] for item in values(result)] == [SHOP, "云海乙公司"]
        assert [item["来源"]["行"] for item in values(result)] == ["4", "5"]
        assert values(result)[1]["处罚机关"] == AGENCY


def test_the_known_word_may_stand_in_the_upper_line() -> None:
    upper = ["序号", "", "", "作出决定机关"]
    lower = ["", "当事人名称", "行政处罚内容", ""]
    result = load(as_csv(["表"], upper, lower, ["1", SHOP, "警告", AGENCY]), "表.csv")
    assert values(result)[0]["处罚机关"] == AGENCY


def test_data_are_never_taken_for_a_second_line_of_the_header() -> None:
    lines = [
        ["序号", "当事人名称", "行政处罚内容", "作出决定机关", "类型", ""],
        ["1", SHOP, "警告", AGENCY, "备注", "x"],
    ]
    result = load(as_csv(*lines, ["2", "云海乙公司", "警告", AGENCY, "", ""]), "表.csv")
    assert [item["行政相对人名称"] for item in values(result)] == [SHOP, "云海乙公司"]


def test_hidden_sheets_are_skipped_and_said() -> None:
    data = book(["说明"], 底稿_hidden=[HEADER, row(9)], 数据=[HEADER, row(1)], 另表=[HEADER, row(2)], 空表=[])
    result = load(data)
    assert [item["行政处罚决定书文号"] for item in values(result)] == ["清市监处罚〔2026〕1号"]
    assert [note.text for note in result.notes] == [
        "工作表“另表”没有读：一次只读一张，要读它，在列名对照文件里写“工作表: 另表”",
        "工作表“底稿”是隐藏的，没有读",
    ]
    assert values(load(data, text="工作表: 底稿"))[0]["行政处罚决定书文号"] == "清市监处罚〔2026〕9号"


def test_a_workbook_of_hidden_sheets_only() -> None:
    made = openpyxl.Workbook()
    made.active.append(["说明"])
    sheet = made.create_sheet("底稿")
    sheet.append(HEADER)
    sheet.sheet_state = "veryHidden"
    with pytest.raises(ImportFailed, match="没有找到表头"):
        load(saved(made))


def test_days_as_numbers() -> None:
    made = openpyxl.Workbook()
    made.active.append([*HEADER, "公示截止期"])
    made.active.append([*row()[:5], 46083, "46086.5", dt.date(2027, 3, 2)])
    result = load(saved(made))
    record = values(result)[0]
    assert (record["处罚决定日期"], record["公示日期"], record["公示截止期"]) == (
        "2026-03-02",
        "2026-03-05",
        "2027-03-02",
    )
    assert {note.column: note.text for note in result.notes} == {
        "处罚决定日期": "是 Excel 的日期序号，读作 2026-03-02",
        "公示日期": "是 Excel 的日期序号，读作 2026-03-05",
    }
    made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    refused = load(saved(made))
    assert reasons(refused) == [(2, "是日期的序号，而这张表不从 1900 年起算，看不出是哪一天")]


@pytest.mark.parametrize(
    ("text", "day"),
    [("46083", "2026-03-02"), ("46083.75", "2026-03-02"), ("29221", "1980-01-01"), ("73050", "2099-12-31")]
    + [(text, "") for text in ("20190", "73051", "4608", "460830", "46083号", "-46083", "1e4")],
)
def test_serial_days(text: str, day: str) -> None:
    assert cells.serial(text) == day


def test_numbers_written_as_text() -> None:
    made = openpyxl.Workbook()
    made.active.append(["当事人名称", "工商注册号", "行政处罚内容", "处罚机关", "罚款金额（元）"])
    made.active.append([SHOP, "0990301000001234", "罚款2000元", AGENCY, "2,000.00"])
    made.active.append(["云海乙公司", 990301000001234, "罚款3000元", AGENCY, 3000.0])
    first, second = values(load(saved(made)))
    assert (first["工商注册号"], first["罚款金额"]) == ("0990301000001234", "2000元")
    assert (second["工商注册号"], second["罚款金额"]) == ("990301000001234", "3000元")
    text = as_csv(["当事人名称", "工商注册号", "行政处罚内容", "处罚机关"], [SHOP, '="0990301"', "警告", AGENCY])
    assert values(load(text, "表.csv"))[0]["工商注册号"] == "0990301"


def test_a_sheet_that_would_fill_the_memory() -> None:
    data = book(HEADER, row())
    for reference in (b'r="XFD1048576"', b'r="A4294967295"', b"r='ZZZZZZ99999999999'"):
        with pytest.raises(ImportFailed, match="工作表的范围大到"):
            load(rewritten(data, lambda text, new=reference: text.replace(b'r="B2"', new)))  # type: ignore[misc]


def rewritten(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text) if name == "xl/worksheets/sheet1.xml" else text)
    return made.getvalue()


# A workbook as Excel 97 wrote it: a hidden sheet before one with merged cells, a day and a code with zeros.
XLS = (
    "c-rk)TS!z<6y4{{ou@N8+8AVDBJ?g84I+cQR%Smrd7Gj%vxiL*PNSF@8Kh-WP(l#}ML&Xl^kaq4n;w6C1ie0jAkabx`lz5XqP*?B=iX^71qVtn"
    "?z)_P&)(;;&STF$XYP~7nf={Ya|Yly6oU<hbvHPYYyy+pRQ!PDx=va1?ZTv6m{f4Pa3dXdxb1u7q&=kl9smhflm{pQUSq0;MhG>;B6$;t6+DLR"
    "g2u2+DCm0<E?`QBX*{khmbEOWu)NH5@31UkOBc&!ShrtP!DBTvZwdB8&nB7AW$7pdT<10~*-`-"
    "6@R0nt?WBnNyd9P|?cN@pWCgj37kU7<baf;aX(BxXE`kT360xwnd|_#6KLl{Qd*HL42k^=KUEj~M>=SDjfcCE=?andmF5JZ5?Wd&z&<^@GLC)L"
    ">UU;vNCrELoMr|cM%u!s5#z?I8JA9$o4L(eE5aF%IL$^Y{^&j>-K&&~YMwH5`wodKlW-"
    "J@rQnul3^n^APcK<5t)6Q?+6*?Lj!cIl?+HV>eme%dnP&La3BQxsKK-gn_(R<-"
    "jp?!PGHZ19K*HxU2YG1?Xlfj~*;G$rGkE+O;r!CYj5G;fs6vAT24i>-=Ruffi#r0&QXQhS%qOK}K)XA7l3$dxkq?R>HH$H8t-"
    "Pe7<(OgpPq2r6goqt5Q^KlUHqTC4?oX_M?;K$Yee(B@0@*NfGR<^YB5f?uQXVR*J4u_}(Hcn5J0N0(zaz4w$-"
    "0O7C=dcXm+T(jxMYfSC>)<*^xO5isEMh!YXD8+7V7~L6b|bg*jXD?ey{iXW1HCWQZpg=jd8ZNFI$(iVAkLp7+*HlCFhb@lmec+SpDyV)#;zNue"
    "FprXfPu(l8P{laXqLq?3$C%fB<YGU5o>G%v)9SG#*T5Uu}o+ZHCsZn8S5X{6x5W2W=G9#@Q6`(1oJqI`ht0!35|GM35|H%35|HXs2!9ZK4Y>V{"
    "fT5AISP+t9-"
    "fJG7`q*}6GxiSt4wg*MP6ylg%~8ygct^maZ;%g_c=M5&snfw!GZ+~7E*vPuB$e_OaNaW=z`!hzU%zJG;Dn)`ERif8t`exzm%&WhVLfWpOXJf1-"
    "mf&660)RelH|!MD`}AhaEhQ`jq__FWe$|KI3la|9d~7RQZQf8RtLd{|SnqP%;"
)


def test_an_old_workbook() -> None:
    result = load(zlib.decompress(base64.b85decode(XLS)), "表.xls")
    assert [(item["行政相对人名称"], item["处罚机关"]) for item in values(result)] == [
        (SHOP, AGENCY),
        ("云海乙公司", AGENCY),
    ]
    assert [item["处罚决定日期"] for item in values(result)] == ["2026-03-02", "2026-03-02"]
    assert values(result)[0]["工商注册号"] == "0990301"
    assert "工作表“底稿”是隐藏的，没有读" in [note.text for note in result.notes]


# Remarks, totals, headers within.


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (["合计", "", "", "2件"], "这一行是合计"),
        (["", "小  计", "", "4000元"], "这一行是合计"),
        (["本页合计：2 件"], "这一行是合计"),
        (["注：本表由办公室填写"], "这一行是说明，不是一条决定"),
        (["说明：1. 罚款以元计"], "这一行是说明，不是一条决定"),
        (["填表人：某", "", "", "审核人：某"], "这一行是说明，不是一条决定"),
        (["表格说明"], "这一行是说明，不是一条决定"),
        (["序 号", "当事人 名称", "", "行政处罚 内容"], "这一行是重复的表头"),
        (["二、自然人"], "缺少行政相对人名称"),
    ],
)
def test_rows_that_are_no_decisions(line: list[str], reason: str) -> None:
    result = load(as_csv(["表"], HEADER, row(1), line, row(2, "云海乙公司")), "表.csv")
    assert reasons(result) == [(4, reason)]
    assert (result.rows, result.records) == (3, 2)


def test_a_note_merged_over_the_whole_width() -> None:
    result = load(book(["表"], HEADER, row(1), ["注：以上信息以决定书为准"], merge=("A1:G1", "A4:G4")))
    assert reasons(result) == [(4, "这一行是说明，不是一条决定")]


def test_below_a_header_of_other_columns_nothing_is_read() -> None:
    other = ["行政处罚内容", "序号", "当事人名称", "作出决定机关"]
    lines = [HEADER, row(1), other, ["警告", "1", "云海乙公司", AGENCY], HEADER, row(3, "云海丙公司")]
    result = load(as_csv(*lines), "表.csv")
    wrong = "上面另有一个表头，列与第一个不同，请把两张表分成两个文件"
    assert reasons(result) == [(3, "这一行是重复的表头"), (4, wrong), (5, "这一行是重复的表头")]
    assert result.records == 2


# Cases written downwards.

CASE = [
    ["行政处罚决定书文号", "清金罚决字〔2018〕11号"],
    ["被处罚当事人姓名或名称", "个人姓名", ""],
    ["单位", "名称", SHOP],
    ["法定代表人（主要负责人）姓名", "赵大江"],
    ["主要违法违规事实（案由）", "违规发放贷款"],
    ["行政处罚依据", "《商业银行法》第七十四条"],
    ["行政处罚决定", "罚款三十万元"],
    ["作出处罚决定的机关名称", AGENCY],
    ["作出处罚决定的日期", "2018年4月23日"],
]


def check_case(result: Result, row_number: str) -> None:
    assert result.template == "金融监管行政处罚信息公开表（单案竖表）"
    assert (result.rows, result.records) == (1, 1)
    record = values(result)[0]
    assert record["行政相对人名称"] == SHOP
    assert record["行政相对人类别"] == "法人及非法人组织"
    assert record["法定代表人"] == "赵大江"
    assert record["处罚内容"] == "罚款三十万元"
    assert record["处罚决定日期"] == "2018-04-23"
    assert record["来源"]["行"] == row_number


def test_a_case_whose_merged_cells_are_lost() -> None:
    check_case(load(page(["清河局行政处罚信息公开表"], *CASE).encode(), "表.html"), "2")
    check_case(load(as_csv(*CASE), "表.csv"), "1")


def test_a_case_with_merged_cells() -> None:
    lines = [
        ["清河局行政处罚信息公开表"],
        ["行政处罚决定书文号", None, None, "清金罚决字〔2018〕11号"],
        ["被处罚当事人姓名或名称", "个人姓名", None, None],
        [None, "单位", "名称", SHOP],
        [None, None, "法定代表人（主要负责人）姓名", "赵大江"],
        *([label, None, None, text] for label, text in CASE[4:]),
        ["注：本表由办公室填写"],
    ]
    merge = ("A1:D1", "A2:C2", "A3:A5", "B3:C3", "B4:B5", *(f"A{line}:C{line}" for line in range(6, 11)))
    check_case(load(book(*lines, merge=merge)), "2")


def test_a_person_in_a_case_is_masked() -> None:
    case = [
        *CASE[:1],
        ["被处罚当事人姓名或名称", "个人姓名", "妤小娟"],
        ["单位", "名称", ""],
        ["法定代表人（主要负责人）姓名", ""],
        *CASE[4:],
    ]
    result = load(as_csv(*case), "表.csv")
    assert (values(result)[0]["行政相对人名称"], values(result)[0]["行政相对人类别"]) == ("妤某", "自然人")
    both = [*CASE[:1], ["被处罚当事人姓名或名称", "个人姓名", "赵小满"], *CASE[2:]]
    assert reasons(load(as_csv(*both), "表.csv")) == [(1, "同义的几列内容不同（行政相对人名称）")]


def test_cases_one_below_the_other() -> None:
    second = [["行政处罚决定书文号", "清金罚决字〔2018〕12号"], ["单位", "名称", "云海乙公司"], *CASE[4:]]
    third = [["行政处罚决定书文号", "清金罚决字〔2018〕13号"], ["主要违法违规事实（案由）", "x"], *CASE[6:]]
    lines = [["第一案"], *CASE, ["第二案"], *second, *third]
    result = load(as_csv(*lines), "表.csv")
    assert [item["行政相对人名称"] for item in values(result)] == [SHOP, "云海乙公司"]
    assert [item["来源"]["行"] for item in values(result)] == ["2", "12"]
    assert reasons(result) == [(19, "缺少行政相对人名称")]
    pages = "".join(page(*case) for case in (CASE, second))
    assert load(pages.encode(), "表.html").records == 2


def test_labels_and_values_side_by_side() -> None:
    lines = [
        ["行政处罚决定书文号", "清市监处罚〔2026〕1号", "违法行为类型", "无照经营"],
        ["行政处罚当事人基本情况", "单位", "名称", SHOP],
        ["注册号", "0990301", "法定代表人（负责人）姓名", "赵大江"],
        ["行政处罚内容", "警告；"],
        ["", "罚款2000元"],
        ["作出行政处罚决定机关名称", AGENCY, "作出行政处罚决定日期", "2026-03-02"],
    ]
    result = load(as_csv(*lines), "表.csv")
    assert result.template == "市场监管行政处罚信息摘要"
    record = values(result)[0]
    assert (record["行政相对人名称"], record["工商注册号"], record["处罚内容"]) == (
        SHOP,
        "0990301",
        "警告；\n罚款2000元",
    )
    assert (record["处罚决定日期"], record["法定代表人"]) == ("2026-03-02", "赵大江")


# Size.


def table_of(count: int) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*HEADER, "主要违法违规行为"])
    writer.writerows([*row(number, f"云海第{number}公司"), "未按规定备案，" * 20] for number in range(count))
    return text.getvalue().encode()


def test_rows_are_not_kept() -> None:
    """A table is gone through without being held: what is in use stays the same however long it is."""
    peaks = []
    for count in (500, 5_000):
        data = table_of(count)
        tracemalloc.start()
        table = tables.read(data, "表.csv", KNOWN)
        held = tracemalloc.get_traced_memory()[0]
        assert sum(1 for _ in table.rows) == count
        peaks.append(tracemalloc.get_traced_memory()[1] - held)
        tracemalloc.stop()
    # The text itself is twice the bytes; the rows would be many times as much.
    assert peaks[1] < peaks[0] + 2.5 * len(data)
