"""文号 in the forms that real data has; the examples are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.registry import docnumber


@pytest.mark.parametrize(
    "text",
    [
        "清市监处罚【2026】4号",
        "清市监处罚[2026]4号",
        "清市监处罚（2026）4号",
        "清市监处罚﹝2026﹞4号",
        "清市监处罚 〔2026〕 4 号",
    ]
    + ["清市监处罚〖2026〗4号", "清市监处罚〔２０２６〕４号", "清市监处罚\u3000〔2026〕4\xa0号"],
)
def test_one_spelling(text: str) -> None:
    assert docnumber.normalise(text) == "清市监处罚〔2026〕4号"


@given(st.text())
def test_normalise_is_idempotent(text: str) -> None:
    once = docnumber.normalise(text)
    assert docnumber.normalise(once) == once


@pytest.mark.parametrize(
    ("text", "org", "year", "serial"),
    [
        ("清市监处罚〔2026〕12号", "清市监处罚", 2026, "12"),
        ("云0999环罚决字〔2024〕7号", "云0999环罚决字", 2024, "7"),
        ("0999环罚决字〔2024〕7号", "0999环罚决字", 2024, "7"),
        ("（云清河）应急罚〔2023〕125 号", "(云清河)应急罚", 2023, "125"),
        ("云市监罚〔2026〕清河办0423号", "云市监罚", 2026, "清河办0423"),
        ("云市监北稽罚〔2024〕018号", "云市监北稽罚", 2024, "018"),
        ("清卫罚〔2026〕第3号", "清卫罚", 2026, "第3"),
        ("市场【2019】1号", "市场", 2019, "1"),
        ("清交罚〔2026〕072026000123号", "清交罚", 2026, "072026000123"),
    ],
)
def test_parse(text: str, org: str, year: int, serial: str) -> None:
    number = docnumber.parse(text)
    assert number == docnumber.DocNumber(org, year, serial)
    assert str(number) == docnumber.normalise(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "无",
        "清市监处罚2026年12号",
        "清市监处罚〔202612",
        "〔2026〕12号",
        "清市监处罚〔2026〕号",
        "清市监处罚〔2026〕7-8号",
    ]
    + ["清市监处罚〔1826〕7号", "清市监处罚〔2026〕98、99号"],
)
def test_no_single_number(text: str) -> None:
    assert docnumber.parse(text) is None


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("清河监管分局行政处罚信息公开表（清金罚决字〔2025〕2号）", "清金罚决字〔2025〕2号"),
        ("清河监管分局行政处罚信息公开表 清金罚决字〔2025〕2号", "清金罚决字〔2025〕2号"),
        ("行政处罚决定书文号：清市监处罚〔2026〕12号", "清市监处罚〔2026〕12号"),
        ("清河县生态环境局云0999环罚决字[2024]7号", "云0999环罚决字〔2024〕7号"),
        ("清河监管局行政处罚信息公示表", ""),
        ("清河监管局行政处罚信息公示表（编号：2026-4）", ""),
    ],
)
def test_only_number_of_a_title(title: str, number: str) -> None:
    assert docnumber.only(title) == number


@pytest.mark.parametrize(
    "tail",
    [
        "98、99号",
        "38、39、40、41号",
        "4号-5号",
        "40号-41号",
        "7-8号",
        "17-20,22、23号",
        "10号—11号",
        "1～3号",
        "66-68号、92号",
    ]
    + ["1号、2号", "12号至15号", "1号和2号", "24-25 号", "1、"],
)
def test_several_numbers(tail: str) -> None:
    title = f"清河监管局行政处罚信息公开表（清金罚决字〔2025〕{tail}）"
    assert docnumber.is_plural(title)
    assert docnumber.only(title) == ""


def test_two_whole_numbers() -> None:
    text = "清市监处罚〔2026〕1号、清市监处罚〔2026〕2号"
    assert docnumber.find(text) == ["清市监处罚〔2026〕1号", "清市监处罚〔2026〕2号"]
    assert docnumber.is_plural(text)


def test_the_same_number_twice_is_one() -> None:
    text = "清市监处罚〔2026〕1号 行政处罚决定书 清市监处罚[2026]1号"
    assert docnumber.only(text) == "清市监处罚〔2026〕1号"


@given(st.text(alphabet="清市监罚决字〔〕[]（）2026号-、1 ", max_size=40))
def test_found_numbers_can_be_parsed(text: str) -> None:
    assert all(docnumber.parse(number) for number in docnumber.find(text))
