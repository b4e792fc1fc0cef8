"""Working days: the counting rule, the edge of what is known, and the shipped calendars against another source."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import chinese_calendar
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plugins.registry import shape
from plugins.registry.keys import digest
from plugins.registry.source import read
from plugins.registry.workdays import WorkingDays
from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "content" / "calendars"
FIRST, LAST = 2018, 2026
DAY = timedelta(days=1)


def shipped() -> dict[int, dict[str, Any]]:
    """The values of the calendars by year, as the registry reads them."""
    calendars = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        source, problems = read(path.name, path.read_bytes())
        assert source is not None
        assert problems == []
        calendars[int(path.stem)] = source.values
    return calendars


CALENDARS = shipped()
DAYS = WorkingDays.of(CALENDARS)


def only(*years: int) -> WorkingDays:
    return WorkingDays.of({year: CALENDARS[year] for year in years})


def on(text: str) -> date:
    return date.fromisoformat(text)


def calendar(*spans: tuple[str, str], worked: Any = ()) -> dict[str, Any]:
    return {"放假": [{"节日": "元旦", "自": first, "至": last} for first, last in spans], "调休上班": list(worked)}


@pytest.mark.parametrize(
    ("decided", "three", "seven", "twenty"),
    [
        # A Friday before the Spring Festival: the Saturday between them is worked.
        ("2026-02-13", "2026-02-25", "2026-03-02", "2026-03-19"),
        ("2026-04-30", "2026-05-08", "2026-05-13", "2026-06-01"),
        ("2026-09-28", "2026-10-08", "2026-10-13", "2026-10-30"),
        ("2026-10-09", "2026-10-13", "2026-10-19", "2026-11-05"),
        ("2026-11-20", "2026-11-25", "2026-12-01", "2026-12-18"),
        # Decided on a day off, on a Saturday worked, and over 元旦.
        ("2026-02-20", "2026-02-26", "2026-03-03", "2026-03-20"),
        ("2026-02-28", "2026-03-04", "2026-03-10", "2026-03-27"),
        ("2025-12-31", "2026-01-06", "2026-01-12", "2026-01-29"),
        # The Spring Festival that was made longer: nobody worked on Saturday 1 February.
        ("2020-01-23", "2020-02-05", "2020-02-11", "2020-02-28"),
    ],
)
def test_periods_end(decided: str, three: str, seven: str, twenty: str) -> None:
    for days, end in ((3, three), (7, seven), (20, twenty)):
        assert DAYS.due(on(decided), days) == on(end)
        assert DAYS.count(on(decided), on(end)) == days


@pytest.mark.parametrize(("days", "last"), [(3, "2026-12-28"), (7, "2026-12-22"), (20, "2026-12-03")])
def test_the_cliff_at_the_end_of_the_last_known_year(days: int, last: str) -> None:
    assert DAYS.due(on(last), days) == on("2026-12-31")
    assert DAYS.due(on(last) + DAY, days) is None


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-02-13", True),  # Friday
        ("2026-02-14", True),  # Saturday worked
        ("2026-02-15", False),
        ("2026-02-23", False),  # Monday off
        ("2026-02-24", True),
        ("2026-02-28", True),  # Saturday worked
        ("2026-03-01", False),  # Sunday
        ("2026-09-20", True),  # Sunday worked
        ("2018-12-29", True),  # Saturday worked, by the notice of 2019
        ("2018-12-31", False),  # Monday off, by the notice of 2019
        ("2019-05-03", False),  # 劳动节 as changed
        ("2020-02-01", False),  # 春节 as made longer
        ("2017-12-31", None),
        ("2027-01-01", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
    ],
)
def test_is_working(day: str, working: bool | None) -> None:
    assert DAYS.is_working(on(day)) is working


def test_count() -> None:
    friday = on("2026-11-20")
    assert DAYS.count(friday, friday) == 0
    assert DAYS.count(friday, on("2026-11-22")) == 0
    assert DAYS.count(friday, on("2026-11-23")) == 1
    assert DAYS.count(friday, on("2026-01-01")) == 0
    assert DAYS.count(on("2017-12-31"), on("2018-01-02")) == 1, "only the days after the start have to be known"
    assert DAYS.count(on("2017-12-30"), on("2018-01-02")) is None
    assert DAYS.count(friday, on("2027-01-01")) is None
    assert DAYS.due(friday, 0) == friday


def test_an_unknown_year_between() -> None:
    days = only(2023, 2025)
    assert days.count(on("2023-06-01"), on("2025-06-01")) is None
    assert days.due(on("2023-12-20"), 20) is None
    assert days.due(on("2024-06-03"), 1) is None
    assert days.due(on("2024-12-31"), 1) == on("2025-01-02")
    assert WorkingDays().due(on("2026-11-20"), 1) is None
    assert WorkingDays().is_working(on("2026-11-20")) is None


def test_a_weekend_next_to_new_year_is_the_next_notice_s() -> None:
    alone, both = only(2018), only(2018, 2019)
    ends = [date(2018, 12, day) for day in (28, 29, 30, 31)]
    assert [alone.is_working(day) for day in ends] == [True, None, None, None]
    assert [both.is_working(day) for day in ends] == [True, True, False, False]
    assert alone.due(ends[0], 1) is None
    assert only(2022).is_working(on("2022-12-30")) is True
    assert only(2022).is_working(on("2022-12-31")) is None


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"放假": "元旦"},
        {"放假": []},
        {"放假": ["2026-01-01"]},
        {"放假": [{"节日": "元旦"}]},
        {"放假": [{"自": ["2026-01-01"], "至": {}}]},
        calendar(("2026-01-32", "2026-02-30")),
        calendar(("2026-01-03", "2026-01-01")),
        calendar(("2025-01-01", "2025-01-03")),
    ],
)
def test_a_year_without_a_day_off_is_unknown(values: dict[str, Any]) -> None:
    assert WorkingDays.of({2026: values}) == WorkingDays()


def test_what_is_malformed_is_left_out() -> None:
    good = calendar(("2026-01-01", "2026-01-03"), worked=["2026-01-04"])
    bad = calendar(
        ("2026-01-01", "2026-01-03"), ("2026-05-01", "五日"), worked=["2026-01-04", "下周六", {}, "2025-01-04"]
    )
    assert WorkingDays.of({2026: bad}) == WorkingDays.of({2026: good})
    assert WorkingDays.of({0: good, 2026: good, 99999: good}) == WorkingDays.of({2026: good})
    endless = WorkingDays.of({2026: calendar(("0001-01-01", "9999-12-31"))})
    assert len(endless.years[0][1]) < 370


def test_the_digest_is_that_of_the_days() -> None:
    before = digest(DAYS)
    assert DAYS.due(on("2026-11-20"), 7)
    assert digest(DAYS) == before
    assert digest(WorkingDays.of(dict(reversed(CALENDARS.items())))) == before
    assert digest(only(*range(FIRST, LAST))) != before


def walked(days: WorkingDays, start: date, end: date) -> int | None:
    """What count says, day by day."""
    count = 0
    for step in range((end - start).days):
        working = days.is_working(start + (step + 1) * DAY)
        if working is None:
            return None
        count += working
    return count


some_day = st.dates(date(FIRST - 1, 11, 1), date(LAST + 1, 2, 1))
known_day = st.dates(date(FIRST, 1, 1), date(LAST, 12, 31))


@given(st.sets(st.sampled_from(sorted(CALENDARS))), some_day, st.integers(-5, 500))
def test_count_is_the_walk(years: set[int], start: date, length: int) -> None:
    days, end = only(*years), start + length * DAY
    assert days.count(start, end) == walked(days, start, end)


@given(st.sets(st.sampled_from(sorted(CALENDARS))), some_day, st.integers(1, 60))
def test_due_is_a_working_day_and_the_last_of_as_many(years: set[int], start: date, length: int) -> None:
    days = only(*years)
    end = days.due(start, length)
    if end is None:
        # So many days always hold the period, unless one of them is unknown.
        assert walked(days, start, start + (length * 2 + 30) * DAY) is None
        return
    assert days.is_working(end)
    assert days.count(start, end) == length
    assert days.count(start, end - DAY) == length - 1


@given(known_day, known_day, known_day)
def test_count_grows_and_adds_up(first: date, second: date, third: date) -> None:
    first, second, third = sorted((first, second, third))
    early, late, both = DAYS.count(first, second), DAYS.count(second, third), DAYS.count(first, third)
    assert early is not None
    assert late is not None
    assert both == early + late
    assert both >= early


@given(known_day, st.integers(1, 60))
def test_a_longer_period_ends_later(start: date, length: int) -> None:
    short, long = DAYS.due(start, length), DAYS.due(start, length + 1)
    assume(short and long)
    assert short is not None
    assert long is not None
    assert short < long


def test_shipped_calendars_are_whole() -> None:
    assert sorted(CALENDARS) == list(range(FIRST, LAST + 1))
    for year, values in CALENDARS.items():
        assert list(shape.check("calendar", values)) == []
        assert all(on(day).weekday() >= 5 for day in values["调休上班"]), year
        spans = [(on(span["自"]), on(span["至"])) for span in values["放假"]]
        assert all(first <= last for first, last in spans)
        assert all(before[1] < after[0] for before, after in pairwise(spans)), year
        assert not any(first <= on(day) <= last for day in values["调休上班"] for first, last in spans), year


def test_shipped_calendars_against_another_source() -> None:
    day = date(FIRST, 1, 1)
    while day.year <= LAST:
        assert DAYS.is_working(day) is chinese_calendar.is_workday(day), day
        day += DAY
