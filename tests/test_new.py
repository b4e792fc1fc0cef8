"""publish.py new: what it writes lies where it belongs, can be read, says what is missing, and passes once filled in.

What it writes into an existing record leaves everything else as it was, to the byte.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.registry import drafting, repository, source, writing, yaml_text
from plugins.registry.kinds import DECISION_KINDS, KINDS, Kind, kind
from publish import main
from tests.conftest import INSTANCE
from tests.trees import tree

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


@pytest.mark.parametrize("name", NEW)
def test_a_draft_says_what_is_still_to_be_written(desk: Desk, name: str) -> None:
    """It lies where the layout wants it; the reader takes it; the check names every blank field and nothing else."""
    of_kind = kind(name)
    path = draft(desk, name)
    place = repository.locate(path)
    assert place.agency == AGENCY
    assert place.kind == ("decision" if of_kind.shape == "decision" else name)
    filled = desk.read(path).values
    assert set(filled) <= set(of_kind.fields)
    checked = desk.run("check", path)
    assert checked.code == 1
    assert checked.codes <= BLANK
    assert checked.err == ""
    told = set(re.findall(r"缺少必备字段“(.+?)”", checked.out))
    told |= {field for found in re.findall(r"缺少应填字段：(.+)", checked.out) for field in found.split("、")}
    wanted = {field for field, item in of_kind.fields.items() if item.need in ("必备", "应填") and not item.when}
    assert told == wanted - set(filled)


@pytest.mark.parametrize("name", DECISION_KINDS)
def test_a_draft_of_a_decision_knows_its_agency(desk: Desk, name: str) -> None:
    of_kind = kind(name)
    path = draft(desk, name)
    assert path == f"{DECISIONS}/{YEAR}/{of_kind.prefix}-0001.yaml"
    values = desk.read(path).values
    assert values["执法类别"] == of_kind.name
    assert values["公示日期"] == TODAY
    assert values[of_kind.role("authority")] == values["数据来源单位"] == NAME
    assert values[of_kind.role("authority-code")] == "11990301000000001E"
    assert draft(desk, name).endswith("-0002.yaml"), "the next free number"
    desk.write(f"{DECISIONS}/{YEAR}/{of_kind.prefix}-0040.md", "---\n---\n")
    assert draft(desk, name).endswith("-0041.yaml")


@pytest.mark.parametrize("name", NEW)
def test_every_comment_can_be_made_a_field(desk: Desk, name: str) -> None:
    """Whoever takes the # away from all optional fields has every public field once, with its parts."""
    lines = desk.text(draft(desk, name)).split("\n")
    opened = [line.removeprefix("# ") if _is_field(line) else line for line in lines]
    front = "\n".join(opened).split("\n---\n")[0]
    marks: yaml_text.Marks = {}
    yaml_text.parse(front, marks)
    fields = kind(name).fields
    assert [keys[0] for keys in marks if len(keys) == 1] == [
        field for field, item in fields.items() if not item.private
    ]
    for field, item in fields.items():
        parts = item.schema.get("properties", {})
        assert {keys[1] for keys in marks if keys[0] == field and len(keys) == 2} >= set(parts), field


@pytest.mark.parametrize("name", NEW)
def test_nothing_that_is_never_public_is_asked_for(desk: Desk, name: str) -> None:
    text = desk.text(draft(desk, name))
    assert not [field for field, item in kind(name).fields.items() if item.private and field in text]


def _is_field(line: str) -> bool:
    """A commented line that is no explanation."""
    return line.startswith("# ") and not re.match(r"# (?:必备|应填|选填|\S+：.*带 # 的行是说明)", line)


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


@pytest.mark.parametrize("name", NEW)
def test_a_draft_that_is_filled_in_passes(desk: Desk, name: str) -> None:
    """With all its explanations left in."""
    path = draft(desk, name)
    desk.write(path, fill(desk.text(path), wanted(kind(name))))
    checked = desk.run("check", path)
    assert checked.code == 0, checked.out
    assert not checked.codes - {"review-staff"}


