"""Hostile text comes onto the pages as text, and no former id leads out of the site."""

from __future__ import annotations

import pytest

from plugins.columns.markdown import to_html
from tests.handmade_pages import BODY, DECISIONS, HOSTILE, Read, agency, decision, registry, render, scripts


def test_hostile_text_is_shown_as_text(built: dict[str, str]) -> None:
    page = Read(decision(built, "cf-0002"))
    assert set(scripts(page)) == {"display.js", "find.js", "record.js"}
    assert [attrs["src"] for attrs in page.all("img")] == ["../../../theme/icon.svg"]
    assert "<script>alert(1)</script>" in page.text
    assert "{{ 7*7 }} {% raw %}" in page.text
    assert all("\x00" not in html for html in built.values())


def test_hostile_agency_settings_and_lists_are_escaped() -> None:
    made = registry(*DECISIONS, settings={"平台名称": HOSTILE, "主办单位": HOSTILE, "纠错网址": "javascript:alert(1)"})
    made[0].agencies["qinghe-slj"] = agency(
        "qinghe-slj", HOSTILE, "qinghe", 网站="javascript:alert(5)", 监督方式=HOSTILE
    )
    for path, html in render(made).items():
        page = Read(html)
        assert len(page.all("img")) <= 1, path
        assert set(scripts(page)) <= {"display.js", "find.js", "record.js", "search.js", "tables.js"}, path
        assert not any((attrs.get("href") or "").startswith("javascript") for attrs in page.all("a")), path


def test_markdown_is_sanitised_and_its_headings_stand_below_the_section(built: dict[str, str]) -> None:
    html = to_html(BODY)
    page = Read(html)
    assert [attrs.get("href") for attrs in page.all("a")] == [None, "https://example.gov.cn/"]
    assert {attrs["rel"] for attrs in page.all("a")} == {"nofollow noopener"}
    assert not page.all("script")
    assert not page.all("img")
    assert "<script>alert(3)</script>" in page.text
    assert [tag for tag, _ in page.tags if tag.startswith("h")] == ["h3", "h4"]
    assert page.all("table")
    assert html in decision(built, "cf-0001")


@pytest.mark.parametrize("text", [">" * 5000 + " x", "- " * 5000 + "x", " " * 900 + "- x", "[" * 20000])
def test_markdown_that_would_exhaust_the_parser_is_shown_as_text(text: str) -> None:
    assert to_html(text).startswith("<pre>")


def test_former_ids_redirect_and_cannot_leave_the_site(built: dict[str, str]) -> None:
    page = Read(built["qinghe-scjg/2025/cf-0900/index.html"])
    refresh = next(attrs["content"] for attrs in page.all("meta") if attrs.get("http-equiv") == "refresh")
    assert refresh == "0; url=../../../qinghe-scjg/2026/cf-0005/"
    assert not any(".." in path or "etc" in path for path in built)
