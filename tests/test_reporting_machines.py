"""Reports for machines: annotations of a workflow and JSON, which no text of a file can break."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.registry import reporting
from plugins.registry.problems import Level, Place
from tests.reported import PATH, a_problem


def test_github_annotations() -> None:
    """One line a problem; the whole file is line 1; no line of the file is repeated."""
    assert reporting.as_github(
        [a_problem(), a_problem("id-taken", 0, 0, level=Level.WARNING, help="")]
    ).splitlines() == [
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
    assert f"file={written},line=3," in reporting.as_github([a_problem(place=Place(path, 3, 1))])


def test_github_messages_are_escaped() -> None:
    """Per cent signs keep their meaning, and a comma and a colon theirs."""
    shown = reporting.as_github([a_problem(message="占 100%, 见: 表", help="改为 50%25。")])
    assert shown.endswith("::占 100%25, 见: 表。改为 50%2525。\n")


@given(st.text(), st.text(), st.text())
def test_github_writes_one_line_whatever_the_text(path: str, message: str, help_text: str) -> None:
    """No text in a pull request gives a workflow a command of its own."""
    shown = reporting.as_github([a_problem(place=Place(path, 1, 1), message=message, help=help_text)])
    assert shown.startswith("::error file=")
    assert shown.endswith("\n") and len(shown.splitlines()) == 1


def test_json() -> None:
    """Counts, every problem with its place and page, and no lines of files."""
    warnings = [a_problem("docnumber-style", 6, level=Level.WARNING, message=f"{index}") for index in range(30)]
    secret = a_problem("privacy-name", 2, column=9, secret=True)
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
    shown = reporting.as_json([a_problem()], {})
    assert "不是写明单位的金额" in shown and shown.endswith("}\n")


@given(st.text())
def test_json_can_be_written_whatever_the_text(text: str) -> None:
    """Every report is text that UTF-8 can hold, file names of other encodings included."""
    shown = reporting.as_json([a_problem(place=Place(f"{text}\udcb9", 1, 1), message=text)], {})
    assert json.loads(shown.encode())["errors"] == 1
