"""The hard shell: one strict policy in every page and every header file, kept by the browser, and sent by a real nginx."""

from __future__ import annotations

import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from plugins.columns.security import security_txt
from plugins.registry.records import Settings
from plugins.site.policy import HEADERS, META_POLICY
from tests.browser import serve
from tests.conftest import REPOSITORY
from tests.nginx import nginx
from tests.pages import kinds_of_pages

HOSTING = REPOSITORY / "docs/hosting"
# What a page reports when something of it was not allowed.
_WATCH = "addEventListener('securitypolicyviolation', (event) => console.error(`CSP ${event.violatedDirective}`))"


@pytest.fixture
def page(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page, and what went wrong on it or was asked of others."""
    context = browser.new_context()
    context.add_init_script(_WATCH)
    opened, wrong = context.new_page(), []
    opened.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", lambda request: wrong.append(request.url) if "//127.0.0.1" not in request.url else None)
    yield opened, wrong
    context.close()


def test_every_page_carries_the_policy(demonstration_site: Path) -> None:
    for file in demonstration_site.rglob("*.html"):
        head = file.read_text("utf-8").partition("</head>")[0]
        if 'http-equiv="refresh"' not in head:
            assert head.count("Content-Security-Policy") == 1, file
            assert head.index("Content-Security-Policy") < head.index("<link"), file
            assert META_POLICY in head, file


def test_no_page_breaks_the_policy_or_asks_others(page: tuple[Page, list[str]], demonstration_site: Path) -> None:
    opened, wrong = page
    with serve(demonstration_site) as url:
        for paths in kinds_of_pages(demonstration_site).values():
            opened.goto(url + paths[0])
    assert not wrong


def test_the_policy_of_a_page_alone_stops_what_is_smuggled_in(
    page: tuple[Page, list[str]], demonstration_site: Path
) -> None:
    """A host that sends no headers, such as GitHub Pages."""
    opened, wrong = page
    with serve(demonstration_site, headers={"Content-Security-Policy": "default-src * 'unsafe-inline'"}) as url:
        opened.goto(url)
        opened.evaluate("""() => {
            const script = document.createElement("script");
            script.textContent = "document.title = 'pwned'";
            const style = document.createElement("style");
            style.textContent = "main { display: none }";
            const image = document.createElement("img");
            image.src = "https://elsewhere.example/x.png";
            const frame = document.createElement("iframe");
            frame.src = "https://elsewhere.example/";
            document.body.append(script, style, image, frame);
        }""")
        assert "pwned" not in opened.title()
        assert opened.locator("main").is_visible()
    stopped = {message.split()[1] for message in wrong if message.startswith("CSP ")}
    assert {"script-src-elem", "style-src-elem", "img-src", "frame-src"} <= stopped


def test_header_files_say_the_same(demonstration_site: Path) -> None:
    made = (demonstration_site / "_headers").read_text("utf-8").splitlines()
    assert made[0] == "/*"
    assert dict(line.strip().split(": ", 1) for line in made[1 : made.index("")]) == HEADERS
    nginx = dict(re.findall(r'add_header ([\w-]+) "(.+)" always;', (HOSTING / "nginx.conf").read_text("utf-8")))
    assert nginx == HEADERS
    caddy = dict(re.findall(r'^\t\t([\w-]+) "(.+)"$', (HOSTING / "Caddyfile").read_text("utf-8"), re.MULTILINE))
    assert {name: caddy[name] for name in HEADERS} == HEADERS


def test_security_txt(demonstration_site: Path) -> None:
    lines = (demonstration_site / ".well-known/security.txt").read_text("utf-8").splitlines()
    told = dict(line.split(": ", 1) for line in lines)
    assert told["Contact"].startswith(("mailto:", "https://"))
    day = datetime(2026, 11, 20, tzinfo=UTC)
    assert 300 < (datetime.fromisoformat(told["Expires"]) - day).days < 366
    assert security_txt(Settings(), day.date(), "") == b"", "where nobody is named there is no file"


@pytest.fixture(scope="module")
def served(demonstration_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration behind nginx, with a folder that should never have come there."""
    folder = tmp_path_factory.mktemp("nginx")
    site = Path(shutil.copytree(demonstration_site, folder / "site"))
    (site / ".git").mkdir()
    (site / ".git/config").write_text("secret", "utf-8")
    with nginx(site, folder) as url:
        yield url


def ask(url: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str]]:
    request = urllib.request.Request(url, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, dict(answer.headers)
    except urllib.error.HTTPError as refused:
        return refused.code, dict(refused.headers)


@pytest.mark.parametrize(
    "path", ["", "qinghe-scjg/2026/cf-0002/", "api/v1/index.json", "theme/css/style.css", "nowhere/"]
)
def test_nginx_sends_the_headers_with_everything(served: str, path: str) -> None:
    status, headers = ask(served + path)
    assert status == (404 if path == "nowhere/" else 200)
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert headers["Server"] == "nginx", "no version"


def test_nginx_serves_what_is_public_and_nothing_else(served: str) -> None:
    assert ask(f"{served}.well-known/security.txt")[0] == 200
    assert ask(f"{served}.git/config")[0] == 404
    assert ask(f"{served}..%2f..%2fetc/passwd")[0] in (400, 404)
    assert ask(served, "POST")[0] == 405
    assert ask(served, "DELETE")[0] == 405
    _, page = ask(served, **{"Accept-Encoding": "gzip"})
    assert page["Content-Type"] == "text/html; charset=utf-8"
    assert page["Content-Encoding"] == "gzip"
    assert ask(served, **{"If-Modified-Since": page["Last-Modified"]})[0] == 304


def test_a_browser_is_at_home_behind_nginx(page: tuple[Page, list[str]], served: str) -> None:
    opened, wrong = page
    opened.goto(f"{served}search/?q=公司")
    opened.locator("#search-results a").first.click()
    opened.wait_for_selector(".qr svg")
    assert not wrong
