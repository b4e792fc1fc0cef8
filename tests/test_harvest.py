"""A harvest over real servers: what is taken is what the source publishes, and nothing that a source does gets further."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from plugins.harvest.troubles import CODES
from plugins.registry.reporting import code_page
from tests import serving
from tests.conftest import REPOSITORY
from tests.federation import Platform, command, platform, source, whole
from tests.serving import Served
from tests.trees import differences, tree

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


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.heavy) if name == "drips" else name for name in LIES]
)
def test_a_broken_source_changes_nothing(name: str, served: Served, upper: Platform, states: States) -> None:
    path, trick, code = LIES[name]
    upper.harvest(DAYS[0])
    good = upper.lock
    becomes(served, states.second)
    served.tricks[path] = trick
    patience = ["--timeout", 1] if name in ("stalls", "drips") else []
    said = upper.harvest(DAYS[1], *patience, code=1)
    assert f"错误[{code}]" in said and "照旧公示上一次归集到的内容" in said
    assert upper.lock == good
    served.tricks.clear()
    assert "撤下 1" in upper.harvest(DAYS[1])


def entry(served: Served, path: str) -> dict[str, Any]:
    """How an index names a file as it is now."""
    content = (served.folder / path).read_bytes()
    return {"sha256": sha256(content).hexdigest(), "bytes": len(content)}


def change(served: Served, path: str, make: Any) -> None:
    """A change in a file of a source."""
    file = served.folder / path
    value = json.loads(file.read_bytes())
    make(value)
    file.write_bytes(json.dumps(value, ensure_ascii=False).encode())


def rewritten(served: Served, edit: dict[str, Any]) -> None:
    """The source tells a lie that is consistent down to the last checksum."""
    for path, make in edit.items():
        change(served, path, make)

    def refresh(listed: list[dict[str, Any]]) -> None:
        for named in listed:
            file = named["url"].removeprefix(served.url)
            if (served.folder / file).is_file():
                named |= entry(served, file)

    for name in ("shia-scjg", "xian-scjg"):
        change(served, f"api/v1/agencies/{name}/2026.json", lambda shard: refresh(shard["records"]))
        change(
            served,
            f"api/v1/agencies/{name}/index.json",
            lambda agency: refresh([*agency["shards"], *agency["lists"], *agency["pages"]]),
        )
    change(
        served,
        "api/v1/agencies/index.json",
        lambda value: [
            listed.update(entry(served, f"api/v1/agencies/{listed['id']}/index.json")) for listed in value["agencies"]
        ],
    )
    change(served, "api/v1/changes/index.json", lambda value: refresh(value["pages"]))
    change(served, ROOT, lambda root: refresh([root["agencies"], root["changes"]]))


def forged(served: Served, record_id: str, make: Any) -> None:
    """The source publishes what no check of ours would have let through: with digest, commitment and event."""
    path = f"api/v1/records/{record_id}.json"
    record = json.loads((served.folder / path).read_bytes())
    make(record)
    head = [record[name] or "" for name in ("id", "kind", "state", "published", "decided", "updated")]
    if "data" in record:
        text = json.dumps(record["data"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        record["digest"] = sha256(text.encode()).hexdigest()
        tail = [record["salt"] + record["digest"]]
    else:
        tail = [record["reason"], record["ground"] or ""]
    commitment = sha256("\n".join([*head, *tail]).encode()).hexdigest()
    (served.folder / path).write_bytes(json.dumps(record, ensure_ascii=False).encode())
    said = {"state": record["state"], "digest": record.get("digest"), "commitment": commitment}
    agency, year, _ = record_id.split("/")
    page, sequence = served.folder / "api/v1/changes/000001.ndjson", 0
    event = {"id": record_id, "kind": "更新", "date": DAYS[1], "commitment": commitment}
    sequence = len(page.read_bytes().splitlines()) + 1
    with page.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps({"seq": sequence, **event}, ensure_ascii=False) + "\n")

    def count(value: dict[str, Any]) -> None:
        value["sequence"] = sequence
        for listed in value.get("pages", ()):
            listed["last"] = sequence

    rewritten(
        served,
        {
            f"api/v1/agencies/{agency}/{year}.json": lambda shard: [
                listed.update(said) for listed in shard["records"] if listed["id"] == record_id
            ],
            "api/v1/changes/index.json": count,
            ROOT: count,
        },
    )


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


@pytest.mark.usefixtures("served")
def test_a_build_refuses_a_store_that_is_not_the_locks(upper: Platform) -> None:
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
    return command("build", "--root", upper.root, "--output", upper.output, "--base-url", upper.url, "--full",
                   "--no-search", "--jobs", 1, "--today", DAYS[0], "--previous", upper.output, code=code)  # fmt: skip


def test_one_bad_source_stops_nobody(served: Served, upper: Platform) -> None:
    upper.edit("content/governments.yaml", "政府:\n", "政府:\n  - 编号: shib\n    名称: 乙市人民政府\n    层级: 市\n")
    upper.sources(source("shib", "http://127.0.0.1:9/", "shib"), source("shia", served.url, "shia", "xian"))
    said = upper.harvest(DAYS[0], code=1)
    assert "错误[harvest-unreachable]" in said and "新增 4" in said
    upper.build(DAYS[2])
    assert upper.state(BREAD) == "有效"
    told = {item["id"]: (item["state"], item["age"]) for item in upper.read("harvest.json")["sources"]}
    assert told == {"shia": ("正常", 2), "shib": ("尚未归集", None)}


MINOR = {
    "行政相对人名称": "张某",
    "行政相对人类别": "自然人",
    "统一社会信用代码": "",
    "法定代表人": "",
    "违法事实": "当事人张某（17周岁）系未成年人。",
}
WICKED: dict[str, tuple[str, Any, str]] = {
    "an unmasked person": (
        MILK,
        lambda data: data.update({"行政相对人名称": "欧阳明远", "行政相对人类别": "自然人", "统一社会信用代码": ""}),
        "疑似有自然人姓名",
    ),
    "a number of a person": (MILK, lambda data: data.update({"备注": "电话 19900001234"}), "疑似有个人号码"),
    "a minor": (MILK, lambda data: data.update(MINOR), "未成年人"),
    "a field of its own": (MILK, lambda data: data.update({"<script>": "alert(1)"}), "有标准以外的字段"),
    "a private field": (MILK, lambda data: data.update({"证件号码": "见附件"}), "永不公开"),
    "numbers where texts belong": (MILK, lambda data: data.update({"违法事实": 5}), "字段的类型不合标准"),
    "another authority": (MILK, lambda data: data.update({"处罚机关": "某省应急管理厅"}), "不是编号所属的机关"),
    "the same decision again": (MILK, lambda data: data.update({"行政处罚决定书文号": "执罚〔2026〕1号"}), "已有一条"),
    "another year": (MILK, lambda data: data.update({"处罚决定日期": "2024-01-05"}), "编号的年份与日期不符"),
}


@pytest.mark.parametrize("name", WICKED)
def test_what_may_not_be_public_is_held_back_and_listed(name: str, served: Served, upper: Platform) -> None:
    record, make, reason = WICKED[name]
    upper.harvest(DAYS[0])
    upper.build(DAYS[0])
    assert upper.state(record) == "有效"
    forged(served, record, lambda value: make(value["data"]))
    upper.harvest(DAYS[1])
    said = upper.publish_and_verify(DAYS[1])
    assert "暂缓公示 1" in said and f"暂缓公示 {record}（shia）" in said and reason in said
    assert (upper.state(record), upper.state(BREAD)) == ("", "有效")
    assert not (upper.output / record).exists()
    [told] = upper.read("harvest.json")["sources"]
    page = (upper.output / "harvest/index.html").read_text("utf-8")
    assert told["counts"]["held"] == 1 and "1 条没有通过" in page
    private = any(word in reason for word in ("个人", "姓名", "未成年", "永不公开"))
    assert private != any(record in text for text in (json.dumps(told["held"]), page.partition("暂缓公示的内容")[2])), (
        "what is private is not pointed at"
    )
    published = "".join(path.read_text("utf-8", "replace") for path in upper.output.rglob("*") if path.is_file())
    assert not any(word in published for word in ("欧阳明远", "19900001234", "见附件", "alert(1)"))


def test_a_withdrawal_is_not_undone_by_the_source_alone(served: Served, upper: Platform, states: States) -> None:
    becomes(served, states.second)
    upper.harvest(DAYS[1])
    upper.build(DAYS[1])
    honest = json.loads((states.first / f"api/v1/records/{CAKE}.json").read_bytes())

    def again(record: dict[str, Any]) -> None:
        record.clear()
        record.update(honest)

    forged(served, CAKE, again)
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
    forged(served, MILK, lambda record: record["data"].update({"违法事实": "当事人经营超过保质期的牛奶 2 盒。"}))
    assert "警告[harvest-silent]" in upper.harvest(DAYS[1])
    upper.build(DAYS[1])
    whole(upper)
    assert "牛奶" in (upper.output / MILK / "index.html").read_text("utf-8")
    assert "没有写更正" in (upper.output / "harvest/index.html").read_text("utf-8")


def test_a_change_of_which_no_event_tells_is_refused(served: Served, upper: Platform) -> None:
    upper.harvest(DAYS[0])
    page, root = (served.folder / "api/v1/changes/000001.ndjson").read_bytes(), (served.folder / ROOT).read_bytes()
    forged(served, MILK, lambda record: record["data"].update({"违法事实": "别的事。"}))
    (served.folder / "api/v1/changes/000001.ndjson").write_bytes(page)
    before = json.loads(root)["sequence"]
    rewritten(
        served,
        {
            "api/v1/changes/index.json": lambda index: (
                index.update(sequence=before),
                [listed.update(last=before) for listed in index["pages"]],
            ),
            ROOT: lambda value: value.update(sequence=before),
        },
    )
    said = upper.harvest(DAYS[1], code=1)
    assert "错误[harvest-history]" in said and MILK in said


def test_a_full_page_of_the_change_list_never_changes(served: Served, upper: Platform) -> None:
    """Full pages are remembered; one that is another one later is a rewritten history."""

    def full(index: dict[str, Any]) -> None:
        index["page_size"] = index["sequence"]

    rewritten(served, {"api/v1/changes/index.json": full})
    upper.harvest(DAYS[0])
    good = upper.lock
    page = served.folder / "api/v1/changes/000001.ndjson"
    page.write_bytes(page.read_bytes().replace(DAYS[0].encode(), DAYS[1].encode()))
    rewritten(served, {ROOT: lambda root: root.update(day=DAYS[1])})
    assert "错误[harvest-history]" in upper.harvest(DAYS[1], code=1)
    assert upper.lock == good


def test_a_rebuilt_source_starts_again_when_a_person_says_so(served: Served, upper: Platform) -> None:
    upper.harvest(DAYS[0])
    new = "a" * 32
    rewritten(
        served,
        {
            "api/v1/changes/index.json": lambda index: index.update(log_id=new),
            ROOT: lambda root: root.update(log_id=new),
        },
    )
    assert "错误[harvest-history]" in upper.harvest(DAYS[1], code=1)
    upper.harvest(DAYS[1], "--accept", "shia")
    assert upper.lock["shia"]["log_id"] == new


HEADER = (
    "行政相对人名称,行政相对人类别,行政相对人代码_1(统一社会信用代码),法定代表人,行政处罚决定书文号,违法行为类型,违法事实,处罚依据,"
    "处罚类别,处罚内容,罚款金额（万元）,处罚决定日期,处罚机关"
).split(",")


def table(folder: Path, *rows: tuple[str, str, str]) -> None:
    """A table in the national template: number, facts and party of each row."""
    lines = [
        [party, "法人及非法人组织", "91990301MA00000019", "沈青禾", number, "经营过期食品", facts,
         "《中华人民共和国食品安全法》第一百二十四条", "罚款", "罚款5000元。", "0.5", "2026-11-09", "乙市市场监督管理局"]
        for number, facts, party in rows
    ]  # fmt: skip
    with (folder / "cf.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADER, *lines])


def test_a_table_at_an_address_is_a_source_too(upper: Platform, tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    upper.edit("content/governments.yaml", "政府:\n", "政府:\n  - 编号: shib\n    名称: 乙市人民政府\n    层级: 市\n")
    one = ("乙罚〔2026〕1号", "当事人经营过期面包。", "乙市青禾食品有限公司")
    two = ("乙罚〔2026〕2号", "当事人经营过期糕点。", "乙市嘉禾食品有限公司")
    bad = ("乙罚〔2026〕3号", "联系电话 19900001234。", "乙市云帆食品有限公司")
    with serving.serving(tmp_path / "tables") as served:
        table(served.folder, one, two, bad)
        upper.sources(
            "  - 编号: shib\n    名称: 乙市双公示表\n    网址: "
            + served.url
            + "cf.csv\n    频率: 每周\n    形式: 表格\n"
            "    执法类别: 行政处罚\n    机关名称: 乙市市场监督管理局\n    最多丢失比例: 60\n"
            "    可代表:\n      机关:\n        - shib-scjg\n"
        )
        said = upper.harvest(DAYS[0])
        assert "新增 2" in said and "警告[harvest-table]" in said and "第 4 行" in said
        upper.build(DAYS[0])
        whole(upper)
        first = upper.read("records/shib-scjg/2026/cf-0001.json")
        assert first["origin"] == {"source": "乙市双公示表", "url": f"{served.url}cf.csv"}
        assert first["data"]["罚款金额"] == 5000 and first["published"] == DAYS[0]
        kept = b"".join(path.read_bytes() for path in (upper.root / ".harvest").rglob("*") if path.is_file())
        assert b"19900001234" not in kept
        assert "没有变化" in upper.harvest(DAYS[1])

        table(served.folder, (one[0], "当事人经营过期面包二十袋。", one[2]))
        said = upper.harvest(DAYS[2])
        assert "更改 1" in said and "警告[harvest-lost]" in said and "shib-scjg/2026/cf-0002" in said
        upper.build(DAYS[2])
        corrected = upper.read("records/shib-scjg/2026/cf-0001.json")
        assert corrected["state"] == "已更正" and corrected["published"] == DAYS[0]
        assert corrected["data"]["更正"] == [{"日期": DAYS[2], "内容": "更改违法事实", "原因": "来源表格里的内容改变"}]
        assert upper.state("shib-scjg/2026/cf-0002") == "有效"
        upper.harvest(DAYS[2], "--accept", "shib")
        upper.build(DAYS[2])
        assert upper.state("shib-scjg/2026/cf-0002") == ""
        served.tricks["cf.csv"] = serving.saying("<html>没有这个网页</html>".encode())
        assert "错误[harvest-form]" in upper.harvest(DAYS[2], code=1)


@pytest.mark.usefixtures("served")
def test_the_same_harvest_gives_the_same_site(upper: Platform, tmp_path: Path) -> None:
    """Whatever was harvested before, however many jobs build it, and whether or not anything is remembered."""
    upper.harvest(DAYS[0])
    upper.build(DAYS[0])
    again = Platform(Path(shutil.copytree(upper.root, tmp_path / "again")), tmp_path / "again-site", upper.url)
    shutil.rmtree(again.root / ".harvest")
    (again.root / "content/harvest.lock").unlink()
    again.harvest(DAYS[0])
    assert again.lock == upper.lock
    command("build", "--root", again.root, "--output", again.output, "--base-url", again.url, "--no-search", "--full",
            "--jobs", 2, "--today", DAYS[0], "--first")  # fmt: skip
    assert not differences(tree(upper.output), tree(again.output))


def test_a_store_that_was_lost_or_damaged_is_filled_again(served: Served, upper: Platform, states: States) -> None:
    upper.harvest(DAYS[0])
    objects = upper.root / ".harvest/objects"
    one = sha256((states.first / f"api/v1/records/{BREAD}.json").read_bytes()).hexdigest()
    (objects / one[:2] / one[2:]).unlink()
    upper.harvest(DAYS[0])
    assert (objects / one[:2] / one[2:]).is_file()
    shutil.rmtree(upper.root / ".harvest")
    assert "删去" in upper.build(DAYS[0], code=2)
    becomes(served, states.second)
    upper.harvest(DAYS[1])
    upper.build(DAYS[1])
    assert upper.state(CAKE) == "已撤销"


def test_a_source_takes_no_addresses_of_others(served: Served, upper: Platform) -> None:
    """A former id becomes a page that leads on: only below the agencies of the source."""
    upper.harvest(DAYS[0])
    forged(served, MILK, lambda record: record["data"].update({"曾用编号": ["sheng-yjt/2025/cf-0001"]}))
    upper.harvest(DAYS[1])
    assert f"暂缓公示 {MILK}（shia）：编号与别的记录重复" in upper.build(DAYS[1])
    assert not (upper.output / "sheng-yjt/2025/cf-0001").exists()


def test_what_was_withdrawn_leaves_the_store(served: Served, upper: Platform, states: States) -> None:
    becomes(served, states.first)
    upper.harvest(DAYS[0])
    gone = sha256((states.first / f"api/v1/records/{CAKE}.json").read_bytes()).hexdigest()
    assert (upper.root / f".harvest/objects/{gone[:2]}/{gone[2:]}").is_file()
    becomes(served, states.second)
    upper.harvest(DAYS[1])
    assert not (upper.root / f".harvest/objects/{gone[:2]}/{gone[2:]}").exists()


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_page_and_is_reported_somewhere_here(code: str) -> None:
    """Shown above in what an operator sees, explained in docs/codes/ in the same form as all codes."""
    assert f"{code}" in Path(__file__).read_text("utf-8")
    page = (REPOSITORY / code_page(code)).read_text("utf-8")
    assert page.startswith(f"# {code}：")
    assert 15 <= len(page.splitlines()) <= 45
    for section in ("级别：", "能否说明后放行：", "\n## 什么意思\n", "\n## 为什么\n", "\n## 怎样改\n"):
        assert section in page, section
