"""Repairs: what has one reading is written as it should be, everything else stays to the byte."""

from __future__ import annotations

import json
import os
import random
import shutil
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.commands import check as command
from plugins.commands import console
from plugins.commands.build import build
from plugins.registry import amounts, dates, repository, source
from plugins.registry.fixing import diff, fixes
from plugins.registry.kinds import kind
from plugins.registry.mending import mended
from tests.conftest import REPOSITORY, Publish

CASES = REPOSITORY / "tests" / "cases"
PATH = "agencies/qinghe-scjg/decisions/2026/cf-0001.yaml"
TODAY = "2026-11-20"
CODE = "91990100MA0F4T2Q8U"

# A decision in the order of its schema, without a fault.
FIELDS = {
    "执法类别": "行政处罚",
    "行政相对人名称": "清河市云栖食品有限公司",
    "行政相对人类别": "法人及非法人组织",
    "统一社会信用代码": CODE,
    "行政处罚决定书文号": "清市监处罚〔2026〕12号",
    "违法事实": "2026/1/20，罚款5,000元，见[2026]　。",
    "处罚内容": "罚款 伍仟元 整。",
    "罚款金额": "5000元",
    "处罚决定日期": "2026-03-02",
    "公示日期": "2026-03-10",
    "处罚机关": "清河市市场监督管理局",
    "事项编码": "CF-SP-001",
    "备注": "２０２６/3/2，5,000元",
}
FREE = ("违法事实", "处罚内容", "备注")


def _text(**fields: str) -> str:
    values = FIELDS | fields
    return "".join(f"{name}: {values[name]}\n" for name in kind("penalty").fields if name in values)


def _fixed(name: str, written: str) -> str:
    """What a field of the decision says after the repair, as it stands in the file."""
    before = _text(**{name: written})
    after = fixes(PATH, before)
    head, tail = before[: before.index(f"{name}: ")], before[before.index(f"{name}: ") :].partition("\n")[2]
    assert after.startswith(f"{head}{name}:") and after.endswith(tail), "another line changed"
    assert fixes(PATH, after) == after
    return after[len(head) + len(name) + 1 : len(after) - len(tail)].strip()


@pytest.mark.parametrize("ending", ["yaml", "md"])
@pytest.mark.parametrize("colon", ["：", ":", "： ", "：\u3000"])
def test_chinese_colons_and_missing_blanks(colon: str, ending: str) -> None:
    """The most frequent slip: the file cannot be read before and can be after; the text of the fields stays."""
    good, path = _text(违法事实="注意：见附件:2026。"), PATH.replace("yaml", ending)
    bad = good.replace("处罚内容: ", f"处罚内容{colon}").replace("备注: ", f"备注{colon}")
    if ending == "md":
        body = "\n备注：正文里的不动\n"
        good, bad = f"---\n{good}---\n{body}", f"---\n{bad}---\n{body}"
    assert source.read(path, bad.encode())[0] is None
    assert fixes(path, bad) == fixes(path, good)


@pytest.mark.parametrize(
    "text",
    [
        _text().replace("备注: ", "备注：") + "x: [",
        _text().replace("备注: ", "没有的字段："),
        _text(违法事实="|\n  一\n  备注：二"),
        "备注：一\n备注: 二\n",
    ],
    ids=["something else is wrong too", "no field", "in a block", "twice"],
)
def test_colons_that_could_be_read_otherwise_stay(text: str) -> None:
    assert "：" in fixes(PATH, text)


@pytest.mark.parametrize(
    "written",
    [
        *("2026/3/2", "2026.3.2", "2026-3-2", "2026年3月2日", "2026年03月02日", "20260302", "2026/03/02"),
        *(
            "２０２６-０３-０２",
            "２０２６／３／２",
            "2026．3．2",
            "2026 年 3 月 2 日",
            "2026 - 03 - 02",
            "二〇二六年三月二日",
        ),
        "2026/3/2\u3000",
    ],
)
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_a_date_with_one_reading(written: str, quote: str) -> None:
    assert _fixed("处罚决定日期", f"{quote}{written}{quote}") == f"{quote}2026-03-02{quote}"


