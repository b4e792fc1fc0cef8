"""The report for a pull request: a verdict and a short table, in which what files say is only text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from plugins.registry.problems import Place, Problem
from plugins.registry.reporting import Explanation
from plugins.registry.reports.changes import Change
from plugins.registry.reports.markdown import MARKER, as_markdown, plain
from tests.reported import PATH, a_problem, eased


def test_markdown() -> None:
    """A verdict, counts, errors before warnings, each with its place, advice and page; the marker comes last."""
    shown = as_markdown([eased(), a_problem()], {"执法决定": 3}, pages="https://code.example.gov.cn/codes")
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
        ([eased()], False, "检查通过，有 1 处请核对"),
        ([eased()], True, "检查没有通过：有 1 处警告"),
        ([eased(), a_problem()], True, "检查没有通过：有 1 处必须改正"),
    ],
)
def test_markdown_says_at_once_how_it_went(problems: list[Problem], strict: bool, verdict: str) -> None:
    """The heading is the exit code in words."""
    assert as_markdown(problems, {}, strict=strict).splitlines()[0] == f"## {verdict}"


def test_markdown_of_very_many_is_short_enough_for_a_comment() -> None:
    """Sixty rows, then counts by code."""
    many = [a_problem(line=index, message="长" * 1000) for index in range(1, 900)]
    shown = as_markdown([*many, *[a_problem("date-form", line) for line in range(1, 10)]], {})
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
    problem = replace(eased(), place=Place(f"{PATH}{text}", 1, 1), message=text, help=text)
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
