"""The 岗位信息公示牌 on paper: one page of A4 with all that stands on it, whether an agency writes little or all it may."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from plugins.columns.stylesheet import stylesheet
from plugins.registry.kinds import kind
from plugins.registry.records import Record
from tests.browser import serve
from tests.handmade_pages import registry, render

PARTS = kind("counters").fields["条目"].schema["items"]["properties"]


def sheet(share: float) -> str:
    """The sheet of a counter whose fields are filled to a share of what they may hold."""
    entry = {name: "行" * round(part["maxLength"] * share) for name, part in PARTS.items() if "maxLength" in part}
    duty = "告" * round(kind("counters").fields["亮证和告知"].schema["maxLength"] * share)
    values = {"更新日期": "2026-01-01", "亮证和告知": duty, "条目": [{"岗位编号": "CK-01", **entry}]}
    listing = Record("qinghe-scjg/counters", "counters", "qinghe-scjg", "", values)
    made, _ = registry()
    return render((replace(made, lists={listing.id: listing}), ()))["qinghe-scjg/counters/CK-01/index.html"]


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6, 1])
def test_it_prints_on_one_page(browser: Browser, tmp_path: Path, share: float) -> None:
    page_file, style = tmp_path / "a/counters/CK-01/index.html", tmp_path / "theme/css/style.css"
    for file, content in ((page_file, sheet(share).encode()), (style, stylesheet())):
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
    with serve(tmp_path) as url:
        page = browser.new_page()
        page.goto(f"{url}a/counters/CK-01/")
        printed = page.pdf(prefer_css_page_size=True)
        page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
