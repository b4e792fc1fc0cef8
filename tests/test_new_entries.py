"""publish.py new correction, withdrawal: what is written into a record leaves all else as it was, to the byte."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.registry import drafting, source, writing
from plugins.registry.kinds import DECISION_KINDS, kind
from tests.desks import AGENCY, BODY, DECISIONS, IDENTITY, RECORD, SAYING, TAIL, TODAY, Desk, inserted, put

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