@pytest.mark.parametrize(
    "written",
    [
        *("3/2/2026", "26/3/2", "2026/3-2", "2026/13/2", "2026.2.30", "2026年3月", "3月2日", "46083", "2026", "202632"),
        *("2026-03-02 10:00", "2026/3/2 9:05", "2026/3/2至4/2", "约2026/3/2", "2026/3/2?", "1026/3/2", "2026-03-0 2"),
        *("2026年3月2日前", "2026 3 2", "-", "/", "长期", "永久", "2026-①-2", "2026年二月三0日"),
    ],
)
def test_a_date_that_could_be_another_stays(written: str) -> None:
    assert _fixed("处罚有效期", written) == written


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("5,000元", "5000元"),
        ("５０００元", "5000元"),
        ("５，０００．００元", "5000元"),
        ("5000.00元", "5000元"),
        ("5000.0元", "5000元"),
        ("5000 元", "5000元"),
        ("5000元整", "5000元"),
        ("人民币5,000元", "5000元"),
        ("伍仟元整", "5000元"),
        ("伍仟圆正", "5000元"),
        ("五千元", "5000元"),
        ("拾贰万元", "120000元"),
        ("壹万零伍佰元整", "10500元"),
        ("12,345,678.90元", "12345678.90元"),
        ("0.5 万元", "0.5万元"),
        ("１２万元", "12万元"),
        ("1,200万元", "1200万元"),
        ("5千元", "5000元"),
        ("1亿元", "100000000元"),
    ],
)
def test_an_amount_with_one_reading(written: str, made: str) -> None:
    assert _fixed("罚款金额", written) == made
    assert _fixed("罚款金额", f'"{written}"') == f'"{made}"'


@pytest.mark.parametrize(
    "written",
    [
        *("5000", "5,000", "5000元以下", "约5000元", "5000元至10000元", "5000元、6000元", "伍仟元（5000元）", "5,00元"),
        *(
            "5 000元",
            "5  000元",
            "5.000元",
            "50,00元",
            "三百五元",
            "二〇〇〇元",
            "二三元",
            "五百三千元",
            "伍仟元伍角",
            "元",
            "零元",
        ),
        *("5000.50元", "0.50万元", "12万元", "5000美元", "￥5000", "-5000元", "一万五百元", "05000元", "5000元/次"),
    ],
)
def test_an_amount_that_could_be_another_or_is_right_stays(written: str) -> None:
    assert _fixed("罚款金额", written) == written


@given(st.integers(1, 10**8 - 1))
def test_amounts_in_characters_are_read_as_they_are_written(number: int) -> None:
    """Numbers written out by the rules of GB, plain and financial, are the number; a slip in one is never another."""
    schema = kind("penalty").fields["罚款金额"].schema
    plain = _in_han(number)
    assert mended(f"{plain}元", "罚款金额", schema) == f"{number}元"
    financial = plain.translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))
    assert mended(f"{financial}元整", "罚款金额", schema) == f"{number}元"


