"""Whatever stands in a file, a repair changes only what was meant, and twice is once."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from plugins.registry import amounts, dates, source
from plugins.registry.fixing import fixes
from plugins.registry.kinds import kind
from plugins.registry.mending import mended
from tests.repairs import CODE, FIELDS, PATH

FREE = ("违法事实", "处罚内容", "备注")


def _variants() -> Iterator[tuple[str, str, str]]:
    """Field, how it may be written, how it should be."""
    for written in ("2026/3/2", "2026年3月2日", "２０２６.3.2", "'2026/3/2'", "2026-03-02"):
        yield "处罚决定日期", written, "2026-03-02"
    for written in ("5,000元", '"伍仟元整"', "5000 元", "5000元"):
        yield "罚款金额", written, "5000元"
    for written in ("清市监处罚(2026)12号", "清市监处罚〔 2026〕12号", "清市监处罚〔2026〕12号"):
        yield "行政处罚决定书文号", written, "清市监处罚〔2026〕12号"
    yield "统一社会信用代码", CODE.lower(), CODE


FREE_TEXT = st.text(st.sampled_from("罚款5,000元[2026]１２/.:#'\"|- \u3000\t（）〔〕年月日甲乙"), max_size=30)


@given(st.data(), st.randoms(use_true_random=False))
def test_only_what_was_meant_changes(data: st.DataObject, chance: random.Random) -> None:
    """Twice is once, every other value is read as before, and a file that needs nothing is the same to the byte."""
    expected: dict[str, Any] = dict(FIELDS)
    for name in FREE:
        expected[name] = data.draw(FREE_TEXT)
    lines = {name: f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in expected.items()}
    for name, written, made in chance.sample(list(_variants()), 5):
        lines[name], expected[name] = f"{name}: {written}{chance.choice(['', '  '])}\n", made
    order = chance.sample(list(lines), len(lines))
    text = "".join(lines[name] for name in order)
    if chance.random() < 0.3:
        text = text.replace("\n", "\n# 注释\n", 1)
    after = fixes(PATH, text)
    read, _ = source.read(PATH, after.encode())
    assert read and read.values == {name: value for name, value in _clean(expected).items() if value}
    assert fixes(PATH, after) == after
    assert after.count("\n") == text.count("\n")
    if "# 注释" not in text:
        assert list(read.values) == [name for name in FIELDS if name in read.values]


def _clean(values: dict[str, str]) -> dict[str, str]:
    """As values are read."""
    return {name: value.strip() for name, value in values.items()}


@given(st.text(), st.booleans())
def test_any_text_is_taken(text: str, markdown: bool) -> None:
    """Never an exception, and twice is once."""
    path = PATH.replace(".yaml", ".md") if markdown else PATH
    for whole in (
        text,
        f"执法类别: 行政处罚\n公示日期: {text}\n",
        f"---\n执法类别: 行政处罚\n公示日期: {text}\n---\n{text}",
    ):
        after = fixes(path, whole)
        assert fixes(path, after) == after


@given(st.text(st.sampled_from("0123456789２０２６/.-年月日元万,，千百十一二三〇零 \u3000整"), max_size=14))
def test_a_repair_is_right_or_none(text: str) -> None:
    """What comes out of a repair is a date, or an amount, as the schema asks for."""
    fields = kind("penalty").fields
    day = mended(text, "公示日期", fields["公示日期"].schema)
    assert day == text or dates.parse(day)
    amount = mended(text, "罚款金额", fields["罚款金额"].schema)
    assert amount == text or amounts.yuan(amount) is not None
