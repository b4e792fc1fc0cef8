"""What the pages are made of: colours that can be read, valid HTML, QR codes that lead home, organisations put together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import html5lib
import pytest
import segno
from playwright.sync_api import Browser, expect

from plugins.columns.linked import linked_data
from plugins.columns.organisations import organisation_link
from plugins.columns.reporting import report_link
from plugins.columns.stylesheet import SOURCES, stylesheet
from plugins.columns.timeline import timeline
from plugins.registry.public import PublicRecord
from plugins.registry.uscc import PLACEHOLDER, check_character
from tests.browser import serve
from tests.pages import kinds_of_pages

# A text on a ground, and how much it must stand out (WCAG 1.4.3, 1.4.11).
TEXTS = product(("ink", "quiet", "link", "visited"), ("paper", "ground"), (4.5,))
LINES = product(("edge", "accent"), ("paper", "ground"), (3.0,))
BADGES = [(name, f"{name}-ground", 4.5) for name in ("valid", "changed", "gone")]
PAIRS = [*TEXTS, *LINES, *BADGES, ("brand-ink", "brand", 4.5), ("ink", "changed-ground", 4.5)]


def code(first17: str) -> str:
    return first17 + check_character(first17)


FIRM, SHOP = code("91990100MA0000001"), code("92990100MA0000001")


def tokens(*selectors: str) -> dict[str, str]:
    """The tokens that hold where these rules of 10-tokens.css apply, later ones winning."""
    text = re.sub(r"/\*.*?\*/", "", (SOURCES / "10-tokens.css").read_text("utf-8"), flags=re.DOTALL)
    found: dict[str, str] = {}
    for rule in re.finditer(r"(?:(@media[^{]+)\{\s*)?(:root[^{]*)\{([^}]*)\}", text):
        if f"{rule[1] or ''}{rule[2]}".strip() in selectors:
            found |= dict(re.findall(r"--([\w-]+): (#\w+)", rule[3]))
    return found


LARGE = ":root:is(.large, :has(#large:checked))"
DARK = "@media (prefers-color-scheme: dark) "
MORE, MORE_DARK = (
    "@media (prefers-contrast: more) ",
    "@media (prefers-contrast: more) and (prefers-color-scheme: dark) ",
)
SCHEMES = {
    "light": (":root",),
    "dark": (":root", f"{DARK}:root"),
    "large": (":root", LARGE),
    "large-dark": (":root", f"{DARK}:root", LARGE, f"{DARK}{LARGE}"),
    "contrast": (":root", f"{MORE}:root"),
    "contrast-dark": (":root", f"{DARK}:root", f"{MORE}:root", f"{MORE_DARK}:root"),
}


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", SCHEMES)
def test_colours_can_be_told_apart(scheme: str) -> None:
    found = tokens(*SCHEMES[scheme])
    for text, ground, least in PAIRS:
        light, dark = sorted((luminance(found[text]), luminance(found[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= least, f"{text} 在 {ground} 上"


def test_the_stylesheet_uses_tokens_that_there_are() -> None:
    text = stylesheet().decode()
    assert set(re.findall(r"var\(--([\w-]+)", text)) <= set(re.findall(r"--([\w-]+):", text))
    assert "/*" not in text and "@import" not in text and "url(" not in text
    assert text.count("{") == text.count("}")
    written = "".join(file.read_text("utf-8") for file in SOURCES.glob("*.css"))
    assert set(re.findall(r'"[^"]*"', written)) == set(re.findall(r'"[^"]*"', text)), "what is quoted stays as it is"


def test_html_is_valid(demonstration_site: Path, instance_site: Path) -> None:
    """A strict parser finds no error in any page of the tiny site, nor in a page of each kind of the demonstration."""
    paths = [path for paths in kinds_of_pages(demonstration_site).values() for path in paths]
    named = [f"{path}index.html" if path.endswith("/") or not path else path for path in paths]
    for file in (*instance_site.rglob("*.html"), *(demonstration_site / path for path in named)):
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree = parser.parse(file.read_bytes(), transport_encoding="utf-8")
        assert not [(place, error) for place, error, _ in parser.errors], file
        for element in tree.iter("table"):
            assert element.find("tbody") is not None or element.find("thead") is not None, file


def test_every_link_and_anchor_of_the_demonstration_leads_somewhere(demonstration_site: Path) -> None:
    """The whole output as it is written, files included."""
    ids: dict[Path, set[str]] = {}
    texts = {file: file.read_text("utf-8") for file in demonstration_site.rglob("*.html")}
    for file, text in texts.items():
        ids[file] = set(re.findall(r'\sid="([^"]+)"', text))
    for file, text in texts.items():
        if file.name == "404.html":
            continue
        for target in set(re.findall(r'\s(?:href|src|action)="([^"]*)"', text)):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, fragment = target.partition("#")
            found = (file.parent / path.partition("?")[0]).resolve() if path else file
            found = found / "index.html" if found.is_dir() else found
            assert found.is_file(), f"{file} → {target}"
            assert not fragment or fragment in ids[found], f"{file} → {target}"


# Bytes that fill a version at correction M. Where there is room, segno adds a byte of zeros that the standard does not.
FULL = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213)


def test_qr_codes_are_those_of_the_standard(browser: Browser, demonstration_site: Path) -> None:
    """Drawn in the page as an independent program draws them, in every version; too long a text is not drawn."""
    page = browser.new_page()
    with serve(demonstration_site) as url:
        page.goto(url)
        draw = "async (text) => (await import('/theme/js/qr.js')).matrix(text)"
        for version, length in enumerate(FULL, 1):
            text = "https://gongshi.example.gov.cn/".ljust(length, "a")[:length]
            rows = page.evaluate(draw, text)
            made = [
                segno.make(text, error="m", version=version, mask=mask, mode="byte", boost_error=False)
                for mask in range(8)
            ]
            assert rows in [[[bool(bit) for bit in row] for row in one.matrix] for one in made], version
            assert len(page.evaluate(draw, text[:-1])) == version * 4 + 17
        assert page.evaluate(draw, "a" * (FULL[-1] + 1)) is None
        page.goto(f"{url}qinghe-scjg/2026/cf-0002/")
        expect(page.get_by_role("img", name="二维码")).to_be_visible()
        page.emulate_media(media="print")
        expect(page.get_by_role("img", name="二维码")).to_be_visible()
        expect(page.get_by_role("button", name="打印")).to_be_hidden()
    page.close()


def record(**data: object) -> PublicRecord:
    values = {"行政相对人名称": "清河市某某公司", "行政相对人类别": "法人及非法人组织"} | data
    return PublicRecord(
        "qinghe-scjg/2026/cf-0001",
        "qinghe-scjg",
        "2026",
        "cf-0001",
        "penalty",
        "有效",
        "2026-03-05",
        "2026-03-02",
        "2026-03-05",
        values,
        ends="2031-03-05",
    )


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"统一社会信用代码": FIRM}, FIRM),
        ({"统一社会信用代码": SHOP}, ""),
        ({"统一社会信用代码": FIRM, "行政相对人类别": "个体工商户"}, ""),
        ({"统一社会信用代码": FIRM, "行政相对人类别": "自然人"}, ""),
        ({"统一社会信用代码": FIRM, "行政相对人类别": ""}, ""),
        ({"统一社会信用代码": PLACEHOLDER}, ""),
        ({"统一社会信用代码": "91990100XXXXXXXXXX"}, ""),
        ({}, ""),
    ],
)
def test_only_legal_persons_are_put_together(data: dict[str, str], found: str) -> None:
    made = record(**data)
    assert made.organisation == found
    assert made.listed().organisation == found


def test_decisions_on_an_organisation_stand_together(browser: Browser, demonstration_site: Path) -> None:
    """A decision leads to the organisation; of all on that page only it is shown, without a script."""
    records = [json.loads(file.read_bytes()) for file in (demonstration_site / "api/v1/records").rglob("*.json")]
    own: dict[str, list[str]] = {}
    for one in records:
        data = one.get("data", {})
        if data.get("行政相对人类别") == "法人及非法人组织" and data.get("统一社会信用代码"):
            own.setdefault(data["统一社会信用代码"], []).append(one["id"])
    found, ids = max(own.items(), key=lambda item: len({one.split("/")[0] for one in item[1]}))
    assert len({one.split("/")[0] for one in ids}) > 1, "of more than one agency"
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    with serve(demonstration_site) as url:
        page.goto(f"{url}{ids[0]}/")
        page.get_by_role("link", name="在各机关的全部决定").click()
        assert page.url.endswith(organisation_link(found))
        shown = page.locator(".organisation:visible")
        expect(shown).to_have_count(1)
        assert {url + one + "/" for one in ids} == set(
            shown.locator("ol a").evaluate_all("all => all.map(a => a.href)")
        )
    context.close()
    listed = "".join(file.read_text("utf-8") for file in (demonstration_site / "organisations").rglob("*.html"))
    for one in records:
        data = one.get("data", {})
        if data.get("行政相对人类别") in ("自然人", "个体工商户"):
            assert one["id"] not in listed
        if not data:
            assert one["id"] not in listed, "a tombstone"


def test_the_life_of_a_decision_in_order() -> None:
    made = record(
        立案日期="2026-01-05",
        法制审核={"结论": "审核通过", "审核机构": "法规科", "日期": "2026-02-20"},
        履行情况="已履行",
    )
    told = [(event.day, event.name) for event in timeline(made)]
    assert told == [
        ("2026-01-05", "立案"),
        ("2026-02-20", "法制审核"),
        ("2026-03-02", "决定"),
        ("2026-03-05", "公示"),
        ("", "履行：已履行"),
        ("2031-03-05", "公示截止"),
    ]


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("mailto:a@b.cn", "mailto:a@b.cn?subject={title}&body={url}"),
        ("mailto:a@b.cn?cc=c@d.cn", "mailto:a@b.cn?cc=c@d.cn&subject={title}&body={url}"),
        ("https://git.example/x/y/issues/new", "https://git.example/x/y/issues/new?title={title}&body={url}"),
        (
            "https://git.example/x/y/-/issues/new",
            "https://git.example/x/y/-/issues/new?issue%5Btitle%5D={title}&issue%5Bdescription%5D={url}",
        ),
        ("https://www.example.gov.cn/jc/", "https://www.example.gov.cn/jc/"),
        ("", ""),
    ],
)
def test_a_report_names_the_page(base: str, expected: str) -> None:
    title = "%E5%85%AC%E7%A4%BA%E5%86%85%E5%AE%B9%E6%9C%89%E8%AF%AF%EF%BC%9Aa-b/2026/cf-1"
    made = report_link(base, "a-b/2026/cf-1", "https://x.cn/a-b/2026/cf-1/")
    assert made == expected.format(title=title, url="https%3A//x.cn/a-b/2026/cf-1/")


def test_what_machines_are_told(demonstration_site: Path) -> None:
    def told(path: str) -> Iterator[dict[str, object]]:
        text = (demonstration_site / path / "index.html").read_text("utf-8")
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL):
            yield json.loads(block)

    (site,), (agency,), (decision,) = told("."), told("qinghe-scjg"), told("qinghe-scjg/2026/cf-0002")
    assert site["@type"] == "WebSite"
    assert agency["@type"] == "GovernmentOrganization"
    assert (decision["@type"], decision["dateCreated"], decision["datePublished"]) == (
        "DigitalDocument",
        "2026-03-10",
        "2026-03-18",
    )
    assert "南渚区老周山货铺" not in json.dumps(decision, ensure_ascii=False), "nothing on the party"
    assert "<" not in linked_data({"name": "</script><script>alert(1)</script>&"})


def test_pages_are_light(demonstration_site: Path) -> None:
    """Home below 100 KB and a decision below 60 KB with all that it loads; decisions have 12 KB of HTML on average."""

    def weigh(path: str) -> int:
        text = (demonstration_site / path / "index.html").read_text("utf-8")
        parts = set(re.findall(r'(?:src|href)="([^"]+\.(?:css|js|svg))"', text))
        files = [(demonstration_site / path / part).resolve() for part in parts]
        more = [
            file.parent / name
            for file in files
            if file.suffix == ".js"
            for name in re.findall(r'from "(\./[^"]+)"', file.read_text("utf-8"))
        ]
        return len(text.encode()) + sum(file.stat().st_size for file in {*files, *more})

    assert weigh("") < 100_000
    assert weigh("qinghe-scjg/2026/cf-0002") < 60_000
    decisions = list(demonstration_site.glob("*-*/20*/*/index.html"))
    assert sum(file.stat().st_size for file in decisions) / len(decisions) < 12 * 1024
