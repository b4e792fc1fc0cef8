"""A source of a harvest in three states, a province that harvests it, and lies that its checksums confirm."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests import serving
from tests.federation import Platform, platform, source
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


@pytest.fixture(scope="session")
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
    # Made within a second here, a day apart in life.
    for days, state in enumerate(kept):
        os.utime(state / "api/v1/index.json", (1_763_000_000 + 86_400 * days,) * 2)
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


def forge(served: Served, record_id: str, make: Any) -> None:
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