def test_what_is_there_is_not_written_over(desk: Desk) -> None:
    for name in ("officers", "guide", "flowchart", "spot-check", "report"):
        path = draft(desk, name)
        desk.write(path, "已经写了一半")
        named = () if kind(name).shape == "list" or name == "report" else ("--name", "a-new-one")
        done = desk.run("new", name, "--agency", AGENCY, *named)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith(f"不能继续：{path} 已经有了，没有改动它")
        assert done.err.count("\n") == 1
        assert desk.text(path) == "已经写了一半"


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
FORMS = {
    "yaml": ("yaml", RECORD),
    "no line feed at the end": ("yaml", RECORD.rstrip("\n")),
    "blank lines at the end": ("yaml", RECORD + "\n\n"),
    "a field behind": ("yaml", RECORD + TAIL),
    "md": ("md", f"---\n{RECORD}{BODY}"),
    "md with a field behind": ("md", f"---\n{RECORD}{TAIL}{BODY}"),
    "md without a body": ("md", f"---\n{RECORD}---"),
}
EARLIER = {
    "indented": "更正:\n  - 日期: 2025-12-10\n    内容: 数量\n    原因: 录入有误\n",
    "indented more": "更正:\n      - 日期: 2025-12-10\n        内容: 数量\n        原因: 录入有误\n",
    "not indented": "更正:\n- 日期: 2025-12-10\n  内容: 数量\n  原因: 录入有误\n",
    "an entry in braces": "更正:\n  - {日期: 2025-12-10, 内容: 数量, 原因: 录入有误}\n",
    "two, with remarks": "更正:\n  - 日期: 2025-12-10\n    # 第一次\n    内容: 数量\n    原因: 录入有误\n\n"
    "  - 日期: 2025-12-12\n    内容: |\n      一、数量\n      # 二、地址\n    原因: 录入有误\n# 更正到此\n\n",
}
CONTENT = '货值由 "69" 元更正为 96 元：见 #3 - 附表'


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


@pytest.mark.parametrize(("ending", "text"), FORMS.values(), ids=list(FORMS))
def test_the_first_correction(desk: Desk, ending: str, text: str) -> None:
    path = put(desk, ending, text)
    before = desk.read(path)
    arguments = ("--content", CONTENT, "--reason", "录入有误", "--changed", "2026-01-12")
    assert desk.new("correction", f"{AGENCY}/2025/cf-0001", *arguments) == path
    entry = {"日期": TODAY, "变更日期": "2026-01-12", "内容": CONTENT, "原因": "录入有误"}
    assert inserted(text, desk.text(path)).startswith(
        "更正:\n  - 日期: 2026-01-15\n    变更日期: 2026-01-12\n    内容: "
    )
    after = desk.read(path)
    assert after.values == before.values | {"更正": [entry]}
    assert after.body == before.body
    assert desk.run("check", path).code == 0


@pytest.mark.parametrize("ending", ["yaml", "md"])
@pytest.mark.parametrize("earlier", EARLIER.values(), ids=list(EARLIER))
@pytest.mark.parametrize("tail", ["", TAIL], ids=["at the end", "before a field"])
def test_one_more_correction(desk: Desk, ending: str, earlier: str, tail: str) -> None:
    text = RECORD + earlier + tail
    text = f"---\n{text}{BODY}" if ending == "md" else text
    path = put(desk, ending, text)
    before = desk.read(path)
    desk.new("correction", f"{AGENCY}/2025/cf-0001", "--content", CONTENT, "--reason", "复核发现")
    assert "更正" not in inserted(text, desk.text(path)).split("内容")[0]
    assert tail in desk.text(path), "a remark stays with its field"
    after = desk.read(path)
    entry = {"日期": TODAY, "内容": CONTENT, "原因": "复核发现"}
    assert after.values == before.values | {"更正": [*before.values["更正"], entry]}
    assert after.body == before.body
    assert desk.run("check", path).code == 0


@pytest.mark.parametrize(("ending", "text"), FORMS.values(), ids=list(FORMS))
def test_a_withdrawal(desk: Desk, ending: str, text: str) -> None:
    path = put(desk, ending, text)
    before = desk.read(path)
    arguments = ("--type", "撤销", "--reason", "复议机关撤销原决定", "--ground", "安政复决〔2026〕3号: 第一项")
    desk.new("withdrawal", f"{AGENCY}/2025/cf-0001", *arguments, "--changed", "2026-01-14")
    inserted(text, desk.text(path))
    after = desk.read(path)
    entry = {
        "日期": TODAY,
        "变更日期": "2026-01-14",
        "类型": "撤销",
        "原因": "复议机关撤销原决定",
        "依据": "安政复决〔2026〕3号: 第一项",
    }
    assert after.values == before.values | {"撤回": entry}
    assert after.body == before.body
    assert desk.run("check", path).code == 0


