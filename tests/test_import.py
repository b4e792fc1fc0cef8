"""Whole imports: invented spreadsheets in, records and refusals out."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
from pathlib import Path

import openpyxl
import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plugins.registry import privacy, shape, source
from plugins.registry.importing import files, governments, mapping, report, tables
from plugins.registry.importing.files import Paths
from plugins.registry.importing.importer import Existing, Wishes, run
from plugins.registry.importing.mapping import GovernmentEntry
from plugins.registry.importing.outcome import ImportFailed, Result
from plugins.registry.kinds import kind
from plugins.registry.problems import Level

PENALTY = kind("penalty")
MAPPING = """
类别: 行政处罚
字段: {行政相对人名称: [当事人], 处罚内容: [决定], 公示日期: [发布日期], 违法事实: [事实], 罚款金额: [罚款(元)]}
单位: {罚款金额: 元}
取值: {行政相对人类别: {机构: 法人及非法人组织, 个人: 自然人}}
公告: [网址]
网址: [网址]
标题: [标题]
文号取自标题: 是
机关:
  列: [机关]
  标题中: '^(.+?监管局)'
  同名规则:
    - {原文: '^云海总局(.+)监管局$', 改为: '\\1监管局'}
  地区: [省]
政府: {编号: yunhai, 名称: 云海总局, 层级: 国家}
不导入: [{列: 标题, 含: 告知书, 原因: 不是处罚决定}]
忽略: [序号]
"""
HEADER = [
    "序号",
    "当事人",
    "当事人类型",
    "事实",
    "决定",
    "罚款(元)",
    "机关",
    "省",
    "发布日期",
    "标题",
    "网址",
    "处罚种类",
]
URL = "https://www.example.gov.cn/{}.html"
SHOP = "清河县云海商贸有限公司"


def row(party: str = SHOP, kind_word: str = "机构", **other: str) -> list[str]:
    values = dict.fromkeys(HEADER, "") | {
        "当事人": party,
        "当事人类型": kind_word,
        "决定": "罚款1万元",
        "机关": "清河监管局",
        "省": "云海省",
        "发布日期": "2026-03-02 10:20:30",
        "标题": "清河监管局行政处罚信息公开表（清金罚决字〔2026〕1号）",
        "网址": URL.format(1),
        "处罚种类": "罚款",
    }
    return list((values | other).values())


def as_csv(*rows: list[str], header: list[str] | None = None, encoding: str = "utf-8") -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([header or HEADER, *rows])
    return buffer.getvalue().encode(encoding)


def load(data: bytes, existing: Existing | None = None, text: str = MAPPING, name: str = "表.csv") -> Result:
    return run(data, name, PENALTY, existing or Existing(), mapping.read(text.encode(), PENALTY))


def values(result: Result) -> list[dict[str, object]]:
    """The records of a result, read back by the strict reader."""
    out = []
    for path, text in result.files.items():
        read, problems = source.read(path, text.encode())
        assert read is not None
        assert not problems
        if "/decisions/" in path:
            out.append(read.values)
    return out


def reasons(result: Result) -> list[tuple[int, str]]:
    return [(item.row, item.reason) for item in result.refusals]


def site(result: Result, before: Existing | None = None) -> Existing:
    """The site as it stands after a result has been written."""
    before = before or Existing()
    after = Existing(dict(before.agencies), dict(before.records), before.governments)
    for path, text in result.files.items():
        read, _ = source.read(path, text.encode())
        assert read is not None
        parts = path.split("/")
        if path == governments.PATH:
            after.governments = text
        elif parts[-1] == "agency.yaml":
            after.agencies[parts[1]] = read.values  # type: ignore[index]
        else:
            after.records[f"{parts[1]}/{parts[3]}/{parts[4][:-5]}"] = read.values  # type: ignore[index]
    return after


def test_a_record() -> None:
    result = load(as_csv(row(**{"罚款(元)": "10000", "事实": "未按规定备案"})))
    assert values(result) == [
        {
            "执法类别": "行政处罚",
            "行政相对人名称": SHOP,
            "行政相对人类别": "法人及非法人组织",
            "行政处罚决定书文号": "清金罚决字〔2026〕1号",
            "违法事实": "未按规定备案",
            "处罚类别": ["罚款"],
            "处罚内容": "罚款1万元",
            "罚款金额": "10000元",
            "公示日期": "2026-03-02",
            "处罚机关": "清河监管局",
            "来源": {"文件": "表.csv", "行": "2", "网址": URL.format(1)},
        }
    ]
    assert result.record_ids == ["yunhai-qhjgj/2026/cf-0001"]
    assert "agencies/yunhai-qhjgj/decisions/2026/cf-0001.yaml" in result.files


def test_both_encodings_give_the_same_records() -> None:
    rows = [row("赵小满（时任经理）", "个人"), row(决定="警告")]
    outcomes = [load(as_csv(*rows, encoding=encoding)).files for encoding in ("utf-8", "utf-8-sig", "gb18030")]
    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_other_encodings_are_refused() -> None:
    for data in (as_csv(row(), encoding="utf-16"), as_csv(row()) + b"\xff\xff\x81"):
        with pytest.raises(ImportFailed, match="UTF-"):
            load(data)


def workbook(*rows: list[object], sheets: dict[str, list[list[object]]] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for line in rows:
        book.active.append(line)
    for name, lines in (sheets or {}).items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_workbook_with_titles_blank_rows_and_typed_cells() -> None:
    header: list[object] = [*HEADER, "处罚决定日期"]
    first: list[object] = [*row(), dt.date(2026, 2, 26)]
    first[5] = 10000.0
    first[8] = dt.datetime(2026, 3, 2, 10, 20)
    data = workbook(
        ["清河监管局行政处罚公开表"], [], ["填报单位：", "某处"], header, first, [], [*row("云海乙公司"), None]
    )
    result = load(data, name="表.xlsx")
    found = values(result)
    assert [item["来源"]["行"] for item in found] == ["5", "7"]  # type: ignore[index]
    assert found[0]["处罚决定日期"] == "2026-02-26"
    assert found[0]["罚款金额"] == "10000元"
    assert "处罚决定日期" not in found[1]
    assert result.rows == 2


def test_the_first_sheet_with_a_known_header_is_read() -> None:
    lines: list[list[object]] = [list(HEADER), list(row())]
    assert load(workbook(["说明"], sheets={"数据": lines}), name="表.xlsx").records == 1
    other = workbook(list(HEADER), list(row()), sheets={"另表": [*lines, list(row("云海乙公司"))]})
    assert load(other, text=MAPPING + "工作表: 另表\n", name="表.xlsx").records == 2
    with pytest.raises(ImportFailed, match="没有名为"):
        load(other, text=MAPPING + "工作表: 没有\n", name="表.xlsx")


def test_numbers_keep_their_digits() -> None:
    table = tables.read(
        workbook(["文号", "当事人"], [12345678901234, 0.1], [1e-7, 3.0]), "x.xlsx", {"文号": "a", "当事人": "b"}
    )
    assert [line.cells for line in table.rows] == [("12345678901234", "0.1"), ("0.0000001", "3")]


def test_a_repeated_header_is_refused() -> None:
    result = load(as_csv(row(), HEADER, row("云海乙公司"), row("当事人 名称")))
    assert reasons(result) == [(3, "这一行是重复的表头"), (5, "这一格是表头的文字")]
    assert result.records == 2


def test_an_unknown_column_is_noted_once() -> None:
    header = [*HEADER, "机构编码", "云金罚决字〔2024〕25号"]
    result = load(as_csv([*row(), "B1", "x"], [*row("云海乙公司"), "B2", "y"], header=header))
    assert [note.column for note in result.notes] == ["云金罚决字〔2024〕25号", "机构编码"]


def test_private_columns_are_never_read() -> None:
    header = [*HEADER, "证件号码", "法定代表人身份证号"]
    data = as_csv([*row(), "110101199003070012", "110101199003070012"], header=header)
    result = load(data)
    assert result.records == 1
    assert "19900307" not in "".join(result.files.values())
    assert {note.text for note in result.notes} == {"这一列永不公开，1 格没有导入"}


@pytest.mark.parametrize(
    "number", ["110101199003070012", "110101 19900307 0012", "１１０１０１１９９００３０７００１２", "13800138000"]
)
def test_personal_numbers_are_refused_and_never_repeated(number: str) -> None:
    result = load(as_csv(row(事实=f"联系电话或证件{number}"), row("云海乙公司")), name=f"{number}.csv")
    assert (result.refused, result.records) == (1, 1)
    assert result.refusals[0].column == "事实"
    everything = report.as_csv(result).decode() + report.as_text(result) + "".join(result.files.values())
    assert number not in everything


def test_names_are_masked_across_a_notice() -> None:
    result = load(
        as_csv(
            row("赵小满（时任云海支行行长）", "个人", 决定="警告"),
            row("赵大江", "个人", 决定="罚款5000元"),
            row("云海银行及相关责任人", 决定="对云海银行罚款30万元，对赵小满、赵大江警告，对孙一鸣给予警告。"),
            row("云海乙公司", 事实="由钱远（时任经理）和赵大江经办", 决定="罚款1万元"),
            row("赵小满（时任副行长）", "个人", 网址=URL.format(2), 决定="警告", 标题="清河监管局行政处罚信息公开表"),
        )
    )
    found = values(result)
    assert [item["行政相对人名称"] for item in found[:2]] == ["赵某（时任云海支行行长）", "赵某2"]
    assert found[2]["处罚内容"] == "对云海银行罚款30万元，对赵某、赵某2警告，对孙某给予警告。"
    assert found[3]["违法事实"] == "由钱某（时任经理）和赵某2经办"
    assert found[4]["行政相对人名称"] == "赵某（时任副行长）"
    text = "".join(result.files.values()) + report.as_csv(result).decode()
    assert not re.search("小满|大江|一鸣|钱远", text)


def test_what_may_still_be_a_name_is_refused() -> None:
    rows = [
        row("云海银行", 决定="对云海银行罚款，对妤小娟警告。"),
        row("云海乙公司", 事实="其行为由孙一鸣批准", 网址=URL.format(3)),
        row("孙一鸣（时任经理）", "个人", 网址=URL.format(4), 标题=""),
        row("云海理财", "个人"),
        row("赵小满", "机构"),
    ]
    result = load(as_csv(*rows))
    assert reasons(result) == [
        (2, "疑似未脱敏"),
        (3, "疑似未脱敏"),
        (5, "写作自然人，但看不出是一个人的姓名，无法确保打码"),
        (6, "写作单位，名称却像人名，分不清是谁"),
    ]
    assert not re.search("小娟|一鸣|小满", report.as_csv(result).decode() + report.as_text(result))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"当事人": ""}, "缺少行政相对人名称"),
        ({"决定": "—"}, "缺少处罚内容"),
        ({"发布日期": ""}, "缺少公示日期"),
        ({"发布日期": "2026-02-30"}, "没有这一天"),
        ({"发布日期": "9月14日"}, "看不出是哪一天"),
        ({"决定": "2026年3月2日"}, "处罚内容一格是日期，几列可能错了位"),
        ({"决定": "清河监管局 2026年3月2日"}, "处罚内容一格是日期，几列可能错了位"),
        ({"当事人": "云海总局清河监管局"}, "当事人是执法机关自己，几列可能错了位"),
        ({"当事人": "2026年3月2日"}, "这一格是日期"),
        ({"当事人": "合计"}, "这一行是合计或者说明"),
        ({"机关": "39f58a70"}, "这一格不是机关的名称"),
        ({"机关": "", "标题": "公告"}, "缺少处罚机关"),
        ({"标题": "清河监管局事先告知书送达公告"}, "不是处罚决定"),
        ({"决定": "罚" * 5001}, "超过 5000 个字"),
    ],
)
def test_refusals(changes: dict[str, str], reason: str) -> None:
    result = load(as_csv(row("云海乙公司"), row(**changes)))
    assert reasons(result) == [(3, reason)]
    assert (result.rows, result.records) == (2, 1)


@pytest.mark.parametrize(
    ("decision", "amount", "kept"),
    [
        ("罚款1万元", "10000", True),
        ("警告", "10000", True),
        ("对甲公司罚款10万元，对乙公司罚款12万元", "100000", False),
        ("对甲公司罚款10万元，对乙公司罚款12万元", "220000", True),
        ("没收违法所得3000元，罚款1万元", "10000", True),
        ("罚款1万元", "罚款1万元，又罚款2万元", False),
    ],
)
def test_amounts_that_contradict_the_decision_are_left_out(decision: str, amount: str, kept: bool) -> None:
    result = load(as_csv(row(**{"决定": decision, "罚款(元)": amount})))
    assert ("罚款金额" in values(result)[0]) is kept
    assert bool([note for note in result.notes if note.row == 2]) is not kept


def test_plural_numbers_belong_to_no_record() -> None:
    for tail in ("1号-3号", "1、2号", "7-8号"):
        title = f"清河监管局行政处罚信息公开表（清金罚决字〔2026〕{tail}）"
        assert "行政处罚决定书文号" not in values(load(as_csv(row(标题=title))))[0]


def test_one_agency_under_two_names() -> None:
    result = load(
        as_csv(
            row("甲公司", 省=""),
            row("乙公司", 机关="云海总局清河监管局"),
            row("丙公司", 机关="清河监管局 清河监管局"),
            row("丁公司", 机关="", 标题="云海总局清河监管局行政处罚信息公开表"),
            row("戊公司", 机关="清湖监管局"),
        )
    )
    assert result.new_agencies == ["yunhai-qhjgj", "yunhai-qhjgj2"]
    agency = yaml.safe_load(result.files["agencies/yunhai-qhjgj/agency.yaml"])
    assert agency == {
        "机构名称": "清河监管局",
        "别名": ["云海总局清河监管局"],
        "政府": "yunhai",
        "状态": "待补",
        "层级": "国家",
        "地区": "云海省",
    }
    assert yaml.safe_load(result.files["content/governments.yaml"]) == {
        "政府": [{"编号": "yunhai", "名称": "云海总局", "层级": "国家"}]
    }
    names = {agency["机构名称"], *agency["别名"]}
    assert all(item["处罚机关"] in names for item in values(result)[:4])


def test_no_agency_without_a_record() -> None:
    rows = [row(), row("云海总局清湖监管局", 机关="清湖监管局"), row("乙公司", 机关="清江监管局")]
    result = load(as_csv(*rows))
    assert result.new_agencies == ["yunhai-qhjgj", "yunhai-qjjgj"]
    assert result.refusals[0].reason == "当事人是执法机关自己，几列可能错了位"
    assert sum("agency.yaml" in path for path in result.files) == 2


def test_agencies_of_refused_rows_where_the_mapping_wants_them() -> None:
    refused = row(决定="", 机关="石桥监管局")
    text = MAPPING.replace("  地区: [省]\n", "  地区: [省]\n  无记录也建: 是\n")
    result = load(as_csv(row(), refused, row(决定="", 机关="——")), text=text)
    assert (result.records, result.refused) == (1, 2)
    assert len(result.new_agencies) == 2
    assert sum("机构名称: 石桥监管局" in text for text in result.files.values()) == 1


def test_governments_keep_their_comments() -> None:
    text = "# 各级政府\n政府:\n  - 编号: qinghe\n    # 县\n    名称: 清河县\n    层级: 县\n"
    added = governments.add(text, GovernmentEntry("yunhai", "云海总局", "国家"))
    assert added.startswith(text)
    assert yaml.safe_load(added)["政府"][1]["名称"] == "云海总局"
    assert governments.add(added, GovernmentEntry("yunhai", "云海总局", "国家")) == ""


def test_importing_again_changes_nothing() -> None:
    data = as_csv(row(), row("赵小满（时任经理）", "个人"), row(), row("乙公司", 决定=""))
    first = load(data)
    assert (first.rows, first.records, first.refused, first.present) == (4, 2, 1, 1)
    again = load(data, site(first), name="另名.csv")
    assert (again.records, again.refused, again.present) == (0, 1, 3)
    assert again.files == {}


def test_more_rows_later() -> None:
    first = load(as_csv(row()))
    second = load(as_csv(row("乙公司"), row(), row("丙公司", 机关="云海总局清河监管局")), site(first))
    assert second.record_ids == ["yunhai-qhjgj/2026/cf-0002", "yunhai-qhjgj/2026/cf-0003"]
    assert yaml.safe_load(second.files["agencies/yunhai-qhjgj/agency.yaml"])["别名"] == ["云海总局清河监管局"]
    assert second.present == 1


def test_a_slug_is_never_reused() -> None:
    first = load(as_csv(row()))
    before = site(first)
    before.records = {"yunhai-qhjgj/2026/cf-0007": {"曾用编号": ["yunhai-qhjgj/2026/cf-0011"]}}
    assert load(as_csv(row()), before).record_ids == ["yunhai-qhjgj/2026/cf-0012"]


def test_a_corrected_record_is_present() -> None:
    data = as_csv(row())
    before = site(load(data))
    record = dict(before.records["yunhai-qhjgj/2026/cf-0001"])
    record |= {"处罚内容": "罚款2万元", "更正": [{"日期": "2026-04-01", "内容": "金额", "原因": "笔误"}]}
    before.records = {"yunhai-qhjgj/2026/cf-0001": record}
    assert load(data, before).present == 1


def test_the_same_number_with_other_content_is_refused() -> None:
    result = load(as_csv(row(), row(决定="罚款9万元"), row("乙公司", 决定="罚款9万元")))
    assert reasons(result) == [(3, "本表前面已有一行，文号、当事人相同而内容不同")]


def test_without_a_mapping_the_schema_knows_the_columns() -> None:
    header = [
        "行政相对人名称",
        "行政相对人代码_1 (统一社会信用代码)",
        "行政处罚决定书文号",
        "处罚类别",
        "处罚内容",
        "罚款金额 (万元)",
    ]
    header += ["处罚决定日期", "公示时间", "处罚机关", "证件号码"]
    line = [SHOP, "91990000000000000X", "清市监处罚【2026】3号", "罚款;警告", "警告，罚款2000元", "0.2"]
    line += ["2026/3/2", "2026/3/5", "清河县市场监管局", ""]
    agencies = {"qinghe-scjg": {"机构名称": "清河县市场监督管理局", "别名": ["清河县市场监管局"], "状态": "在用"}}
    existing = Existing(agencies)
    result = run(as_csv(line, header=header), "双公示.csv", PENALTY, existing, agency="qinghe-scjg")
    found = values(result)[0]
    assert found["处罚类别"] == ["罚款", "警告"]
    assert found["罚款金额"] == "2000元"
    assert found["处罚决定日期"] == "2026-03-02"
    assert found["行政处罚决定书文号"] == "清市监处罚〔2026〕3号"
    assert found["处罚机关"] == "清河县市场监管局"
    assert "统一社会信用代码" not in found
    assert [(note.row, note.text) for note in result.notes if note.row] == [
        (2, "不是有效的统一社会信用代码，没有导入这一格")
    ]
    line[8] = "别的县市场监管局"
    other = run(as_csv(line, header=header), "双公示.csv", PENALTY, existing, agency="qinghe-scjg")
    assert reasons(other) == [(2, "写的机关不是导入时指定的机关")]
    unknown = run(as_csv(line, header=header), "双公示.csv", PENALTY, existing)
    assert reasons(unknown) == [(2, "本站没有这个机关，请先建立，或者在列名对照文件里写明“政府”")]


def test_synonymous_columns_that_disagree() -> None:
    header = ["当事人名称", "企业名称", "处罚内容", "公示时间", "处罚机关"]
    lines = [
        ["甲公司", "乙公司", "警告", "2026-03-02", "清河监管局"],
        ["甲公司", "", "警告", "2026-03-02", "清河监管局"],
    ]
    result = load(as_csv(*lines, header=header))
    assert [item.row for item in result.refusals] == [2]
    assert result.records == 1


@pytest.mark.parametrize("name", ["表.xlsx", "表.xls", "表.csv", "表.docx", "表"])
@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02" * 50, b"hello,world\n1,2\n", b"PK\x03\x04 broken", b"%PDF-1.7"])
def test_what_is_no_spreadsheet(name: str, data: bytes) -> None:
    with pytest.raises(ImportFailed) as failed:
        load(data, name=name)
    assert re.search("[\u4e00-\u9fff]", str(failed.value))


def test_a_truncated_or_encrypted_workbook() -> None:
    data = workbook(list(HEADER), list(row()))
    for broken in (data[: len(data) // 2], data[:40]):
        with pytest.raises(ImportFailed, match="读不出来"):
            load(broken, name="表.xlsx")
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(ImportFailed, match="密码"):
        load(locked, name="表.xlsx")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("列名: {}", "没有“列名”"),
        ("字段: {没有的字段: [a]}", "没有“没有的字段”"),
        ("字段: {处罚内容: {a: b}}", "应是一个列表"),
        ("字段: {证件号码: [a]}", "没有“证件号码”"),
        ("类别: 行政许可", "行政许可"),
        ("单位: {罚款金额: 美元}", "元、万元"),
        ("机关: {标题中: '('}", "正则表达式"),
        ("机关: {标题中: 'abc'}", "括号"),
        ("机关: {同名规则: [{原文: 'a', 改为: '\\2'}]}", "没有的括号"),
        ("政府: {编号: X-1, 名称: a, 层级: 国家}", "小写字母"),
        ("政府: {编号: ab, 名称: a, 层级: 区}", "层级"),
        ("不导入: [{列: a}]", "每项都要写"),
        ("字段: {a: b", "YAML"),
        ("单位: {罚款金额: 元, 罚款金额: 万元}", "重复的键"),
        ("- a", "应是若干"),
        ("", "应是若干"),
        ("文号取自标题: 对", "是、否"),
    ],
)
def test_mapping_files_with_mistakes(text: str, hint: str) -> None:
    with pytest.raises(ImportFailed, match=re.escape(hint)):
        mapping.read(text.encode(), PENALTY)


def test_lists_are_not_imported() -> None:
    with pytest.raises(ImportFailed, match="不能用表格导入"):
        run(as_csv(row()), "表.csv", kind("matters"), Existing())


def test_texts_survive_the_strict_reader() -> None:
    nasty = [
        ": # - [x] {y} & *z",
        "- 第一项",
        "no",
        "1:30",
        "\t前有制表符",
        "上\u0007下\u2028行",
        "a\r\nb\n\n c ",
        "'引号'与\"引号\"",
        "? %",
    ]
    result = load(as_csv(*[row(f"云海{number}公司", 事实=text) for number, text in enumerate(nasty)]))
    assert [item["违法事实"] for item in values(result)] == [
        *nasty[:4],
        "前有制表符",
        "上下\n行",
        "a\nb\nc",
        *nasty[-2:],
    ]


def test_run_import_writes_whole_files_and_a_report(tmp_path: Path) -> None:
    table, columns, out = tmp_path / "表.csv", tmp_path / "m.yaml", tmp_path / "site"
    table.write_bytes(as_csv(row(), row("乙公司", 决定="")))
    columns.write_text(MAPPING, "utf-8")
    result = files.run_import(out, table, "行政处罚", Paths(columns, tmp_path / "r.csv"))
    written = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert written == set(result.files)
    lines = list(csv.reader(io.StringIO((tmp_path / "r.csv").read_text("utf-8-sig"))))
    assert lines == [["文件", "行", "列", "结果", "原因"], ["表.csv", "3", "决定", "未导入", "缺少处罚内容"]]
    stamps = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    again = files.run_import(out, table, "penalty", Paths(columns))
    assert (again.records, again.present) == (0, 1)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == stamps


def test_run_import_fails_with_a_sentence(tmp_path: Path) -> None:
    table = tmp_path / "表.csv"
    table.write_bytes(as_csv(row()))
    for kind_name, paths, agency in (
        ("没有", Paths(), ""),
        ("penalty", Paths(), "../x"),
        ("penalty", Paths(), "none-x"),
        ("penalty", Paths(tmp_path / "无.yaml"), ""),
    ):
        with pytest.raises(ImportFailed):
            files.run_import(tmp_path, table, kind_name, paths, Wishes(agency))
    with pytest.raises(ImportFailed, match="打不开"):
        files.run_import(tmp_path, tmp_path / "无.csv", "penalty")


def test_a_crash_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.yaml"
    target.write_bytes(b"old")

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(OSError, match="No space"):
        files.write(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["赵小满（时任经理）", "钱远", SHOP, "个人", "机构", "罚款1万元", "对赵小满警告", "2026-03-02", "清河监管局"]
    ),
    st.text("赵小满对警告（）、·某0123456789-年月日元万　 ", max_size=20),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(HEADER), CELLS, max_size=3), max_size=8))
def test_every_row_is_accounted_for(changes: list[dict[str, str]]) -> None:
    rows = [row(**change) for change in changes]
    try:
        result = load(as_csv(*rows, encoding="utf-8"))
    except ImportFailed:
        return
    except UnicodeEncodeError:
        assume(False)
    assert result.rows == result.records + result.refused + result.present
    values(result)
    again = load(as_csv(*rows), site(result))
    assert (again.records, again.present) == (0, result.records + result.present)


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.xls"]))
def test_any_bytes(data: bytes, name: str) -> None:
    with pytest.raises(ImportFailed):
        load(data, name=name)


REAL = Path(os.environ.get("PUBLISH_REAL_DATA", Path(__file__).parents[2] / "shared" / "real")) / "tables"
NFRA = (Path(__file__).parent / "mappings" / "nfra.yaml").read_bytes()


@pytest.fixture(scope="module")
def real() -> tuple[Result, list[dict[str, str]]]:
    path = REAL / "nfra_paichu_dev.xlsx"
    if not path.exists():
        pytest.skip("no real data here")
    data = path.read_bytes()
    table = tables.read(data, path.name, {"当事人名称": "a", "当事人类型": "b"})
    rows = [dict(zip(table.header, line.cells, strict=False)) for line in table.rows]
    return run(data, path.name, PENALTY, Existing(), mapping.read(NFRA, PENALTY)), rows


def test_real_counts(real: tuple[Result, list[dict[str, str]]]) -> None:
    result, rows = real
    assert result.rows == len(rows) == 5563
    assert result.records >= 5100
    assert len(result.new_agencies) >= 180


def test_real_records_hold_no_names(real: tuple[Result, list[dict[str, str]]]) -> None:
    result, rows = real
    texts = [text for path, text in result.files.items() if "/decisions/" in path]
    windows = {text[start : start + 3] for text in texts for start in range(len(text) - 2)}
    persons = {re.split(r"[（(\[〔【\s]", line["当事人名称"])[0] for line in rows if line["当事人类型"] == "个人"}
    assert len(persons) > 2000
    # Names of two characters are also words of places and companies (高新, 安心), so they cannot be counted here.
    leaked = {name for name in persons if len(name) == 3} & windows
    assert not leaked


def test_real_records_are_sound(real: tuple[Result, list[dict[str, str]]]) -> None:
    result, rows = real
    for record in values(result)[::7]:
        line = rows[int(record["来源"]["行"]) - 2]  # type: ignore[index]
        assert not list(privacy.leaks(PENALTY, record))
        assert not [item for item in shape.check("penalty", record, imported=True) if item.level is Level.ERROR]
        assert "处罚决定日期" not in record or line["作出处罚决定的日期"] or line["作出决定时间"]
        number = str(record.get("行政处罚决定书文号", ""))
        assert number in "".join(line["文档标题"].split())


def test_real_csv_files_agree() -> None:
    outcomes = []
    for encoding in ("utf8bom", "gb18030"):
        path = REAL / f"nfra_paichu_dev_300.{encoding}.csv"
        if not path.exists():
            pytest.skip("no real data here")
        outcomes.append(run(path.read_bytes(), "表.csv", PENALTY, Existing(), mapping.read(NFRA, PENALTY)))
    assert outcomes[0].files == outcomes[1].files
    assert outcomes[0].refusals == outcomes[1].refusals
