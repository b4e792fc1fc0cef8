"""The HTML pages of a small site made by hand, and what the tests look at in a page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import chain
from typing import Any

import pytest

from plugins.columns.builder import Builder, for_records
from plugins.columns.opendata import DataView, data_page
from plugins.columns.pages import Site, decision_file, listing_pages
from plugins.registry.assembly import Registry
from plugins.registry.publication import publication, publish
from plugins.registry.records import Agency, Government, Record, Settings

DAY = date(2026, 11, 20)
SITE = Site("https://gs.example.gov.cn/zf/")
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


@pytest.fixture(scope="session")
def built() -> dict[str, str]:
    """The pages of the decisions above."""
    return render(registry(*DECISIONS))


def decision(built: dict[str, str], slug: str) -> str:
    return built[f"qinghe-scjg/2026/{slug}/index.html"]


def scripts(page: Read) -> list[str]:
    """The files of a page's scripts, '' for one that is inline; what machines are told is none, and no browser runs it."""
    found = [attrs for attrs in page.all("script") if attrs.get("type") != "application/ld+json"]
    return [(attrs.get("src") or "").rpartition("/")[2] for attrs in found]
