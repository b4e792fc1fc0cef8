"""Reports: for a person, for a workflow, as data; and that none of them repeats what may not be public."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.registry import numbers, reporting
from plugins.registry.problems import Level, Place, Problem

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
