"""Three levels on four servers: a county and two cities, one of which harvests the county, and a province above both.

Whatever happens below, the province stands whole after every step, and what is gone below is gone above.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import time

import pytest

from tests import serving
from tests.federation import Platform, platform, source, whole
from tests.nginx import nginx
from tests.serving import Served

BREAD, CAKE, SHORT = "xian-scjg/2026/cf-0001", "shib-scjg/2026/cf-0001", "xian-scjg/2026/cf-0002"


def record_path(record: str) -> str:
    agency, year, slug = record.split("/")
    return f"agencies/{agency}/decisions/{year}/{slug}.yaml"


@dataclass
class Federation:
    """The four platforms and the servers in front of them."""

    sites: dict[str, Platform]
    servers: dict[str, Served]

    def goes_on(self, day: str, *, trouble: str = "") -> str:
        """A day: everybody harvests and publishes, from below upwards. trouble: the source that the province cannot take."""
        xian, shia, shib, sheng = (self.sites[name] for name in ("xian", "shia", "shib", "sheng"))
        xian.build(day)
        shia.harvest(day)
        shia.build(day)
        shib.build(day)
        said = sheng.harvest(day, code=1 if trouble else 0)
        sheng.publish_and_verify(day)
        whole(shia)
        return said

    def served_everywhere(self, record: str) -> set[str]:
        """The platforms that show a record with content."""
        return {name for name, site in self.sites.items() if site.state(record) in ("有效", "已更正")}

    def mentions(self, text: str) -> set[str]:
        """The platforms that say something anywhere."""
        return {
            name
            for name, site in self.sites.items()
            if any(text in path.read_text("utf-8", "replace") for path in site.output.rglob("*") if path.is_file())
        }


@pytest.fixture
def federation(tmp_path: Path) -> Iterator[Federation]:
    governments = {"xian": (), "shia": ("shia", "xian"), "shib": (), "sheng": ("sheng", "shia", "shib", "xian")}
    sites, servers = {}, {}
    with ExitStack() as stack:
        for name, known in governments.items():
            folder = tmp_path / f"{name}-site"
            servers[name] = stack.enter_context(serving.serving(folder))
            sites[name] = platform(tmp_path, name, servers[name].url, *known)
        for agency, called in (
            ("xian-scjg", "丙县市场监督管理局"),
            ("shia-scjg", "甲市市场监督管理局"),
            ("shib-scjg", "乙市市场监督管理局"),
            ("sheng-yjt", "某省应急管理厅"),
        ):
            site = sites[agency.partition("-")[0]]
            site.agency(agency, called)
            site.record(agency, "cf-0001", "2026-11-09", "2026-11-12", facts=f"当事人在{called[:2]}经营过期面包。")
        sites["xian"].record("xian-scjg", "cf-0002", "2026-11-09", "2026-11-12", facts="很快就不再公示的事实。")
        sites["xian"].edit(
            record_path(SHORT), "公示日期: 2026-11-12\n", "公示日期: 2026-11-12\n公示截止期: 2026-11-18\n"
        )
        sites["shia"].sources(source("xian", servers["xian"].url, "xian"))
        sites["sheng"].sources(
            source("shia", servers["shia"].url, "shia", "xian"), source("shib", servers["shib"].url, "shib")
        )
        yield Federation(sites, servers)


@pytest.mark.heavy
def test_a_federation_lives(federation: Federation) -> None:
    sites, servers = federation.sites, federation.servers
    federation.goes_on("2026-11-13")
    sheng = sites["sheng"]
    assert federation.served_everywhere(BREAD) == {"xian", "shia", "sheng"}
    assert sheng.read(f"records/{BREAD}.json")["origin"]["url"] == f"{servers['xian'].url}{BREAD}/"
    page = (sheng.output / BREAD / "index.html").read_text("utf-8")
    assert f'<link rel="canonical" href="{servers["xian"].url}{BREAD}/">' in page
    assert "丙县行政执法公示平台</a>，经甲市行政执法公示平台归集" in page

    # Added and corrected in the county.
    sites["xian"].record("xian-scjg", "cf-0003", "2026-11-12", "2026-11-14")
    sites["xian"].edit(record_path(BREAD), "过期面包", "过期糕点")
    sites["xian"].write(
        record_path(BREAD),
        (sites["xian"].root / record_path(BREAD)).read_text("utf-8")
        + "更正:\n  - 日期: 2026-11-14\n    内容: 面包更正为糕点\n    原因: 录入有误\n",
    )
    federation.goes_on("2026-11-14")
    assert sheng.state(BREAD) == "已更正" and sheng.state("xian-scjg/2026/cf-0003") == "有效"
    assert federation.mentions("丙县经营过期面包") == set()

    # Withdrawn in a city.
    sites["shib"].write(
        record_path(CAKE),
        (sites["shib"].root / record_path(CAKE)).read_text("utf-8")
        + "撤回:\n  日期: 2026-11-15\n  类型: 撤销\n  原因: 行政复议决定撤销\n",
    )
    federation.goes_on("2026-11-15")
    assert sheng.state(CAKE) == "已撤销" and federation.mentions("乙市经营过期面包") == set()

    # A city is down, the other goes on; the province says how old what it shows is.
    servers["shia"].tricks["api/v1/index.json"] = serving.failing
    sites["shib"].record("shib-scjg", "cf-0002", "2026-11-13", "2026-11-16")
    said = federation.goes_on("2026-11-16", trouble="shia")
    assert "错误[harvest-unreachable]" in said
    assert sheng.state("shib-scjg/2026/cf-0002") == "有效" and sheng.state(BREAD) == "已更正"
    told = {item["id"]: (item["state"], item["harvested"]) for item in sheng.read("harvest.json")["sources"]}
    assert told == {"shia": ("没有采用新的内容", "2026-11-15"), "shib": ("正常", "2026-11-16")}

    # It comes back with an older state of itself, then with what it is.
    servers["shia"].tricks.clear()
    now, old = sites["shia"].output, sites["shia"].output.with_name("older")
    shutil.copytree(now, old)
    sites["xian"].record("xian-scjg", "cf-0004", "2026-11-14", "2026-11-17")
    federation.goes_on("2026-11-17")
    assert sheng.state("xian-scjg/2026/cf-0004") == "有效"
    # A server answers by the time of a file, and a restored backup has new times.
    later = time() + 60
    os.utime(old / "api/v1/index.json", (later, later))
    servers["shia"].folder = old
    said = sheng.harvest("2026-11-17", code=1)
    assert "错误[harvest-history]" in said
    sheng.publish_and_verify("2026-11-17")
    assert sheng.state("xian-scjg/2026/cf-0004") == "有效"
    servers["shia"].folder = now

    # A term ends in the county.
    assert federation.served_everywhere(SHORT) == {"xian", "shia", "sheng"}
    federation.goes_on("2026-11-18")
    assert sheng.state(SHORT) == "公示期满" and federation.mentions("很快就不再公示的事实") == set()
    assert "没有变化" in sheng.harvest("2026-11-18")

    # A whole source is given up: what it brought leaves, the other stays.
    sheng.sources(source("shib", servers["shib"].url, "shib"))
    federation.goes_on("2026-11-19")
    assert (sheng.state(BREAD), sheng.state("shib-scjg/2026/cf-0002")) == ("", "有效")
    assert federation.served_everywhere(BREAD) == {"xian", "shia"}


def test_a_source_behind_nginx(tmp_path: Path) -> None:
    """Conditional requests cost nothing, and compression does not come between a file and its checksum."""
    with nginx(tmp_path / "shib-site", tmp_path / "nginx") as url:
        shib = platform(tmp_path, "shib", url)
        shib.agency("shib-scjg", "乙市市场监督管理局")
        shib.record("shib-scjg", "cf-0001", "2026-11-09", "2026-11-12")
        shib.build("2026-11-13")
        # Built a moment ago, its time would not tell two contents apart.
        os.utime(shib.output / "api/v1/index.json", (1_763_000_000,) * 2)
        sheng = platform(tmp_path, "sheng", "http://127.0.0.1:9/", "sheng", "shib")
        sheng.sources(source("shib", url, "shib"))
        assert "新增 1" in sheng.harvest("2026-11-13")
        assert "请求 1 次，0 字节" in sheng.harvest("2026-11-14")
        shib.record("shib-scjg", "cf-0002", "2026-11-12", "2026-11-14")
        shib.build("2026-11-14")
        assert "新增 1" in sheng.harvest("2026-11-14")
        sheng.build("2026-11-14")
        whole(sheng)
        assert sheng.state("shib-scjg/2026/cf-0002") == "有效"
