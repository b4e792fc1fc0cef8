"""Thousands of spoilt tables: an import never ends in a traceback, loses no row, and repeats no personal number."""

from __future__ import annotations

import base64
import csv
import io
import random
import re
import zipfile
import zlib

import openpyxl
import pytest

from plugins.registry import source
from plugins.registry.importing import mapping, repairing, report, suggesting, tables
from plugins.registry.importing.importer import Existing, Wishes, run
from plugins.registry.importing.outcome import ImportFailed, Result
from plugins.registry.kinds import kind
from tests.spoiling import leaked, mutants, past, secret, with_wrong_bytes
from tests.test_import_tables import XLS

KIND = kind("penalty")
AGENCY = "清河县市场监督管理局"
EXISTING = Existing({"qinghe-scjg": {"机构名称": AGENCY, "状态": "在用"}})
HEADER = [
    *(
        "序号",
        "行政相对人名称",
        "行政相对人代码_1",
        "行政相对人代码_2",
        "法定代表人",
        "证件号码",
        "行政处罚决定书文号",
        "违法行为类型",
    ),
    *("违法事实", "处罚类别", "处罚内容", "罚款金额（元）", "处罚决定日期", "公示日期", "处罚机关", "联系方式"),
]
ROWS = [
    [
        "1",
        "清河县云海商贸有限公司",
        "",
        "99",
        "赵大江",
        "",
        "清市监处罚〔2026〕1号",
        "无照",
        "无照经营",
        "罚款",
        "罚款2000元",
    ]
    + ["2000", "2026-03-02", "2026-03-05", AGENCY, "x"],
    [
        "2",
        "钱小满",
        "",
        "",
        "",
        "110101199003070012",
        "清市监处罚〔2026〕2号",
        "无照",
        "钱小满无照经营",
        "警告",
        "对钱小满警告",
    ]
    + ["", "2026年3月3日", "46086", AGENCY, "13800138000"],
    [
        "3",
        "清河县张记面馆",
        "",
        "",
        "孙一鸣",
        "",
        "清市监处罚〔2026〕3号",
        "卫生",
        "卫生不合格",
        "罚款、警告",
        "警告，罚款五百元",
    ]
    + ["500", "二〇二六年三月四日", "2026/3/9", AGENCY, ""],
]
CASE = [
    ["行政处罚决定书文号", "清市监处罚〔2026〕9号"],
    ["被处罚当事人姓名或名称", "个人姓名", "李小满"],
    ["主要违法违规事实（案由）", "违规经营"],
    ["行政处罚决定", "警告"],
    ["作出处罚决定的机关名称", AGENCY],
    ["作出处罚决定的日期", "2026年3月3日"],
]
NASTY = (
    *(
        "",
        " ",
        "\u3000",
        "/",
        "—",
        "NULL",
        "=1+1",
        "+1",
        "@x",
        "-",
        "'",
        '"',
        ",",
        "\t",
        "\r",
        "\n",
        "\x00",
        "\x0b",
        "\ufeff",
    ),
    *(
        "\u200b",
        "\u202e",
        "\ud7ff",
        "𠮷",
        "é",
        "１２",
        "2026-02-30",
        "2026-03-02",
        "46083",
        "1e400",
        "nan",
        "99999999999999999999",
    ),
    *(
        "合计",
        "注：见上",
        "某",
        "张某",
        "赵小满、钱大江",
        "赵小满（时任经理）",
        "〔2026〕1号",
        "1、2号",
        "罚款",
        "罚款1万元",
        "万元",
    ),
    *(
        "自然人",
        "个人姓名",
        "当事人名称",
        "处罚机关",
        "行政处罚内容",
        "行政处罚决定书文号",
        AGENCY,
        "<td>",
        "</table>",
        "&#0;",
        "x" * 6000,
    ),
)


def spoilt_rows(chance: random.Random) -> list[list[str]]:
    """The table with some cells, rows and columns spoilt."""
    rows = [list(line) for line in (CASE if chance.random() < 0.15 else [["清河县公开表"], HEADER, *ROWS])]
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        line = chance.choice(rows)
        place = chance.randrange(len(line)) if line else 0
        match chance.randrange(9):
            case 0 | 1 | 2 if line:
                line[place] = chance.choice(NASTY)
            case 3 | 4 if line:
                line[place] = line[place] + chance.choice(("", "，", " ", "\n", "电话")) + secret(chance)
            case 5 if line:
                del line[place]
            case 6:
                line.insert(place, chance.choice(NASTY))
            case 7:
                rows.insert(chance.randrange(len(rows)), list(chance.choice(rows)))
            case 8:
                rows.remove(line)
                rows = rows or [[]]
    return rows


def as_csv(rows: list[list[str]], chance: random.Random) -> tuple[bytes, str]:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=chance.choice(",,,\t")).writerows(rows)
    return buffer.getvalue().encode(chance.choice(("utf-8", "utf-8-sig", "gb18030")), "replace"), "表.csv"


