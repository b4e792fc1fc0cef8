"""Personal numbers: what is one, what only looks like one, and that redaction leaves none.

The numbers belong to nobody: region 9901 does not exist and no check digit is meant to be right.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.registry.privacy import numbers

ID, PHONE, BLOTTED_ID, BLOTTED_PHONE = "居民身份证号码", "手机号码", "部分遮盖的证件号码", "部分遮盖的手机号码"


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        # 18 digits: alone, between Chinese characters, with any check character, apart, full width.
        ("990101199003070013", ID, "990101199003070013"),
        ("身份证990101199003070013号", ID, "990101199003070013"),
        ("贺某，990101199003070013，女", ID, "990101199003070013"),
        ("99010119900307001X", ID, "99010119900307001X"),
        ("99010119900307001x", ID, "99010119900307001x"),
        ("990101 19900307 0013", ID, "990101 19900307 0013"),
        ("990101-19900307-0013", ID, "990101-19900307-0013"),
        ("990101　19900307　0013", ID, "990101　19900307　0013"),
        ("９９０１０１１９９００３０７００１３", ID, "９９０１０１１９９００３０７００１３"),
        ("99010119900307001Ｘ", ID, "99010119900307001Ｘ"),
        ("990101199003070013元", ID, "990101199003070013"),
        # 31 February is no day, but a slip of the pen leaks as much.
        ("990101199002310013", ID, "990101199002310013"),
        ("990101189912310013", ID, "990101189912310013"),
        # 15 digits only where the text says so: licences and registrations have 15 digits too.
        ("身份证号990101900307001", ID, "990101900307001"),
        ("公民身份号码：990101900307001。", ID, "990101900307001"),
        ("证件号码 990101900307001", ID, "990101900307001"),
        # Blotted out in part: birthplace and birthday are left.
        ("330921************", BLOTTED_ID, "330921************"),
        ("9901011990****0013", BLOTTED_ID, "9901011990****0013"),
        ("99010119900307****", BLOTTED_ID, "99010119900307****"),
        ("990101********0013", BLOTTED_ID, "990101********0013"),
        ("99010119900307XXXX", BLOTTED_ID, "99010119900307XXXX"),
        ("990101＊＊＊＊＊＊＊＊0013", BLOTTED_ID, "990101＊＊＊＊＊＊＊＊0013"),
        ("证件990101××××××××××××。", BLOTTED_ID, "990101××××××××××××"),
        # Mobile phones.
        ("19900001234", PHONE, "19900001234"),
        ("电话19900001234号", PHONE, "19900001234"),
        ("（19900001234）", PHONE, "19900001234"),
        ("+8619900001234", PHONE, "+8619900001234"),
        ("+86 19900001234", PHONE, "+86 19900001234"),
        ("8619900001234", PHONE, "8619900001234"),
        ("008619900001234", PHONE, "008619900001234"),
        ("0086-19900001234", PHONE, "0086-19900001234"),
        ("199 0000 1234", PHONE, "199 0000 1234"),
        ("199-0000-1234", PHONE, "199-0000-1234"),
        ("199　0000　1234", PHONE, "199　0000　1234"),
        ("199－0000－1234", PHONE, "199－0000－1234"),
        ("１９９００００１２３４", PHONE, "１９９００００１２３４"),
        ("0990-5551201,19900001234", PHONE, "19900001234"),
        ("0990-5551201/19900001234", PHONE, "19900001234"),
        ("0990-5551201 19900001234", PHONE, "19900001234"),
        ("Tel.19900001234", PHONE, "19900001234"),
        ("19900001234.", PHONE, "19900001234"),
        ("13300001234千克", PHONE, "13300001234"),
        ("199****1234", BLOTTED_PHONE, "199****1234"),
        ("199xxxx1234", BLOTTED_PHONE, "199xxxx1234"),
        ("199＊＊＊＊1234", BLOTTED_PHONE, "199＊＊＊＊1234"),
        ("199×××××234", BLOTTED_PHONE, "199×××××234"),
        ("1990000****", BLOTTED_PHONE, "1990000****"),
        ("199***01234", BLOTTED_PHONE, "199***01234"),
    ],
)
def test_a_personal_number_is_found(text: str, kind: str, found: str) -> None:
    """Exactly one hit, of this kind, from its first character to its last; redaction takes it out and nothing else."""
    (hit,) = numbers.find(text)
    assert (hit.kind, text[hit.start : hit.end]) == (kind, found)
    assert numbers.redact(text) == text.replace(found, "〔已遮盖〕")


@pytest.mark.parametrize(
    "text",
    [
        "13800000000元",
        "13800000000 元",
        "13800000000万元",
        "13800000000.50元",
        "13800000000亿元",
        "1234567890",
        "199000012345",
        "1990000123",
        "12900001234",
        "0990-5551215",
        "099-05551215",
        "12345",
        "400-8215551",
        "2026-03-02",
        "20260302",
        "990100",
        "990100001002",
        "119901000313014041",
        "91990100MA0F4T2Q8U",
        "91430681XXXXXXXXXX",
        "91990100MA********",
        "12990100XXXXXXXXXX",
        "00000000000000000X",
        "990100000012345",
        "清市监处罚〔2026〕072026000123号",
        "条码6901234567892",
        "批号20260119001",
        "990101199013010013",
        "990101199003320013",
        "990101170003070013",
        "9901011990030700131",
        "A990101199003070013B",
        "身份证已核对，注册号见附件，2026年",
        "贺某",
        "",
    ],
)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    """Amounts, landlines, hot lines, codes, document numbers and long serials stay as they are."""
    assert not list(numbers.find(text))
    assert numbers.redact(text) == text


def test_several_in_one_text() -> None:
    """Each is found and taken out, in any order of kinds."""
    text = "贺某（990101199003070013，19900001234）、陈某（199****1234、990101************）"
    assert sorted(hit.kind for hit in numbers.find(text)) == sorted([ID, PHONE, BLOTTED_PHONE, BLOTTED_ID])
    assert numbers.redact(text) == "贺某（〔已遮盖〕，〔已遮盖〕）、陈某（〔已遮盖〕、〔已遮盖〕）"


def test_lines_are_not_joined() -> None:
    """Two columns of a list below each other are no number."""
    assert not list(numbers.find("990101\n19900307\n0013"))


# Digits, what stands between and beside them, and whole numbers: texts that are full of near misses.
_PIECES = st.sampled_from(
    [
        *"0123456789*×xX＊ 　-－,.:：，、（）元万号\n",
        *("990101199003070013", "19900001234", "199****1234", "990101", "1990", "0307", "+86", "0086", "身份证"),
    ]
)
_NOISE = st.lists(_PIECES, max_size=30).map("".join)


@given(_NOISE)
def test_redaction_leaves_nothing_behind(text: str) -> None:
    """What was taken out does not bring two halves together that make a new number."""
    assert not list(numbers.find(numbers.redact(text)))


@given(_NOISE)
def test_redaction_twice_is_redaction_once(text: str) -> None:
    """A text already clean stays, character by character."""
    once = numbers.redact(text)
    assert numbers.redact(once) == once


@given(_NOISE)
def test_hits_lie_in_the_text_and_hold_digits(text: str) -> None:
    """Places are those of the text as it was given, full width or not."""
    for hit in numbers.find(text):
        assert 0 <= hit.start < hit.end <= len(text)
        assert len(re.findall(r"[0-9０-９]", text[hit.start : hit.end])) >= 6


@given(st.text())
def test_a_text_without_eleven_digits_or_blots_is_untouched(text: str) -> None:
    """Nothing shorter than a phone number is one."""
    if len(re.findall(r"[\d*＊#×xXＸｘ]", text)) < 11:
        assert numbers.redact(text) == text


@given(st.text("法一二，。a \n"), st.sampled_from(["990101199003070013", "19900001234"]), st.text("法一二，。 \n"))
def test_no_neighbour_hides_a_number(before: str, number: str, after: str) -> None:
    """Chinese characters, punctuation, blanks and line ends never do; a letter does where the check digit is wrong."""
    hits = [(before + number + after)[hit.start : hit.end] for hit in numbers.find(before + number + after)]
    assert number in hits or before.endswith("a")


@pytest.mark.parametrize("text", ["ID{}", "身份证号No{}。", "证件a{}"])
def test_a_letter_hides_no_id_whose_check_digit_holds(text: str) -> None:
    whole = text.format("990101199003070011")
    right = [digit for digit in "0123456789X" if list(numbers.find(text.format(f"99010119900307001{digit}")))]
    assert len(right) == 1, whole
    assert numbers.redact(text.format(f"99010119900307001{right[0]}")) == text.format("〔已遮盖〕")
