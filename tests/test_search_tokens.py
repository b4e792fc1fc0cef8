"""Text as the index sees it: tokens, terms, and the binary form in which their lists are kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.search.postings import block, encode, packed, varint
from plugins.search.terms import exact, number_of, terms
from plugins.search.tokens import runs, tokens
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


@pytest.mark.parametrize(
    "text, expected",
    [
        ("鼎盛部", {"鼎盛", "盛部"}),
        ("鼎，盛", {"鼎盛"}),
        ("部", set()),
        ("罚〔2026〕12号", {"罚2026", "2026", "12", "12号"}),
        ("第123456号", {"123456", "~1234", "~2345", "~3456"}),
        ("2026 1023", {"2026", "1023"}),
        ("", set()),
    ],
)
def test_terms(text: str, expected: set[str]) -> None:
    assert terms(text) == expected


def test_a_name_is_a_term_as_a_whole() -> None:
    assert exact("清市监处罚〔2026〕1023号") == exact("清市監處罰[2026]1023號") != exact("清市监处罚〔2026〕102号")
    assert exact("，") == ""


def test_runs_are_tokens_left_together() -> None:
    for text in strings(300):
        assert [token for run in runs(text) for token in tokens(run)] == list(tokens(text))


def test_folding_is_stable() -> None:
    for text in strings(500):
        once = tokens(text)
        assert tokens(" ".join(once)) == once


def test_numbers_of_terms_are_those_of_every_other_program() -> None:
    assert number_of("123456789") == 0xCBF43926, "the check value of CRC-32"


# ---- the binary form, read back by a reader of its own -----------------------------------------------------------


def numbers(data: bytes) -> list[int]:
    found, value, weight = [], 0, 0
    for byte in data:
        value |= (byte & 0x7F) << weight
        weight += 7
        if byte < 0x80:
            found.append(value)
            value, weight = 0, 0
    return found


@given(st.lists(st.integers(0, 2**70)))
def test_varints(given_numbers: list[int]) -> None:
    assert numbers(b"".join(map(varint, given_numbers))) == given_numbers


def test_a_list_takes_the_shortest_form() -> None:
    every = [place << 1 for place in range(800)]
    assert len(encode(every, 800)) == 2, "all of them: nothing is missing"
    assert len(encode(every[::2], 800)) == 2 + 100, "half of them: a bit each"
    assert len(encode(every[:8], 800)) == 2 + 8, "few of them: a byte each"
    assert len(encode([1], 800)) == 2
    assert len(encode([place | 1 for place in every], 800)) == 2, "all in key fields costs nothing"


def test_a_block_is_in_the_order_of_numbers() -> None:
    assert numbers(block([(900, b"", 7), (5, b"\x01", 0)])) == [5, 2, 1, 895, 15]


def test_packed_numbers_take_as_many_bits_as_they_need() -> None:
    assert packed([1, 0, 1, 1], 1) == bytes([0b1101])
    assert packed([5, 2], 7) == bytes([0b010101])
    assert packed([0] * 1000, 0) == b""