@pytest.mark.parametrize("word", ["变更", "撤销", "确认违法", "确认无效", "责令重新作出", "隐私保护", "公示有误"])
def test_every_type_of_withdrawal(desk: Desk, word: str) -> None:
    path = put(desk, "yaml", RECORD)
    desk.new("withdrawal", f"{AGENCY}/2025/cf-0001", "--type", word, "--reason", "依法")
    assert desk.read(path).values["撤回"]["类型"] == word
    assert desk.run("check", path).code == 0


def test_a_correction_before_a_withdrawal(desk: Desk) -> None:
    """In the order of the form, whichever came first."""
    path = put(desk, "yaml", RECORD)
    identity = f"{AGENCY}/2025/cf-0001"
    desk.new("withdrawal", identity, "--type", "变更", "--reason", "依法")
    desk.new("correction", identity, "--content", "数量", "--reason", "依法")
    desk.new("correction", identity, "--content", "地址", "--reason", "依法")
    assert list(desk.read(path).values)[-2:] == ["更正", "撤回"]
    assert [entry["内容"] for entry in desk.read(path).values["更正"]] == ["数量", "地址"]
    assert desk.run("check", path).code == 0


IDENTITY = f"{AGENCY}/2025/cf-0001"
SAYING = ("--content", "数量", "--reason", "录入有误")
WRONG: dict[str, tuple[tuple[str, ...], str]] = {
    "an unknown kind": (("nothing",), "没有“nothing”这一类"),
    "a kind that has no section": (("settings",), "没有“settings”这一类"),
    "an agency": (("agency", "--agency", AGENCY), "没有“agency”这一类"),
    "no agency": (("penalty",), f"现有：{AGENCY}、anshi-sthj"),
    "an unknown agency": (("penalty", "--agency", "anshi-x"), "请用 --agency 写明机关编号"),
    "an agency elsewhere": (("penalty", "--agency", f"../agencies/{AGENCY}"), "请用 --agency 写明机关编号"),
    "a guide without a name": (("guide", "--agency", AGENCY), "请用 --name 写明文件名"),
    "a name that climbs": (("guide", "--agency", AGENCY, "--name", "../../x"), "请用 --name 写明文件名"),
    "a name in Chinese": (("document", "--agency", AGENCY, "--name", "制度"), "请用 --name 写明文件名"),
    "a name with an ending": (("flowchart", "--agency", AGENCY, "--name", "x.yaml"), "请用 --name 写明文件名"),
    "a report of a climbing year": (("report", "--agency", AGENCY, "--name", "../2025"), "--name"),
    "a report of no year": (("report", "--agency", AGENCY, "--name", "abc"), "“abc”不是年度"),
    "a report of a long year": (("report", "--agency", AGENCY, "--name", "20255"), "“20255”不是年度"),
    "figures of nothing": (("discretion-figures", "--agency", AGENCY), "没有哪个事项在往年公示过五件"),
    "no record": (("correction", *SAYING), "请写明哪一条记录"),
    "a path instead of an id": (
        ("correction", f"{DECISIONS}/2025/cf-0001.yaml", *SAYING),
        "请写明哪一条记录",
    ),
    "an id that climbs": (("correction", "../2025/cf-0001", *SAYING), "请写明哪一条记录"),
    "an id that climbs far": (("withdrawal", "../../etc/2025/passwd"), "请写明哪一条记录"),
    "a record that is not there": (("correction", f"{AGENCY}/2025/cf-0002", *SAYING), "没有记录"),
    "a correction without content": (("correction", IDENTITY, "--reason", "x"), "请用 --content 写明"),
    "a correction of blanks": (("correction", IDENTITY, "--content", "  ", "--reason", "x"), "请用 --content 写明"),
    "a correction without reason": (("correction", IDENTITY, "--content", "x"), "请用 --reason 写明"),
    "a withdrawal without type": (("withdrawal", IDENTITY, "--reason", "x"), "请用 --type 写明"),
    "a withdrawal without reason": (("withdrawal", IDENTITY, "--type", "撤销"), "请用 --reason 写明"),
    "a type that is none": (
        ("withdrawal", IDENTITY, "--type", "删除", "--reason", "x"),
        "没有“删除”这个类型；可写：变更、撤销",
    ),
    "a name for a decision": (("penalty", "--agency", AGENCY, "--name", "x"), "新建行政处罚用不到 --name，请去掉"),
    "a name for a list": (("matters", "--agency", AGENCY, "--name", "x"), "用不到 --name"),
    "a record for a new file": (("penalty", IDENTITY, "--agency", AGENCY), f"用不到 {IDENTITY}"),
    "an agency of a correction": (("correction", IDENTITY, *SAYING, "--agency", AGENCY), "用不到 --agency"),
    "a type of a correction": (("correction", IDENTITY, *SAYING, "--type", "撤销"), "用不到 --type"),
    "the content of a withdrawal": (
        ("withdrawal", IDENTITY, "--type", "撤销", "--reason", "x", "--content", "x"),
        "用不到 --content",
    ),
}


