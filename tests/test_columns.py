"""The HTML pages: what a visitor sees of a small site made by hand, and that nothing hostile or withdrawn gets there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import chain, pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from plugins.columns import fields
from plugins.columns.builder import Builder, for_records
from plugins.columns.categories import ROWS
from plugins.columns.markdown import to_html
from plugins.columns.opendata import DataView, data_page, dictionary
from plugins.columns.pages import Site, decision_file, listing_pages
from plugins.columns.wording import chinese_date, money, short, weblink
from plugins.registry.assembly import Registry
from plugins.registry.kinds import kind, kinds
from plugins.registry.publication import publication, publish
from plugins.registry.records import Agency, Government, Record, Settings

DAY = date(2026, 11, 20)
SITE = Site("https://gs.example.gov.cn/zf/")
STATIC = Path(__file__).parents[1] / "theme" / "static"
HOSTILE = """<script>alert(1)</script> "><img src=x onerror=alert(2)> {{ 7*7 }} {% raw %} \x00 ]]> &lt;b&gt;"""
BODY = """# 处罚决定书

<script>alert(3)</script> [坏](javascript:alert(4)) [好](https://example.gov.cn/) ![图](https://evil.example/x.png)

| 品名 | 数量 |
| --- | --- |
| 饼干 | 9 |

## 决定

1. 罚款
"""


