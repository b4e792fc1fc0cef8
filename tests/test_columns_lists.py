"""Lists of decisions by year and month: what was published stays in its place, and what was withdrawn says so."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from plugins.columns.categories import ROWS
from tests.handmade_pages import Read, penalty, registry, render


def entries(html: str) -> list[str]:
    """Where the rows of a table of decisions lead."""
    return re.findall(r'class="party"><a href="([^"]+)"', html)


def test_months_page_by_page_stay_as_they_are_when_more_is_published() -> None:
    many = [penalty(f"2026/cf-{number:04}", 公示日期="2026-04-01") for number in range(1, ROWS + 2)]
    more = [*many, penalty("2026/cf-0900", 公示日期="2026-04-02", 行政相对人名称="后来公司")]
    before, after = render(registry(*many)), render(registry(*more))
    first, second = "qinghe-scjg/penalty/2026-04/index.html", "qinghe-scjg/penalty/2026-04/2/index.html"

    assert entries(before[first]) == entries(after[first])
    assert len(entries(before[first])) == ROWS
    assert entries(after[second])[-1].endswith("cf-0900/")
    assert "后来公司" not in after[first]


def test_a_year_is_one_list_until_it_is_long_and_then_its_address_leads_to_its_months() -> None:
    spring = [penalty(f"2026/cf-{number:04}", 公示日期="2026-03-05") for number in range(1, ROWS)]
    summer = [penalty(f"2026/cf-{number:04}", 公示日期="2026-06-01") for number in (900, 901)]
    few, many = render(registry(*spring, summer[0])), render(registry(*spring, *summer))
    year, month = "qinghe-scjg/penalty/2026/index.html", "qinghe-scjg/penalty/2026-06/index.html"
    assert len(entries(few[year])) == ROWS
    assert month not in few
    assert entries(many[month]) == [f"../../../qinghe-scjg/2026/cf-{number:04}/" for number in (900, 901)]
    for path in (year, "qinghe-scjg/penalty/index.html"):
        page = Read(many[path])
        ways = {urljoin(path, str(attrs.get("href"))) for attrs in page.all("a")}
        assert {"qinghe-scjg/penalty/2026-03/", "qinghe-scjg/penalty/2026-06/"} <= ways
        assert "6月 2 条" in page.text
    assert "2026年 全年 100 条" in Read(few["qinghe-scjg/penalty/index.html"]).text


def test_a_matter_lists_its_decisions_by_year_when_they_are_many() -> None:
    decided = [penalty(f"2026/cf-{number:04}") for number in range(1, ROWS + 1)]
    more = penalty("2025/cf-0001", 公示日期="2025-03-05", 处罚决定日期="2025-03-02")
    page, year = "qinghe-scjg/matters/CF-001/index.html", "qinghe-scjg/matters/CF-001/2026/index.html"
    few, many = render(registry(*decided)), render(registry(*decided, more))
    assert len(entries(few[page])) == ROWS
    assert year not in few
    assert len(entries(many[year])) == ROWS
    assert {"../../../qinghe-scjg/matters/CF-001/2025/", "../../../qinghe-scjg/matters/CF-001/2026/"} <= {
        attrs.get("href") for attrs in Read(many[page]).all("a")
    }


def test_lists_show_tombstones_by_state_only(built: dict[str, str]) -> None:
    text = Read(built["qinghe-scjg/penalty/2026/index.html"]).text
    assert "内容已停止公示" in text
    assert "已撤销" in text
