"""The life of a decision in the order of its days: 立案 → 法制审核 → 决定 → 公示 → 更正 → 履行 → 公示截止."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from plugins.registry.public import PublicRecord


class Event(NamedTuple):
    """A day ('' where it is not known), what happened, what is said of it; ahead: not yet."""

    day: str
    name: str
    note: str = ""
    ahead: bool = False


def timeline(record: PublicRecord) -> list[Event]:
    """The events of a public decision; those of one day in the order of the procedure."""
    dated = sorted(_dated(record), key=_day)
    if done := record.data.get("履行情况"):
        dated.append(Event("", f"履行：{done}"))
    if record.ends:
        dated.append(Event(record.ends, "公示截止", ahead=True))
    return dated


def _dated(record: PublicRecord) -> Iterator[Event]:
    if filed := record.role("filed"):
        yield Event(filed, "立案")
    review = record.role("review")
    if review and "日期" in review:
        yield Event(review["日期"], "法制审核", review.get("审核机构", ""))
    if record.decided:
        yield Event(record.decided, "决定")
    timely = record.timeliness
    note = f"决定之日起第 {timely.day} 个工作日，期限 {timely.limit} 个工作日" if timely else ""
    yield Event(record.published, "公示", note)
    for entry in record.role("reviews") or ():
        yield Event(entry["日期"], f"{entry['类型']}：{entry['状态']}", entry.get("说明", ""))
    for entry in record.corrections:
        yield Event(entry["日期"], "更正")


def _day(event: Event) -> str:
    return event.day