class Read(HTMLParser):
    """What the tests look at in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]

    def meta(self, name: str) -> str | None:
        return next((attrs["content"] for attrs in self.all("meta") if attrs.get("name") == name), None)


def entries(html: str) -> list[str]:
    """Where the rows of a table of decisions lead."""
    return re.findall(r'class="party"><a href="([^"]+)"', html)


def penalty(slug: str, **values: Any) -> Record:
    filled = {
        "执法类别": "行政处罚",
        "行政相对人名称": "清河市某某食品有限公司",
        "行政相对人类别": "法人及非法人组织",
        "行政处罚决定书文号": "清市监处罚〔2026〕1号",
        "违法事实": "经营超过保质期的食品",
        "处罚类别": ["罚款"],
        "处罚内容": "罚款5000元",
        "罚款金额": "5000元",
        "处罚决定日期": "2026-03-02",
        "公示日期": "2026-03-05",
        "处罚机关": "清河市市场监督管理局",
        "事项编码": "CF-001",
    } | values
    body = filled.pop("body", "")
    values = {name: value for name, value in filled.items() if value}
    return Record(f"qinghe-scjg/{slug}", "penalty", "qinghe-scjg", "", values, body, *slug.split("/"))


def agency(name: str, title: str, government: str, **values: str) -> Agency:
    values = {"机构名称": title, "政府": government, "状态": "在用"} | values
    return Agency(name, title, title, frozenset([title]), government, "市", "清河市", values["状态"], values)


def registry(*decisions: Record, settings: dict[str, Any] | None = None) -> tuple[Registry, tuple[Record, ...]]:
    agencies = [
        agency(
            "qinghe-scjg", "清河市市场监督管理局", "qinghe", 单位地址="文渊路88号", 网站="https://scjg.example.gov.cn/"
        ),
        agency("qinghe-slj", "清河市水利局", "qinghe", 状态="待补"),
        agency("nanzhu-cgj", "南渚区城市管理局", "nanzhu", 状态="撤销", 撤销日期="2025-03-31", 承继机关="qinghe-scjg"),
    ]
    matter = {
        "事项编码": "CF-001",
        "执法类别": "行政处罚",
        "事项名称": "对经营超过保质期食品的处罚",
        "执法依据": "依据" * 80,
        "承办机构": "食品科",
    }
    guide = {
        "行政执法事项名称": "食品经营许可",
        "事项编码": "CF-001",
        "更新日期": "2026-01-01",
        "受理条件": ["甲", "乙"],
        "受理机构": "窗口",
    }
    made = Registry(
        settings=Settings("清河市行政执法公示平台", settings or {"平台名称": "清河市行政执法公示平台"}),
        governments={
            "qinghe": Government("qinghe", "清河市人民政府", "市", "990100", "", "清河市"),
            "nanzhu": Government("nanzhu", "南渚区人民政府", "县", "990102", "qinghe", "南渚区"),
        },
        agencies={item.id: item for item in agencies},
        lists={
            "qinghe-scjg/matters": Record(
                "qinghe-scjg/matters", "matters", "qinghe-scjg", "", {"更新日期": "2026-01-01", "条目": [matter]}
            )
        },
        pages={
            "qinghe-scjg/guide/food": Record(
                "qinghe-scjg/guide/food", "guide", "qinghe-scjg", "", guide, "## 提示\n\n请带原件", slug="food"
            )
        },
        site_pages={"about": Record("about", "page", "", "", {"标题": "关于本站"}, "# 这是什么\n\n说明", slug="about")},
    )
    return made, decisions


DECISIONS = (
    penalty("2026/cf-0001", body=BODY),
    penalty("2026/cf-0002", 行政相对人名称=HOSTILE, 违法事实=HOSTILE, 处罚内容=HOSTILE, 备注=HOSTILE, body=HOSTILE),
    penalty(
        "2026/cf-0003",
        行政相对人名称="金丝雀公司",
        处罚内容="金丝雀内容",
        行政处罚决定书文号="金丝雀文号",
        body="金丝雀正文",
        撤回={"日期": "2026-06-01", "类型": "撤销", "原因": "复议机关撤销", "依据": "行政处罚法第四十八条"},
    ),
    penalty(
        "2026/cf-0004",
        处罚决定日期="",
        行政处罚决定书文号="",
        来源={"文件": "旧表.xls", "行": "7", "网址": "https://old.example.gov.cn/1"},
    ),
    penalty(
        "2026/cf-0005",
        更正=[{"日期": "2026-05-01", "内容": "改了金额", "原因": "录入有误"}],
        曾用编号=["qinghe-scjg/2025/cf-0900", "../../etc/passwd"],
    ),
    penalty("2026/cf-0006", 公示日期="2026-12-01", 行政相对人名称="未来公司"),
)


def render(made: tuple[Registry, tuple[Record, ...]], site: Site = SITE) -> dict[str, str]:
    found, decisions = made
    head = publication(found, DAY)
    public = [record for record in (publish(decision, found.settings, DAY) for decision in decisions) if record]
    records = for_records(head, site)
    listed = Builder(replace(head, records=tuple(record.listed() for record in public)), site)
    view = DataView((), str(DAY), "preview", 0, {"name": found.settings.title})
    pages = {
        page.path: page.html
        for page in (
            *chain.from_iterable(chapter.offers() for chapter in listing_pages(listed)),
            data_page(listed, view),
        )
    }
    files = (decision_file(records, record) for record in public)
    return pages | {path: content.decode() for path, content in files}


@pytest.fixture(scope="module")
def built() -> dict[str, str]:
    return render(registry(*DECISIONS))


def decision(built: dict[str, str], slug: str) -> str:
    return built[f"qinghe-scjg/2026/{slug}/index.html"]


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


def scripts(page: Read) -> list[str]:
    """The files of a page's scripts, '' for one that is inline; what machines are told is none, and no browser runs it."""
    found = [attrs for attrs in page.all("script") if attrs.get("type") != "application/ld+json"]
    return [(attrs.get("src") or "").rpartition("/")[2] for attrs in found]


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


def test_hostile_text_is_shown_as_text(built: dict[str, str]) -> None:
    page = Read(decision(built, "cf-0002"))
    assert set(scripts(page)) == {"display.js", "find.js", "record.js"}
    assert [attrs["src"] for attrs in page.all("img")] == ["../../../theme/icon.svg"]
    assert "<script>alert(1)</script>" in page.text
    assert "{{ 7*7 }} {% raw %}" in page.text
    assert all("\x00" not in html for html in built.values())


def test_hostile_agency_settings_and_lists_are_escaped() -> None:
    made = registry(*DECISIONS, settings={"平台名称": HOSTILE, "主办单位": HOSTILE, "纠错网址": "javascript:alert(1)"})
    made[0].agencies["qinghe-slj"] = agency(
        "qinghe-slj", HOSTILE, "qinghe", 网站="javascript:alert(5)", 监督方式=HOSTILE
    )
    for path, html in render(made).items():
        page = Read(html)
        assert len(page.all("img")) <= 1, path
        assert set(scripts(page)) <= {"display.js", "find.js", "record.js", "search.js", "tables.js"}, path
        assert not any((attrs.get("href") or "").startswith("javascript") for attrs in page.all("a")), path


