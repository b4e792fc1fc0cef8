"""The report for a person: place, line and advice, on any terminal; it repeats nothing that may not be public."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.registry import reporting
from plugins.registry.privacy import numbers
from plugins.registry.problems import Level, Place, Problem
from tests.conftest import REPOSITORY
from tests.reported import FILE, PATH, a_problem


def _text(*problems: Problem) -> str:
    return reporting.as_text(list(problems), lambda path: FILE if path == PATH else [])


def test_a_problem_is_shown_with_its_line() -> None:
    """Place, level and code first, then what, where, how to mend it, and the page; carets as wide as the characters."""
    assert _text(a_problem()) == (
        f"{PATH}:3:1: 错误[amount-form]\n"
        "  不是写明单位的金额\n"
        "      3 | 罚款金额: 5,000元\n"
        "        | ^^^^^^^^^^^^^^^^^\n"
        "  怎样改：写作 5000元。\n"
        "  详见 docs/codes/amount-form.md\n"
    )


def test_columns_and_lengths_count_characters() -> None:
    """What stands before is as wide as it is shown, and only the given length is underlined."""
    shown = _text(a_problem(column=3, length=2))
    assert "        |     ^^^^\n" in shown
    assert "        |     ^^^^^^^^^^^^^^\n" in _text(a_problem(line=6, column=5, length=12))


def test_problems_are_parted_by_a_blank_line() -> None:
    """Two blocks, one after the other."""
    assert _text(a_problem(), a_problem(line=6)).count("\n\n") == 1


@pytest.mark.parametrize("place", [Place(PATH), Place(PATH, 99, 1), Place("agencies/x-y/agency.yaml", 3, 1)])
def test_without_a_line_there_is_no_excerpt(place: Place) -> None:
    """A problem of the whole file, a line that is not there, a file that is not there."""
    shown = _text(a_problem(place=place))
    assert shown.startswith(f"{place}: 错误[amount-form]\n")
    assert "|" not in shown


def test_a_column_behind_the_end_still_has_a_caret() -> None:
    """A missing quote is noticed where nothing stands any more."""
    assert "^\n" in _text(a_problem(column=50))


def test_long_lines_are_cut() -> None:
    """A page of text in one value does not fill the terminal, and neither do its carets."""
    lines = _text(a_problem(line=5)).splitlines()
    assert lines[2].endswith("……") and len(lines[2]) < 120
    assert lines[3].count("^") <= 80


def test_without_help_there_is_no_help_line() -> None:
    """Nothing is said where there is nothing to say."""
    assert "怎样改" not in _text(a_problem(help=""))


def test_control_characters_do_not_reach_the_terminal() -> None:
    """They are shown as �, wherever they come from."""
    shown = _text(a_problem(line=4, message="写了“\x1b[2J”", help="不是\x07。", place=Place(PATH, 4, 1)))
    assert "ab�[31m中�文" in shown
    shown += _text(a_problem(place=Place("agencies/\x1b[2J\n::error::x", 0, 0), message="一行\n::error::又一行"))
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert not [line for line in shown.splitlines() if line.strip().startswith("::")]


def test_a_secret_line_is_not_repeated() -> None:
    """Neither by the problem itself nor by another one on the same line; other lines are."""
    secret = a_problem("privacy-name", 2, message="疑似未脱敏的自然人姓名", secret=True)
    other = a_problem("value-form", 2, column=10)
    shown = _text(secret, other, a_problem())
    assert "陈小红" not in shown
    assert "罚款金额: 5,000元" in shown
    assert shown.count(f"{PATH}:2:") == 2


def test_a_secret_in_a_warning_that_is_not_listed_still_hides_the_line() -> None:
    """What is hidden does not depend on what is shown."""
    warnings = [a_problem("docnumber-style", 6, level=Level.WARNING, message=f"{index}") for index in range(20)]
    secret = a_problem("privacy-name", 2, level=Level.WARNING, secret=True)
    assert "陈小红" not in _text(*warnings, secret, a_problem(line=2))


def test_the_same_line_of_another_file_is_shown() -> None:
    """A line is hidden in its own file only."""
    elsewhere = Place("agencies/qinghe-scjg/agency.yaml", 3, 1)
    assert "罚款金额: 5,000元" in _text(a_problem("privacy-name", place=elsewhere, secret=True), a_problem())


def test_numbers_are_blotted_out_in_any_excerpt() -> None:
    """A line whose problem is another one may hold a number that no rule has seen."""
    shown = _text(a_problem(line=7, code="key-unknown"))
    assert "电话: 〔已遮盖〕" in shown
    assert not list(numbers.find(shown))


def test_warnings_come_after_errors_and_beyond_twenty_are_counted() -> None:
    """Every error is listed; a thousand gaps of old records do not drown them."""
    style = [a_problem("docnumber-style", 6, level=Level.WARNING, message=f"甲{index}") for index in range(15)]
    gaps = [a_problem("field-expected", 6, level=Level.WARNING, message=f"乙{index}") for index in range(15)]
    shown = _text(*style, *gaps, *[a_problem(message=f"丙{index}") for index in range(30)])
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
    warning = a_problem(level=Level.WARNING)
    assert reporting.summary([a_problem(), warning, warning], {"机关": 2, "指南": 0, "执法决定": 3}) == (
        "检查了机关 2、执法决定 3：错误 1 条，警告 2 条。"
    )
    assert reporting.summary([], {}) == "检查了空文件夹：错误 0 条，警告 0 条。"


@given(st.text(), st.text(), st.text())
def test_text_is_printable_whatever_the_text(path: str, message: str, line: str) -> None:
    """Nothing in a pull request drives the terminal or forges a line of the report."""
    problem = a_problem(place=Place(path, 1, 1), message=message)
    shown = reporting.as_text([problem], lambda _: [line])
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert shown.count("\n") == 6


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
