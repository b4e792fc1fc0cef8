"""Amounts: what the text of a decision says and what its fields say are the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from .. import amounts
from ..problems import Finding, Level
from ..records import Record

# 罚款人民币5000元, 处罚款计伍仟元整; not 罚款的数额 and not 罚款决定.
_FINE = re.compile(
    r"罚款(?:人民币|计|共计|合计|总计|金额|:|¥|￥|\s){0,3}(?=[\d零一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾佰仟百千万])"
)
# 并处5000元的罚款.
_BEFORE = re.compile(
    r"处以?(?:人民币)?(?P<amount>[\d零一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾佰仟百千万,.]{1,20}[元圆]整?)的?罚款"
)
_AMOUNT_LENGTH = 24
# 伍仟元整(¥5000.00), 5000元(大写:伍仟元整)
_TWICE = re.compile(
    r"(?P<first>[\d,.]+[千百]?万?元|[零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]+[元圆]整?)"
    r"\((?:大写|小写|人民币|即|:|¥|￥|\s)*(?P<second>[\d,.]+[千百]?万?元?|[零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]+[元圆]整?)\)"
)


def text_agrees(record: Record, today: date) -> Iterator[Finding]:
    """The fine in the conclusion is the fine in the field; an amount in words is the one in figures beside it."""
    if record.kind.shape != "decision" or not isinstance(record.role("conclusion"), str):
        return
    text = unicodedata.normalize("NFKC", record.role("conclusion"))
    keys = (record.kind.role("conclusion"),)
    for match in _TWICE.finditer(text):
        first, second = (_one(match[name]) for name in ("first", "second"))
        if first is not None and second is not None and first != second:
            message = f"“{match[0]}”前后两个数不一样"
            level = Level.WARNING if record.imported else Level.ERROR
            yield Finding("amount-words", keys, message, "与决定书核对，改正写错的一个。", level)
    if record.kind_id != "penalty" or record.imported:
        return
    fine = amounts.yuan(str(record.role("amount")))
    stated = list(_fines(text))
    if fine is None or not stated or fine in (*stated, sum(stated)):
        return
    said = "、".join(f"{amount.normalize():f}元" for amount in dict.fromkeys(stated))
    message = f"处罚内容写罚款{said}，“{record.kind.role('amount')}”是{record.role('amount')}"
    yield Finding("amount-differs", (record.kind.role("amount"),), message, "与决定书核对；几笔罚款的，填合计数。")


def _fines(text: str) -> Iterator[Decimal]:
    for match in _FINE.finditer(text):
        found = amounts.in_text(re.split(r"[。；;，、]", text[match.end() : match.end() + _AMOUNT_LENGTH])[0])
        yield from found[:1]
    for match in _BEFORE.finditer(text):
        yield from amounts.in_text(match["amount"])[:1]


def _one(text: str) -> Decimal | None:
    found = amounts.in_text(text if text[-1] in "元圆整" else f"{text}元")
    return found[0] if len(found) == 1 else None
