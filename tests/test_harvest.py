"""A harvest over real servers: what is taken is what the source publishes, and says where it comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plugins.harvest.troubles import CODES
from plugins.registry.reporting import code_page
from tests.conftest import REPOSITORY
from tests.federation import Platform, source, whole
from tests.harvesting import BREAD, CAKE, DAYS, MILK, ROOT, SHARD, States, becomes, forge, rewritten
from tests.serving import Served


def test_all_of_a_source_and_then_only_what_moved(served: Served, upper: Platform, states: States) -> None:
    said = upper.harvest(DAYS[0])
    assert "采用到第" in said and "新增 4、更改 0、撤下 0" in said
    upper.build(DAYS[0])
    whole(upper)
    mine, theirs = (
        json.loads((site / f"api/v1/records/{BREAD}.json").read_bytes()) for site in (upper.output, states.first)
    )
    assert mine.pop("origin") == {"source": "甲市行政执法公示平台", "url": f"http://127.0.0.1:{states.port}/{BREAD}/"}
    assert mine.pop("url") == f"{upper.url}{BREAD}/"
    assert mine == {key: value for key, value in theirs.items() if key != "url"}

    served.asked.clear()
    assert "没有变化" in upper.harvest(DAYS[1])
    assert served.asked == [ROOT]
    assert upper.lock["shia"]["date"] == DAYS[1]

    becomes(served, states.second)
    served.asked.clear()
    said = upper.harvest(DAYS[1])
    assert "新增 1、更改 1、撤下 1" in said
    fetched = [path for path in served.asked if "/records/" in path or "/lists/" in path or "/pages/" in path]
    assert sorted(fetched) == sorted(
        ["api/v1/lists/shia-scjg/matters.json"] + [f"api/v1/records/shia-scjg/2026/cf-000{n}.json" for n in (1, 2, 4)]
    )
    assert not any("xian" in path for path in served.asked)
    upper.build(DAYS[1])
    whole(upper)
    assert (upper.state(BREAD), upper.state(CAKE), upper.state("shia-scjg/2026/cf-0004")) == (
        "已更正",
        "已撤销",
        "有效",
    )
    assert "复议撤销" in (upper.output / CAKE / "index.html").read_text("utf-8")


def test_pages_say_where_they_come_from(served: Served, upper: Platform) -> None:
    upper.harvest(DAYS[0])
    upper.build(DAYS[0])
    for path in (BREAD, "shia-scjg", "shia-scjg/matters", "shia-scjg/guide/shipin", "shia-scjg/penalty"):
        html = (upper.output / path / "index.html").read_text("utf-8")
        assert f'<link rel="canonical" href="{served.url}{path}/">' in html, path
        assert f'来源：<a href="{served.url}{path}/" rel="noopener">甲市行政执法公示平台</a>' in html, path
    own = (upper.output / "sheng-yjt/index.html").read_text("utf-8")
    assert f'<link rel="canonical" href="{upper.url}sheng-yjt/">' in own and "来源：" not in own
    home = (upper.output / "index.html").read_text("utf-8")
    assert "甲市市场监督管理局" in home and "青禾食品" in home
    assert BREAD in (upper.output / "feeds/all.rss").read_text("utf-8")
    agencies = {agency["id"]: agency.get("origin") for agency in upper.read("agencies/index.json")["agencies"]}
    assert agencies["sheng-yjt"] is None and agencies["shia-scjg"]["url"] == served.url


def test_one_bad_source_stops_nobody(served: Served, upper: Platform) -> None:
    upper.edit("content/governments.yaml", "政府:\n", "政府:\n  - 编号: shib\n    名称: 乙市人民政府\n    层级: 市\n")
    upper.sources(source("shib", "http://127.0.0.1:9/", "shib"), source("shia", served.url, "shia", "xian"))
    said = upper.harvest(DAYS[0], code=1)
    assert "错误[harvest-unreachable]" in said and "新增 4" in said
    upper.build(DAYS[2])
    assert upper.state(BREAD) == "有效"
    told = {item["id"]: (item["state"], item["age"]) for item in upper.read("harvest.json")["sources"]}
    assert told == {"shia": ("正常", 2), "shib": ("尚未归集", None)}


def test_an_agency_that_a_source_may_not_speak_for_is_not_taken(served: Served, upper: Platform) -> None:
    upper.sources(source("shia", served.url, "shia"))
    said = upper.harvest(DAYS[0])
    assert "警告[harvest-foreign]" in said and "xian-scjg" in said
    assert not any("xian" in path for path in served.asked)
    upper.build(DAYS[0])
    assert upper.state(BREAD) == "有效" and upper.state("xian-scjg/2026/cf-0001") == ""


@pytest.mark.usefixtures("served")
def test_an_agency_of_ones_own_is_not_taken_from_others(upper: Platform) -> None:
    upper.harvest(DAYS[0])
    upper.agency("xian-scjg", "丙县市场监督管理局")
    said = upper.build(DAYS[0])
    assert "暂缓公示 1" in said
    assert "origin" not in upper.read("agencies/xian-scjg/index.json")
    [held] = upper.read("harvest.json")["sources"][0]["held"]
    assert held == {"id": "xian-scjg", "reasons": ["机关由本站自己公示"]}
    upper.harvest(DAYS[1])
    (upper.root / "content/harvest.lock").unlink()
    assert "错误[harvest-identity]" in upper.harvest(DAYS[1], code=1)


def test_what_vanishes_without_a_word_stays_until_a_person_has_looked(served: Served, upper: Platform) -> None:
    """One of four is too many by the usual measure; where more may vanish, it is kept and told."""
    upper.harvest(DAYS[0])
    good = upper.lock

    def lose(shard: dict[str, Any]) -> None:
        shard["records"] = [record for record in shard["records"] if record["id"] != MILK]

    rewritten(served, {SHARD: lose, ROOT: lambda root: root.update(day=DAYS[1])})
    said = upper.harvest(DAYS[1], code=1)
    assert "错误[harvest-shrunk]" in said and "--accept shia" in said and MILK in said
    assert upper.lock["shia"]["root"] == good["shia"]["root"]
    upper.build(DAYS[1])
    assert upper.state(MILK) == "有效"
    assert upper.read("harvest.json")["sources"][0]["state"] == "没有采用新的内容"

    upper.edit("content/harvest.yaml", "    频率: 每日\n", "    频率: 每日\n    最多丢失比例: 30\n")
    said = upper.harvest(DAYS[1])
    assert "警告[harvest-lost]" in said
    upper.build(DAYS[1])
    assert upper.state(MILK) == "有效"
    assert "没有说撤回" in (upper.output / "harvest/index.html").read_text("utf-8")

    upper.harvest(DAYS[1], "--accept", "shia")
    upper.build(DAYS[1])
    assert upper.state(MILK) == ""
    whole(upper)


def test_a_withdrawal_is_not_undone_by_the_source_alone(served: Served, upper: Platform, states: States) -> None:
    becomes(served, states.second)
    upper.harvest(DAYS[1])
    upper.build(DAYS[1])
    honest = json.loads((states.first / f"api/v1/records/{CAKE}.json").read_bytes())

    def again(record: dict[str, Any]) -> None:
        record.clear()
        record.update(honest)

    forge(served, CAKE, again)
    said = upper.harvest(DAYS[2])
    assert "警告[harvest-undone]" in said and CAKE in said
    upper.build(DAYS[2])
    assert upper.state(CAKE) == "已撤销"
    assert "没有变化" in upper.harvest(DAYS[2])
    upper.harvest(DAYS[2], "--accept", "shia")
    upper.build(DAYS[2])
    assert upper.state(CAKE) == "有效"


def test_a_change_without_a_word_is_taken_and_told(served: Served, upper: Platform) -> None:
    upper.harvest(DAYS[0])
    upper.build(DAYS[0])
    forge(served, MILK, lambda record: record["data"].update({"违法事实": "当事人经营超过保质期的牛奶 2 盒。"}))
    assert "警告[harvest-silent]" in upper.harvest(DAYS[1])
    upper.build(DAYS[1])
    whole(upper)
    assert "牛奶" in (upper.output / MILK / "index.html").read_text("utf-8")
    assert "没有写更正" in (upper.output / "harvest/index.html").read_text("utf-8")


def test_a_source_that_is_no_longer_named_leaves_with_all_it_brought(upper: Platform, served: Served) -> None:
    """The list says so of every record: nothing is lost, though the newest date goes with the newest record."""
    upper.record("sheng-yjt", "cf-0001", "2026-10-09", "2026-10-12")
    upper.harvest(DAYS[0])
    upper.publish_and_verify(DAYS[0])
    assert upper.read("index.json")["modified"] == "2026-11-12"
    upper.sources(source("shib", "http://127.0.0.1:9/", "shia"))
    upper.publish_and_verify(DAYS[1])
    assert (upper.state(BREAD), upper.read("index.json")["modified"]) == ("", "2026-10-12")
    upper.sources(source("shia", served.url, "shia", "xian"))
    upper.harvest(DAYS[2])
    upper.publish_and_verify(DAYS[2])
    assert upper.state(BREAD) == "有效"


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_page_and_is_reported_somewhere(code: str) -> None:
    """Shown in these tests in what an operator sees, explained in docs/codes/ in the same form as all codes."""
    assert any(code in file.read_text("utf-8") for file in Path(__file__).parent.glob("test_harvest*.py"))
    page = (REPOSITORY / code_page(code)).read_text("utf-8")
    assert page.startswith(f"# {code}：")
    assert 15 <= len(page.splitlines()) <= 45
    for section in ("级别：", "能否说明后放行：", "\n## 什么意思\n", "\n## 为什么\n", "\n## 怎样改\n"):
        assert section in page, section
