"""Text from an agency is hostile: it comes out as harmless text on the page, in the data, the feed and the search."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import serve
from tests.conftest import INSTANCE, Publish

# What an attacker writes; in YAML the null byte is an escape in double quotes.
PARTY = '安石市<script>document.title="pwned"</script>有限公司'
FACTS = (
    '"><img src=x onerror="document.title=\'pwned\'"> {{ 7*7 }} {% raw %} javascript:alert(1) '
    "</script><svg onload=alert(1)> ]]> &amp; \\0 \\u202e 完"
)
BODY = """\
<script>document.title="pwned"</script>

<img src=x onerror="document.title='pwned'">

[点我](javascript:document.title='pwned') ![图](https://evil.example/x.png "t")

<a href="javascript:alert(1)">链接</a> {{ 7*7 }} <style>body{display:none}</style>

[好链接](https://example.gov.cn/a)
"""
ID = "anshi-scjg/2026/cf-0006"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, publish: Publish) -> Path:
    root = Path(shutil.copytree(INSTANCE, tmp_path_factory.mktemp("hostile") / "root"))
    decisions = root / "agencies/anshi-scjg/decisions/2026"
    text = (decisions / "cf-0005.md").read_text("utf-8").split("---\n")[1]
    lines = {
        "行政相对人名称": json.dumps(PARTY, ensure_ascii=False),
        "违法事实": '"' + FACTS.replace('"', '\\"') + '"',
        "行政处罚决定书文号": "安市监处罚〔2026〕666号",
    }
    for name, value in lines.items():
        old = next(line for line in text.splitlines() if line.startswith(f"{name}:"))
        text = text.replace(old, f"{name}: {value}")
    (decisions / "cf-0006.yaml").unlink()
    (decisions / "cf-0006.md").write_text(f"---\n{text}---\n\n{BODY}", "utf-8")
    output = root.parent / "site"
    publish("build", "--root", root, "--output", output)
    return output


@pytest.fixture
def page(browser: Browser, site: Path) -> Iterator[Page]:
    """A page of a context that fails on any dialog, error or foreign request."""
    context = browser.new_context()
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    opened.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    opened.on("request", lambda request: wrong.append(request.url) if "127.0.0.1" not in request.url else None)
    with serve(site) as url:
        opened.goto(url)
        yield opened
    assert not wrong
    context.close()


def test_page(page: Page) -> None:
    page.goto(f"{page.url}{ID}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(PARTY)
    main = page.locator("main")
    for text in ('"><img src=x onerror=', "{{ 7*7 }}", "{% raw %}", "javascript:alert(1)", "&amp;", "完"):
        expect(main).to_contain_text(text)
    assert "pwned" not in page.title().replace(PARTY, "")
    assert main.locator("script, img, svg, style, iframe").count() == 0
    targets = main.locator("a").evaluate_all("links => links.map(link => link.href)")
    assert not [target for target in targets if target.startswith("javascript:")]
    assert "https://example.gov.cn/a" in targets
    for path in ("", "anshi-scjg/", "anshi-scjg/penalty/", "anshi-scjg/penalty/2026-11/"):
        page.goto(f"{page.url.split('anshi-scjg')[0]}{path}")
        assert page.locator("main script, main img").count() == 0


def test_data_and_feed(site: Path) -> None:
    record = json.loads((site / f"api/v1/records/{ID}.json").read_text("utf-8"))
    assert record["data"]["行政相对人名称"] == PARTY
    facts = record["data"]["违法事实"]
    # The null byte is shown as what it is, the direction mark is gone.
    assert "\0" not in facts and "\u202e" not in facts
    assert "\ufffd" in facts
    feed = feedparser.parse((site / "feeds/all.rss").read_bytes(), sanitize_html=False)
    assert not feed.bozo
    titles = [entry.title for entry in feed.entries]
    # A feed's title is text; a reader that takes it for HTML still sees an escaped script.
    assert f"行政处罚：{PARTY}" in titles


def test_search_result(page: Page) -> None:
    page.goto(f"{page.url}search/?q=666号")
    result = page.locator("#search-results")
    expect(result).to_contain_text(PARTY, timeout=15_000)
    assert result.locator("script, img, svg").count() == 0
    page.goto(f"{page.url.split('search/')[0]}search/?q=%3Cimg%20src=x%20onerror=alert(1)%3E")
    expect(page.locator("#search-status")).not_to_be_empty()
    assert page.locator("main img").count() == 0
