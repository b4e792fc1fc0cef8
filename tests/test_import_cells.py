"""Single cells of a spreadsheet: one reading, or the reason why there is none."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.registry import amounts, dates
from plugins.registry.importing import cells, headers, parties
from plugins.registry.importing.outcome import Unclear


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年12月11日", "2024-12-11"),
        ("2026-04-29 15:26:33", "2026-04-29"),
        ("2026-04-29T15:26", "2026-04-29"),
        ("2019/3/5", "2019-03-05"),
        ("2019.03.05", "2019-03-05"),
        ("20190305", "2019-03-05"),
        ("2021年9月1 日", "2021-09-01"),
        ("2021年 9月 27日", "2021-09-27"),
        ("2023 年 6 月 30 日", "2023-06-30"),
        ("２０２３年６月３０日", "2023-06-30"),
        ("二○一○年一月七日", "2010-01-07"),
        ("二〇二一年十二月三十一日", "2021-12-31"),
        ("二О一九年三月六日", "2019-03-06"),
        ("二O一九年三月六日", "2019-03-06"),
        ("二零一九年十月二十日", "2019-10-20"),
        ("  ", ""),
        ("/", ""),
        ("— —", ""),
        ("NULL", ""),
        ("无", ""),
    ],
)
def test_dates(text: str, day: str) -> None:
    assert cells.day(text) == day


@pytest.mark.parametrize(
    "text",
    ["9月14日", "2022-09-31", "2016年4月13曰", "2016年7月旧", "2022128日", "45000", "2023年", "2023-13-01", "1601001"]
    + ["3月26日至4月25日", "0001-01-01", "2026年2月30日", "二〇二六年二月三十日", "今天", "2026-1-1或2026-1-2"],
)
def test_unclear_dates(text: str) -> None:
    with pytest.raises(Unclear):
        cells.day(text)


@pytest.mark.parametrize(
    ("text", "term"), [("长期", "长期"), ("2099/12/31", "长期"), ("2027-01-01", "2027-01-01"), ("", "")]
)
def test_terms(text: str, term: str) -> None:
    assert cells.term(text) == term


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("115万元", "", "1150000元"),
        ("5000元", "", "5000元"),
        ("5千元", "", "5000元"),
        ("十一万五千元", "", "115000元"),
        ("两千元", "", "2000元"),
        ("一万元", "", "10000元"),
        ("三十五万元", "", "350000元"),
        ("伍万贰仟壹佰贰拾元", "", "52120元"),
        ("伍万贰仟壹佰贰拾元整", "", "52120元"),
        ("0.05万元", "", "500元"),
        ("49.370242万元", "", "493702.42元"),
        ("47,687.23元", "", "47687.23元"),
        ("60万元人民币", "", "600000元"),
        ("处罚款6万元", "", "60000元"),
        ("罚款１70万元", "", "1700000元"),
        ("罚款７万元", "", "70000元"),
        ("1.2亿元", "", "120000000元"),
        ("一百零五元", "", "105元"),
        ("1150000", "元", "1150000元"),
        ("0.2", "万元", "2000元"),
        ("5,000", "元", "5000元"),
        ("0", "元", "0元"),
        ("—", "元", ""),
    ],
)
def test_amounts(text: str, unit: str, amount: str) -> None:
    assert cells.amount(text, unit) == amount


@pytest.mark.parametrize(
    "text",
    ["5000", "对甲罚款10万元，对乙罚款12万元", "若干", "警告", "三百五元", "0.00000001万元", "罚款5万", "12,34元5元"],
)
def test_unclear_amounts(text: str) -> None:
    with pytest.raises(Unclear):
        cells.amount(text)


@given(st.decimals(0, 10**9, places=2, allow_nan=False, allow_infinity=False))
def test_every_amount_is_canonical(value: object) -> None:
    assert amounts.yuan(cells.amount(str(value), "元")) == amounts.yuan(f"{value}元")


@given(st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)))
def test_every_date_has_one_form(day: object) -> None:
    year, month, number = str(day).split("-")
    for text in (f"{year}年{int(month)}月{int(number)}日", f"{year}/{int(month)}/{int(number)}", f"{day} 08:00:00"):
        assert cells.day(text) == str(day)
        assert dates.parse(cells.day(text))


@given(st.text())
def test_clean_texts_stay_clean(text: str) -> None:
    once = cells.clean(text)
    assert cells.clean(once) == once


@pytest.mark.parametrize(
    ("header", "key", "unit"),
    [
        ("罚款金额（万元）", "罚款金额", "万元"),
        ("罚款金额 (元)", "罚款金额", "元"),
        ("罚款金额(单位：万元)", "罚款金额", "万元"),
        ("行政处罚 内容", "行政处罚内容", ""),
        ("行政相对人代码＿3（组织机构代码）", "行政相对人代码_3(组织机构代码)", ""),
        ("行政相对人代码-1", "行政相对人代码_1", ""),
        ("决定机关", "决定机关", ""),
    ],
)
def test_headers(header: str, key: str, unit: str) -> None:
    assert (headers.key(header), headers.unit(header)) == (key, unit)


PARTIES = {
    # (cell, what the row says, decision) -> (persons, kind)
    ("清河县云海商贸有限公司", "法人及非法人组织", ""): ((), "法人及非法人组织"),
    ("清河县云海商贸有限公司及相关责任人", "法人及非法人组织", ""): ((), "法人及非法人组织"),
    ("赵小满（时任云海支行行长）", "自然人", ""): (("赵小满",), "自然人"),
    ("赵小满（时任云海支行行长）", "法人及非法人组织", ""): (("赵小满",), "自然人"),
    ("赵小满（云海支行某岗）", "自然人", ""): (("赵小满",), "自然人"),
    ("妤小娟", "自然人", ""): (("妤小娟",), "自然人"),
    ("卓玛扎西（时任经理）", "自然人", ""): (("卓玛扎西",), "自然人"),
    ("赵小满给予", "自然人", "对赵小满给予警告"): (("赵小满",), "自然人"),
    ("赵小满警", "自然人", "对赵小满警告"): (("赵小满",), "自然人"),
    ("赵远分别", "自然人", "对钱远、赵远分别警告"): (("赵远",), "自然人"),
    ("张某某", "自然人", ""): (("张某某",), "自然人"),
    ("赵小满、钱大江", "自然人", ""): (("赵小满", "钱大江"), "自然人"),
    ("清河县张记面馆", "个体工商户", ""): ((), "个体工商户"),
    ("赵小满", "个体工商户", ""): (("赵小满",), "个体工商户"),
    ("清河县云海面馆（赵小满）", "个体工商户", ""): (("赵小满",), "个体工商户"),
    ("云海银行股份有限公司清河分行、赵小满、钱大江", "法人及非法人组织", ""): (("钱大江", "赵小满"), ""),
    ("云海保险有限公司个人代理人赵小满", "", ""): (("赵小满",), ""),
}


@pytest.mark.parametrize("case", PARTIES)
def test_parties(case: tuple[str, str, str]) -> None:
    party = parties.read(*case, frozenset())
    assert (tuple(sorted(party.names)), party.kind) == (tuple(sorted(PARTIES[case][0])), PARTIES[case][1])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("当事人 名称", ""),
        ("2025年3月2日", ""),
        ("合计", ""),
        ("12345", ""),
        ("云海理财", "自然人"),
        ("云海市农村信用合作社", "自然人"),
    ]
    + [
        ("赵小满", "法人及非法人组织"),
        ("安心（云海）保险代理有限公司", "自然人"),
        ("塔蓬（Tapong Charoen，时任经理）", "自然人"),
        ("注：本表由办公室填写", ""),
    ],
)
def test_no_party(text: str, kind: str) -> None:
    with pytest.raises(Unclear):
        parties.read(text, kind, "", frozenset({"当事人名称"}))
