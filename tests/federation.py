"""Small sites that publish and harvest each other, as their operators would: with the real command, on chosen days."""

from __future__ import annotations

import io
import json
import os
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
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

    def publish_and_verify(self, today: str) -> str:
        """Publishes and proves that it is whole, and that nothing happened to it without a word."""
        before = self.output.with_name(f"{self.output.name}-before")
        shutil.rmtree(before, ignore_errors=True)
        if self.output.exists():
            shutil.copytree(self.output, before)
        said = self.build(today)
        command("verify", self.output, *(["--against", before] if before.exists() else []))
        return said

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
        """Harvests."""
        return command("harvest", "--root", self.root, "--today", today, "--timeout", 8, *more, code=code)

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


def whole(site: Platform) -> None:
    """Holds what a site has published to all that its API promises."""
    command("verify", site.output)
