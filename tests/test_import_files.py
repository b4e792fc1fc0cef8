"""From files to rows: encodings, workbooks, what is no table, mapping files; and what an import leaves on the disk."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.registry.importing import files, mapping, tables
from plugins.registry.importing.files import Paths
from plugins.registry.importing.importer import Existing, Wishes, run
from plugins.registry.importing.outcome import ImportFailed
from plugins.registry.kinds import kind
from tests.import_rows import HEADER, MAPPING, PENALTY, as_csv, load, row, values


def test_both_encodings_give_the_same_records() -> None:
    rows = [row("赵小满（时任经理）", "个人"), row(决定="警告")]
    outcomes = [load(as_csv(*rows, encoding=encoding)).files for encoding in ("utf-8", "utf-8-sig", "gb18030")]
    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_other_encodings_are_refused() -> None:
    for data in (as_csv(row(), encoding="utf-16"), as_csv(row()) + b"\xff\xff\x81"):
        with pytest.raises(ImportFailed, match="UTF-"):
            load(data)


def workbook(*rows: list[object], sheets: dict[str, list[list[object]]] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for line in rows:
        book.active.append(line)
    for name, lines in (sheets or {}).items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_workbook_with_titles_blank_rows_and_typed_cells() -> None:
    header: list[object] = [*HEADER, "处罚决定日期"]
    first: list[object] = [*row(), dt.date(2026, 2, 26)]
    first[5] = 10000.0
    first[8] = dt.datetime(2026, 3, 2, 10, 20)
    data = workbook(
        ["清河监管局行政处罚公开表"], [], ["填报单位：", "某处"], header, first, [], [*row("云海乙公司"), None]
    )
    result = load(data, name="表.xlsx")
    found = values(result)
    assert [item["来源"]["行"] for item in found] == ["5", "7"]  # type: ignore[index]
    assert found[0]["处罚决定日期"] == "2026-02-26"
    assert found[0]["罚款金额"] == "10000元"
    assert "处罚决定日期" not in found[1]
    assert result.rows == 2


def test_the_first_sheet_with_a_known_header_is_read() -> None:
    lines: list[list[object]] = [list(HEADER), list(row())]
    assert load(workbook(["说明"], sheets={"数据": lines}), name="表.xlsx").records == 1
    other = workbook(list(HEADER), list(row()), sheets={"另表": [*lines, list(row("云海乙公司"))]})
    assert load(other, text=MAPPING + "工作表: 另表\n", name="表.xlsx").records == 2
    with pytest.raises(ImportFailed, match="没有名为"):
        load(other, text=MAPPING + "工作表: 没有\n", name="表.xlsx")


def test_numbers_keep_their_digits() -> None:
    table = tables.read(
        workbook(["文号", "当事人"], [12345678901234, 0.1], [1e-7, 3.0]), "x.xlsx", {"文号": "a", "当事人": "b"}
    )
    assert [line.cells for line in table.rows] == [("12345678901234", "0.1"), ("0.0000001", "3")]


@pytest.mark.parametrize("name", ["表.xlsx", "表.xls", "表.csv", "表.docx", "表"])
@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02" * 50, b"hello,world\n1,2\n", b"PK\x03\x04 broken", b"%PDF-1.7"])
def test_what_is_no_spreadsheet(name: str, data: bytes) -> None:
    with pytest.raises(ImportFailed) as failed:
        load(data, name=name)
    assert re.search("[\u4e00-\u9fff]", str(failed.value))


@pytest.mark.parametrize("name", ["决定书.txt", "决定书.docx", "决定书.pdf", "决定书.md"])
def test_the_words_of_a_decision_are_no_table(name: str) -> None:
    """What to do instead is said; commas and line ends make no columns of a text."""
    text = "清河监管局行政处罚决定书\n清监罚〔2026〕1号\n当事人:某某公司,地址:清河县。\n经查,你公司未备案,违反了有关规定。\n"
    with pytest.raises(ImportFailed, match=r"不是表格.*publish\.py new"):
        load(text.encode(), name=name)


def test_a_truncated_or_encrypted_workbook() -> None:
    data = workbook(list(HEADER), list(row()))
    for broken in (data[: len(data) // 2], data[:40]):
        with pytest.raises(ImportFailed, match="读不出来"):
            load(broken, name="表.xlsx")
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(ImportFailed, match="密码"):
        load(locked, name="表.xlsx")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("列名: {}", "没有“列名”"),
        ("字段: {没有的字段: [a]}", "没有“没有的字段”"),
        ("字段: {处罚内容: {a: b}}", "应是一个列表"),
        ("字段: {证件号码: [a]}", "没有“证件号码”"),
        ("类别: 行政许可", "行政许可"),
        ("单位: {罚款金额: 美元}", "元、万元"),
        ("机关: {标题中: '('}", "正则表达式"),
        ("机关: {标题中: 'abc'}", "括号"),
        ("机关: {同名规则: [{原文: 'a', 改为: '\\2'}]}", "没有的括号"),
        ("政府: {编号: X-1, 名称: a, 层级: 国家}", "小写字母"),
        ("政府: {编号: ab, 名称: a, 层级: 区}", "层级"),
        ("不导入: [{列: a}]", "每项都要写"),
        ("字段: {a: b", "YAML"),
        ("单位: {罚款金额: 元, 罚款金额: 万元}", "重复的键"),
        ("- a", "应是若干"),
        ("", "应是若干"),
        ("文号取自标题: 对", "是、否"),
    ],
)
def test_mapping_files_with_mistakes(text: str, hint: str) -> None:
    with pytest.raises(ImportFailed, match=re.escape(hint)):
        mapping.read(text.encode(), PENALTY)


def test_lists_are_not_imported() -> None:
    with pytest.raises(ImportFailed, match="不能用表格导入"):
        run(as_csv(row()), "表.csv", kind("matters"), Existing())


def test_run_import_writes_whole_files_and_a_report(tmp_path: Path) -> None:
    table, columns, out = tmp_path / "表.csv", tmp_path / "m.yaml", tmp_path / "site"
    table.write_bytes(as_csv(row(), row("乙公司", 决定="")))
    columns.write_text(MAPPING, "utf-8")
    result = files.run_import(out, table, "行政处罚", Paths(columns, tmp_path / "r.csv"))
    written = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert written == set(result.files)
    lines = list(csv.reader(io.StringIO((tmp_path / "r.csv").read_text("utf-8-sig"))))
    assert lines == [["文件", "行", "列", "结果", "原因"], ["表.csv", "3", "决定", "未导入", "缺少处罚内容"]]
    stamps = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    again = files.run_import(out, table, "penalty", Paths(columns))
    assert (again.records, again.present) == (0, 1)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == stamps


def test_run_import_fails_with_a_sentence(tmp_path: Path) -> None:
    table = tmp_path / "表.csv"
    table.write_bytes(as_csv(row()))
    for kind_name, paths, agency in (
        ("没有", Paths(), ""),
        ("penalty", Paths(), "../x"),
        ("penalty", Paths(), "none-x"),
        ("penalty", Paths(tmp_path / "无.yaml"), ""),
    ):
        with pytest.raises(ImportFailed):
            files.run_import(tmp_path, table, kind_name, paths, Wishes(agency))
    with pytest.raises(ImportFailed, match="打不开"):
        files.run_import(tmp_path, tmp_path / "无.csv", "penalty")


def test_a_crash_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.yaml"
    target.write_bytes(b"old")

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(OSError, match="No space"):
        files.write(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.xls"]))
def test_any_bytes(data: bytes, name: str) -> None:
    with pytest.raises(ImportFailed):
        load(data, name=name)
