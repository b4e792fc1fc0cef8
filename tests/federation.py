"""Small sites that publish and harvest each other, as their operators would: with the real command, on chosen days."""

from __future__ import annotations

import io
import json
import os
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import publish
from tests.conftest import INSTANCE

CALENDARS = INSTANCE.parents[1] / "content" / "calendars"
RECORD = """执法类别: 行政处罚
行政相对人名称: {party}
行政相对人类别: 法人及非法人组织
统一社会信用代码: 91990301MA00000019
法定代表人: 沈青禾
行政处罚决定书文号: {number}
违法行为类型: 经营超过保质期食品
违法事实: {facts}
处罚依据: 《中华人民共和国食品安全法》第一百二十四条第一款第五项
处罚类别:
  - 罚款
处罚内容: 罚款5000元。
罚款金额: 5000元
处罚决定日期: {decided}
公示日期: {published}
处罚机关: {authority}
处罚机关统一社会信用代码: 11990301000000001E
社会影响认定: 涉及公众利益，具有一定社会影响
数据来源单位: {authority}
数据来源单位统一社会信用代码: 11990301000000001E
"""
GOVERNMENTS = {
    "sheng": ("某省", "省", ""),
    "shia": ("甲市", "市", "sheng"),
    "shib": ("乙市", "市", "sheng"),
    "xian": ("丙县", "县", "shia"),
}


@dataclass
class Platform:
    """A site with its repository and what it has published; url: where that is served."""

    root: Path
    output: Path
    url: str

    def write(self, path: str, text: str) -> None:
        """A file of the repository."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, "utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        """A change in a file."""
        text = (self.root / path).read_text("utf-8")
        assert old in text
        self.write(path, text.replace(old, new))

    def record(self, agency: str, slug: str, decided: str, published: str, **more: str) -> str:
        """A decision; returns its path."""
        year, name = decided[:4], self.name(agency)
        words = {"party": f"{name[:2]}青禾食品有限公司", "facts": "当事人经营超过保质期的面包 12 袋。"}
        words |= {"number": f"执罚〔{year}〕{int(slug[-4:])}号", "authority": name} | more
        path = f"agencies/{agency}/decisions/{year}/{slug}.yaml"
        self.write(path, RECORD.format(decided=decided, published=published, **words))
        return path

    def agency(self, agency: str, name: str) -> None:
        """An agency that waits to be completed."""
        self.write(
            f"agencies/{agency}/agency.yaml",
            f"机构名称: {name}\n政府: {agency.partition('-')[0]}\n状态: 待补\n",
        )

    def name(self, agency: str) -> str:
        """What an agency is called."""
        return (self.root / f"agencies/{agency}/agency.yaml").read_text("utf-8").split("\n")[0].partition(": ")[2]

    def sources(self, *entries: str) -> None:
        """content/harvest.yaml."""
        self.write("content/harvest.yaml", "来源:\n" + "".join(entries))

    def build(self, today: str, code: int = 0) -> str:
        """Publishes, held against the publication before where there is one."""
        first = ["--previous", self.output] if self.output.exists() else ["--first"]
        return command("build", "--output", self.output, "--base-url", self.url, "--no-search", "--jobs", 1, *first,
                       "--root", self.root, "--today", today, code=code)  # fmt: skip

    def harvest(self, today: str, *more: object, code: int = 0) -> str:
        """Harvests, with little patience."""
        return command("harvest", "--root", self.root, "--today", today, "--timeout", 1, *more, code=code)

    def read(self, path: str) -> Any:
        """A file of the published API."""
        return json.loads((self.output / "api/v1" / path).read_bytes())

    def state(self, record: str) -> str:
        """The state in which a record is published, '' where it is not."""
        path = self.output / f"api/v1/records/{record}.json"
        return str(json.loads(path.read_bytes())["state"]) if path.is_file() else ""

    @property
    def lock(self) -> dict[str, Any]:
        """content/harvest.lock by source."""
        path = self.root / "content/harvest.lock"
        return {entry["source"]: entry for entry in json.loads(path.read_bytes())["sources"]} if path.exists() else {}


def platform(folder: Path, name: str, url: str, *governments: str) -> Platform:
    """An empty site that knows some governments."""
    made = Platform(folder / name, folder / f"{name}-site", url)
    (made.root / "agencies").mkdir(parents=True)
    made.write("content/settings.yaml", f"平台名称: {GOVERNMENTS[name][0]}行政执法公示平台\n")
    entries = []
    for government in governments or (name,):
        called, level, upper = GOVERNMENTS[government]
        entry = f"  - 编号: {government}\n    名称: {called}人民政府\n    层级: {level}\n    地区: {called}\n"
        entries.append(entry + (f"    上级: {upper}\n" if upper in governments else ""))
    made.write("content/governments.yaml", "政府:\n" + "".join(entries))
    shutil.copytree(CALENDARS, made.root / "content/calendars")
    return made


def source(name: str, url: str, *governments: str, **more: str) -> str:
    """An entry of content/harvest.yaml."""
    trust = "".join(f"        - {government}\n" for government in governments)
    rest = "".join(f"    {key}: {value}\n" for key, value in more.items())
    return (
        f"  - 编号: {name}\n    名称: {GOVERNMENTS[name][0]}行政执法公示平台\n    网址: {url}\n    频率: 每日\n"
        f"    可代表:\n      政府:\n{trust}{rest}"
    )


def command(*arguments: object, code: int = 0) -> str:
    """Runs publish.py here, which is quicker than a process of its own; returns what it printed."""
    said = io.StringIO()
    os.environ["PUBLISH_KEY"] = "0123456789abcdef"
    with redirect_stdout(said), redirect_stderr(said):
        found = publish.main([str(argument) for argument in arguments])
    assert found == code, said.getvalue()
    return said.getvalue()


def whole(site: Path, url: str) -> None:
    """Holds a site to what its API promises: checksums from the root down, the law of the change list, no stranger."""
    root = json.loads((site / "api/v1/index.json").read_bytes())
    seen = {"api/v1/index.json"}

    def read(listed: dict[str, Any]) -> bytes:
        path = listed["url"].removeprefix(url)
        content = (site / path).read_bytes()
        assert (len(content), sha256(content).hexdigest()) == (listed["bytes"], listed["sha256"]), path
        seen.add(path)
        return content

    served = {}
    for shard in root["shards"]:
        for entry in json.loads(read(shard))["records"]:
            served[entry["id"]] = entry["commitment"]
            read(entry)
            page = (site / entry["id"] / "index.html").read_bytes()
            assert sha256(page).hexdigest() == entry["page"]["sha256"]
            seen.add(f"{entry['id']}/index.html")
    for part in json.loads(read(root["files"]))["parts"]:
        for file in json.loads(read(part))["files"]:
            assert sha256((site / file["path"]).read_bytes()).hexdigest() == file["sha256"], file["path"]
            seen.add(file["path"])
    events = []
    for page in json.loads(read(root["changes"]))["pages"]:
        events += [json.loads(line) for line in read(page).splitlines()]
    assert [event["seq"] for event in events] == list(range(1, root["sequence"] + 1))
    last = {event["id"]: event["commitment"] for event in events}
    assert served == {item: last[item] for item in served}
    assert not [item for item, commitment in last.items() if commitment and "/20" in item and item not in served
                and (site / "api/v1/records" / f"{item}.json").exists()]  # fmt: skip
    there = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert there == seen
