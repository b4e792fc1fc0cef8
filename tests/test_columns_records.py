"""The page of a record: every field that is filled, in the words that people use, and what became of it since."""

from __future__ import annotations

import re

import pytest

from plugins.columns import fields
from plugins.columns.opendata import dictionary
from plugins.columns.wording import chinese_date, money, short, weblink
from plugins.registry.kinds import kind, kinds
from tests.handmade_pages import DECISIONS, Read, decision


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
