"""Repairs of files: colons, blanks and the order of the fields; all else stays, to the byte."""

from __future__ import annotations

import pytest

from plugins.registry import repository, source
from plugins.registry.fixing import fixes
from tests.conftest import REPOSITORY
from tests.repairs import FIELDS, PATH, TODAY, decision


@pytest.mark.parametrize("ending", ["yaml", "md"])
@pytest.mark.parametrize("colon", ["：", ":", "： ", "：\u3000"])
def test_chinese_colons_and_missing_blanks(colon: str, ending: str) -> None:
    """The most frequent slip: the file cannot be read before and can be after; the text of the fields stays."""
    good, path = decision(违法事实="注意：见附件:2026。"), PATH.replace("yaml", ending)
    bad = good.replace("处罚内容: ", f"处罚内容{colon}").replace("备注: ", f"备注{colon}")
    if ending == "md":
        body = "\n备注：正文里的不动\n"
        good, bad = f"---\n{good}---\n{body}", f"---\n{bad}---\n{body}"
    assert source.read(path, bad.encode())[0] is None
    assert fixes(path, bad) == fixes(path, good)


@pytest.mark.parametrize(
    "text",
    [
        decision().replace("备注: ", "备注：") + "x: [",
        decision().replace("备注: ", "没有的字段："),
        decision(违法事实="|\n  一\n  备注：二"),
        "备注：一\n备注: 二\n",
    ],
    ids=["something else is wrong too", "no field", "in a block", "twice"],
)
def test_colons_that_could_be_read_otherwise_stay(text: str) -> None:
    assert "：" in fixes(PATH, text)


def test_nested_values_and_lists() -> None:
    """Corrections, reviews, and working days of a calendar."""
    more = "更正:\n  - {日期: 2026/4/1, 内容: 日期 2026/4/1, 原因: 录入有误}\n"
    assert fixes(PATH, decision() + more) == decision() + more.replace("{日期: 2026/4/1", "{日期: 2026-04-01")
    text = "调休上班:\n- 2026/2/14\n- 2026-02-28\n"
    assert fixes("content/calendars/2026.yaml", text) == text.replace("2026/2/14", "2026-02-14")


def test_blanks_at_the_ends() -> None:
    """Of lines and of short values; those inside longer texts belong to them."""
    text = decision(行政相对人名称="\u3000清河市云栖食品有限公司\u3000  ", 处罚机关="' 清河市市场监督管理局'")
    text = text.replace("公示日期: 2026-03-10\n", "公示日期: 2026-03-10 \t\n# 注释  \n")
    text = text.replace(f"违法事实: {FIELDS['违法事实']}", "违法事实: |\n  一  \n\n  二\t\n   ")
    made = fixes(PATH, text)
    assert "\n行政相对人名称: 清河市云栖食品有限公司\n" in made
    assert "\n处罚机关: '清河市市场监督管理局'\n" in made
    assert "\n公示日期: 2026-03-10\n# 注释\n" in made
    assert "违法事实: |\n  一  \n\n  二\t\n   \n" in made
    assert fixes(PATH, made) == made


def test_a_value_that_would_mean_something_else_without_its_blanks_stays() -> None:
    text = decision(行政相对人名称="\u3000[甲]", 处罚机关='"\\u3000甲\\u3000"')
    assert fixes(PATH, text) == text


def test_fields_come_in_the_order_of_the_schema() -> None:
    """Each with all of its lines; a list, a text of several lines and a missing line end included."""
    lines = (
        decision()
        .replace("处罚内容: 罚款 伍仟元 整。\n", "处罚内容: |\n  罚款\n  # 五千元\n\n")
        .splitlines(keepends=True)
    )
    classes = "处罚类别:\n- 罚款\n"
    blocks = ("".join(lines) + classes).rstrip("\n")
    expected = "".join(lines[:6]) + classes + "".join(lines[6:])
    assert fixes(PATH, blocks) == expected.rstrip("\n")
    assert fixes(PATH, f"{blocks}\n") == expected
    crlf = blocks.replace("\n", "\r\n")
    assert fixes(PATH, crlf) == expected.rstrip("\n").replace("\n", "\r\n")


@pytest.mark.parametrize(
    "text",
    [
        "{公示日期: 2026-03-10, 执法类别: 行政处罚}\n",
        "公示日期: 2026-03-10\n# 下面是类别\n执法类别: 行政处罚\n",
        "公示日期: 2026-03-10\n   # 下面是类别\n执法类别: 行政处罚\n",
        "备注: |\n  一\n # 下面是类别\n执法类别: 行政处罚\n",
        "# 公示\n公示日期: 2026-03-10\n执法类别: 行政处罚\n",
        "公示日期: 2026-03-10\n没有的字段: 一\n执法类别: 行政处罚\n",
    ],
)
def test_an_order_that_may_mean_something_stays(text: str) -> None:
    assert fixes(PATH, text) == text


def test_a_comment_at_the_head_keeps_its_field() -> None:
    text = "# 说明\n\n执法类别: 行政处罚\n公示日期: 2026-03-10\n罚款金额: 5000元\n"
    assert fixes(PATH, text) == "# 说明\n\n执法类别: 行政处罚\n罚款金额: 5000元\n公示日期: 2026-03-10\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_markdown_is_mended_in_its_fields_only(end: str) -> None:
    """The body and the order of the fields stay."""
    body = "---\n\n公示日期: 2026/3/2  \n\n---\n5,000元"
    text = f"---\n公示日期: 2026/3/10\n执法类别: 行政处罚\n{body}".replace("\n", end)
    assert fixes(PATH.replace(".yaml", ".md"), text) == text.replace("2026/3/10", "2026-03-10")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (PATH, "公示日期: 2026/3/2"),
        (PATH, "执法类别: settings\n公示日期: 2026/3/2"),
        (PATH, "执法类别: 行政处罚\n公示日期: 2026/3/2\n公示日期: 2026/3/2\n"),
        (PATH, "执法类别: 行政处罚\n公示日期: 2026/3/2 # 注\n"),
        (PATH, "执法类别: 行政处罚\n公示日期: 2026/3/2\x07\n"),
        (PATH, "- 公示日期: 2026/3/2\n"),
        (PATH, ""),
        ("agencies/x/y.yaml", "公示日期: 2026/3/2\n"),
        (PATH.replace(".yaml", ".md"), "执法类别: 行政处罚\n公示日期: 2026/3/2\n"),
        (PATH, "执法类别: 行政处罚\n罚款金额: {甲: 5,000元}\n处罚决定日期: |\n  2026/3/2\n公示日期: [2026/3/2]\n"),
    ],
)
def test_what_cannot_be_read_or_has_another_form_stays(path: str, text: str) -> None:
    assert fixes(path, text) == text


def test_a_back_dated_day_is_today() -> None:
    text = decision(公示日期="'2026/3/10'")
    assert fixes(PATH, text, published=TODAY) == text.replace("2026/3/10", TODAY)


def test_the_number_of_a_published_record_stays() -> None:
    """It would need a 更正."""
    text = decision(行政处罚决定书文号="清市监处罚(2026)12号", 罚款金额="5000.00元")
    assert fixes(PATH, text, public=True) == text.replace("5000.00元", "5000元")


def test_the_demonstration_needs_no_repair() -> None:
    """Hundreds of files in the form that people and the import write them, to the byte."""
    for file in repository.files(REPOSITORY):
        text = repository.read(REPOSITORY, file.path).decode()
        assert fixes(file.path, text) == text, file.path
