"""Every page: language, title and headings, nothing of other hosts, links that lead somewhere, the same again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from tests.handmade_pages import DECISIONS, SITE, Read, decision, registry, render, scripts

STATIC = Path(__file__).parents[1] / "theme" / "static"


def test_every_page_has_language_title_and_one_heading(built: dict[str, str]) -> None:
    for path, html in built.items():
        page = Read(html)
        assert html.startswith("<!DOCTYPE html>"), path
        assert page.all("html") == [{"lang": "zh-CN"}], path
        assert len(page.all("h1")) == 1, path
        assert re.search(r"<title>[^<]*清河市行政执法公示平台</title>", html), path
        assert "null" not in html, path
        assert "None" not in html, path


def test_headings_descend_one_level_at_a_time(built: dict[str, str]) -> None:
    for path, html in built.items():
        levels = [int(tag[1]) for tag, _ in Read(html).tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


def test_no_inline_script_or_style_and_nothing_from_other_hosts(built: dict[str, str]) -> None:
    for path, html in built.items():
        page = Read(html)
        for tag, attrs in page.tags:
            assert not any(name.startswith("on") or name == "style" for name in attrs), path
            if tag in ("script", "img", "link", "iframe") and attrs.get("rel") != "canonical":
                address = attrs.get("src") or attrs.get("href") or ""
                assert not urlsplit(address).scheme, path
        assert "<style" not in html, path
        assert all(scripts(page)), path


def links(path: str, html: str) -> Iterator[tuple[str, str]]:
    """Files and anchors that a page leads to inside the site."""
    for _, attrs in Read(html).tags:
        for name in ("href", "src", "action"):
            target = urlsplit(attrs.get(name) or "")
            if not attrs.get(name) or target.scheme or target.netloc:
                continue
            # Seen from the root of the host, where the 404 page stands too.
            found = urlsplit(urljoin(SITE.base_path + path, target.path)).path if target.path else SITE.base_path + path
            assert found.startswith(SITE.base_path), f"{path} → {attrs[name]}"
            inside = found.removeprefix(SITE.base_path)
            yield f"{inside}index.html" if inside.endswith("/") or not inside else inside, target.fragment


def test_links_and_anchors_lead_somewhere(built: dict[str, str]) -> None:
    ids = {path: {attrs["id"] for _, attrs in Read(html).tags if "id" in attrs} for path, html in built.items()}
    for path, html in built.items():
        for target, fragment in links(path, html):
            if target.startswith(("api/v1/", "feeds/", "search/opensearch.xml")):
                continue
            if target.startswith("theme/"):
                made = target == "theme/css/style.css" or (STATIC / target.removeprefix("theme/")).is_file()
                assert made, f"{path} → {target}"
                continue
            assert target in built, f"{path} → {target}"
            assert not fragment or unquote(fragment) in ids[target], f"{path} → {target}#{fragment}"


def test_home_leads_by_category_to_the_lists_of_all_agencies(built: dict[str, str]) -> None:
    home = re.findall(r'href="stats/([a-z]+)/">[^<]+</a></dt><dd>(\d+)', built["index.html"])
    assert home
    for category, count in home:
        overview = built[f"stats/{category}/index.html"]
        rows = re.findall(rf'href="\.\./\.\./([a-z-]+/{category}/)">[^<]+</a> <span class="count">(\d+) 条', overview)
        assert sum(int(many) for _, many in rows) == int(count)
        assert all(f"{path}index.html" in built for path, _ in rows)


def test_ids_are_unique_on_a_page(built: dict[str, str]) -> None:
    for path, html in built.items():
        ids = [attrs["id"] for _, attrs in Read(html).tags if "id" in attrs]
        assert len(ids) == len(set(ids)), path


def test_not_found_page_links_from_the_root_of_the_host(built: dict[str, str]) -> None:
    addresses = [attrs["href"] or "" for attrs in Read(built["404.html"]).all("a")]
    assert all(address.startswith(("/zf/", "#")) for address in addresses)


def test_record_pages_do_not_depend_on_their_neighbours(built: dict[str, str]) -> None:
    alone = render(registry(DECISIONS[0]))
    assert decision(alone, "cf-0001") == decision(built, "cf-0001")


def test_two_runs_are_equal(built: dict[str, str]) -> None:
    assert list(render(registry(*DECISIONS)).items()) == list(built.items())
