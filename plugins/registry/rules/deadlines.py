"""Deadlines in working days: too late is a warning, counted and marked, because the day itself cannot be mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from .. import dates
from ..context import Context
from ..deadlines import overdue, timeliness
from ..problems import Finding, Keys, Level
from ..records import Record

_REPORT_DUE = "01-31"


def published_in_time(record: Record, context: Context, today: date) -> Iterator[Finding]:
    """A decision is published within 7 working days (许可, 处罚) or 20 (国办发〔2018〕118号（六）)."""
    found = timeliness(record, context.settings)
    if found and found.late:
        field = record.kind.role("published")
        message = f"决定后第 {found.day} 个工作日才公示，应在 {found.limit} 个工作日内（最迟 {found.due}）"
        help_text = "迟公示会在页面标明并计入统计；日期写错的请改正，不要为了及时改写日期。"
        yield Finding("published-late", (field,), message, help_text, Level.WARNING)


def withdrawn_in_time(record: Record, context: Context, today: date) -> Iterator[Finding]:
    """A decision that was changed is withdrawn within 3 working days (行政处罚法第四十八条), or shown anew within 20."""
    settings = context.settings
    withdrawal = record.values.get("撤回") or {}
    steps: list[tuple[Keys, Mapping[str, str], int]] = [(("撤回",), withdrawal, settings.profile.withdraw)]
    corrections = enumerate(record.values.get("更正", ()))
    steps += [(("更正", index), entry, settings.profile.change) for index, entry in corrections]
    for keys, entry, days in steps:
        due = overdue(entry.get("变更日期", ""), days, entry.get("日期", ""), today, settings)
        if due:
            message = f"{keys[0]}晚了：自变更之日起 {days} 个工作日，最迟 {due}"
            yield Finding("withdrawn-late", (*keys, "日期"), message, "核对两个日期；以后请及时处理。", Level.WARNING)


def objections_answered(record: Record, context: Context, today: date) -> Iterator[Finding]:
    """An objection is answered within 3 working days, 7 where another unit must check it (社会信用条例、公示办法的通例)."""
    profile = context.settings.profile
    for index, entry in enumerate(record.role("objections") or ()):
        days = profile.objection_elsewhere if entry.get("核实") == "其他单位" else profile.objection
        due = overdue(entry.get("收到", ""), days, entry.get("日期", ""), today, context.settings)
        if due:
            answered = bool(entry.get("日期"))
            state = "答复晚了" if answered else "还没有答复"
            help_text = "核对两个日期；以后请按时答复。" if answered else "尽快核实处理，写上处理和日期。"
            message = f"第 {index + 1} 项异议{state}：自收到之日起 {days} 个工作日，最迟 {due}"
            keys = (record.kind.role("objections"), index)
            yield Finding("objection-late", keys, message, help_text, Level.WARNING)


def report_in_time(record: Record, today: date) -> Iterator[Finding]:
    """The yearly report is public by 31 January (国办发〔2018〕118号（六）, 晋政办发〔2019〕22号二（二）4)."""
    if record.kind_id != "report":
        return
    year, published = record.role("year"), dates.parse(str(record.role("updated")))
    if not (isinstance(year, str) and year.isdecimal() and published):
        return
    if year != record.slug:
        message = f"“年度”是 {year}，文件名是 {record.slug}"
        yield Finding("report-year", ("年度",), message, "文件名就是年度，请改正一个。")
        return
    due = f"{int(year) + 1}-{_REPORT_DUE}"
    if str(published) > due:
        message = f"{year} 年的统计年报 {published} 才公布，最迟 {due}"
        yield Finding("report-late", ("公布日期",), message, "以后请按时公布；日期写错的请改正。", Level.WARNING)