def test_markdown_is_sanitised_and_its_headings_stand_below_the_section(built: dict[str, str]) -> None:
    html = to_html(BODY)
    page = Read(html)
    assert [attrs.get("href") for attrs in page.all("a")] == [None, "https://example.gov.cn/"]
    assert {attrs["rel"] for attrs in page.all("a")} == {"nofollow noopener"}
    assert not page.all("script")
    assert not page.all("img")
    assert "<script>alert(3)</script>" in page.text
    assert [tag for tag, _ in page.tags if tag.startswith("h")] == ["h3", "h4"]
    assert page.all("table")
    assert html in decision(built, "cf-0001")


@pytest.mark.parametrize("text", [">" * 5000 + " x", "- " * 5000 + "x", " " * 900 + "- x", "[" * 20000])
def test_markdown_that_would_exhaust_the_parser_is_shown_as_text(text: str) -> None:
    assert to_html(text).startswith("<pre>")


def test_decision_shows_the_required_elements_and_every_filled_field(built: dict[str, str]) -> None:
    page = Read(decision(built, "cf-0001"))
    for words in "执法机关 执法对象 执法类别 执法结论 清市监处罚〔2026〕1号 2026年3月2日 5,000元 有效".split():
        assert words in page.text
    labels = re.findall(r"<tr>\n<th>([^<]+)<td>", decision(built, "cf-0001"))
    filled = DECISIONS[0].values
    assert labels == [name for name in kind("penalty").fields if name in filled]
    hrefs = {attrs.get("href") for attrs in page.all("a")}
    assert {"../../../qinghe-scjg/matters/CF-001/", "../../../qinghe-scjg/guide/food/"} <= hrefs
    assert "../../../api/v1/records/qinghe-scjg/2026/cf-0001.json" in hrefs
    assert "https://gs.example.gov.cn/zf/qinghe-scjg/2026/cf-0001/" in page.text


def test_imported_record_says_what_the_source_did_not(built: dict[str, str]) -> None:
    html = decision(built, "cf-0004")
    assert re.search(r'处罚决定日期<td><span class="missing">原公开材料未载明', html)
    assert 'href="https://old.example.gov.cn/1" rel="nofollow noopener"' in html
    assert "旧表.xls" in html
    assert "原公开材料未载明" not in decision(built, "cf-0001")


def test_corrections_are_listed(built: dict[str, str]) -> None:
    text = Read(decision(built, "cf-0005")).text
    assert "已更正" in text
    assert "改了金额" in text
    assert "原因：录入有误" in text


def test_tombstone_says_what_it_was_and_nothing_of_its_content(built: dict[str, str]) -> None:
    page = Read(decision(built, "cf-0003"))
    assert page.meta("robots") == "noindex"
    for words in ("已撤销", "清河市市场监督管理局", "行政处罚", "2026年6月1日", "复议机关撤销", "行政处罚法第四十八条"):
        assert words in page.text
    for html in built.values():
        assert not re.search("金丝雀|未来公司", html)


def test_former_ids_redirect_and_cannot_leave_the_site(built: dict[str, str]) -> None:
    page = Read(built["qinghe-scjg/2025/cf-0900/index.html"])
    refresh = next(attrs["content"] for attrs in page.all("meta") if attrs.get("http-equiv") == "refresh")
    assert refresh == "0; url=../../../qinghe-scjg/2026/cf-0005/"
    assert not any(".." in path or "etc" in path for path in built)


def test_record_pages_do_not_depend_on_their_neighbours(built: dict[str, str]) -> None:
    alone = render(registry(DECISIONS[0]))
    assert decision(alone, "cf-0001") == decision(built, "cf-0001")


