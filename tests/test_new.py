"""publish.py new: what it writes lies where it belongs, can be read, says what is missing, and passes once filled in."""

from __future__ import annotations

import re

import pytest

from plugins.registry import repository, yaml_text
from plugins.registry.kinds import DECISION_KINDS, kind
from publish import main
from tests.desks import AGENCY, BLANK, DECISIONS, NAME, NEW, TODAY, YEAR, Desk, draft, fill, wanted


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
