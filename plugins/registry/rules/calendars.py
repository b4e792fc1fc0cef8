"""A year's calendar: a slip in it would move every deadline of that year without a word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from .. import dates
from ..problems import Finding
from ..records import Record

# 国庆 with 中秋 has been eight days; 春节 nine.
_LONGEST = 10
_SATURDAY = 5
_FESTIVALS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")


def spans_hold(record: Record, today: date) -> Iterator[Finding]:
    """Spans run forward and lie in the year, weekends worked are weekends, and no festival is missing (国办的年度通知)."""
    if record.kind_id != "calendar":
        return
    off: set[date] = set()
    spans = [span for span in _items(record, "放假") if isinstance(span, dict)]
    for index, span in enumerate(spans):
        first, last = dates.parse(str(span.get("自", ""))), dates.parse(str(span.get("至", "")))
        if first is None or last is None:
            continue
        days = (last - first).days + 1
        if not 1 <= days <= _LONGEST:
            message = f"“{span.get('节日', '')}”由 {first} 至 {last}，共 {days} 天"
            yield Finding("calendar-span", ("放假", index, "至"), message, "对照通知核对两个日期。")
        elif str(last.year) != record.year:
            message = f"“{span.get('节日', '')}”至 {last}，不在 {record.year} 年"
            yield Finding("calendar-span", ("放假", index, "至"), message, "每年一个文件，文件名是年份。")
        else:
            off |= {date.fromordinal(first.toordinal() + count) for count in range(days)}
    for index, text in enumerate(_items(record, "调休上班")):
        day = dates.parse(str(text))
        if day and (day.weekday() < _SATURDAY or day in off):
            message = f"{day} {'在放假期间' if day in off else '不是周末'}，不会是调休上班"
            yield Finding("calendar-span", ("调休上班", index), message, "对照通知核对日期。")
    named = "".join(str(span.get("节日", "")) for span in spans)
    missing = [name for name in _FESTIVALS if name not in named]
    if missing:
        message = f"没有写{'、'.join(missing)}"
        yield Finding("calendar-span", ("放假",), message, "一年七个节日都要写；连放的写作“国庆节、中秋节”。")


def _items(record: Record, name: str) -> list[Any]:
    items = record.values.get(name)
    return items if isinstance(items, list) else []
