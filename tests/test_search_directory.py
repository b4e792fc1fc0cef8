"""The ways to a decision without scripts: names by initial, numbers by year, agencies; and OpenSearch."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from plugins.columns.initials import OTHER, initial, without_place
from plugins.search.opensearch import description
from tests.search_site import directory, penalty, publication, records


@pytest.mark.parametrize(
    "name, letter",
    [
        ("鼎盛商贸有限公司", "D"),
        ("清河县鼎盛商贸有限公司", "D"),
        ("清河鼎盛商贸有限公司", "D"),
        ("清河县清河县鼎盛行", "D"),
        ("清河县局", "Q"),
        ("阿里山茶行", "A"),
        ("座山雕酒楼", "Z"),
        ("鑫隆五金行", "X"),
        ("Baltic贸易公司", "B"),
        ("3号仓库", OTHER),
        ("（某）公司", OTHER),
        ("", OTHER),
    ],
)
def test_initials(name: str, letter: str) -> None:
    assert initial(name, ("清河县", "清河")) == letter


def test_a_place_is_no_name() -> None:
    assert without_place("清河县", ("清河县", "清河")) == "清河县"


def pages(monkeypatch: pytest.MonkeyPatch, size: int = 400) -> dict[str, str]:
    monkeypatch.setattr("plugins.columns.directory.NUMBERS_ON_A_PAGE", size)
    return directory(publication(records()))


def test_every_current_decision_is_in_a_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    made = pages(monkeypatch, size=7)
    for folder in ("names", "numbers"):
        linked = set()
        for path, html in made.items():
            if path.startswith(f"search/{folder}/"):
                linked |= set(re.findall(r'href="[./]+(qinghe-[a-z]+/\d{4}/cf-\d+)/"', html))
        assert linked == {record.id for record in records() if not record.tombstone}
    assert "search/numbers/2024/3/index.html" in made
    assert made["search/numbers/2024/index.html"].index("1000号") < made["search/numbers/2024/index.html"].index(
        "1006号"
    )


def test_persons_are_in_no_directory_of_names() -> None:
    person = msgspec.structs.replace(penalty(1, party="张某").listed(), party_kind="自然人")
    made = directory(replace(publication([]), records=(person,)))
    assert not [path for path, html in made.items() if "张某" in html]


def test_the_search_page_leads_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    html = pages(monkeypatch)["search/index.html"]
    assert 'href="../search/names/b/"' in html
    assert 'href="../search/numbers/2025/"' in html
    assert 'href="../qinghe-scjg/penalty/"' in html
    assert "<noscript>" in html


def test_every_page_names_the_search_and_has_its_box(demonstration_site: Path) -> None:
    for path in ("index.html", "search/index.html", "404.html", "stats/index.html"):
        html = (demonstration_site / path).read_text("utf-8")
        assert re.search(
            r'<link rel="search" type="application/opensearchdescription\+xml"[^>]+search/opensearch.xml"', html
        )
        assert re.search(r'<input[^>]+type="search" name="q"', html)
    found = ET.fromstring((demonstration_site / "search/opensearch.xml").read_bytes())
    assert found.tag == "{http://a9.com/-/spec/opensearch/1.1/}OpenSearchDescription"


def test_opensearch_is_well_formed_whatever_the_title() -> None:
    root = ET.fromstring(description("<平台> & “公示” 很长很长很长很长很长", 'https://x.example.gov.cn/a"b/'))
    spaces = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    assert root.findtext("o:ShortName", namespaces=spaces) == "<平台> & “公示” 很长很长"
    url = root.find("o:Url", spaces)
    assert url is not None
    assert url.get("template") == 'https://x.example.gov.cn/a"b/search/?q={searchTerms}&go=1'
