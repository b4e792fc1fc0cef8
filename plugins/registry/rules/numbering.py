"""文号: 机关代字〔年份〕序号号 (GB/T 9704-2012); what is unusual is warned of, what has no year or number refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .. import dates, docnumber
from ..problems import Finding, Level
from ..records import Record

# Brackets inside the 代字 are printed in either width; both are right.
_HALF_WIDTH = str.maketrans("（）", "()")

_EXAMPLE = "写作 清市监处罚〔2026〕12号：机关代字、六角括号里的四位年份、序号、号。"


def well_formed(record: Record, today: date) -> Iterator[Finding]:
    """A 文号 names one document and holds a year and a number; its printed form should be the standard one."""
    name, text = record.kind.role("number"), record.role("number")
    if not isinstance(text, str) or not text:
        return
    if docnumber.is_plural(text):
        yield Finding(
            "docnumber-plural", (name,), f"“{name}”里有不止一个文号", "一条记录写一个文号；多份决定书分成多条记录。"
        )
        return
    parsed = docnumber.parse(docnumber.normalise(text))
    if parsed is None:
        # A licence without a document number carries its certificate's number here (数据标准填报说明).
        level = Level.WARNING if record.kind_id == "licence" or record.imported else Level.ERROR
        yield Finding("docnumber-form", (name,), f"“{name}”缺少年份或者序号", _EXAMPLE, level)
    elif docnumber.normalise(text) != text.translate(_HALF_WIDTH) or str(parsed.serial).startswith(("0", "第")):
        yield Finding(
            "docnumber-style",
            (name,),
            f"“{name}”不是标准写法",
            _EXAMPLE + "决定书上就是这样印的，可以不改。",
            Level.WARNING,
        )


def year_agrees(record: Record, today: date) -> Iterator[Finding]:
    """The year in a 文号 is that of the decision; a departure is often a slip."""
    text, decided = record.role("number"), record.role("decided")
    parsed = docnumber.parse(docnumber.normalise(text)) if isinstance(text, str) and text else None
    day = dates.parse(decided) if isinstance(decided, str) else None
    if parsed and day and day.year != parsed.year:
        message = f"文号里的年份是 {parsed.year}，决定日期是 {decided}"
        name = record.kind.role("number")
        yield Finding("docnumber-year", (name,), message, "请对照决定书核对；确实如此的，可以不改。", Level.WARNING)
