"""Dates: in their natural order, and no event from the future."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from .. import dates
from ..problems import Finding, Keys, Level
from ..records import Record


def in_order(record: Record, today: date) -> Iterator[Finding]:
    """A decision is made before it is shown, corrected, repaired and withdrawn; a term begins before it ends."""
    if record.kind.shape != "decision":
        return
    role = record.kind.role
    decided, published = (role("decided"),), (role("published"),)
    pairs: list[tuple[Keys, Keys]] = [
        ((role("filed"),), decided),
        (decided, published),
        ((role("valid-from"),), (role("valid-until"),)),
        (published, (role("until"),)),
        (published, ("撤回", "日期")),
        (("撤回", "变更日期"), ("撤回", "日期")),
        (published, ("信用修复", "日期")),
        *((decided, keys) for keys in _each(record, "reviews", "日期")),
        *(
            ((role("objections"), index, "收到"), (role("objections"), index, "日期"))
            for index in _places(record, "objections")
        ),
        *((published, ("更正", index, "日期")) for index in range(_length(record.values.get("更正")))),
    ]
    for earlier, later in pairs:
        first, second = _day(record, earlier), _day(record, later)
        if first and second and first > second:
            message = f"“{_label(later)}”（{second}）早于“{_label(earlier)}”（{first}）"
            yield Finding("date-order", later, message, "请核对两个日期，改正写错的一个。")


def not_in_future(record: Record, today: date) -> Iterator[Finding]:
    """What has happened has a date up to today.

    An error where the record is public: it would tell of something that has not happened. A warning otherwise: until
    its day nothing is shown and nothing takes effect, so that a site can be built for any day.
    """
    decision = record.kind.shape == "decision"
    decided = (record.kind.role("decided"),)
    published = _day(record, (record.kind.role("published"),))
    for keys in _events(record):
        day = _day(record, keys)
        if day and day > today:
            shown = decision and keys == decided and published is not None and published <= today
            level = Level.ERROR if shown else Level.WARNING
            message = f"“{_label(keys)}”是 {day}，晚于今天（{today}）"
            yield Finding("date-future", keys, message, "请核对日期；尚未发生的事不能先写上。", level)


# What is still waited for may be late on any day.
OPEN = "9999-12-31"


def last_event(record: Record) -> str:
    """The last day that rules compare with today, or '': once it is past, their answers stay."""
    if any(not entry.get("日期") for entry in record.role("objections") or () if isinstance(entry, dict)):
        return OPEN
    published = (record.kind.role("published"),)
    return max(map(str, filter(None, (_day(record, keys) for keys in (published, *_events(record))))), default="")


def _events(record: Record) -> list[Keys]:
    """Where a record says when something happened."""
    if record.kind.shape != "decision":
        return [(record.kind.role("updated"),)]
    corrections: list[Keys] = [("更正", index, "日期") for index in range(_length(record.values.get("更正")))]
    others = (
        *_each(record, "reviews", "日期"),
        *_each(record, "objections", "收到"),
        *_each(record, "objections", "日期"),
    )
    return [(record.kind.role("decided"),), ("撤回", "日期"), ("信用修复", "日期"), *corrections, *others]


def _each(record: Record, role: str, part: str) -> list[Keys]:
    """Where each entry of a list has a part."""
    return [(record.kind.role(role), index, part) for index in _places(record, role)]


def _places(record: Record, role: str) -> range:
    return range(_length(record.role(role)))


def _day(record: Record, keys: Keys) -> date | None:
    value: Any = record.values
    try:
        for key in keys:
            value = value[key]
    except (KeyError, TypeError):
        return None
    return dates.parse(value) if isinstance(value, str) else None


def _length(value: object) -> int:
    return len(value) if isinstance(value, list) else 0


def _label(keys: Keys) -> str:
    return "".join(str(key) for key in keys if isinstance(key, str))
