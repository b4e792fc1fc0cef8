"""A desk at which somebody writes with publish.py new, and what is filled in there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from plugins.registry import source, writing
from plugins.registry.kinds import KINDS, Kind, kind
from publish import main
from tests.conftest import INSTANCE

AGENCY, NAME = "anshi-scjg", "安石市市场监督管理局"
TODAY, YEAR = "2026-01-15", "2026"
DECISIONS = f"agencies/{AGENCY}/decisions"
# Every kind that a visitor finds in a section, but the agency itself, which is one file; figures need records.
NEW = [name for name in KINDS if kind(name).section and kind(name).shape != "single" and name != "discretion-figures"]
# What a form may be told before it is filled in, and nothing else.
BLANK = {"field-missing", "field-expected", "report-gap"}


class Result(NamedTuple):
    """How a command ended, and what it printed where."""

    code: int
    out: str
    err: str

    @property
    def codes(self) -> set[str]:
        return set(re.findall(r"(?:错误|警告)\[([a-z-]+)\]", self.out))


class Desk:
    """Where somebody writes: a site with two agencies that have published nothing yet."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root, self._capsys = root, capsys
        shutil.copytree(INSTANCE, root, ignore=shutil.ignore_patterns("decisions", "lists", "guides"))

    def run(self, *arguments: object, today: str = TODAY) -> Result:
        self._capsys.readouterr()
        code = main([*map(str, arguments), "--root", str(self.root), "--today", today])
        return Result(code, *self._capsys.readouterr())

    def new(self, *arguments: object, today: str = TODAY) -> str:
        """The path of the file that was written."""
        done = self.run("new", *arguments, today=today)
        assert done.code == 0, done.err
        found = re.match(r"已写\S (agencies/\S+?)。", done.out)
        assert found, done.out
        assert f"publish.py check {found[1]}\n" in done.out, "it says what to do next"
        return found[1]

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(text.encode())

    def text(self, path: str) -> str:
        return (self.root / path).read_bytes().decode()

    def read(self, path: str) -> source.Source:
        read, problems = source.read(path, (self.root / path).read_bytes())
        assert read and not problems
        return read


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path / "root", capsys)


def draft(desk: Desk, name: str) -> str:
    named = ("--name", "a-new-one") if kind(name).shape == "page" and name != "report" else ()
    return desk.new(name, "--agency", AGENCY, *named)


SAMPLES = ("ab-001", YEAR, "2次", "12", "某项内容")
STEPS = [{"编号": "a", "名称": "立案", "类型": "开始"}, {"编号": "b", "名称": "结案", "类型": "结束"}]
ROLES = {
    "party": "安石市青禾食品有限公司",
    "party-kind": "法人及非法人组织",
    "party-code": "91990301MA00000019",
    "representative": "沈青禾",
    "number": f"安市监〔{YEAR}〕1号",
    "impact": "涉及公众利益，具有一定社会影响",
}


def sample(schema: Mapping[str, Any]) -> Any:
    """Something that a clerk could write for a field, a part or an entry."""
    if schema.get("type") == "array":
        return [sample(schema["items"])]
    if schema.get("type") == "object":
        return {name: sample(part) for name, part in schema["properties"].items() if name in schema["required"]}
    if words := schema.get("enum") or schema.get("x-words"):
        return words[0]
    forms = {"date": "2026-01-08", "term": "长期", "amount": "5000元", "uri": "https://example.gov.cn/"}
    if schema.get("format") in forms:
        return forms[schema["format"]]
    return next(text for text in reversed(SAMPLES) if re.search(schema.get("pattern", ""), text))


def wanted(of_kind: Kind) -> dict[str, Any]:
    """What must be written into a draft of a kind: the required fields, also those that others make required."""
    values: dict[str, Any] = {}
    for name, item in of_kind.fields.items():
        due = item.need in ("必备", "应填") and all(values.get(other) in words for other, words in item.when.items())
        if item.role in ROLES and (due or item.role == "impact"):
            values[name] = ROLES[item.role]
        elif item.role == "steps":
            values[name] = STEPS
        elif item.role == "powers-absent":
            values[name] = list(item.values)
        elif due:
            values[name] = sample(item.schema)
    return values


def fill(text: str, values: Mapping[str, Any]) -> str:
    """A draft with values written into it; what was filled in already stays, and so do the explanations."""
    filled: list[str] = []
    lines = iter(text.split("\n"))
    skipping = False
    for line in lines:
        if skipping and re.match(r"(?:# )? ", line):
            continue
        skipping = False
        name = line.removeprefix("# ").rstrip(" ").removesuffix(":")
        if name in values and line.rstrip().endswith(":"):
            filled += writing.dump({name: values[name]}).rstrip("\n").split("\n")
            skipping = True
        else:
            filled.append(line)
    return "\n".join(filled)


RECORD = """\
# 案卷 2026-1，经办人核对过
执法类别:   行政处罚
行政相对人名称: "安石市青禾食品有限公司"   \n\
行政相对人类别: 法人及非法人组织
统一社会信用代码: 91990301MA00000019
法定代表人: 沈青禾

# 文号照决定书
行政处罚决定书文号: '安市监处罚〔2025〕1号'
违法行为类型: 经营超过保质期食品
违法事实: |
  当事人经营超过保质期的面包 12 袋。

  更正: 这一行是正文。
处罚依据: 《中华人民共和国食品安全法》第一百二十四条
处罚类别: [ 罚款,  没收非法财物 ]
处罚内容: >-
  罚款5000元，
  没收面包 12 袋。
罚款金额: 0.5万元
处罚决定日期: 2025-12-01
公示日期: 2025-12-05


社会影响认定: 涉及公众利益
处罚机关: 安石市市场监督管理局
处罚机关统一社会信用代码: 11990301000000001E
数据来源单位: 安石市市场监督管理局
数据来源单位统一社会信用代码: 11990301000000001E
"""
TAIL = """\
# 原来的编号
曾用编号:
    - anshi-scjg/2025/cf-0900

# 全文完
"""
BODY = "---\n\n# 处罚告知\n\n---\n\n更正: 没有。\n\n- 撤回: 没有\n"


IDENTITY = f"{AGENCY}/2025/cf-0001"
SAYING = ("--content", "数量", "--reason", "录入有误")


def put(desk: Desk, ending: str, text: str) -> str:
    path = f"{DECISIONS}/2025/cf-0001.{ending}"
    desk.write(path, text)
    assert desk.run("check", path).code == 0
    return path


def inserted(before: str, after: str) -> str:
    """The lines that came in between; fails where anything else changed."""
    old, new = before.split("\n"), after.split("\n")
    more = len(new) - len(old)
    assert more > 0
    place = next(number for number, line in enumerate([*old, None]) if number >= len(new) or line != new[number])
    # A line may be told from the same one before it: any place that explains it will do.
    places = [at for at in range(place + 1) if old[:at] + old[at:] == new[:at] + new[at + more :]]
    assert places, "something else was changed"
    return "\n".join(new[places[-1] : places[-1] + more])
