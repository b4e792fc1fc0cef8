"""The door: what is public on which day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.registry.publication import Leak, publish
from plugins.registry.records import Record, Settings

SETTINGS = Settings()
PENALTY = {
    "执法类别": "行政处罚",
    "行政相对人名称": "安石市青禾食品有限公司",
    "行政相对人类别": "法人及非法人组织",
    "处罚内容": "罚款5000元。",
    "罚款金额": "0.5万元",
    "处罚决定日期": "2026-03-02",
    "公示日期": "2026-03-05",
    "处罚机关": "安石市市场监督管理局",
}
LICENCE = {
    "执法类别": "行政许可",
    "行政相对人名称": "安石市青禾食品有限公司",
    "许可内容": "准予销售。",
    "许可决定日期": "2024-03-02",
    "公示日期": "2024-03-05",
    "许可机关": "安石市市场监督管理局",
}


def record(values: dict[str, Any], kind: str = "penalty", **more: Any) -> Record:
    return Record("anshi-scjg/2026/cf-0001", kind, "anshi-scjg", "x", values | more, "", "2026", "cf-0001")


def state(day: str, values: dict[str, Any] = PENALTY, kind: str = "penalty", **more: Any) -> str:
    public = publish(record(values, kind, **more), SETTINGS, date.fromisoformat(day))
    return public.state if public else ""


@pytest.mark.parametrize(
    ("day", "more", "expected"),
    [
        ("2026-03-04", {}, ""),
        ("2026-03-05", {}, "有效"),
        ("2031-03-04", {}, "有效"),
        ("2031-03-05", {}, "公示期满"),
        ("2028-03-04", {"行政相对人类别": "自然人", "行政相对人名称": "张某"}, "有效"),
        ("2028-03-05", {"行政相对人类别": "自然人", "行政相对人名称": "张某"}, "公示期满"),
        ("2026-12-30", {"公示截止期": "2026-12-31"}, "有效"),
        ("2026-12-31", {"公示截止期": "2026-12-31"}, "公示期满"),
        ("2026-05-31", {"更正": [{"日期": "2026-06-01", "内容": "x", "原因": "y"}]}, "有效"),
        ("2026-06-01", {"更正": [{"日期": "2026-06-01", "内容": "x", "原因": "y"}]}, "已更正"),
        ("2026-05-31", {"撤回": {"日期": "2026-06-01", "类型": "撤销", "原因": "复议撤销"}}, "有效"),
        ("2026-06-01", {"撤回": {"日期": "2026-06-01", "类型": "撤销", "原因": "复议撤销"}}, "已撤销"),
        ("2026-06-01", {"信用修复": {"日期": "2026-06-01"}}, "信用修复"),
        # A withdrawal says more than the end of a term.
        ("2032-01-01", {"撤回": {"日期": "2026-06-01", "类型": "确认违法", "原因": "判决"}}, "已确认违法"),
    ],
)
def test_state_by_day(day: str, more: dict[str, Any], expected: str) -> None:
    assert state(day, **more) == expected


def test_a_licence_stays_until_its_last_day() -> None:
    assert state("2034-03-01", LICENCE, "licence", 有效期至="2034-03-01") == "有效"
    assert state("2034-03-02", LICENCE, "licence", 有效期至="2034-03-01") == "公示期满"
    assert state("2099-01-01", LICENCE, "licence", 有效期至="长期") == "有效"


def test_public_form() -> None:
    public = publish(record(PENALTY), SETTINGS, date(2026, 6, 1))
    assert public is not None
    assert public.data["罚款金额"] == 5000
    assert list(public.data) == list(PENALTY)
    assert public.role("decided") == public.decided == "2026-03-02"


@given(st.integers(0, 3000))
def test_a_tombstone_holds_no_content(days: int) -> None:
    values = PENALTY | {"撤回": {"日期": "2026-06-01", "类型": "变更", "原因": "复议变更"}}
    public = publish(record(values), SETTINGS, date(2026, 3, 1) + timedelta(days))
    if public and public.tombstone:
        assert public.data == {}
        assert not (public.body or public.salt or public.digest or public.corrections)
        assert "青禾" not in repr(public)


def test_what_lies_ahead_is_not_said() -> None:
    later = {"日期": "2026-09-01", "内容": "后来的更正", "原因": "x"}
    values = {
        "更正": [{"日期": "2026-05-01", "内容": "已作的更正", "原因": "x"}, later],
        "撤回": {"日期": "2026-10-01", "类型": "撤销", "原因": "后来的撤回"},
        "信用修复": {"日期": "2026-11-01", "说明": "后来的修复"},
    }
    public = publish(record(PENALTY, **values), SETTINGS, date(2026, 6, 1))
    assert public is not None
    assert public.state == "已更正"
    assert "已作的更正" in repr(public)
    assert "后来" not in repr(public)
    ahead_only = publish(record(PENALTY, 更正=[later]), SETTINGS, date(2026, 6, 1))
    assert ahead_only is not None
    assert ahead_only.state == "有效"
    assert "更正" not in ahead_only.data


def test_digest_follows_content_and_salt_follows_content_and_key() -> None:
    day = date(2026, 6, 1)
    first, second = publish(record(PENALTY), SETTINGS, day), publish(record(PENALTY, 备注="x"), SETTINGS, day)
    again, other_key = publish(record(PENALTY), SETTINGS, day), publish(record(PENALTY), SETTINGS, day, b"secret")
    assert first and second and again and other_key
    assert first.digest == other_key.digest != second.digest
    # What stood there before a name was masked cannot be guessed with the salt of what stands there now.
    assert len({first.salt, second.salt, other_key.salt}) == 3
    assert first.salt == again.salt


@pytest.mark.parametrize(
    "more",
    [
        {"处罚内容": "联系电话13900001234。"},
        {"备注": "身份证号990101199001011234"},
        {"行政相对人类别": "自然人", "行政相对人名称": "沈青禾"},
    ],
)
def test_a_leak_stops_at_the_door_and_is_not_repeated(more: dict[str, Any]) -> None:
    with pytest.raises(Leak) as leak:
        publish(record(PENALTY, **more), SETTINGS, date(2026, 6, 1))
    assert "anshi-scjg/2026/cf-0001" in str(leak.value)
    assert not any(number in str(leak.value) for number in ("13900001234", "990101199001011234", "沈青禾"))