def as_page(rows: list[list[str]], chance: random.Random) -> tuple[bytes, str]:
    def cell(text: str) -> str:
        return f"<td{chance.choice(('', '', ' colspan=2', ' rowspan=3', ' rowspan=x'))}>{text}</td>"

    body = "".join(f"<tr>{''.join(map(cell, line))}</tr>" for line in rows)
    return f"<html><table>{body}</table></html>".encode(chance.choice(("utf-8", "gb18030")), "replace"), "表.xls"


def as_workbook(rows: list[list[str]], chance: random.Random) -> tuple[bytes, str]:
    book = openpyxl.Workbook()
    for line in rows:
        book.active.append([re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", cell) for cell in line])
    if chance.random() < 0.3:
        book.active.merge_cells(
            start_row=1, start_column=1, end_row=chance.randint(1, 4), end_column=chance.randint(1, 9)
        )
    if chance.random() < 0.1:
        book.active.sheet_state = "hidden"
        book.create_sheet("另")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue(), "表.xlsx"


def with_wrong_bytes_inside(data: bytes, chance: random.Random) -> bytes:
    """A workbook whose archive is sound and whose parts are not."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        spoilt = chance.choice(old.namelist())
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, with_wrong_bytes(text, chance) if name == spoilt else text)
    return made.getvalue()


def check(data: bytes, name: str, chance: random.Random) -> str:
    """Imports a spoilt table and looks at all that comes of it."""
    by = Wishes(agency=chance.choice(("", "qinghe-scjg")), published=chance.choice(("", "2026-03-09")))
    try:
        result = run(data, name, KIND, EXISTING, wishes=by)
    except ImportFailed as failed:
        assert re.search("[\u4e00-\u9fff]", str(failed)) and not leaked(str(failed))
        return "failed" if opened(data, name) else "unread"
    assert result.rows == result.records + result.corrected + result.present + result.refused
    assert {item.row for item in result.refusals} == set(result.refused_rows)
    texts = [*result.files.values(), report.as_text(result), report.as_csv(result).decode("utf-8-sig")]
    assert not any(map(leaked, texts)), [text for text in texts if leaked(text)]
    for path, text in result.files.items():
        read, problems = source.read(path, text.encode())
        assert read and not problems
    if chance.random() < 0.05:
        look_closer(data, name, result, by)
    return "imported"


def opened(data: bytes, name: str) -> bool:
    """True where a file gives rows at all, whatever they are."""
    try:
        return any(any(sheet.rows) for sheet in tables.sheets(data, name))
    except ImportFailed:
        return False


def look_closer(data: bytes, name: str, result: Result, by: Wishes) -> None:
    """What takes longer: a second import changes nothing, the report can be read back, a draft of a mapping is sound."""
    after = Existing(EXISTING.agencies, {})
    after.records = {
        f"{path.split('/')[1]}/{path.split('/')[3]}/{path.split('/')[4][:-5]}": read.values
        for path, text in result.files.items()
        if (read := source.read(path, text.encode())[0])
    }
    again = run(data, name, KIND, after, wishes=by)
    assert (again.records, again.files, again.present) == (0, {}, result.records + result.present)
    if result.refused:
        back = run(repairing.workbook(result), "未导入.xlsx", KIND, after, wishes=by)
        assert back.rows >= back.refused > 0
    draft = suggesting.suggest(data, name, KIND)
    assert not leaked(draft)
    mapping.read(draft.encode(), KIND)


WHOLE = as_workbook([["清河县公开表"], HEADER, *ROWS], random.Random(1))[0]


def make(chance: random.Random, number: int) -> tuple[bytes, str]:
    """A table with wrong cells, rows and columns in one of the formats; some also with wrong bytes."""
    if number % 4 == 3:
        return with_wrong_bytes_inside(WHOLE, chance), "表.xlsx"
    data, name = chance.choice((as_csv, as_csv, as_page, as_workbook))(spoilt_rows(chance), chance)
    return (with_wrong_bytes(data, chance) if number % 4 == 2 else data), name


@pytest.mark.parametrize(
    ("seed", "count"),
    [
        *((seed, 550) for seed in range(4)),
        *(pytest.param(seed, 1000, marks=pytest.mark.heavy) for seed in range(100, 110)),
    ],
)
def test_spoilt_tables(seed: int, count: int) -> None:
    outcomes = mutants(seed, count, make, check)
    assert past(outcomes) > 0.6, outcomes
    assert min(outcomes[word] for word in ("imported", "failed", "unread")) > count // 20, outcomes


def test_spoilt_old_workbooks() -> None:
    whole = zlib.decompress(base64.b85decode(XLS))
    # Each is tried in a process of its own, so these are few.
    outcomes = mutants(7, 6, lambda chance, _: (with_wrong_bytes(whole, chance), "表.xls"), check)
    assert {"imported", "unread"} <= outcomes.keys()
