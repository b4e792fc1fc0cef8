"""统一社会信用代码: right by its own checksum, and none for natural persons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .. import uscc
from ..problems import Finding
from ..records import Record


def credit_codes(record: Record, today: date) -> Iterator[Finding]:
    """Every 统一社会信用代码 passes the check of GB 32100-2015; masked codes and the official placeholder may stand."""
    for name, value in record.values.items():
        if name.endswith("统一社会信用代码") and isinstance(value, str) and (fault := uscc.fault(value)):
            help_text = "请对照营业执照或者登记证书逐位核对；没有代码的，写 17 个 0 加 X。"
            yield Finding("uscc-invalid", (name,), f"“{name}”不对：{fault}", help_text)


def person_without_code(record: Record, today: date) -> Iterator[Finding]:
    """A natural person has no 统一社会信用代码; a number in that field may be an ID number (数据标准填报说明)."""
    name = record.kind.role("party-code")
    if record.role("party-kind") == "自然人" and name in record.values:
        message = f"行政相对人是自然人，“{name}”应不填"
        yield Finding(
            "uscc-person", (name,), message, "删去这一行；若是个体工商户，请改“行政相对人类别”。", secret=True
        )
