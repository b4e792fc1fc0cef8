"""What the tests of the search page share: a small site on a local server, pages whose console must stay quiet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import serve
from tests.search_site import build_site, records


@pytest.fixture(scope="session")
def search_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("search") / "site"
    folder.mkdir()
    build_site(records(), folder)
    return folder


@pytest.fixture(scope="session")
def search_address(search_site: Path) -> Iterator[str]:
    with serve(search_site, prefix="/open/data/") as root:
        yield root


@pytest.fixture
def search_page(browser: Browser) -> Iterator[Page]:
    """A fresh page whose console must stay quiet."""
    with quiet_page(browser) as opened:
        yield opened


@pytest.fixture(scope="module")
def warm_page(browser: Browser, search_address: str) -> Iterator[Page]:
    """A search page that stays open over many questions, as it does for a person."""
    with quiet_page(browser) as opened:
        opened.goto(f"{search_address}search/")
        yield opened


@contextmanager
def quiet_page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own; afterwards its console must hold no error and no warning."""
    context = browser.new_context(locale="zh-CN")
    context.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    opened = context.new_page()
    troubles: list[str] = []
    opened.on(
        "console", lambda message: troubles.append(message.text) if message.type in ("error", "warning") else None
    )
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    yield opened
    context.close()
    assert troubles == []


def search(page: Page, address: str, query: str) -> SimpleNamespace:
    """Opens the search page, types a query, waits for the answer."""
    page.goto(f"{address}search/")
    return ask(page, query)


def ask(page: Page, query: str) -> SimpleNamespace:
    """Types a query into the open search page and waits for the answer."""
    page.evaluate("document.getElementById('search-status').textContent = ''")
    page.fill("[name=q]", query)
    page.press("[name=q]", "Enter")
    return answer(page)


def answer(page: Page) -> SimpleNamespace:
    status = page.locator("#search-status")
    expect(status).to_have_text(re.compile("^(找到|没有找到|查询|请|“)"))
    expect(page.locator("#search-results")).not_to_have_attribute("aria-busy", "true")
    titles = page.locator(".search-result__title").all_inner_texts()
    return SimpleNamespace(status=status.inner_text(), titles=titles, marks=page.locator("mark").all_inner_texts())


def look(page: Page, query: str, more: str = "") -> SimpleNamespace:
    """The same for an address that somebody was given: ?q=… in the open search page."""
    page.evaluate("document.getElementById('search-status').textContent = ''")
    address = f"?q={quote(query)}{more}"
    page.evaluate("(a) => { history.pushState(null, '', a); dispatchEvent(new PopStateEvent('popstate')); }", address)
    return answer(page)
