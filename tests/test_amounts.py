"""Amounts of money in figures and in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plugins.registry import amounts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("伍仟", 5000),
        ("十", 10),
        ("一百零五", 105),
        ("三千五百万", 35_000_000),
        ("一亿二千万", 120_000_000),
        ("十二亿三千四百五十六万七千八百九十", 1_234_567_890),
        ("一万亿", 10**12),
        ("万", None),
        ("二三", None),
        ("三百五", None),
    ],
)
def test_numbers_in_words(text: str, value: int | None) -> None:
    assert amounts.han_number(text) == value


def test_every_amount_of_a_text() -> None:
    text = "罚款人民币伍仟元整（￥5,000.00元），没收0.5万元，共计壹万元"
    assert amounts.in_text(text) == [Decimal(5000), Decimal(5000), Decimal(5000), Decimal(10_000)]
