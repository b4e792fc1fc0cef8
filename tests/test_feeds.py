"""Feeds as a reader sees them."""

from __future__ import annotations

from pathlib import Path

import feedparser

from tests.conftest import BASE_URL


def test_agency_feed(instance_site: Path) -> None:
    feed = feedparser.parse((instance_site / "feeds/agency/anshi-scjg.rss").read_bytes())
    assert not feed.bozo
    assert feed.feed.title == "安石市市场监督管理局 - 行政执法公示"
    assert feed.feed.link == f"{BASE_URL}anshi-scjg/"
    newest = feed.entries[0]
    assert newest.title == "行政处罚：安石市青禾食品有限公司"
    assert newest.link == f"{BASE_URL}anshi-scjg/2026/cf-0005/"
    assert newest.id == "anshi-scjg/2026/cf-0005#公示"
    assert not newest.guidislink
    assert newest.published == "Sun, 15 Nov 2026 00:00:00 +0800"
    assert "文号：安市监处罚〔2026〕5号" in newest.description


def test_no_names_of_persons_in_titles_and_no_tombstones(instance_site: Path) -> None:
    feed = feedparser.parse((instance_site / "feeds/all.rss").read_bytes())
    titles = {entry.id: entry.title for entry in feed.entries}
    assert titles["anshi-scjg/2026/cf-0003#公示"] == "行政处罚：自然人"
    assert "anshi-scjg/2026/cf-0004#公示" not in titles
    assert "anshi-sthj/2025/cf-0001#公示" in titles


def test_an_agency_without_records_has_a_feed(demonstration_site: Path) -> None:
    empty = [path for path in (demonstration_site / "feeds/agency").iterdir() if not feedparser.parse(path).entries]
    for path in empty:
        assert feedparser.parse(path).feed.updated == "Thu, 01 Jan 1970 00:00:00 +0800"
    assert {path.stem for path in (demonstration_site / "feeds/agency").iterdir()} == {
        path.parent.name for path in Path("agencies").glob("*/agency.yaml")
    }