@pytest.mark.parametrize(("arguments", "reason"), WRONG.values(), ids=list(WRONG))
def test_what_cannot_be_done_is_said_in_one_sentence(desk: Desk, arguments: tuple[str, ...], reason: str) -> None:
    desk.write(f"{DECISIONS}/2025/cf-0001.yaml", RECORD)
    before = tree(desk.root)
    done = desk.run("new", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("不能继续：")
    assert reason in done.err
    assert done.err.count("\n") == 1, "one sentence"
    assert tree(desk.root) == before


def test_a_record_is_withdrawn_once(desk: Desk) -> None:
    path = put(desk, "yaml", RECORD)
    arguments = ("new", "withdrawal", IDENTITY, "--type", "撤销", "--reason", "依法")
    assert desk.run(*arguments).code == 0
    before = desk.text(path)
    done = desk.run(*arguments)
    assert (done.code, done.err) == (2, f"不能继续：{path} 已经有“撤回”\n")
    assert desk.text(path) == before


@pytest.mark.parametrize("text", ["", "[1, 2]", "执法类别: [行政处罚\n", "备注: 没有类别\n", "执法类别: 行政奖励\n"])
def test_a_record_that_cannot_be_read_is_left_alone(desk: Desk, text: str) -> None:
    path = f"{DECISIONS}/2025/cf-0001.yaml"
    desk.write(path, text)
    done = desk.run("new", "correction", IDENTITY, *SAYING)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"不能继续：{path} 读不出来，请先运行 publish.py check {path}")
    assert desk.text(path) == text


def test_a_place_that_is_no_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "penalty", "--agency", AGENCY, "--root", str(tmp_path)]) == 2
    assert "不是一个站点" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["new"], ["new", "correction", IDENTITY, "--changed", "昨天"]])
