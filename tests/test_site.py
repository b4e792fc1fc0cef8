"""The built site in a real browser, below a sub-path: as a citizen uses it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import serve


@pytest.fixture(scope="module")
def url(demonstration_site: Path) -> Iterator[str]:
    """The demonstration served below /open/data/, where nobody told it that it would be, under the strict policy."""
    with serve(demonstration_site, prefix="/open/data/") as address:
        yield address


class Visit:
    """A page that remembers what went wrong and what it asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))


@pytest.fixture(params=[1280, 390])
def visit(browser: Browser, url: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A visit on a desk and on a phone; afterwards nothing foreign was loaded and no error was seen."""
    context = browser.new_context(viewport={"width": request.param, "height": 900})
    seen = Visit(context.new_page())
    yield seen
    assert not seen.errors
    assert not [address for address in seen.requests if not address.startswith(url)]
    context.close()


def assert_fits(page: Page) -> None:
    """The page does not scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_home_to_decision_and_back(visit: Visit, url: str) -> None:
    page = visit.page
    page.goto(url)
    expect(page.get_by_text("演示数据").first).to_be_visible()
    assert_fits(page)
    page.get_by_role("link", name="清河市市场监督管理局").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("清河市市场监督管理局")
    for section in ("事前公开", "事中公示", "事后公开", "全过程记录", "法制审核"):
        expect(page.get_by_role("heading", name=section).first).to_be_visible()
    assert_fits(page)
    page.get_by_role("link", name="行政处罚", exact=True).first.click()
    assert_fits(page)
    page.locator("main table a, main li a").filter(has_text="公司").first.click()
    expect(page.get_by_text("违法事实").first).to_be_visible()
    assert re.search(r"/qinghe-scjg/20\d\d/cf-", page.url)
    assert_fits(page)
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("清河市市场监督管理局")


def test_search_finds_a_company_by_its_full_name(visit: Visit, url: str) -> None:
    page = visit.page
    page.goto(url)
    page.get_by_role("searchbox").first.fill("清河市南渚区汇川广告有限公司")
    page.get_by_role("searchbox").first.press("Enter")
    result = page.locator("#search-results a").first
    expect(result).to_contain_text("汇川广告", timeout=15_000)
    assert_fits(page)
    result.click()
    expect(page.get_by_text("南城管罚〔2024〕41号").first).to_be_visible()
    page.go_back()
    expect(page.locator("#search-results a").first).to_contain_text("汇川广告", timeout=15_000)


def test_everything_but_search_works_without_javascript(browser: Browser, url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(url)
    page.get_by_role("link", name="清河市市场监督管理局").first.click()
    page.get_by_role("link", name="行政处罚", exact=True).first.click()
    page.locator("main table a, main li a").filter(has_text="公司").first.click()
    expect(page.get_by_text("违法事实").first).to_be_visible()
    page.goto(f"{url}search/")
    assert "不用脚本也可以找到全部决定" in page.locator("noscript").inner_text()
    context.close()


LISTS = ("officers", "inspection-plan", "inspection-matters", "counters", "recordings", "review-catalogue", "document")


@pytest.mark.parametrize("kind", LISTS)
def test_every_list_is_reached_from_the_agency_and_fits(visit: Visit, url: str, kind: str) -> None:
    visit.page.goto(f"{url}qinghe-scjg/")
    visit.page.click(f"a[href$='qinghe-scjg/{kind}/']")
    expect(visit.page.locator("h1")).to_be_visible()
    assert_fits(visit.page)
