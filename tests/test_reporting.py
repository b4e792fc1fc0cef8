"""Reports: for a person, for a workflow, as data; and that none of them repeats what may not be public."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from plugins.registry import reporting
from plugins.registry.privacy import numbers
from plugins.registry.problems import Level, Place, Problem
from plugins.registry.reporting import Explanation
from plugins.registry.reports.changes import Change, changes
from plugins.registry.reports.markdown import MARKER, as_markdown, plain
from tests.conftest import REPOSITORY, Publish

PATH = "agencies/qinghe-scjg/decisions/2026/cf-0001.yaml"
FILE = [
    "执法类别: 行政处罚",
    "行政相对人名称: 陈小红",
    "罚款金额: 5,000元",
    "备注: ab\x1b[31m中\x07文",
    "救济途径: " + "长" * 200,
    "  - 日期: 2026.4.1",
    "电话: 19900001234",
]


def _problem(code: str = "amount-form", line: int = 3, column: int = 1, **more: object) -> Problem:
    problem = Problem(code, Level.ERROR, Place(PATH, line, column), "不是写明单位的金额", "写作 5000元。")
    return replace(problem, **more)  # type: ignore[arg-type]


def _text(*problems: Problem) -> str:
    return reporting.as_text(list(problems), lambda path: FILE if path == PATH else [])


def test_a_problem_is_shown_with_its_line() -> None:
    """Place, level and code first, then what, where, how to mend it, and the page; carets as wide as the characters."""
    assert _text(_problem()) == (
        f"{PATH}:3:1: 错误[amount-form]\n"
        "  不是写明单位的金额\n"
        "      3 | 罚款金额: 5,000元\n"
        "        | ^^^^^^^^^^^^^^^^^\n"
        "  怎样改：写作 5000元。\n"
        "  详见 docs/codes/amount-form.md\n"
    )


def test_columns_and_lengths_count_characters() -> None:
    """What stands before is as wide as it is shown, and only the given length is underlined."""
    shown = _text(_problem(column=3, length=2))
    assert "        |     ^^^^\n" in shown
    assert "        |     ^^^^^^^^^^^^^^\n" in _text(_problem(line=6, column=5, length=12))


def test_problems_are_parted_by_a_blank_line() -> None:
    """Two blocks, one after the other."""
    assert _text(_problem(), _problem(line=6)).count("\n\n") == 1


@pytest.mark.parametrize("place", [Place(PATH), Place(PATH, 99, 1), Place("agencies/x-y/agency.yaml", 3, 1)])
def test_without_a_line_there_is_no_excerpt(place: Place) -> None:
    """A problem of the whole file, a line that is not there, a file that is not there."""
    shown = _text(_problem(place=place))
    assert shown.startswith(f"{place}: 错误[amount-form]\n")
    assert "|" not in shown


def test_a_column_behind_the_end_still_has_a_caret() -> None:
    """A missing quote is noticed where nothing stands any more."""
    assert "^\n" in _text(_problem(column=50))


def test_long_lines_are_cut() -> None:
    """A page of text in one value does not fill the terminal, and neither do its carets."""
    lines = _text(_problem(line=5)).splitlines()
    assert lines[2].endswith("……") and len(lines[2]) < 120
    assert lines[3].count("^") <= 80


def test_without_help_there_is_no_help_line() -> None:
    """Nothing is said where there is nothing to say."""
    assert "怎样改" not in _text(_problem(help=""))


def test_control_characters_do_not_reach_the_terminal() -> None:
    """They are shown as �, wherever they come from."""
    shown = _text(_problem(line=4, message="写了“\x1b[2J”", help="不是\x07。", place=Place(PATH, 4, 1)))
    assert "ab�[31m中�文" in shown
    shown += _text(_problem(place=Place("agencies/\x1b[2J\n::error::x", 0, 0), message="一行\n::error::又一行"))
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert not [line for line in shown.splitlines() if line.strip().startswith("::")]


def test_a_secret_line_is_not_repeated() -> None:
    """Neither by the problem itself nor by another one on the same line; other lines are."""
    secret = _problem("privacy-name", 2, message="疑似未脱敏的自然人姓名", secret=True)
    other = _problem("value-form", 2, column=10)
    shown = _text(secret, other, _problem())
    assert "陈小红" not in shown
    assert "罚款金额: 5,000元" in shown
    assert shown.count(f"{PATH}:2:") == 2


def test_a_secret_in_a_warning_that_is_not_listed_still_hides_the_line() -> None:
    """What is hidden does not depend on what is shown."""
    warnings = [_problem("docnumber-style", 6, level=Level.WARNING, message=f"{index}") for index in range(20)]
    secret = _problem("privacy-name", 2, level=Level.WARNING, secret=True)
    assert "陈小红" not in _text(*warnings, secret, _problem(line=2))


def test_the_same_line_of_another_file_is_shown() -> None:
    """A line is hidden in its own file only."""
    elsewhere = Place("agencies/qinghe-scjg/agency.yaml", 3, 1)
    assert "罚款金额: 5,000元" in _text(_problem("privacy-name", place=elsewhere, secret=True), _problem())


def test_numbers_are_blotted_out_in_any_excerpt() -> None:
    """A line whose problem is another one may hold a number that no rule has seen."""
    shown = _text(_problem(line=7, code="key-unknown"))
    assert "电话: 〔已遮盖〕" in shown
    assert not list(numbers.find(shown))


def test_warnings_come_after_errors_and_beyond_twenty_are_counted() -> None:
    """Every error is listed; a thousand gaps of old records do not drown them."""
    style = [_problem("docnumber-style", 6, level=Level.WARNING, message=f"甲{index}") for index in range(15)]
    gaps = [_problem("field-expected", 6, level=Level.WARNING, message=f"乙{index}") for index in range(15)]
    shown = _text(*style, *gaps, *[_problem(message=f"丙{index}") for index in range(30)])
    assert shown.count("错误[amount-form]") == 30
    assert shown.index("错误[amount-form]") < shown.index("警告[docnumber-style]")
    assert shown.count("警告[") == 20
    assert shown.endswith("\n另有警告 10 条未列出：field-expected 10 条。用 --format json 可看全部。\n")


def test_nothing_found_is_nothing_shown() -> None:
    """The summary says it."""
    assert _text() == ""
    assert reporting.as_github([]) == ""


def test_summary() -> None:
    """Words without a count are left out."""
    warning = _problem(level=Level.WARNING)
    assert reporting.summary([_problem(), warning, warning], {"机关": 2, "指南": 0, "执法决定": 3}) == (
        "检查了机关 2、执法决定 3：错误 1 条，警告 2 条。"
    )
    assert reporting.summary([], {}) == "检查了空文件夹：错误 0 条，警告 0 条。"


def test_github_annotations() -> None:
    """One line a problem; the whole file is line 1; no line of the file is repeated."""
    assert reporting.as_github([_problem(), _problem("id-taken", 0, 0, level=Level.WARNING, help="")]).splitlines() == [
        f"::error file={PATH},line=3,col=1,title=amount-form::不是写明单位的金额。写作 5000元。",
        f"::warning file={PATH},line=1,col=1,title=id-taken::不是写明单位的金额。",
    ]


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("a,b.yaml", "a%2Cb.yaml"),
        ("a:b.yaml", "a%3Ab.yaml"),
        ("a%b.yaml", "a%25b.yaml"),
        ("100%2C.yaml", "100%252C.yaml"),
    ],
)
def test_github_properties_are_escaped(path: str, written: str) -> None:
    """A file name cannot add a property or end the command."""
    assert f"file={written},line=3," in reporting.as_github([_problem(place=Place(path, 3, 1))])


def test_github_messages_are_escaped() -> None:
    """Per cent signs keep their meaning, and a comma and a colon theirs."""
    shown = reporting.as_github([_problem(message="占 100%, 见: 表", help="改为 50%25。")])
    assert shown.endswith("::占 100%25, 见: 表。改为 50%2525。\n")


@given(st.text(), st.text(), st.text())
def test_github_writes_one_line_whatever_the_text(path: str, message: str, help_text: str) -> None:
    """No text in a pull request gives a workflow a command of its own."""
    shown = reporting.as_github([_problem(place=Place(path, 1, 1), message=message, help=help_text)])
    assert shown.startswith("::error file=")
    assert shown.endswith("\n") and len(shown.splitlines()) == 1


@given(st.text(), st.text(), st.text())
def test_text_is_printable_whatever_the_text(path: str, message: str, line: str) -> None:
    """Nothing in a pull request drives the terminal or forges a line of the report."""
    problem = _problem(place=Place(path, 1, 1), message=message)
    shown = reporting.as_text([problem], lambda _: [line])
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert shown.count("\n") == 6


def test_json() -> None:
    """Counts, every problem with its place and page, and no lines of files."""
    warnings = [_problem("docnumber-style", 6, level=Level.WARNING, message=f"{index}") for index in range(30)]
    secret = _problem("privacy-name", 2, column=9, secret=True)
    report = json.loads(reporting.as_json([secret, *warnings], {"机关": 1, "执法决定": 0}))
    assert (report["errors"], report["warnings"], len(report["problems"])) == (1, 30, 31)
    assert report["files"] == {"机关": 1, "执法决定": 0}
    assert report["problems"][0] == {
        "code": "privacy-name",
        "level": "error",
        "path": PATH,
        "line": 2,
        "column": 9,
        "message": "不是写明单位的金额",
        "help": "写作 5000元。",
        "page": "docs/codes/privacy-name.md",
    }


def test_json_is_readable_chinese() -> None:
    """It is read by people as well."""
    shown = reporting.as_json([_problem()], {})
    assert "不是写明单位的金额" in shown and shown.endswith("}\n")


@given(st.text())
def test_json_can_be_written_whatever_the_text(text: str) -> None:
    """Every report is text that UTF-8 can hold, file names of other encodings included."""
    shown = reporting.as_json([_problem(place=Place(f"{text}\udcb9", 1, 1), message=text)], {})
    assert json.loads(shown.encode())["errors"] == 1


TOLD = {(PATH, "review-missing"): Explanation("没有送审，已责令整改", "局长办公会")}


def _eased(line: int = 0) -> Problem:
    return _problem("review-missing", line, level=Level.WARNING, message="没有审核通过的记录")


def test_what_a_record_explains_is_found() -> None:
    """The reason and who approved, of each problem that the 说明 answers; of a file with secrets neither is repeated."""
    values = {
        "说明": [
            {"规则": "review-missing", "原因": "没有送审，已责令整改", "批准人": "局长办公会"},
            {"规则": "plan-unknown", "原因": "没有这个问题", "批准人": "局长办公会"},
            "不是一项",
        ]
    }
    assert reporting.explained([_eased(), _problem()], lambda _: values) == TOLD
    assert reporting.explained([replace(_eased(), level=Level.ERROR), _problem()], lambda _: values) == {}
    assert reporting.explained([_eased()], lambda _: {"说明": "一句话"}) == {}
    (answer,) = reporting.explained([_eased(), _problem("privacy-name", secret=True)], lambda _: values).values()
    assert "整改" not in str(answer) and "局长" not in str(answer)


def test_explained_warnings_are_named_even_where_they_are_cut() -> None:
    """Every one is in every report."""
    many = [_problem("docnumber-style", 6, level=Level.WARNING, message=f"{index}") for index in range(20)]
    lines = reporting.as_text([*many, _eased(5)], lambda _: FILE, TOLD).splitlines()
    assert lines[-1] == f"  {PATH}:5:1: review-missing 说明：没有送审，已责令整改（批准人：局长办公会）"
    assert json.loads(reporting.as_json([_eased()], {}, TOLD))["problems"][0]["explanation"] == {
        "reason": "没有送审，已责令整改",
        "approver": "局长办公会",
    }
    assert reporting.as_github([_eased()], TOLD).endswith("说明：没有送审，已责令整改（批准人：局长办公会）\n")
    assert "| 没有送审，已责令整改 | 局长办公会 |" in as_markdown([_eased()], {}, TOLD)


def test_the_reason_stands_below_the_line() -> None:
    """Who reads the text decides on the explanation as well."""
    lines = reporting.as_text([_eased(5)], lambda _: FILE, TOLD).splitlines()
    assert "  说明：没有送审，已责令整改（批准人：局长办公会）" in lines


def test_markdown_lists_so_many_explanations_and_counts_the_rest() -> None:
    many = [
        replace(_eased(), place=Place(f"agencies/anshi-scjg/decisions/2026/cf-{number:04}.yaml"))
        for number in range(70)
    ]
    told = {(problem.place.path, problem.code): Explanation("x", "y") for problem in many}
    shown = as_markdown(many, {}, told)
    assert shown.count("| x | y |") == 60
    assert "70 处问题由记录写明说明" in shown and "另有 10 处没有列出" in shown


def test_markdown() -> None:
    """A verdict, counts, errors before warnings, each with its place, advice and page; the marker comes last."""
    shown = as_markdown([_eased(), _problem()], {"执法决定": 3}, pages="https://code.example.gov.cn/codes")
    lines = shown.splitlines()
    assert lines[0] == "## 检查没有通过：有 1 处必须改正"
    assert lines[2] == "检查了执法决定 3：错误 1 条，警告 1 条。"
    page = "[amount-form](https://code.example.gov.cn/codes/amount-form.md)"
    assert lines[6] == f"| 错误 | {PATH}:3 | 不是写明单位的金额 | 写作 5000元。 | {page} |"
    assert lines[7].startswith(f"| 警告 | {PATH} | 没有审核通过的记录 |")
    assert shown.endswith(f"\n\n{MARKER}\n") and "### " not in shown


@pytest.mark.parametrize(
    ("problems", "strict", "verdict"),
    [
        ([], False, "检查通过"),
        ([_eased()], False, "检查通过，有 1 处请核对"),
        ([_eased()], True, "检查没有通过：有 1 处警告"),
        ([_eased(), _problem()], True, "检查没有通过：有 1 处必须改正"),
    ],
)
def test_markdown_says_at_once_how_it_went(problems: list[Problem], strict: bool, verdict: str) -> None:
    """The heading is the exit code in words."""
    assert as_markdown(problems, {}, strict=strict).splitlines()[0] == f"## {verdict}"


def test_markdown_of_very_many_is_short_enough_for_a_comment() -> None:
    """Sixty rows, then counts by code."""
    many = [_problem(line=index, message="长" * 1000) for index in range(1, 900)]
    shown = as_markdown([*many, *[_problem("date-form", line) for line in range(1, 10)]], {})
    assert shown.count("| 错误 |") == 60
    assert "另有 848 条没有列出：" in shown
    assert "| [date-form](docs/codes/date-form.md) | 9 |" in shown
    assert len(shown) < 65_536


HOSTILE = (
    "a | b",
    "`代码`",
    "<script>alert(1)</script>",
    "<!-- x --> -->",
    "@everyone 和 @org/team",
    "[点这里](https://evil.example)",
    "![图](https://evil.example/x.png)",
    "https://evil.example www.evil.example",
    "见 org/repo#1 和 #2",
    "**粗** _斜_ ~~删~~ $x$",
    "一\n\n## 标题\r\n| x |",
    "\\| 反斜杠 &lt;b&gt;",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_what_files_say_as_text(text: str) -> None:
    """No cell, markup, HTML, link, mention or reference comes out of data; the reader sees the characters."""
    answers = {(f"{PATH}{text}", "review-missing"): Explanation(text, text)}
    problem = replace(_eased(), place=Place(f"{PATH}{text}", 1, 1), message=text, help=text)
    shown = as_markdown([problem], {}, answers, [Change("新增", text, text, text)])
    assert not re.search(r"@\w|(?<!&)#\d|://|www\.|`", shown)
    assert shown.count("<!--") == 1 and shown.endswith(f"{MARKER}\n")
    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(shown)
    tags = set(re.findall(r"</?([a-z0-9]+)", html))
    assert tags <= {"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "a"}
    assert set(re.findall(r'href="([^"]*)"', html)) == {"docs/codes/review-missing.md"}
    assert html.count("<td>") == 5 + 4 + 4


@given(st.text())
def test_plain_keeps_to_its_cell(text: str) -> None:
    """One line, no bar, no angle bracket, no mention, whatever the text."""
    shown = plain(f"{text}@x|<b>")
    assert len(shown.splitlines()) == 1
    assert not set("|<>`[]*\\") & set(shown)
    assert "@x" not in shown


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


@pytest.mark.parametrize("no_color", ["", "1"])
def test_colours_are_for_terminals(no_color: str, instance: Path) -> None:
    """A pipe gets none, and neither does who asked for none."""
    record = instance / "agencies/anshi-scjg/decisions/2026/cf-0001.yaml"
    record.write_text(record.read_text("utf-8").replace("5000元", "5000"), "utf-8")
    arguments = [sys.executable, str(REPOSITORY / "publish.py"), "check", "--root", str(instance)]
    environment = os.environ | {"TERM": "xterm-256color", "NO_COLOR": no_color}
    piped = subprocess.run(arguments, capture_output=True, env=environment, check=False).stdout
    leader, follower = pty.openpty()
    subprocess.run(arguments, stdout=follower, stderr=subprocess.DEVNULL, env=environment, check=False)
    os.close(follower)
    pieces = []
    while True:
        try:
            pieces.append(os.read(leader, 65536))
        except OSError:
            break
    os.close(leader)
    seen = b"".join(pieces).replace(b"\r\n", b"\n")
    assert "错误[amount-form]".encode() in piped and b"\x1b" not in piped
    assert (b"\x1b" in seen) != bool(no_color)
    assert re.sub(rb"\x1b\[[0-9;]*m", b"", seen) == piped