def test_options_that_cannot_be_read(desk: Desk, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        desk.run(*arguments)
    assert end.value.code == 2


MATTERS = """\
更新日期: 2024-01-05
条目:
  - {事项编码: CF-0001, 执法类别: 行政处罚, 事项名称: 过期食品, 执法依据: 法, 承办机构: 科}
  - {事项编码: CF-0002, 执法类别: 行政处罚, 事项名称: 无证经营, 执法依据: 法, 承办机构: 科}
"""


def decide(desk: Desk, name: str, number: int, decided: str, **more: Any) -> None:
    """One more decision of a kind, made on a day and shown five days later."""
    of_kind = kind(name)
    values = wanted(of_kind)
    for field, item in of_kind.fields.items():
        if item.format == "date" and field in values:
            values[field] = decided
    values |= {
        "执法类别": of_kind.name,
        of_kind.role("authority"): NAME,
        of_kind.role("authority-code"): "11990301000000001E",
        of_kind.role("decided"): decided,
        "公示日期": f"{decided[:8]}{int(decided[8:]) + 5:02}",
    }
    if "数据来源单位" in values:
        values |= {"数据来源单位": NAME, "数据来源单位统一社会信用代码": "11990301000000001E"}
    if of_kind.role("number"):
        values[of_kind.role("number")] = f"安市监{of_kind.name[2:]}〔{decided[:4]}〕{number}号"
    path = f"{DECISIONS}/{decided[:4]}/{of_kind.prefix}-{number:04}.yaml"
    desk.write(path, writing.dump(writing.ordered(values | more, of_kind)))


def fined(amount: str, matter: str = "CF-0001") -> dict[str, Any]:
    return {"处罚类别": ["罚款"], "处罚内容": f"罚款{amount}。", "罚款金额": amount, "事项编码": matter}


@pytest.fixture
def archive(desk: Desk) -> Desk:
    """A desk behind which two years of decisions stand."""
    desk.write(f"agencies/{AGENCY}/lists/matters.yaml", MATTERS)
    for number, amount in enumerate(("1000元", "2000元", "0.3万元", "4000元", "10000.5元"), 1):
        decide(desk, "penalty", number, "2025-03-05", **fined(amount))
    both = fined("500元", "CF-0002") | {
        "处罚类别": ["罚款", "没收违法所得"],
        "处罚内容": "罚款500元，没收违法所得70元。",
        "没收违法所得、没收非法财物的金额": "70元",
    }
    decide(desk, "penalty", 6, "2025-04-01", **both)
    decide(desk, "penalty", 7, "2025-04-01", 处罚类别=["警告"])
    decide(desk, "penalty", 8, "2024-04-01", **fined("999999元"))
    withdrawal = {"撤回": {"日期": "2025-06-01", "类型": "撤销", "原因": "依法"}}
    decide(desk, "penalty", 9, "2025-04-01", **fined("888888元"), **withdrawal)
    decide(desk, "penalty", 10, "2026-01-05", **fined("777777元"))
    # Of a matter with too few fines: its year is not that of the figures.
    decide(desk, "penalty", 11, "2023-04-03", **fined("600元", "CF-0002"))
    for number in (1, 2):
        decide(desk, "licence", number, "2025-05-06")
        decide(desk, "inspection", number, "2025-05-06", 检查方式="日常检查")
    decide(desk, "inspection", 3, "2025-05-06", 检查方式="专项检查")
    decide(desk, "coercion", 1, "2025-05-06", 强制方式=["扣押财物"])
    decide(desk, "levy", 1, "2025-05-06", 征收金额="1.25万元")
    decide(desk, "fee", 1, "2025-05-06", 收费金额="300元")
    assert desk.run("check").code == 0
    return desk


def test_a_report_begins_with_what_the_records_give(archive: Desk) -> None:
    """Of the year before, what was made in it and is public; the tables of what never happened stay open."""
    path = archive.new("report", "--agency", AGENCY)
    assert path == f"agencies/{AGENCY}/reports/2025.yaml"
    values = archive.read(path).values
    assert values["标题"] == f"{NAME}2025年行政执法统计年报"
    assert (values["年度"], values["公布日期"]) == ("2025", TODAY)
    penalties = values["行政处罚"]
    assert {name: number for name, number in penalties.items() if number not in ("0", "0元")} == {
        "警告": "1",
        "罚款": "5",
        "没收违法所得、没收非法财物": "1",
        "合计": "7",
        "罚没金额": "20570.50元",
    }
    assert values["行政许可"]["许可数量"] == "2"
    assert (values["行政检查"]["日常检查"], values["行政检查"]["专项检查"]) == ("2", "1")
    assert values["行政检查"]["合计"] == "3"
    assert (values["行政强制"]["扣押财物"], values["行政强制"]["合计"]) == ("1", "1")
    assert values["行政征收"] == {"征收次数": "1", "征收总金额": "12500元"}
    assert (values["行政收费"]["收费次数"], values["行政收费"]["收费金额"]) == ("1", "300元")
    assert not {"行政征用", "其他行政执法行为", "复议诉讼", "人员"} & values.keys()
    checked = archive.run("check", path)
    assert checked.codes == {"report-gap"}
    archive.write(path, fill(archive.text(path), {"无此职责": ["行政征用", "其他行政执法行为"]}))
    checked = archive.run("check", path)
    assert (checked.code, checked.codes) == (0, set())


def test_a_report_of_another_year(archive: Desk) -> None:
    path = archive.new("report", "--agency", AGENCY, "--name", "2024")
    assert path.endswith("reports/2024.yaml")
    assert archive.read(path).values["行政处罚"]["罚没金额"] == "999999元"


def test_discretion_figures_are_those_of_the_records(archive: Desk) -> None:
    """Of closed years and of matters with five fines or more; the middle half as a spreadsheet gives it."""
    path = archive.new("discretion-figures", "--agency", AGENCY)
    values = archive.read(path).values
    assert (values["更新日期"], values["起始年度"], values["截止年度"]) == (TODAY, "2024", "2025")
    assert values["条目"] == [
        {
            "事项编码": "CF-0001",
            "事项名称": "过期食品",
            "起始年度": "2024",
            "件数": "6",
            "最低": "1000元",
            "四分之一位": "2250元",
            "中位数": "3500元",
            "四分之三位": "8500.38元",
            "最高": "999999元",
        }
    ]
    checked = archive.run("check", path)
    assert (checked.code, checked.codes) == (0, set())


def test_figures_are_made_anew_every_year(archive: Desk) -> None:
    """On demand only: the year's decisions have come in, and the fields that people wrote are theirs to write again."""
    arguments = ("discretion-figures", "--agency", AGENCY)
    path = archive.new(*arguments)
    first = archive.text(path)
    assert archive.run("new", *arguments, today="2027-01-15").code == 2
    assert archive.text(path) == first
    assert archive.new(*arguments, "--replace", today="2027-01-15") == path
    values = archive.read(path).values
    assert (values["更新日期"], values["截止年度"]) == ("2027-01-15", "2026")
    assert (values["条目"][0]["件数"], values["条目"][0]["最高"]) == ("7", "999999元")


# What YAML has a meaning for, and what it has none for.
CHARACTERS = st.sampled_from(" \n\t:#-?'\"|>[]{},&*!%@`~=\\/.。，；：（）〔〕０Aa19甲乙丙丁戊")
# As the reader gives every text: without blanks around it; ~ alone is YAML for nothing.
TEXTS = st.text(CHARACTERS, min_size=1, max_size=30).map(str.strip).filter(lambda text: text not in ("", "~"))
REMARKS = st.lists(
    st.sampled_from(["", "   ", "# 更正:", "#", "# 撤回:", "#   - 日期: 2026-01-01", "# ---", "# '"]), max_size=3
)


def _texts(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Anything of the shape that a schema asks for."""
    if schema.get("type") == "array":
        return st.lists(_texts(schema["items"]), min_size=1, max_size=3)
    if schema.get("type") == "object":
        return st.fixed_dictionaries({name: _texts(part) for name, part in schema["properties"].items()})
    return TEXTS


@st.composite
def records(draw: st.DrawFn) -> tuple[str, str]:
    """A record of some kind as a tool wrote it, with remarks and blank lines put between its fields by people."""
    name = draw(st.sampled_from(DECISION_KINDS))
    of_kind = kind(name)
    chosen = draw(st.lists(st.sampled_from(list(of_kind.fields)), unique=True, min_size=1, max_size=8))
    parts = [writing.dump({field: draw(_texts(of_kind.fields[field].schema))}).split("\n")[:-1] for field in chosen]
    lines = [line for part in parts for line in (*draw(REMARKS), *part)] + draw(REMARKS)
    return name, "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))


@given(
    records(),
    st.sampled_from(["更正", "撤回"]),
    st.dictionaries(st.sampled_from(["日期", "内容", "原因", "依据"]), TEXTS, min_size=1),
    st.sampled_from(["yaml", "md"]),
)
def test_any_record_takes_an_entry(record: tuple[str, str], name: str, entry: dict[str, str], ending: str) -> None:
    """What is read back are the old values and the entry, whatever the values are and whatever stands between them."""
    of_kind, text = kind(record[0]), record[1]
    if ending == "md":
        text = f"---\n{text}\n---\n\n更正: 正文\n\n---\n- x\n"
    path = f"{DECISIONS}/2025/cf-0001.{ending}"
    before, problems = source.read(path, text.encode())
    assert before and not problems
    try:
        made = drafting.with_entry(text, of_kind, name, entry)
    except ValueError:
        assert name == "撤回"
        assert "撤回:" in text
        return
    after, problems = source.read(path, made.encode())
    assert after and not problems
    said = read_back(entry)
    assert after.values == before.values | {name: [*before.values.get(name, []), said] if name == "更正" else said}
    assert after.body == before.body
    inserted(text, made)


def read_back(entry: dict[str, str]) -> dict[str, Any]:
    """As the reader gives it: blanks around line breaks say nothing."""
    read, problems = source.read("x.yaml", writing.dump(entry).encode())
    assert read and not problems
    return read.values


@pytest.mark.parametrize("ending", ["yaml", "md"])
@pytest.mark.parametrize(
    "made", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")], ids=["bom", "crlf"]
)
def test_as_other_editors_save_it(desk: Desk, ending: str, made: Callable[[str], str]) -> None:
    text = made(RECORD if ending == "yaml" else f"---\n{RECORD}{BODY}")
    path = f"{DECISIONS}/2025/cf-0001.{ending}"
    (desk.root / path).parent.mkdir(parents=True, exist_ok=True)
    (desk.root / path).write_bytes(text.encode())
    before = desk.read(path)
    desk.new("withdrawal", IDENTITY, "--type", "撤销", "--reason", "依法")
    after = desk.read(path)
    assert after.values == before.values | {"撤回": {"日期": TODAY, "类型": "撤销", "原因": "依法"}}
    assert after.body == before.body


@pytest.mark.parametrize("content", ["执法类别: 行政处罚\n".encode("gb18030"), "执法类别: 站点设置\n".encode()])
def test_what_is_no_decision_is_said(desk: Desk, content: bytes) -> None:
    file = desk.root / f"{DECISIONS}/2025/cf-0001.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    assert desk.run("new", "correction", IDENTITY, *SAYING).code == 2


@pytest.mark.parametrize("word", ["~", "null", "NULL"])
def test_words_that_yaml_takes_for_nothing(desk: Desk, word: str) -> None:
    path = put(desk, "yaml", RECORD)
    desk.new("correction", IDENTITY, "--content", word, "--reason", "x")
    assert desk.read(path).values["更正"][0]["内容"] == word


def test_a_report_adds_up(desk: Desk) -> None:
    decide(desk, "coercion", 1, "2025-05-06", 强制方式=["其他-张贴封条"])
    decide(desk, "inspection", 1, "2025-05-06", 检查方式="双随机抽查")
    assert desk.run("check").code == 0
    assert "report-total" not in desk.run("check", desk.new("report", "--agency", AGENCY)).codes


def test_a_list_in_brackets_takes_one_more_entry(desk: Desk) -> None:
    """Some tools write lists on one line; it becomes one entry a line, and nothing else changes."""
    old = "{日期: 2026-01-10, 内容: 数量, 原因: 录入有误}"
    for brackets in (f"[{old}]", f"[\n  {old},\n]", "[]"):
        path = put(desk, "yaml", f"{RECORD}更正: {brackets}\n# 页尾的说明\n")
        desk.new("correction", IDENTITY, *SAYING)
        entries = desk.read(path).values["更正"]
        assert [entry["原因"] for entry in entries] == ["录入有误"] * (1 + (brackets != "[]"))
        assert desk.text(path).startswith(RECORD) and desk.text(path).endswith("\n# 页尾的说明\n")


def test_a_remark_in_brackets_is_not_lost(desk: Desk) -> None:
    text = f"{RECORD}更正: [\n  # 第一次\n  {{日期: 2026-01-10, 内容: 数量, 原因: 录入有误}},\n]\n"
    path = put(desk, "yaml", text)
    done = desk.run("new", "correction", IDENTITY, *SAYING)
    assert (done.code, desk.text(path)) == (2, text)
    assert "请手写“更正”" in done.err


def test_an_editor_finds_the_schema_of_a_new_file(desk: Desk) -> None:
    """Where the site has schemas: the first line leads to the one for this kind of file."""
    assert "yaml-language-server" not in desk.text(draft(desk, "officers"))
    assert main(["schemas", "--root", str(desk.root)]) == 0
    for name, schema in (("penalty", "decision"), ("matters", "matters"), ("spot-check", "spot-check")):
        path = draft(desk, name)
        found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", desk.text(path))
        assert found and (desk.root / path).parent.joinpath(found[1]).resolve() == (
            desk.root.resolve() / f".vscode/schemas/{schema}.json"
        )
        assert desk.run("check", path).codes <= BLANK
    assert "yaml-language-server" not in desk.text(draft(desk, "guide")), "the editor's checks are for YAML files"