def test_months_page_by_page_stay_as_they_are_when_more_is_published() -> None:
    many = [penalty(f"2026/cf-{number:04}", 公示日期="2026-04-01") for number in range(1, ROWS + 2)]
    more = [*many, penalty("2026/cf-0900", 公示日期="2026-04-02", 行政相对人名称="后来公司")]
    before, after = render(registry(*many)), render(registry(*more))
    first, second = "qinghe-scjg/penalty/2026-04/index.html", "qinghe-scjg/penalty/2026-04/2/index.html"

    assert entries(before[first]) == entries(after[first])
    assert len(entries(before[first])) == ROWS
    assert entries(after[second])[-1].endswith("cf-0900/")
    assert "后来公司" not in after[first]


def test_a_year_is_one_list_until_it_is_long_and_then_its_address_leads_to_its_months() -> None:
    spring = [penalty(f"2026/cf-{number:04}", 公示日期="2026-03-05") for number in range(1, ROWS)]
    summer = [penalty(f"2026/cf-{number:04}", 公示日期="2026-06-01") for number in (900, 901)]
    few, many = render(registry(*spring, summer[0])), render(registry(*spring, *summer))
    year, month = "qinghe-scjg/penalty/2026/index.html", "qinghe-scjg/penalty/2026-06/index.html"
    assert len(entries(few[year])) == ROWS
    assert month not in few
    assert entries(many[month]) == [f"../../../qinghe-scjg/2026/cf-{number:04}/" for number in (900, 901)]
    for path in (year, "qinghe-scjg/penalty/index.html"):
        page = Read(many[path])
        ways = {urljoin(path, str(attrs.get("href"))) for attrs in page.all("a")}
        assert {"qinghe-scjg/penalty/2026-03/", "qinghe-scjg/penalty/2026-06/"} <= ways
        assert "6月 2 条" in page.text
    assert "2026年 全年 100 条" in Read(few["qinghe-scjg/penalty/index.html"]).text


def test_a_matter_lists_its_decisions_by_year_when_they_are_many() -> None:
    decided = [penalty(f"2026/cf-{number:04}") for number in range(1, ROWS + 1)]
    more = penalty("2025/cf-0001", 公示日期="2025-03-05", 处罚决定日期="2025-03-02")
    page, year = "qinghe-scjg/matters/CF-001/index.html", "qinghe-scjg/matters/CF-001/2026/index.html"
    few, many = render(registry(*decided)), render(registry(*decided, more))
    assert len(entries(few[page])) == ROWS
    assert year not in few
    assert len(entries(many[year])) == ROWS
    assert {"../../../qinghe-scjg/matters/CF-001/2025/", "../../../qinghe-scjg/matters/CF-001/2026/"} <= {
        attrs.get("href") for attrs in Read(many[page]).all("a")
    }


def test_lists_show_tombstones_by_state_only(built: dict[str, str]) -> None:
    text = Read(built["qinghe-scjg/penalty/2026/index.html"]).text
    assert "内容已停止公示" in text
    assert "已撤销" in text


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


def test_two_runs_are_equal(built: dict[str, str]) -> None:
    assert list(render(registry(*DECISIONS)).items()) == list(built.items())


def test_decision_page_is_small(built: dict[str, str]) -> None:
    assert len(decision(built, "cf-0001").encode()) < 12_000


def test_dictionary_covers_every_public_field_of_every_kind() -> None:
    for of_kind in kinds():
        if of_kind.shape in ("decision", "list", "page", "single"):
            names = [entry.name for entry in dictionary(of_kind) if entry.depth == 0]
            assert names == [item.name for item in of_kind.fields.values() if not item.private]


def test_rows_follow_the_schema() -> None:
    rows = fields.rows(kind("penalty"), {"备注": "乙", "罚款金额": 5000, "处罚类别": ["警告", "罚款"]})
    assert [(row.label, row.form) for row in rows] == [("处罚类别", "words"), ("罚款金额", "amount"), ("备注", "text")]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (chinese_date("2026-03-02"), "2026年3月2日"),
        (chinese_date("长期"), "长期"),
        (money(5000), "5,000元"),
        (money(1234.5), "1,234.50元"),
        (short("一二三，四五", 4), "一二三……"),
        (short("一\n二"), "一 二"),
        (weblink("https://a.cn/b"), "https://a.cn/b"),
        (weblink("javascript:alert(1)"), ""),
        (weblink('https://a.cn/ " onclick'), ""),
    ],
)
def test_filters(made: str, expected: str) -> None:
    assert made == expected
