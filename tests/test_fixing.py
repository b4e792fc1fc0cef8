"""Repairs of values: what has one reading is written as it should be, what could be another stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.registry.fixing import fixes
from plugins.registry.kinds import kind
from plugins.registry.mending import mended
from tests.repairs import CODE, fixed


@pytest.mark.parametrize(
    "written",
    [
        *("2026/3/2", "2026.3.2", "2026-3-2", "2026年3月2日", "2026年03月02日", "20260302", "2026/03/02"),
        *(
            "２０２６-０３-０２",
            "２０２６／３／２",
            "2026．3．2",
            "2026 年 3 月 2 日",
            "2026 - 03 - 02",
            "二〇二六年三月二日",
        ),
        "2026/3/2\u3000",
    ],
)
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_a_date_with_one_reading(written: str, quote: str) -> None:
    assert fixed("处罚决定日期", f"{quote}{written}{quote}") == f"{quote}2026-03-02{quote}"


@pytest.mark.parametrize(
    "written",
    [
        *("3/2/2026", "26/3/2", "2026/3-2", "2026/13/2", "2026.2.30", "2026年3月", "3月2日", "46083", "2026", "202632"),
        *("2026-03-02 10:00", "2026/3/2 9:05", "2026/3/2至4/2", "约2026/3/2", "2026/3/2?", "1026/3/2", "2026-03-0 2"),
        *("2026年3月2日前", "2026 3 2", "-", "/", "长期", "永久", "2026-①-2", "2026年二月三0日"),
    ],
)
def test_a_date_that_could_be_another_stays(written: str) -> None:
    assert fixed("处罚有效期", written) == written


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("5,000元", "5000元"),
        ("５０００元", "5000元"),
        ("５，０００．００元", "5000元"),
        ("5000.00元", "5000元"),
        ("5000.0元", "5000元"),
        ("5000 元", "5000元"),
        ("5000元整", "5000元"),
        ("人民币5,000元", "5000元"),
        ("伍仟元整", "5000元"),
        ("伍仟圆正", "5000元"),
        ("五千元", "5000元"),
        ("拾贰万元", "120000元"),
        ("壹万零伍佰元整", "10500元"),
        ("12,345,678.90元", "12345678.90元"),
        ("0.5 万元", "0.5万元"),
        ("１２万元", "12万元"),
        ("1,200万元", "1200万元"),
        ("5千元", "5000元"),
        ("1亿元", "100000000元"),
    ],
)
def test_an_amount_with_one_reading(written: str, made: str) -> None:
    assert fixed("罚款金额", written) == made
    assert fixed("罚款金额", f'"{written}"') == f'"{made}"'


@pytest.mark.parametrize(
    "written",
    [
        *("5000", "5,000", "5000元以下", "约5000元", "5000元至10000元", "5000元、6000元", "伍仟元（5000元）", "5,00元"),
        *(
            "5 000元",
            "5  000元",
            "5.000元",
            "50,00元",
            "三百五元",
            "二〇〇〇元",
            "二三元",
            "五百三千元",
            "伍仟元伍角",
            "元",
            "零元",
        ),
        *("5000.50元", "0.50万元", "12万元", "5000美元", "￥5000", "-5000元", "一万五百元", "05000元", "5000元/次"),
    ],
)
def test_an_amount_that_could_be_another_or_is_right_stays(written: str) -> None:
    assert fixed("罚款金额", written) == written


@given(st.integers(1, 10**8 - 1))
def test_amounts_in_characters_are_read_as_they_are_written(number: int) -> None:
    """Numbers written out by the rules of GB, plain and financial, are the number; a slip in one is never another."""
    schema = kind("penalty").fields["罚款金额"].schema
    plain = _in_han(number)
    assert mended(f"{plain}元", "罚款金额", schema) == f"{number}元"
    financial = plain.translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))
    assert mended(f"{financial}元整", "罚款金额", schema) == f"{number}元"


def _in_han(number: int) -> str:
    """Digit by digit, as people say it: another way than the program's."""
    words, gap = "", False
    for place in reversed(range(8)):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + "零一二三四五六七八九"[digit] + ("", "十", "百", "千")[place % 4]
        gap = not digit
        if place % 4 == 0 and number // 10**place % 10_000:
            words += ("", "万")[place // 4]
            gap = gap and not digit
    return words


@pytest.mark.parametrize(
    "written",
    [
        *(
            "清市监处罚[2026]12号",
            "清市监处罚【2026】12号",
            "清市监处罚(2026)12号",
            "清市监处罚（2026）12号",
            "清市监处罚﹝2026﹞12号",
        ),
        *(
            "清市监处罚〔2026 〕12号",
            "清市监处罚〔２０２６〕１２号",
            "清市监处罚 〔2026〕 12 号",
            "清市监处罚［2026］12号",
        ),
    ],
)
def test_a_number_has_one_standard_form(written: str) -> None:
    assert fixed("行政处罚决定书文号", written) == "清市监处罚〔2026〕12号"


@pytest.mark.parametrize(
    "written",
    [
        *(
            "清市监处罚〔2026〕12、13号",
            "清市监处罚[2026]7-8号",
            "清市监处罚2026年12号",
            "清市监处罚[26]12号",
            "清市监[2026]处罚[2025]1号",
        ),
        *("清市监处罚（罚）〔2026〕12号", "清市监处罚[2026]1 2号", "〔2026〕12号", "清市监处罚[2026]12号等", "无"),
    ],
)
def test_a_number_that_could_be_another_stays(written: str) -> None:
    assert fixed("行政处罚决定书文号", f"'{written}'") == f"'{written}'"


@pytest.mark.parametrize(
    ("name", "written", "made"),
    [
        ("统一社会信用代码", "９１９９０１００ＭＡ０Ｆ４Ｔ２Ｑ８Ｕ", CODE),
        ("统一社会信用代码", "91990100 MA0F4T2Q 8U", CODE),
        ("统一社会信用代码", CODE.lower(), CODE),
        ("统一社会信用代码", "91990100MA0F4T2Q8１", "91990100MA0F4T2Q81"),
        ("统一社会信用代码", "91990100 MA0F4T2Q81", "91990100 MA0F4T2Q81"),
        ("统一社会信用代码", "91990100xxxxxxxxxx", "91990100xxxxxxxxxx"),
        ("事项编码", "ＣＦ－ＳＰ－００１", "CF-SP-001"),
        ("事项编码", "ＣＦ第１号", "ＣＦ第１号"),
        ("工商注册号", "９９０１００", "990100"),
        ("证件号码", "９９０１００", "９９０１００"),
        ("行政相对人名称", "清河市ＡＢＣ食品有限公司", "清河市ＡＢＣ食品有限公司"),
    ],
)
def test_codes(name: str, written: str, made: str) -> None:
    """Full-width characters of a code become plain; the check character says whether more was wrong."""
    assert fixed(name, written) == made


def test_codes_with_a_pattern() -> None:
    """What the schema describes, wherever it stands."""
    text = "政府:\n  - 编号: qinghe\n    名称: 清河市\n    层级: 市\n    区划代码: ９９０ １００\n    地区: 清河市\n"
    assert fixes("content/governments.yaml", text) == text
    text = text.replace("９９０ １００", "９９０１００")
    assert fixes("content/governments.yaml", text) == text.replace("９９０１００", "990100")
