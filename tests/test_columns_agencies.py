"""The pages of an agency: its sections, what has become of it, and the catalogue above its documents."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from plugins.registry.records import Record
from tests.handmade_pages import Read, registry, render


def test_sections_without_content_say_so_with_the_day(built: dict[str, str]) -> None:
    text = Read(built["qinghe-scjg/index.html"]).text
    for section in ("事前公开", "事中公示", "事后公开", "全过程记录", "法制审核"):
        assert section in text
    assert "本单位暂无此类信息（截至2026年11月20日）" in text.replace(" ", "")


def test_agencies_that_are_stubs_or_abolished_say_so(built: dict[str, str]) -> None:
    assert "尚未向本站提供执法主体信息" in Read(built["qinghe-slj/index.html"]).text
    gone = Read(built["nanzhu-cgj/index.html"])
    assert "本机关已撤销" in gone.text
    assert "../qinghe-scjg/" in [attrs["href"] for attrs in gone.all("a")]
    assert "文渊路88号" in built["qinghe-scjg/index.html"]


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({}, "有效"),
        ({"废止日期": "2026-11-20"}, "已废止"),
        ({"废止日期": "2026-11-21"}, "有效"),
        ({"施行日期": "2026-12-01"}, "尚未施行"),
    ],
)
def test_the_catalogue_above_a_document(dates: dict[str, str], said: str) -> None:
    """政府信息公开目录, and whether the document still holds, which the page's title says where it does not."""
    values = {
        "标题": "行政执法公示办法",
        "类别": "制度与办法",
        "文号": "清市监发〔2026〕8号",
        "成文日期": "2026-01-26",
        "更新日期": "2026-02-05",
        "主题词": ["行政执法", "公示"],
    }
    made, _ = registry()
    record = Record("qinghe-scjg/document/rules", "document", "qinghe-scjg", "", values | dates, "正文", slug="rules")
    html = render((replace(made, pages={record.id: record}), ()))[f"{record.id}/index.html"]
    catalogue = dict(re.findall(r"<dt>([^<]+)</dt><dd[^>]*>([^<]+)</dd>", html))
    assert (
        catalogue
        | {
            "索引号": "qinghe-scjg/document-rules",
            "信息分类": "制度与办法",
            "发布机构": "清河市市场监督管理局",
            "文号": "清市监发〔2026〕8号",
            "成文日期": "2026年1月26日",
            "主题词": "行政执法、公示",
            "有效性": said,
            "公开方式": "主动公开",
        }
        == catalogue
    )
    assert ('class="badge' in html) == (said != "有效")
