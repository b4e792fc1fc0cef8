"""Text as the index sees it: tokens, and the words that are made of them."""

from __future__ import annotations

import pytest

from plugins.search.names import spelt
from plugins.search.tokens import JOINT, filter_word, numbers, pairs, tokens, words
from tests.search_site import strings


@pytest.mark.parametrize(
    "one, other",
    [
        ("清市监处罚〔2026〕1023号", "清市监处罚[2026]1023号"),
        ("清市监处罚〔2026〕1023号", "清市监处罚（2026）1023 号"),
        ("清市监处罚〔２０２６〕１０２３号", "清市监处罚【2026】1023号"),
        ("《中华人民共和国食品安全法》第三十四条", "中华人民共和国食品安全法第三十四条"),
        ("曲阜市鼎盛農資經營部", "曲阜市鼎盛农资经营部"),
        ("ＭＡ９Ｒ６２４ＱＥＮ", "ma9r624qen"),
        ("⼤⾖", "大豆"),
        ("①号", "1号"),
        ("二〇二六年", "二 〇 二 六 年"),
    ],
)
def test_written_differently_but_the_same(one: str, other: str) -> None:
    assert tokens(one) == tokens(other) != []


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", []),
        ("，。《》〔〕·— \n", []),
        ("罚款5,000.00元", ["罚", "款", "5", "000", "00", "元"]),
        ("A-B_c 李某２", ["a", "b", "c", "李", "某", "2"]),
        ("𠮷野家", ["𠮷", "野", "家"]),
        ("café naïve", ["caf", "na", "ve"]),
        ("Привет ﷽ 🈚 𝟚 ꟲ", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert list(tokens(text)) == expected


def test_pairs_keep_neighbouring_numbers_apart() -> None:
    assert pairs(["2026", "1023", "号"]) == [f"2026{JOINT}1023", "1023号"]
    assert pairs(["号"]) == ["号"]
    assert pairs([]) == []


def test_the_last_token_keeps_texts_apart() -> None:
    assert words("鼎盛部") == ("鼎盛", "盛部", "部")
    assert words("鼎，盛") == ("鼎盛", "盛")
    assert words("部") == ("部",)
    assert words("") == ()


def test_numbers_stand_whole_and_long_ones_in_parts() -> None:
    assert numbers("罚〔2026〕12号") == ("2026", "12")
    assert numbers("第123456号、123456") == ("123456", f"{JOINT}1234", f"{JOINT}2345", f"{JOINT}3456")
    assert numbers("鼎盛") == ()


@pytest.mark.parametrize("value", ["罚款", "qinghe-scjg", "没收违法所得、没收非法财物", "ー"])
def test_no_text_makes_the_word_of_a_filter(value: str) -> None:
    word = filter_word("class", value)
    assert word not in {*words(word), *numbers(word)}
    assert not {character for character in word if not character.isalnum() and character != JOINT}
    assert word != filter_word("kind", value)


def test_a_name_is_spelt_one_way() -> None:
    assert spelt("清河县（鼎盛）農資經營部") == spelt("清河县(鼎盛)农资经营部") != spelt("清河县鼎盛农资经营")
    assert spelt("，") == ""


def test_folding_is_stable() -> None:
    for text in strings(500):
        once = tokens(text)
        assert tokens(" ".join(once)) == once
