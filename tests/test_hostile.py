"""Text from an agency is hostile: it comes out as harmless text on the page, in the data, the feed and the search."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

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

# Another one: what is long, deep, unseen, like something else (a Cyrillic letter), or run by a spreadsheet, an XML reader or a terminal.
UNSEEN = "安石市\u200b鼎\u2060新\u202e有限公司\ufeff"
SEEN = "安石市鼎新有限公司"
LOOKALIKE = "Аnshi 有限公司"
LONG = "<b>&\"'" * 800
FORMULA = "=cmd|' /C calc'!A0"
ENTITY = '&xxe;<!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]> ]]>'
TERMINAL = "\x1b[2J\x1b]0;pwned\x07\x9b31m"
DEEP = "> " * 3000 + "深\n\n" + "- " * 3000 + "深\n"
OTHER = "anshi-scjg/2026/cf-0666"


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
    _write_other(decisions, text)
    output = root.parent / "site"
    publish("build", "--root", root, "--output", output)
    return output


def _write_other(decisions: Path, text: str) -> None:
    values = {
        "行政相对人名称": UNSEEN,
        "违法事实": LONG,
        "处罚内容": FORMULA,
        "违法行为类型": f"{ENTITY} {LOOKALIKE}",
        "处罚依据": f"第一条{TERMINAL}",
        "行政处罚决定书文号": "安市监处罚〔2026〕667号",
    }
    for name, value in values.items():
        old = next(line for line in text.splitlines() if line.startswith(f"{name}:"))
        text = text.replace(old, f"{name}: {json.dumps(value)}")
    (decisions / "cf-0666.md").write_text(f"---\n{text}---\n\n{DEEP}", "utf-8")


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
    assert main.locator("script, img, svg:not(.qr svg), style, iframe").count() == 0
    targets = main.locator("a").evaluate_all("links => links.map(link => link.href)")
    assert not [target for target in targets if target.startswith("javascript:")]
    assert "https://example.gov.cn/a" in targets
    for path in ("", "anshi-scjg/", "anshi-scjg/penalty/", "anshi-scjg/penalty/2026/"):
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


def test_what_is_unseen_long_or_deep_is_shown_as_what_it_is(page: Page) -> None:
    page.goto(f"{page.url}{OTHER}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(SEEN)
    main = page.locator("main")
    for text in (LONG, FORMULA, ENTITY, LOOKALIKE):
        expect(main).to_contain_text(text)
    assert main.locator("b, script, img, iframe").count() == 0
    assert main.locator("blockquote, li li").count() == 0, "too deep to be a text"
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_no_output_carries_what_is_unseen(site: Path) -> None:
    """Neither pages nor data, feeds, sitemap or search hold controls, directions or zero widths."""
    for file in site.rglob("*"):
        if file.suffix in (".html", ".json", ".rss", ".atom", ".xml", ".csv", ".txt"):
            text = file.read_text("utf-8").removeprefix("\ufeff")
            assert not re.search(
                "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", text
            ), file


def test_readers_of_xml_expand_nothing(site: Path) -> None:
    for file in (*site.rglob("*.rss"), *site.rglob("*.atom"), *site.rglob("*.xml")):
        content = file.read_bytes()
        assert b"<!DOCTYPE" not in content and b"<!ENTITY" not in content, file
        assert ET.fromstring(content).tag, file


def test_a_spreadsheet_runs_nothing(site: Path, publish: Publish, tmp_path: Path) -> None:
    """Neither from the site's tables nor from what is exported of it."""
    root = site.parent / "root"
    publish("export", "--root", root, "--kind", "penalty", "--output", tmp_path / "a.csv")
    exported = list(tmp_path.glob("*.csv"))
    assert any(FORMULA in file.read_text("utf-8-sig") for file in exported)
    for file in (*exported, *site.rglob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as table:
            for row in csv.reader(table):
                assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))], file


@pytest.mark.parametrize("form", ["text", "github", "json", "sarif", "markdown"])
def test_a_report_on_hostile_text_controls_no_terminal(instance: Path, publish: Publish, form: str) -> None:
    """Nor does a value end a line of its own for the program that reads the report."""
    file = instance / "agencies/anshi-scjg/decisions/2026/cf-0005.md"
    bad = json.dumps(f"2026{TERMINAL}\n::error::pwned\n| <img src=x onerror=alert(1)> |")
    text = re.sub("^处罚决定日期:.*$", lambda _: f"处罚决定日期: {bad}", file.read_text("utf-8"), flags=re.MULTILINE)
    file.write_text(text.replace("曾用编号:", "其他:") + "", "utf-8")
    (instance / "agencies/anshi-scjg/decisions/2026/\x1b[31mcf-0009.yaml").write_text("执法类别: 行政处罚\n", "utf-8")
    done = publish("check", "--root", instance, "--format", form, code=1)
    for printed in (done.stdout, done.stderr):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", printed)
        assert not re.search("^::error::pwned", printed, re.MULTILINE)
    if form == "markdown":
        assert "<img src=x" not in done.stdout
