"""publish.py new: what cannot be done is said in one sentence, and nothing is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish import main
from tests.desks import AGENCY, DECISIONS, IDENTITY, RECORD, SAYING, Desk, put
from tests.trees import tree

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
