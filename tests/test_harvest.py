"""A harvest over real servers: what is taken is what the source publishes, and nothing that a source does gets further."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from plugins.harvest.troubles import CODES
from tests import serving
from tests.federation import Platform, platform, source, whole
from tests.serving import Served

DAYS = ("2026-11-16", "2026-11-17", "2026-11-18")
BREAD, CAKE, MILK = (f"shia-scjg/2026/cf-000{number}" for number in (1, 2, 3))
PATHS = {name: f"agencies/shia-scjg/decisions/2026/{name[-7:]}.yaml" for name in (BREAD, CAKE, MILK)}
ROOT = "api/v1/index.json"
SHARD = "api/v1/agencies/shia-scjg/2026.json"


@dataclass
class States:
    """A source in three states, each a folder: as first published; corrected, withdrawn, added to; a day on."""

    first: Path
    second: Path
    third: Path
    port: int


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> States:
    folder = tmp_path_factory.mktemp("states")
    with serving.serving(folder) as served:
        port = int(served.url.rpartition(":")[2].strip("/"))
    site = platform(folder, "shia", f"http://127.0.0.1:{port}/", "shia", "xian")
    site.agency("shia-scjg", "甲市市场监督管理局")
    site.agency("xian-scjg", "丙县市场监督管理局")
    site.write("agencies/shia-scjg/lists/matters.yaml", _matters("对经营超过保质期食品行为的处罚"))
    site.write("agencies/shia-scjg/guides/shipin.md", GUIDE)
    for slug in ("cf-0001", "cf-0002", "cf-0003"):
        site.record("shia-scjg", slug, "2026-11-09", "2026-11-12")
    site.record("xian-scjg", "cf-0001", "2026-11-09", "2026-11-12")
    kept = [folder / f"state-{number}" for number in range(3)]
    site.build(DAYS[0])
    shutil.copytree(site.output, kept[0])
    site.edit(PATHS[BREAD], "12 袋", "13 袋")
    append(site, BREAD, "更正:\n  - 日期: 2026-11-17\n    内容: 12 袋更正为 13 袋\n    原因: 录入有误\n")
    append(site, CAKE, "撤回:\n  日期: 2026-11-17\n  类型: 撤销\n  原因: 复议撤销\n")
    site.record("shia-scjg", "cf-0004", "2026-11-16", "2026-11-17")
    site.write("agencies/shia-scjg/lists/matters.yaml", _matters("对经营超过保质期食品的处罚"))
    site.build(DAYS[1])
    shutil.copytree(site.output, kept[1])
    site.record("shia-scjg", "cf-0005", "2026-11-16", "2026-11-18")
    site.build(DAYS[2])
    shutil.copytree(site.output, kept[2])
    return States(*kept, port)


GUIDE = """---
行政执法事项名称: 食品经营许可
更新日期: 2026-01-05
依据: 《中华人民共和国食品安全法》第三十五条
承办机构: 许可科
受理机构: 政务服务大厅
审批机构: 甲市市场监督管理局
受理条件:
  - 有固定场所
申请材料:
  - 申请书
办理流程:
  - 受理
