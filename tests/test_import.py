"""Whole imports: invented spreadsheets in, records and refusals out."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plugins.registry.importing import governments, report
from plugins.registry.importing.importer import Existing, run
from plugins.registry.importing.mapping import GovernmentEntry
from plugins.registry.importing.outcome import ImportFailed
from plugins.registry.kinds import kind
from tests.import_rows import HEADER, MAPPING, PENALTY, SHOP, URL, as_csv, load, reasons, row, site, values


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


def test_a_missing_column_is_named_with_what_helps() -> None:
    """A list of something else has no decisions; a table of one agency need not name it in every row."""
    agencies = Existing({"qinghe-scjg": {"机构名称": "清河监管局", "状态": "在用"}})
    for without, reason in (
        ("决定", "缺少处罚内容：表里没有这一列"),
        ("发布日期", "缺少公示日期：表里没有这一列，用 --published 写明是哪一天"),
        ("机关", "缺少处罚机关：表里没有这一列，用 --agency 写明是哪个机关"),
    ):
        place = HEADER.index(without)
        table = [line[:place] + line[place + 1 :] for line in (HEADER, row(标题=""))]
        text = MAPPING.replace("  列: [机关]\n", "") if without == "机关" else MAPPING
        assert reasons(load(as_csv(table[1], header=table[0]), agencies, text)) == [(2, reason)]


def test_a_form_read_sideways_is_refused_as_that() -> None:
    """Labels in the column of the decision: the values stand under a header that is a number."""
    header = [*HEADER, "清金罚决字〔2026〕9号"]
    lines = [[*row("", 决定=label), value] for label, value in (("被处罚当事人", "甲公司"), ("行政处罚决定", "警告"))]
    result = load(
        as_csv(*lines, header=header), text=MAPPING.replace("处罚内容: [决定]", "处罚内容: [决定, 行政处罚决定]")
    )
    assert reasons(result)[1] == (3, "这一格是表头的文字，竖着写的表当成了横着的")


@pytest.mark.parametrize("header", ["null", "无", "—", "/"])
def test_a_header_that_says_nothing_is_told_by_its_place(header: str) -> None:
    """Systems write null for a column without a name: nothing is read from it unless a mapping wants it."""
    table = as_csv([*row(), "x"], header=[*HEADER, header])
    result = load(table)
    assert result.records == 1
    assert [(note.column, note.text) for note in result.notes] == [("第 13 列", "不认得这一列，没有导入")]
    named = load(table, text=MAPPING.replace("字段: {", f"字段: {{备注: ['{header}'], "))
    assert (values(named)[0]["备注"], named.notes) == ("x", [])


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("普通", "普通"),
        ("其他", "其他"),
        ("其他-备案类", "其他-备案类"),
        ("其他：备案类", "其他-备案类"),
        ("其他 — 备案类", "其他-备案类"),
        ("备案类", None),
        ("其他-", None),
        ("其他-" + "长" * 61, None),
    ],
)
def test_a_licence_class_of_its_own(word: str, read: str | None) -> None:
    header = "行政相对人名称 行政许可决定文书号 许可类别 许可内容 许可决定日期 公示日期 许可机关".split()
    line = [SHOP, "清市监许〔2026〕3号", word, "食品经营", "2026-03-02", "2026-03-05", "清河监管局"]
    agencies = Existing({"qinghe-scjg": {"机构名称": "清河监管局", "状态": "在用"}})
    result = run(as_csv(line, header=header), "许可.csv", kind("licence"), agencies)
    assert values(result)[0].get("许可类别") == read
    assert [note.text for note in result.notes if note.row] == (["不在代码表里，没有导入这一格"] if not read else [])


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
