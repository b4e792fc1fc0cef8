"""What a site's settings bring onto its pages, and that what is not set leaves no trace."""

from __future__ import annotations

from plugins.columns.pages import Site
from tests.handmade_pages import DECISIONS, Read, decision, registry, render


def test_government_tags(built: dict[str, str]) -> None:
    made = registry(*DECISIONS, settings={"平台名称": "清河市行政执法公示平台", "网站标识码": "9901000001"})
    home = Read(render(made)["index.html"])
    assert home.meta("SiteName") == "清河市行政执法公示平台"
    assert home.meta("SiteDomain") == "gs.example.gov.cn"
    assert home.meta("SiteIDCode") == "9901000001"
    assert Read(built["index.html"]).meta("SiteIDCode") is None
    article = Read(decision(built, "cf-0001"))
    assert article.meta("PubDate") == "2026-03-05 00:00"
    assert article.meta("ContentSource") == "清河市市场监督管理局"
    assert article.meta("ColumnName") == "行政处罚"


def test_the_footer_says_whose_the_site_is_and_nothing_that_is_not_set(built: dict[str, str]) -> None:
    badge = "https://bszs.conac.cn/sitename?method=show&id=1"
    settings = {"平台名称": "清河市行政执法公示平台", "备案号": "云ICP备99000001号", "党政机关标识": badge}
    links = {attrs["href"]: attrs for attrs in Read(render(registry(settings=settings))["index.html"]).all("a")}
    assert links[badge]["title"] == "党政机关网站标识"
    assert "https://beian.miit.gov.cn/" in links
    for words in ("党政机关网站标识", "beian", "备案号", "null", "None"):
        assert words not in built["index.html"]


def test_demonstration_banner_stands_on_every_page_of_a_demonstration_only(built: dict[str, str]) -> None:
    made = registry(*DECISIONS, settings={"平台名称": "清河市行政执法公示平台", "演示": "是"})
    for path, html in render(made).items():
        assert "演示日期：2026年11月20日" in html or 'http-equiv="refresh"' in html, path
    assert not any("演示" in html for html in built.values())


def test_search_is_offered_only_where_it_exists(built: dict[str, str]) -> None:
    form = Read(built["search/index.html"])
    assert {"search-form", "search-status", "search-results"} <= {attrs.get("id") for _, attrs in form.tags}
    without = render(registry(*DECISIONS), Site("https://gs.example.gov.cn/", has_search=False))
    assert "search/index.html" not in without
    assert not any("search/" in html for html in without.values())


def test_pages_need_no_address_and_no_records() -> None:
    empty = render(registry(), Site(""))
    assert 'rel="canonical"' not in empty["index.html"]
    assert "暂无执法决定" in Read(empty["index.html"]).text