办理时限: 十五个工作日
监督方式: 0990-5550001
救济渠道: 申请行政复议
办公时间: 工作日 8:30-17:30
办公地址: 甲市人民路1号
办公电话: 0990-5550002
---
请先**网上预约**。
"""


def _matters(name: str) -> str:
    basis = "《中华人民共和国食品安全法》第一百二十四条第一款第五项"
    entry = f"  - 事项编码: CF-0001\n    执法类别: 行政处罚\n    事项名称: {name}\n    执法依据: {basis}\n    承办机构: 执法科\n"
    return f"更新日期: 2026-01-05\n条目:\n{entry}"


def append(site: Platform, record: str, text: str) -> None:
    """More fields in a record."""
    path = PATHS[record]
    site.write(path, (site.root / path).read_text("utf-8") + text)


@pytest.fixture
def served(states: States, tmp_path: Path) -> Iterator[Served]:
    """The source in its first state, on a server that can be told to do strange things."""
    shutil.copytree(states.first, tmp_path / "served")
    with serving.serving(tmp_path / "served", states.port) as found:
        yield found


@pytest.fixture
def upper(tmp_path: Path, states: States) -> Platform:
    """A province that trusts the city for itself and the county below it, and has an agency of its own."""
    made = platform(tmp_path, "sheng", "http://127.0.0.1:9/", "sheng", "shia", "xian")
    made.agency("sheng-yjt", "某省应急管理厅")
    made.sources(source("shia", f"http://127.0.0.1:{states.port}/", "shia", "xian"))
    return made


def becomes(served: Served, state: Path) -> None:
    """The source publishes another state of itself."""
    shutil.rmtree(served.folder)
    shutil.copytree(state, served.folder)


def test_all_of_a_source_and_then_only_what_moved(served: Served, upper: Platform, states: States) -> None:
    said = upper.harvest(DAYS[0])
    assert "采用到第" in said and "新增 4、更改 0、撤下 0" in said
    upper.build(DAYS[0])
    whole(upper.output, upper.url)
    mine, theirs = (json.loads((site / f"api/v1/records/{BREAD}.json").read_bytes()) for site in (upper.output, states.first))
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
    whole(upper.output, upper.url)
    assert (upper.state(BREAD), upper.state(CAKE), upper.state("shia-scjg/2026/cf-0004")) == ("已更正", "已撤销", "有效")
    assert "复议撤销" in (upper.output / CAKE / "index.html").read_text("utf-8")
    kept = b"".join(path.read_bytes() for path in (upper.root / ".harvest/objects").rglob("*/*"))
    assert "12 袋更正为".encode() in kept and "面包 12 袋".encode() in kept, "another record says the same"


def test_pages_say_where_they_come_from(served: Served, upper: Platform, states: States) -> None:
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


LIES: dict[str, tuple[str, serving.Trick, str]] = {
    "down": (ROOT, serving.failing, "harvest-unreachable"),
    "stalls": (ROOT, serving.stalling, "harvest-unreachable"),
    "drips": (SHARD, serving.dripping, "harvest-unreachable"),
    "endless": (ROOT, serving.endless, "harvest-size"),
    "endless below": (SHARD, serving.endless, "harvest-size"),
    "redirects": (ROOT, serving.elsewhere, "harvest-redirect"),
    "redirects below": (SHARD, serving.elsewhere, "harvest-redirect"),
    "half a file": (SHARD, serving.half, "harvest-unreachable"),
    "a short file": (SHARD, serving.shortened, "harvest-checksum"),
    "another file": (f"api/v1/records/{BREAD}.json", serving.other, "harvest-checksum"),
    "no JSON": (ROOT, serving.saying(b"<html>404</html>"), "harvest-form"),
    "too deep": (ROOT, serving.saying(b"[" * 100_000), "harvest-form"),
    "not a root": (ROOT, serving.saying(b'{"schema":"root-2"}'), "harvest-form"),
}


@pytest.mark.parametrize("name", LIES)
def test_a_broken_source_changes_nothing(name: str, served: Served, upper: Platform, states: States) -> None:
    path, trick, code = LIES[name]
    upper.harvest(DAYS[0])
    good = upper.lock
    becomes(served, states.second)
    served.tricks[path] = trick
    said = upper.harvest(DAYS[1], code=1)
    assert f"错误[{code}]" in said and "照旧公示上一次归集到的内容" in said
    assert upper.lock == good
    served.tricks.clear()
    assert "撤下 1" in upper.harvest(DAYS[1])


Change = dict[str, Any]


def rewritten(served: Served, edit: dict[str, Any]) -> None:
    """The source tells a lie that is consistent down to the last checksum."""
    from hashlib import sha256

    def entry(path: str) -> dict[str, Any]:
        content = (served.folder / path).read_bytes()
        return {"sha256": sha256(content).hexdigest(), "bytes": len(content)}

    def change(path: str, make: Any) -> None:
        file = served.folder / path
        value = json.loads(file.read_bytes())
        make(value)
        file.write_bytes(json.dumps(value, ensure_ascii=False).encode())

    for path, make in edit.items():
        change(path, make)

    def agency(value: dict[str, Any]) -> None:
        for listed in [*value["shards"], *value["lists"], *value["pages"]]:
            file = listed["url"].removeprefix(served.url)
            if (served.folder / file).is_file():
                listed |= entry(file)

    def shard(value: dict[str, Any]) -> None:
        for listed in value["records"]:
            file = f"api/v1/records/{listed['id']}.json"
            if (served.folder / file).is_file():
                listed |= entry(file)

    def refresh(value: dict[str, Any]) -> None:
        for listed in value["agencies"]:
            listed |= entry(f"api/v1/agencies/{listed['id']}/index.json")

    for name in ("shia-scjg", "xian-scjg"):
        change(f"api/v1/agencies/{name}/2026.json", shard)
        change(f"api/v1/agencies/{name}/index.json", agency)
    change("api/v1/agencies/index.json", refresh)
    change("api/v1/changes/index.json", lambda value: [p.update(entry("api/v1/changes/000001.ndjson")) for p in value["pages"]])

    def root(value: dict[str, Any]) -> None:
        value["agencies"] |= entry("api/v1/agencies/index.json")
        value["changes"] |= entry("api/v1/changes/index.json")

    change(ROOT, root)


def _first(name: str, value: Any) -> Any:
    return lambda found: found["records"][0].update({name: value})


CONSISTENT: dict[str, tuple[dict[str, Any], str]] = {
    "preview": ({ROOT: lambda root: root.update(preview=True)}, "harvest-form"),
    "another address": ({ROOT: lambda root: root.update(url="https://evil.example/")}, "harvest-identity"),
    "another list": ({ROOT: lambda root: root.update(log_id="0" * 32)}, "harvest-history"),
    "older sequence": ({ROOT: lambda root: root.update(sequence=3)}, "harvest-history"),
    "path trick": ({SHARD: _first("id", "shia-scjg/2026/../../x")}, "harvest-form"),
    "absolute path": ({SHARD: _first("id", "/etc/passwd")}, "harvest-form"),
    "another agency's id": ({SHARD: _first("id", "xian-scjg/2026/cf-0001")}, "harvest-identity"),
    "another year's id": ({SHARD: _first("id", "shia-scjg/2025/cf-0001")}, "harvest-identity"),
    "an address elsewhere": ({SHARD: _first("url", "https://evil.example/x.json")}, "harvest-identity"),
    "an address up": ({SHARD: _first("url", "api/v1/../../x.json")}, "harvest-identity"),
    "twice": ({SHARD: lambda shard: shard["records"].append(shard["records"][0])}, "harvest-identity"),
    "another state": ({SHARD: _first("state", "已撤销")}, "harvest-form"),
    "another content": (
        {f"api/v1/records/{BREAD}.json": lambda record: record["data"].update({"违法事实": "没有违法"})},
        "harvest-identity",
    ),
    "another digest": ({f"api/v1/records/{BREAD}.json": lambda r: r.update(digest="0" * 64)}, "harvest-identity"),
    "a type of its own": ({f"api/v1/records/{BREAD}.json": lambda r: r.update(data=[1])}, "harvest-form"),
    "an agency of its own": (
        {"api/v1/agencies/shia-scjg/index.json": lambda agency: agency.update(government="sheng")},
        "harvest-identity",
    ),
}


@pytest.mark.parametrize("name", CONSISTENT)
def test_a_lie_that_its_checksums_confirm_is_found(name: str, served: Served, upper: Platform) -> None:
    upper.harvest(DAYS[0])
    good = upper.lock
    edit, code = CONSISTENT[name]
    rewritten(served, edit)
    said = upper.harvest(DAYS[1], code=1)
    assert f"错误[{code}]" in said, said
    assert "evil" not in "".join(served.asked)
    assert upper.lock == good


def test_a_checksum_that_does_not_fit_is_asked_for_again(served: Served, upper: Platform) -> None:
    """A source that is publishing just now is whole a moment later."""

    def once(handler: serving.Handler, honest: bytes) -> None:
        del served.tricks[SHARD]
        serving.other(handler, honest)

    served.tricks[SHARD] = once
    assert "新增 4" in upper.harvest(DAYS[0])
    assert served.asked.count(ROOT) == 2


def test_what_was_fetched_before_a_break_is_not_fetched_again(served: Served, upper: Platform) -> None:
    served.tricks[f"api/v1/records/{MILK}.json"] = serving.failing
    upper.harvest(DAYS[0], code=1)
    assert not upper.lock
    served.tricks.clear()
    served.asked.clear()
    assert "新增 4" in upper.harvest(DAYS[0])
    assert [path for path in served.asked if "/agencies/" in path] == []


def test_what_vanishes_without_a_word_stays_until_a_person_has_looked(
    served: Served, upper: Platform, states: States
) -> None:
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
    whole(upper.output, upper.url)


def test_an_agency_that_a_source_may_not_speak_for_is_not_taken(served: Served, upper: Platform) -> None:
    upper.sources(source("shia", served.url, "shia"))
    said = upper.harvest(DAYS[0])
    assert "警告[harvest-foreign]" in said and "xian-scjg" in said
    assert not any("xian" in path for path in served.asked)
    upper.build(DAYS[0])
    assert upper.state(BREAD) == "有效" and upper.state("xian-scjg/2026/cf-0001") == ""


def test_an_agency_of_ones_own_is_not_taken_from_others(served: Served, upper: Platform) -> None:
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


def test_a_build_refuses_a_store_that_is_not_the_locks(served: Served, upper: Platform) -> None:
    upper.harvest(DAYS[0])
    upper.build(DAYS[0])
    objects = sorted((upper.root / ".harvest/objects").rglob("*/*"), key=lambda path: path.read_bytes())
    victim = next(path for path in objects if b'"record-1"' in path.read_bytes())
    honest = victim.read_bytes()
    victim.write_bytes(honest.replace("面包".encode(), "糕点".encode()))
    said = upper_full(upper, 2)
    assert "content/harvest.lock 不符" in said and "重新运行 publish.py harvest" in said
    victim.unlink()
    assert "content/harvest.lock 不符" in upper.build(DAYS[0], code=2)
    assert upper.state(BREAD) == "有效", "the old site stands"
    victim.write_bytes(honest)
    upper.build(DAYS[0])
    lock = upper.root / "content/harvest.lock"
    lock.write_bytes(lock.read_bytes()[:50])
    assert "读不出来" in upper.build(DAYS[0], code=2)


def upper_full(upper: Platform, code: int) -> str:
    """A build that uses nothing of the last one."""
    from tests.federation import command

    return command("build", "--root", upper.root, "--output", upper.output, "--base-url", upper.url, "--full",
                   "--no-search", "--jobs", 1, "--today", DAYS[0], "--previous", upper.output, code=code)  # fmt: skip


def test_one_bad_source_stops_nobody(served: Served, upper: Platform, tmp_path: Path) -> None:
    upper.edit("content/governments.yaml", "政府:\n", "政府:\n  - 编号: shib\n    名称: 乙市人民政府\n    层级: 市\n")
    upper.sources(source("shib", "http://127.0.0.1:9/", "shib"), source("shia", served.url, "shia", "xian"))
    said = upper.harvest(DAYS[0], code=1)
    assert "错误[harvest-unreachable]" in said and "新增 4" in said
    upper.build(DAYS[2])
    assert upper.state(BREAD) == "有效"
    told = {item["id"]: (item["state"], item["age"]) for item in upper.read("harvest.json")["sources"]}
    assert told == {"shia": ("正常", 2), "shib": ("尚未归集", None)}


def test_every_code_has_a_page_and_is_reported_somewhere_here() -> None:
    text = Path(__file__).read_text("utf-8")
    for code in CODES:
        assert f"{code}" in text, code
