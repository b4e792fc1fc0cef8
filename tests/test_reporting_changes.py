"""What a pull request changes is told by record, and names no person and nothing that was taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.registry.reports.changes import Change, changes
from plugins.registry.reports.markdown import as_markdown
from tests.conftest import REPOSITORY, Publish


def _record(**fields: str) -> bytes:
    values = {"执法类别": "行政处罚", "行政相对人名称": "清河市远山食品有限公司"} | fields
    return "".join(f"{name}: {value}\n" for name, value in values.items()).encode()


def _path(number: int, ending: str = "yaml") -> str:
    return f"agencies/qinghe-scjg/decisions/2026/cf-000{number}.{ending}"


def test_changes_are_told_by_record() -> None:
    """Added, changed, withdrawn, removed; a record that only changed its format is changed."""
    number = "清市监处罚〔2026〕1号"
    withdrawn = _record() + "撤回:\n  日期: 2026-11-20\n  类型: 撤销\n  原因: 复议撤销\n".encode()
    found = changes(
        [
            (_path(1), None, _record(行政处罚决定书文号=number)),
            (_path(2), _record(), _record(行政处罚决定书文号=number)),
            (_path(3), _record(), withdrawn),
            (_path(4), _record(), None),
            (_path(5), _record(), None),
            (_path(5, "md"), None, b"---\n" + _record() + b"---\n"),
            ("agencies/qinghe-scjg/lists/matters.yaml", b"x: 1\n", b"x: 2\n"),
            ("agencies/nobody", b"", b"x"),
        ]
    )
    party = "清河市远山食品有限公司"
    assert found == [
        Change("新增", "qinghe-scjg/2026/cf-0001", party, number),
        Change("修改", "agencies/nobody"),
        Change("修改", "qinghe-scjg/2026/cf-0002", party, number),
        Change("修改", "qinghe-scjg/2026/cf-0005", party),
        Change("修改", "qinghe-scjg/matters"),
        Change("撤回", "qinghe-scjg/2026/cf-0003", party),
        Change("删除", "qinghe-scjg/2026/cf-0004"),
    ]
    shown = as_markdown([], {}, {}, found)
    assert "新增 1，修改 4，撤回 1，删除 1。" in shown
    assert f"| 新增 | qinghe-scjg/2026/cf-0001 | {party} | {number} |" in shown
    assert "没有改动记录" in as_markdown([], {}, {}, [])


@pytest.mark.parametrize(
    ("fields", "party"),
    [
        ({"行政相对人名称": "沈小满", "行政相对人类别": "自然人"}, "沈某"),
        ({"行政相对人名称": "沈小满"}, "沈某"),
        ({"行政相对人名称": "沈某", "行政相对人类别": "自然人"}, "沈某"),
        ({"行政相对人名称": "[甲, 乙]"}, ""),
        ({"执法类别": "不明"}, ""),
    ],
)
def test_changes_name_no_person(fields: dict[str, str], party: str) -> None:
    """Also where the record itself forgot to mask the name."""
    assert changes([(_path(1), None, _record(**fields))])[0].party == party


def test_changes_repeat_nothing_that_was_taken_back() -> None:
    """A record withdrawn to protect privacy, and a file with secrets, are known by their ids only."""
    private = _record() + "撤回:\n  类型: 隐私保护\n".encode()
    assert changes([(_path(1), _record(), private)]) == [Change("撤回", "qinghe-scjg/2026/cf-0001")]
    assert changes([(_path(1), None, _record())], {_path(1)}) == [Change("新增", "qinghe-scjg/2026/cf-0001")]


def test_the_comment_on_a_pull_request(instance: Path, publish: Publish) -> None:
    """Against the target branch's checkout; without one, changes are not spoken of."""
    instance_base = REPOSITORY / "tests" / "instance"
    record = instance / "agencies/anshi-scjg/decisions/2026/cf-0001.yaml"
    (record.parent / "cf-0088.yaml").write_text(record.read_text("utf-8").replace("〔2026〕", "〔2026〕9"), "utf-8")
    command = ["check", "--root", instance, "--format", "markdown"]
    shown = publish(*command, "--base", instance_base).stdout
    assert shown.startswith("## 检查通过") and "新增 1。" in shown
    assert "| 新增 | anshi-scjg/2026/cf-0088 |" in shown
    assert "改动的记录" not in publish(*command).stdout
    only = publish(*command, "--base", instance_base, instance / "content").stdout
    assert "没有改动记录。" in only
    publish("check", "--root", instance, "--base", instance_base, code=2)
    assert "不是一个站点" in publish(*command, "--base", instance / "content", code=2).stderr
