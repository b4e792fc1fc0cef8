"""The published tables that are known by themselves, with invented rows: what is read, and what must not be."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from plugins.registry import source, uscc
from plugins.registry.importing import headers, mapping, templates
from plugins.registry.importing.importer import Existing, Wishes, run
from plugins.registry.importing.outcome import Result
from plugins.registry.kinds import DECISION_KINDS, kind

AGENCY = "清河县市场监督管理局"
EXISTING = Existing({"qinghe-scjg": {"机构名称": AGENCY, "状态": "在用"}})
SHOP, PERSON = "清河县云海商贸有限公司", "赵小满"
_FIRST17 = "91990301MA0000001"
CODE = _FIRST17 + uscc.check_character(_FIRST17)
TRADER = "92990301MA0000001" + uscc.check_character("92990301MA0000001")
ID_NUMBER = "110101199003070012"

CODES_2018 = (
    "行政相对人代码_1 (统一社会信用代码)|行政相对人代码_2 (工商注册号)|行政相对人代码_3 (组织机构代码)"
    "|行政相对人代码_4 (税务登记号)|行政相对人代码_5 (事业单位证书号)|行政相对人代码_6 (社会组织登记证号)|法定代表人|法定代表人身份证号"
)
PENALTY_2018 = (
    "行政处罚决定书文号|违法行为类型|违法事实|处罚依据|处罚类别|处罚内容|罚款金额 (万元)"
    "|没收违法所得、没收非法财物的金额 (万元)|暂扣或吊销证照名称及编号|处罚决定日期|处罚有效期|公示截止期|处罚机关"
    "|处罚机关统一社会信用代码|数据来源单位|数据来源单位统一社会信用代码|备注"
)
LICENCE_2018 = (
    "行政许可决定文书名称|行政许可决定文书号|许可类别|许可证书名称|许可编号|许可内容|许可决定日期|有效期自|有效期至"
    "|许可机关|许可机关统一社会信用代码|当前状态|数据来源单位|数据来源单位统一社会信用代码|备注"
)
OLD_PENALTY = (
    "行政处罚决定书文号|处罚名称|处罚类别1|处罚类别2|处罚事由|处罚依据|行政相对人名称|行政相对人代码_1(统一社会信用代码)"
    "|行政相对人代码_2(组织机构代码)|行政相对人代码_3(工商登记码)|行政相对人代码_4(税务登记号)|行政相对人代码_5(居民身份证号)"
    "|法定代表人姓名|处罚结果|处罚决定日期|处罚机关|当前状态|地方编码|数据更新时间戳|备注"
)
OLD_LICENCE = (
    "行政许可决定书文号|项目名称|审批类别|许可内容|行政相对人名称|行政相对人代码_1 (统一社会信用代码)|行政相对人代码_2 (组织机构代码)"
    "|行政相对人代码_3 (工商登记码)|行政相对人代码_4 (税务登记号)|法定代表人姓名|许可决定日期|许可截止期|许可机关|当前状态"
    "|行政许可编码|信息使用范围|地方编码|数据更新时间戳|备注"
)
HEADERS = {
    "双公示 2018 年法人行政处罚表": f"行政相对人名称|{CODES_2018}|{PENALTY_2018}",
    "双公示 2018 年自然人行政处罚表": f"行政相对人名称|证件类型|证件号码|{PENALTY_2018}",
    "双公示 2018 年法人行政许可表": f"行政相对人名称|{CODES_2018}|{LICENCE_2018}",
    "双公示 2018 年自然人行政许可表": f"行政相对人名称|证件类型|证件号码|{LICENCE_2018}",
    "双公示旧版（2015—2017 年）行政处罚表": OLD_PENALTY,
    "双公示旧版（2015—2017 年）行政许可表": OLD_LICENCE,
    "金融监管行政处罚信息公开表（多案横表）": "序号|当事人名称|主要违法违规行为|行政处罚内容|作出决定机关",
    "金融监管行政处罚信息公开表（单案竖表）": (
        "行政处罚决定书文号|个人姓名|单位-名称|法定代表人（主要负责人）姓名|主要违法违规事实（案由）|行政处罚依据|行政处罚决定"
        "|作出处罚决定的机关名称|作出处罚决定的日期"
    ),
    "人民银行行政处罚信息公示表": (
        "企业名称|处罚决定书文号|违法行为类型|行政处罚依据|行政处罚内容|作出行政处罚决定机关名称|作出行政处罚决定日期"
    ),
    "市场监管行政处罚信息摘要": (
        "序号|行政处罚决定书文号|违法行为类型|行政处罚内容|作出行政处罚决定机关名称|作出行政处罚决定日期|公示日期|详情"
    ),
}
DECISION = {"处罚内容": "罚款2000元", "处罚结果": "罚款2000元", "许可内容": "准予经营", "行政处罚内容": "罚款2000元"}
ALWAYS = DECISION | {
    "行政处罚决定书文号": "清市监处罚〔2017〕3号",
    "行政许可决定文书号": "清市监许可〔2017〕3号",
    "行政许可决定书文号": "清市监许可〔2017〕3号",
    "处罚机关": AGENCY,
    "许可机关": AGENCY,
    "作出决定机关": AGENCY,
    "处罚决定日期": "2017/3/2",
    "许可决定日期": "2017/3/2",
}


def as_csv(header: str, *rows: dict[str, str]) -> bytes:
    names = header.split("|")
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(names)
    for row in rows:
        assert set(row) <= set(names), set(row) - set(names)
        writer.writerow([(row.get(name) or ALWAYS.get(name, "")) for name in names])
    return buffer.getvalue().encode()


def load(header: str, *rows: dict[str, str], published: str = "2017-03-05") -> Result:
    kind_id = "licence" if "许可内容" in header else "penalty"
    return run(as_csv(header, *rows), "表.csv", kind(kind_id), EXISTING, wishes=Wishes(published=published))


def values(result: Result) -> list[dict[str, Any]]:
    read = [source.read(path, text.encode())[0] for path, text in result.files.items() if "/decisions/" in path]
    return [item.values for item in read if item]


@pytest.mark.parametrize("name", HEADERS)
def test_a_table_is_known(name: str) -> None:
    of_kind = kind("licence" if "许可" in name else "penalty")
    for header in (HEADERS[name], HEADERS[name].replace("_", "＿").replace(" (", "（").replace(")", "）")):
        found = templates.recognise(header.split("|"), of_kind)
        assert found is not None
        assert found.name == name


def test_every_template_has_a_test() -> None:
    names = {template.name for name in DECISION_KINDS for template in templates.of(name).each}
    assert names == set(HEADERS)


@pytest.mark.parametrize("name", ["双公示 2018 年法人行政处罚表", "双公示 2018 年法人行政许可表"])
@pytest.mark.parametrize("bare", [False, True])
def test_the_codes_of_2018(name: str, bare: bool) -> None:
    numbers = {
        "_1": CODE,
        "_2": "990301000001234",
        "_3": "MA0000001",
        "_4": "0012345",
        "_5": "199030100012",
        "_6": "安社证1",
    }
    header = HEADERS[name]
    columns = {
        next(text for text in header.split("|") if f"代码{end}" in text): value for end, value in numbers.items()
    }
    row = {"行政相对人名称": SHOP, **columns}
    if bare:
        names = {text: text.split(" ")[0] if "代码_" in text else text for text in header.split("|")}
        header, row = "|".join(names.values()), {names[text]: value for text, value in row.items()}
    record = values(load(header, row))[0]
    assert record["统一社会信用代码"] == CODE
    assert record["工商注册号"] == "990301000001234"
    assert record["组织机构代码"] == "MA0000001"
    assert record["税务登记号"] == "0012345"
    assert record["事业单位证书号"] == "199030100012"
    assert record["社会组织登记证号"] == "安社证1"


@pytest.mark.parametrize("name", ["双公示旧版（2015—2017 年）行政处罚表", "双公示旧版（2015—2017 年）行政许可表"])
@pytest.mark.parametrize("bare", [False, True])
def test_the_codes_of_the_old_tables_mean_other_things(name: str, bare: bool) -> None:
    numbers = {"_2": "MA0000001", "_3": "990301000001234"}
    header = HEADERS[name]
    columns = {
        next(text for text in header.split("|") if f"代码{end}" in text): value for end, value in numbers.items()
    }
    row = {"行政相对人名称": SHOP, **columns}
    if bare:
        names = {text: text.split("(")[0].strip() if "代码_" in text else text for text in header.split("|")}
        header, row = "|".join(names.values()), {names[text]: value for text, value in row.items()}
    record = values(load(header, row))[0]
    assert (record["组织机构代码"], record["工商注册号"]) == ("MA0000001", "990301000001234")


def test_the_fifth_code_of_the_old_table_is_never_read() -> None:
    header = OLD_PENALTY.replace("(居民身份证号)", "")
    result = load(header, {"行政相对人名称": PERSON, "行政相对人代码_5": ID_NUMBER})
    assert values(result)[0]["行政相对人名称"] == "赵某"
    assert values(result)[0]["行政相对人类别"] == "自然人"
    assert ID_NUMBER not in "".join(result.files.values())
    assert [note.text for note in result.notes if note.column == "行政相对人代码_5"] == ["这一列永不公开，1 格没有导入"]


def test_a_numbered_code_of_no_known_table_is_not_guessed() -> None:
    header = "行政相对人名称|行政相对人代码_2|处罚内容|处罚机关"
    result = load(header, {"行政相对人名称": SHOP, "行政相对人代码_2": "MA0000001"})
    assert result.template == ""
    assert not {"组织机构代码", "工商注册号"} & set(values(result)[0])
    assert [note.column for note in result.notes] == ["行政相对人代码_2"]


def test_old_rows_that_are_not_for_the_public() -> None:
    rows = [
        {"行政相对人名称": f"云海{place}公司", "当前状态": state} for place, state in enumerate(("0", "1", "2", "3"))
    ]
    result = load(OLD_PENALTY, *rows)
    assert [(item.row, item.reason) for item in result.refusals] == [(3, "原表写明已经撤销"), (4, "原表写明处在异议中")]
    rows = [
        {"行政相对人名称": f"云海{place}公司", "信息使用范围": use, "当前状态": "0"} for place, use in enumerate("012")
    ]
    result = load(OLD_LICENCE, *rows)
    assert [item.reason for item in result.refusals] == ["原表写明不向社会公示"] * 2
    assert values(result)[0]["当前状态"] == "有效"


def test_old_fields() -> None:
    row = {"行政相对人名称": SHOP, "处罚类别1": "罚款", "处罚类别2": "吊销执照", "处罚事由": "无照经营", "备注": "公开"}
    record = values(load(OLD_PENALTY, row))[0]
    assert record["处罚类别"] == ["罚款", "吊销许可证件"]
    assert (record["违法事实"], record["处罚内容"], record["备注"]) == ("无照经营", "罚款2000元", "公开")
    licence = values(load(OLD_LICENCE, {"行政相对人名称": SHOP, "项目名称": "食品经营许可", "审批类别": "普通"}))[0]
    assert (licence["行政许可决定文书名称"], licence["许可类别"]) == ("食品经营许可", "普通")


def test_persons_have_a_table_of_their_own() -> None:
    row = {"行政相对人名称": "妤小娟", "证件类型": "身份证", "证件号码": ID_NUMBER, "违法事实": "妤小娟无照经营"}
    result = load(HEADERS["双公示 2018 年自然人行政处罚表"], row)
    record = values(result)[0]
    assert (record["行政相对人名称"], record["行政相对人类别"], record["违法事实"]) == (
        "妤某",
        "自然人",
        "妤某无照经营",
    )
    assert "小娟" not in "".join(result.files.values()) and ID_NUMBER not in "".join(result.files.values())
    refused = load(HEADERS["双公示 2018 年自然人行政处罚表"], {"行政相对人名称": SHOP})
    assert [item.reason for item in refused.refusals] == ["写作自然人，名称却像单位，分不清是谁"]


@pytest.mark.parametrize(
    ("name", "code", "of_kind"),
    [
        (SHOP, CODE, "法人及非法人组织"),
        ("清河县张记面馆", TRADER, "个体工商户"),
        (SHOP, "0" * 17 + "X", None),
        (SHOP, "", None),
        ("赵小满", TRADER, "个体工商户"),
    ],
)
def test_a_code_tells_what_its_holder_is(name: str, code: str, of_kind: str | None) -> None:
    row = {"行政相对人名称": name, "行政相对人代码_1 (统一社会信用代码)": code}
    record = values(load(HEADERS["双公示 2018 年法人行政处罚表"], row))[0]
    assert record.get("行政相对人类别") == of_kind
    assert record["行政相对人名称"] == ("赵某" if name == PERSON else name)


def test_who_may_be_a_person_is_refused() -> None:
    result = load(HEADERS["双公示 2018 年法人行政处罚表"], {"行政相对人名称": "妤小娟"}, {"行政相对人名称": "云海面馆"})
    assert [(item.row, item.reason) for item in result.refusals] == [(2, "看不出是单位还是个人，请写明相对人类别")]


def test_an_export_with_the_columns_of_both() -> None:
    header = f"行政相对人名称|{CODES_2018}|证件类型|证件号码|{PENALTY_2018}|数据导出时间".replace(
        "罚款金额", "处罚金额"
    )
    rows = [{"行政相对人名称": "妤小娟", "证件号码": ID_NUMBER}, {"行政相对人名称": SHOP, "处罚金额 (万元)": "0.2"}]
    first, second = values(load(header.replace("非法财物", "非法财务"), *rows))
    assert (first["行政相对人名称"], first["行政相对人类别"]) == ("妤某", "自然人")
    assert second["罚款金额"] == "2000元"


def test_national_codes_as_headers() -> None:
    header = "CF_WSH|CF_XDR_MC|CF_XDR_GSZC|CF_FR_SFZH|CF_WFXW|CF_NR|CF_NR_FK|CF_JDRQ|CF_CFJG"
    row = {
        "CF_WSH": "清市监处罚〔2017〕3号",
        "CF_XDR_MC": SHOP,
        "CF_FR_SFZH": ID_NUMBER,
        "CF_XDR_GSZC": "0990301000001",
    }
    row |= {"CF_NR": "罚款2000元", "CF_NR_FK": "0.2", "CF_JDRQ": "2017-03-02", "CF_CFJG": AGENCY}
    for names in (header, header.lower()):
        result = load(names, {name.lower() if names.islower() else name: text for name, text in row.items()})
        assert result.template == "双公示 2018 年法人行政处罚表"
        record = values(result)[0]
        assert (record["罚款金额"], record["工商注册号"]) == ("2000元", "0990301000001")
        assert ID_NUMBER not in "".join(result.files.values())


@pytest.mark.parametrize("mark", ["*行政相对人名称", "行政相对人名称（必填）", "行政相对人\n名称", "※行政相对人名称"])
def test_marks_of_columns_that_must_be_filled(mark: str) -> None:
    assert headers.key(mark) == "行政相对人名称"


def test_the_summary_of_market_regulators_in_one_cell() -> None:
    header = "行政处罚决定书文号|行政处罚当事人基本情况|违法行为类型|行政处罚内容|作出行政处罚决定的行政机关名称和日期"
    end = {"作出行政处罚决定的行政机关名称和日期": f"{AGENCY}，2017年3月2日"}
    cell = f"名称：{SHOP}；统一社会信用代码：{CODE}；法定代表人（负责人）：赵小满；住所：清河县"
    rows = [{"行政处罚当事人基本情况": cell} | end, {"行政处罚当事人基本情况": "清河县张记面馆"} | end]
    rows.append({"行政处罚当事人基本情况": "注册号：99"} | end)
    result = load(header, *rows)
    assert result.template == "市场监管行政处罚信息摘要"
    first, second = values(result)
    assert (first["行政相对人名称"], first["统一社会信用代码"], first["法定代表人"]) == (SHOP, CODE, PERSON)
    assert (first["处罚机关"], first["处罚决定日期"]) == (AGENCY, "2017-03-02")
    assert second["行政相对人名称"] == "清河县张记面馆"
    assert [(item.row, item.reason) for item in result.refusals] == [(4, "缺少行政相对人名称")]


def test_a_table_without_a_day_of_publication_says_so() -> None:
    header = HEADERS["金融监管行政处罚信息公开表（多案横表）"]
    result = load(header, {"当事人名称": SHOP}, published="")
    assert [item.reason for item in result.refusals] == ["缺少公示日期：表里没有这一列，用 --published 写明是哪一天"]
    assert values(load(header, {"当事人名称": SHOP}))[0]["公示日期"] == "2017-03-05"


def test_another_day_of_publication_changes_nothing() -> None:
    header = HEADERS["金融监管行政处罚信息公开表（多案横表）"]
    data, of_kind = as_csv(header, {"当事人名称": SHOP}), kind("penalty")
    first = run(data, "表.csv", of_kind, EXISTING, wishes=Wishes(published="2017-03-05"))
    after = Existing(EXISTING.agencies, dict(zip(first.record_ids, values(first), strict=True)))
    again = run(data, "表.csv", of_kind, after, wishes=Wishes(published="2018-01-01"))
    assert (again.present, again.records, again.files) == (1, 0, {})


def test_a_mapping_says_more_than_a_template() -> None:
    header = HEADERS["双公示 2018 年法人行政处罚表"]
    data = as_csv(header, {"行政相对人名称": SHOP, "行政相对人代码_3 (组织机构代码)": "1234", "备注": "内部"})
    columns = mapping.read(
        "字段: {税务登记号: [行政相对人代码_3 (组织机构代码)]}\n忽略: [备注]".encode(), kind("penalty")
    )
    record = values(run(data, "表.csv", kind("penalty"), EXISTING, columns, wishes=Wishes(published="2017-03-05")))[0]
    assert record["税务登记号"] == "1234"
    assert "组织机构代码" not in record and "备注" not in record
