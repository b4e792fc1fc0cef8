"""Feeds as a reader sees them."""

from __future__ import annotations

from pathlib import Path

import feedparser

from tests.conftest import BASE_URL, REPOSITORY, Publish


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


def test_an_agency_without_records_has_a_feed(tmp_path: Path, instance: Path, publish: Publish) -> None:
    """Who subscribes before the first decision gets a whole feed, with a date that no clock made."""
    stub = instance / "agencies/anshi-slj/agency.yaml"
    stub.parent.mkdir()
    stub.write_text("机构名称: 安石市水利局\n政府: anshi\n状态: 待补\n", "utf-8")
    publish("build", "--root", instance, "--output", tmp_path / "site", "--no-search")
    feed = feedparser.parse((tmp_path / "site/feeds/agency/anshi-slj.rss").read_bytes())
    assert not feed.bozo
    assert feed.entries == []
    assert feed.feed.title == "安石市水利局 - 行政执法公示"
    assert feed.feed.updated == "Thu, 01 Jan 1970 00:00:00 +0800"


def test_every_agency_has_a_feed(demonstration_site: Path) -> None:
    agencies = {path.parent.name for path in (REPOSITORY / "agencies").glob("*/agency.yaml")}
    assert {path.stem for path in (demonstration_site / "feeds/agency").iterdir()} == agencies