def _in_han(number: int) -> str:
    """Digit by digit, as people say it: another way than the program's."""
    words, gap = "", False
    for place in reversed(range(8)):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + "零一二三四五六七八九"[digit] + ("", "十", "百", "千")[place % 4]
        gap = not digit
        if place % 4 == 0 and number // 10**place % 10_000:
            words += ("", "万")[place // 4]
            gap = gap and not digit
    return words


@pytest.mark.parametrize(
    "written",
    [
        *(
            "清市监处罚[2026]12号",
            "清市监处罚【2026】12号",
            "清市监处罚(2026)12号",
            "清市监处罚（2026）12号",
            "清市监处罚﹝2026﹞12号",
        ),
        *(
            "清市监处罚〔2026 〕12号",
            "清市监处罚〔２０２６〕１２号",
            "清市监处罚 〔2026〕 12 号",
            "清市监处罚［2026］12号",
        ),
    ],
)
def test_a_number_has_one_standard_form(written: str) -> None:
    assert _fixed("行政处罚决定书文号", written) == "清市监处罚〔2026〕12号"


@pytest.mark.parametrize(
    "written",
    [
        *(
            "清市监处罚〔2026〕12、13号",
            "清市监处罚[2026]7-8号",
            "清市监处罚2026年12号",
            "清市监处罚[26]12号",
            "清市监[2026]处罚[2025]1号",
        ),
        *("清市监处罚（罚）〔2026〕12号", "清市监处罚[2026]1 2号", "〔2026〕12号", "清市监处罚[2026]12号等", "无"),
    ],
)
def test_a_number_that_could_be_another_stays(written: str) -> None:
    assert _fixed("行政处罚决定书文号", f"'{written}'") == f"'{written}'"


@pytest.mark.parametrize(
    ("name", "written", "made"),
    [
        ("统一社会信用代码", "９１９９０１００ＭＡ０Ｆ４Ｔ２Ｑ８Ｕ", CODE),
        ("统一社会信用代码", "91990100 MA0F4T2Q 8U", CODE),
        ("统一社会信用代码", CODE.lower(), CODE),
        ("统一社会信用代码", "91990100MA0F4T2Q8１", "91990100MA0F4T2Q81"),
        ("统一社会信用代码", "91990100 MA0F4T2Q81", "91990100 MA0F4T2Q81"),
        ("统一社会信用代码", "91990100xxxxxxxxxx", "91990100xxxxxxxxxx"),
        ("事项编码", "ＣＦ－ＳＰ－００１", "CF-SP-001"),
        ("事项编码", "ＣＦ第１号", "ＣＦ第１号"),
        ("工商注册号", "９９０１００", "990100"),
        ("证件号码", "９９０１００", "９９０１００"),
        ("行政相对人名称", "清河市ＡＢＣ食品有限公司", "清河市ＡＢＣ食品有限公司"),
    ],
)
def test_codes(name: str, written: str, made: str) -> None:
    """Full-width characters of a code become plain; the check character says whether more was wrong."""
    assert _fixed(name, written) == made


def test_codes_with_a_pattern() -> None:
    """What the schema describes, wherever it stands."""
    text = "政府:\n  - 编号: qinghe\n    名称: 清河市\n    层级: 市\n    区划代码: ９９０ １００\n    地区: 清河市\n"
    assert fixes("content/governments.yaml", text) == text
    text = text.replace("９９０ １００", "９９０１００")
    assert fixes("content/governments.yaml", text) == text.replace("９９０１００", "990100")


def test_nested_values_and_lists() -> None:
    """Corrections, reviews, and working days of a calendar."""
    more = "更正:\n  - {日期: 2026/4/1, 内容: 日期 2026/4/1, 原因: 录入有误}\n"
    assert fixes(PATH, _text() + more) == _text() + more.replace("{日期: 2026/4/1", "{日期: 2026-04-01")
    text = "调休上班:\n- 2026/2/14\n- 2026-02-28\n"
    assert fixes("content/calendars/2026.yaml", text) == text.replace("2026/2/14", "2026-02-14")


def test_blanks_at_the_ends() -> None:
    """Of lines and of short values; those inside longer texts belong to them."""
    text = _text(行政相对人名称="\u3000清河市云栖食品有限公司\u3000  ", 处罚机关="' 清河市市场监督管理局'")
    text = text.replace("公示日期: 2026-03-10\n", "公示日期: 2026-03-10 \t\n# 注释  \n")
    text = text.replace(f"违法事实: {FIELDS['违法事实']}", "违法事实: |\n  一  \n\n  二\t\n   ")
    made = fixes(PATH, text)
    assert "\n行政相对人名称: 清河市云栖食品有限公司\n" in made
    assert "\n处罚机关: '清河市市场监督管理局'\n" in made
    assert "\n公示日期: 2026-03-10\n# 注释\n" in made
    assert "违法事实: |\n  一  \n\n  二\t\n   \n" in made
    assert fixes(PATH, made) == made


def test_a_value_that_would_mean_something_else_without_its_blanks_stays() -> None:
    text = _text(行政相对人名称="\u3000[甲]", 处罚机关='"\\u3000甲\\u3000"')
    assert fixes(PATH, text) == text


def test_fields_come_in_the_order_of_the_schema() -> None:
    """Each with all of its lines; a list, a text of several lines and a missing line end included."""
    lines = (
        _text().replace("处罚内容: 罚款 伍仟元 整。\n", "处罚内容: |\n  罚款\n  # 五千元\n\n").splitlines(keepends=True)
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
    text = _text(公示日期="'2026/3/10'")
    assert fixes(PATH, text, published=TODAY) == text.replace("2026/3/10", TODAY)


def test_the_number_of_a_published_record_stays() -> None:
    """It would need a 更正."""
    text = _text(行政处罚决定书文号="清市监处罚(2026)12号", 罚款金额="5000.00元")
    assert fixes(PATH, text, public=True) == text.replace("5000.00元", "5000元")


def _variants() -> Iterator[tuple[str, str, str]]:
    """Field, how it may be written, how it should be."""
    for written in ("2026/3/2", "2026年3月2日", "２０２６.3.2", "'2026/3/2'", "2026-03-02"):
        yield "处罚决定日期", written, "2026-03-02"
    for written in ("5,000元", '"伍仟元整"', "5000 元", "5000元"):
        yield "罚款金额", written, "5000元"
    for written in ("清市监处罚(2026)12号", "清市监处罚〔 2026〕12号", "清市监处罚〔2026〕12号"):
        yield "行政处罚决定书文号", written, "清市监处罚〔2026〕12号"
    yield "统一社会信用代码", CODE.lower(), CODE


FREE_TEXT = st.text(st.sampled_from("罚款5,000元[2026]１２/.:#'\"|- \u3000\t（）〔〕年月日甲乙"), max_size=30)


@given(st.data(), st.randoms(use_true_random=False))
def test_only_what_was_meant_changes(data: st.DataObject, chance: random.Random) -> None:
    """Twice is once, every other value is read as before, and a file that needs nothing is the same to the byte."""
    expected: dict[str, Any] = dict(FIELDS)
    for name in FREE:
        expected[name] = data.draw(FREE_TEXT)
    lines = {name: f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in expected.items()}
    for name, written, made in chance.sample(list(_variants()), 5):
        lines[name], expected[name] = f"{name}: {written}{chance.choice(['', '  '])}\n", made
    order = chance.sample(list(lines), len(lines))
    text = "".join(lines[name] for name in order)
    if chance.random() < 0.3:
        text = text.replace("\n", "\n# 注释\n", 1)
    after = fixes(PATH, text)
    read, _ = source.read(PATH, after.encode())
    assert read and read.values == {name: value for name, value in _clean(expected).items() if value}
    assert fixes(PATH, after) == after
    assert after.count("\n") == text.count("\n")
    if "# 注释" not in text:
        assert list(read.values) == [name for name in FIELDS if name in read.values]


def _clean(values: dict[str, str]) -> dict[str, str]:
    """As values are read."""
    return {name: value.strip() for name, value in values.items()}


@given(st.text(), st.booleans())
def test_any_text_is_taken(text: str, markdown: bool) -> None:
    """Never an exception, and twice is once."""
    path = PATH.replace(".yaml", ".md") if markdown else PATH
    for whole in (
        text,
        f"执法类别: 行政处罚\n公示日期: {text}\n",
        f"---\n执法类别: 行政处罚\n公示日期: {text}\n---\n{text}",
    ):
        after = fixes(path, whole)
        assert fixes(path, after) == after


@given(st.text(st.sampled_from("0123456789２０２６/.-年月日元万,，千百十一二三〇零 \u3000整"), max_size=14))
def test_a_repair_is_right_or_none(text: str) -> None:
    """What comes out of a repair is a date, or an amount, as the schema asks for."""
    fields = kind("penalty").fields
    day = mended(text, "公示日期", fields["公示日期"].schema)
    assert day == text or dates.parse(day)
    amount = mended(text, "罚款金额", fields["罚款金额"].schema)
    assert amount == text or amounts.yuan(amount) is not None


def test_the_demonstration_needs_no_repair() -> None:
    """Hundreds of files in the form that people and the import write them, to the byte."""
    for file in repository.files(REPOSITORY):
        text = repository.read(REPOSITORY, file.path).decode()
        assert fixes(file.path, text) == text, file.path


def test_a_difference_shows_no_number_and_drives_no_terminal() -> None:
    shown = diff(PATH, "电话: 19900001234\n日期: 2026/3/2\x1b[2J\n", "电话: 19900001234\n日期: 2026-03-02\n")
    assert shown.splitlines() == [
        f"--- a/{PATH}",
        f"+++ b/{PATH}",
        "@@ -1,2 +1,2 @@",
        " 电话: 〔已遮盖〕",
        "-日期: 2026/3/2\ufffd[2J",
        "+日期: 2026-03-02",
    ]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with one decision, which needs no repair."""
    root = tmp_path / "site"
    for case in (CASES / "_base", CASES / "review-missing" / "explained"):
        shutil.copytree(case, root, dirs_exist_ok=True)
    record = root / PATH
    record.write_text(fixes(PATH, record.read_text("utf-8")), "utf-8")
    return root


def _check(root: Path, *more: str) -> int:
    parser = ArgumentParser()
    command.options(parser)
    return command.run(parser.parse_args(["--root", str(root), "--today", TODAY, "--jobs", "1", *more]))


def _break(root: Path) -> Path:
    record = root / PATH
    text = (
        record.read_text("utf-8").replace("2026-03-02", "2026/3/2").replace("罚款金额: 12万元", "罚款金额: 120,000元")
    )
    record.write_text(text.replace("〔2026〕", "[2026]").replace("CF-SP-001", "CF-SP-999"), "utf-8")
    return record


def test_fix_mends_shows_and_checks_again(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is left is reported, and the exit code is that of what is left."""
    record = _break(site)
    assert _check(site, "--fix") == 1
    shown = capsys.readouterr().out
    assert f"--- a/{PATH}\n+++ b/{PATH}\n" in shown
    assert "\n-处罚决定日期: 2026/3/2\n" in shown and "\n+处罚决定日期: 2026-03-02\n" in shown
    assert "改好了 1 个文件。" in shown
    assert "错误[matter-unknown]" in shown and "date-form" not in shown and "amount-form" not in shown
    text = record.read_text("utf-8")
    assert "罚款金额: 120000元" in text and "〔2026〕12号" in text
    assert not list(record.parent.glob("*.tmp"))
    assert _check(site, "--fix") == 1
    assert "没有可以自动改好的。" in capsys.readouterr().out
    assert record.read_text("utf-8") == text


def test_fix_keeps_to_the_wanted_files_and_to_the_byte_order_mark(site: Path) -> None:
    record = _break(site)
    content = b"\xef\xbb\xbf" + record.read_bytes()
    record.write_bytes(content)
    _check(site, "--fix", str(site / "content"))
    assert record.read_bytes() == content
    _check(site, "--fix", PATH)
    assert record.read_bytes().startswith(b"\xef\xbb\xbf\xe6") and b"2026-03-02" in record.read_bytes()


def test_fix_leaves_standard_output_to_other_programs(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _break(site)
    _check(site, "--fix", "--format", "json")
    done = capsys.readouterr()
    assert json.loads(done.out)["errors"] == 1
    assert "+处罚决定日期: 2026-03-02" in done.err


def test_fix_shows_no_line_of_a_file_with_secrets(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = _break(site)
    record.write_text(record.read_text("utf-8").replace("本局在检查中", "对沈小满罚款"), "utf-8")
    _check(site, "--fix")
    shown = capsys.readouterr().out
    assert "privacy-name" in shown and f"{PATH}：改好了；文件里有不得公开的内容" in shown
    assert "沈小满" not in shown
    assert "2026-03-02" in record.read_text("utf-8")


def test_fix_without_permission(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is half done, and the command says so (exit code 2)."""
    record = _break(site)
    before = record.read_bytes()
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != record)
    with pytest.raises(console.Stop, match="没有写的权限，什么都没有改"):
        _check(site, "--fix")
    assert record.read_bytes() == before


def test_fix_that_fails_while_writing(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk, a file system that can only be read: a sentence, no traceback."""
    _break(site)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("plugins.registry.replace_file.write", full)
    with pytest.raises(console.Stop, match="写不进去"):
        _check(site, "--fix")


def test_fix_as_a_person_meets_it(site: Path, publish: Publish) -> None:
    """The command itself, in a process of its own."""
    _break(site)
    done = publish("check", "--root", site, "--today", TODAY, "--fix", code=1)
    assert "改好了 1 个文件。" in done.stdout and "\x1b" not in done.stdout


def test_fix_after_a_publication(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A new record that is back-dated gets the day of the check; the 文号 of one already published stays."""
    record = site / PATH
    record.write_text(record.read_text("utf-8").replace("〔2026〕", "(2026)"), "utf-8")
    monkeypatch.setenv("PUBLISH_KEY", "0123456789abcdef")
    output = tmp_path / "published"
    day = date(2026, 11, 19)
    assert build(site, output, base_url="https://example.gov.cn/", today=day, jobs=1, search=False, first=True) == 0
    new = record.with_name("cf-0002.yaml")
    new.write_text(record.read_text("utf-8").replace("12号", "13号"), "utf-8")
    capsys.readouterr()
    assert _check(site, "--fix", "--previous", str(output)) == 0
    shown = capsys.readouterr().out
    assert f"-公示日期: 2026-03-10\n+公示日期: {TODAY}\n" in shown
    assert "published-backdated" not in shown and "change-silent" not in shown
    assert f"公示日期: {TODAY}\n" in new.read_text("utf-8") and "〔2026〕13号" in new.read_text("utf-8")
    assert "(2026)12号" in record.read_text("utf-8") and "公示日期: 2026-03-10\n" in record.read_text("utf-8")
