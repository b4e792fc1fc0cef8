"""What comes after an import: the refused rows to repair, corrections, the file of what is never public, a mapping's draft."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from plugins.registry import source, uscc
from plugins.registry.exporting import private as exported
from plugins.registry.importing import files, mapping, private, repairing, report, suggesting
from plugins.registry.importing.correcting import Correction
from plugins.registry.importing.files import Paths
from plugins.registry.importing.importer import Wishes, run
from plugins.registry.importing.outcome import ImportFailed, Result
from plugins.registry.kinds import kind
from publish import main
from tests.trees import tree

PENALTY = kind("penalty")
AGENCY, SHOP = "清河县市场监督管理局", "清河县云海商贸有限公司"
ID_NUMBER, PHONE = "110101199003070012", "13800138000"
HEADER = "行政处罚决定书文号 行政相对人名称 行政相对人类别 证件号码 违法事实 处罚内容 罚款金额（元） 处罚决定日期 公示日期 处罚机关 备注".split()


def row(number: int = 1, party: str = SHOP, **other: str) -> list[str]:
    start = (f"清市监处罚〔2026〕{number}号", party, "法人及非法人组织", "", "未按规定备案", "罚款2000元", "2000")
    values = dict(zip(HEADER, (*start, "2026-03-02", "2026-03-05", AGENCY, ""), strict=True))
    return list((values | {name.replace("罚款金额", "罚款金额（元）"): text for name, text in other.items()}).values())


def as_csv(*rows: list[str]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([HEADER, *rows])
    return buffer.getvalue().encode()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site with one agency."""
    path = tmp_path / "site/agencies/qinghe-scjg/agency.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(f"机构名称: {AGENCY}\n政府: qinghe\n状态: 在用\n", "utf-8")
    return tmp_path / "site"


def load(root: Path, data: bytes, name: str = "表.csv", wishes: Wishes | None = None, **paths: Path) -> Result:
    table = root.parent / name
    table.write_bytes(data)
    return files.run_import(root, table, "penalty", Paths(**paths), wishes)


def record(root: Path, slug: str = "cf-0001") -> dict[str, Any]:
    path = root / f"agencies/qinghe-scjg/decisions/2026/{slug}.yaml"
    read, problems = source.read("a.yaml", path.read_bytes())
    assert read and not problems
    return read.values


def reasons(result: Result) -> list[tuple[int, str]]:
    return [(item.row, item.reason) for item in result.refusals]


def sheet(path: Path) -> list[list[Any]]:
    page = openpyxl.load_workbook(path).worksheets[0]
    return [list(line) for line in page.iter_rows()]


# The report that is repaired and comes back.


def test_a_report_is_repaired_and_imported(root: Path, tmp_path: Path) -> None:
    rows = [
        row(1),
        row(2, "云海乙公司", 处罚内容=""),
        row(3, "云海丙公司", 违法事实=f"电话{PHONE}"),
        row(4, 备注="=1+1", 公示日期="x"),
    ]
    path = tmp_path / "未导入.xlsx"
    first = load(root, as_csv(*rows), report=path)
    assert (first.records, first.refused) == (1, 3)
    lines = sheet(path)
    assert lines[0][0].value == "含个人信息，勿提交"
    assert [cell.value for cell in lines[1]] == [*HEADER, "未导入的原因"]
    assert [line[-1].value for line in lines[2:]] == [
        "原第 3 行：缺少处罚内容",
        "原第 4 行：含有手机号码",
        "原第 5 行：看不出是哪一天",
    ]
    yellow = [
        [HEADER[place] for place, cell in enumerate(line) if cell.fill.fgColor.rgb == "FFFFFF00"] for line in lines[2:]
    ]
    assert yellow == [["处罚内容"], ["违法事实"], ["公示日期"]]
    assert {cell.data_type for line in lines for cell in line if cell.value} == {"s"}
    assert {cell.number_format for line in lines for cell in line if cell.value} == {"@"}
    assert lines[4][HEADER.index("备注")].value == "=1+1"
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    page.cell(3, HEADER.index("处罚内容") + 1).value = "警告"
    page.cell(4, HEADER.index("违法事实") + 1).value = "未按规定备案"
    book.save(path)
    again = tmp_path / "再次.xlsx"
    second = files.run_import(root, path, "penalty", Paths(report=again))
    assert (second.rows, second.records, second.present, second.refused) == (3, 2, 0, 1)
    assert not [note for note in second.notes if note.column == "未导入的原因"]
    assert record(root, "cf-0002")["来源"] == {"文件": "未导入.xlsx", "行": "3"}
    assert [cell.value for cell in sheet(again)[1]] == [*HEADER, "未导入的原因"]
    assert [line[-1].value for line in sheet(again)[2:]] == ["原第 5 行：看不出是哪一天"]
    third = files.run_import(root, path, "penalty", Paths())
    assert (third.records, third.present, third.files) == (0, 2, {})


def test_what_came_from_elsewhere_keeps_its_form(root: Path, tmp_path: Path) -> None:
    page = "<table><tr><th>当事人名称<th>行政处罚内容<th>公示日期<th>作出决定机关<th>当事人名称</tr>"
    page += "<tr><td>合计<td><td><td><tr><td>云海乙公司<td><td>x<td>别的局<td>云海乙公司<td>多一格</tr></table>"
    path = tmp_path / "未导入.xlsx"
    load(root, page.encode(), "表.xls", report=path)
    lines = [[cell.value for cell in line] for line in sheet(path)]
    assert lines[1:] == [
        ["当事人名称", "行政处罚内容", "公示日期", "作出决定机关", "当事人名称", None, "未导入的原因"],
        ["合计", None, None, None, None, None, "原第 2 行：这一行是合计"],
        ["云海乙公司", None, "x", "别的局", "云海乙公司", "多一格", "原第 3 行：看不出是哪一天"],
    ]


def test_a_report_without_refusals_and_one_with_notes(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "未导入.xlsx"
    load(root, as_csv(row(1, 罚款金额="300")), report=path)
    assert [[cell.value for cell in line][:1] for line in sheet(path)] == [["含个人信息，勿提交"], [HEADER[0]]]
    notes = openpyxl.load_workbook(path)["提示"]
    assert [[cell.value for cell in line] for line in notes.iter_rows()] == [
        ["行", "列", "提示"],
        ["2", "罚款金额（元）", "与决定内容里的金额对不上，没有导入这一格"],
    ]


def test_cells_that_no_workbook_takes() -> None:
    result = Result("表.csv", header=("列",), refused_rows={2: ("\x00\x0b甲\ud800" + "长" * 40_000,), 3: ("_x0041_",)})
    result.refusals = [files_refusal(2), files_refusal(3)]
    page = openpyxl.load_workbook(io.BytesIO(repairing.workbook(result))).worksheets[0]
    assert page.cell(3, 1).value.startswith("甲长长")
    assert page.cell(4, 1).value.replace("_x005F_", "_") == "_x0041_"


def files_refusal(number: int) -> Any:
    from plugins.registry.importing.outcome import Refusal

    return Refusal(number, "列", "原因")


# Where these files may lie.


def test_personal_data_stays_out_of_the_site_and_of_repositories(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)
    repository = tmp_path / "另一个仓库"
    (repository / ".git").mkdir(parents=True)
    before = tree(root)
    inside = (
        root / "a.xlsx",
        root / "content/a.csv",
        tmp_path / "link/a.xlsx",
        root / "reports/../a.xlsx",
        repository / "a.csv",
    )
    for path in inside:
        for name in ("report", "private"):
            with pytest.raises(ImportFailed, match=r"含个人信息，不能放在站点或者仓库的文件夹里"):
                load(root, as_csv(row()), **{name: path})
    with pytest.raises(ImportFailed, match=r"\.gitignore 里没有"):
        load(root, as_csv(row()), report=repository / "reports/a.xlsx")
    assert tree(root) == before
    (repository / ".gitignore").write_text("/reports/\n", "utf-8")
    load(root, as_csv(row(2)), report=repository / "reports/a.xlsx")
    load(root, as_csv(row(3)), report=root / "reports/a.xlsx", private=root / "reports/p.csv")
    assert stat.S_IMODE((root / "reports/p.csv").stat().st_mode) == 0o600


# Corrections.

BY = Wishes(correction=Correction("录入有误", date(2026, 11, 20)))


def test_a_corrected_row(root: Path) -> None:
    load(root, as_csv(row(1), row(2, "云海乙公司")))
    changed = as_csv(row(1, 处罚内容="罚款3000元", 罚款金额="3000", 备注="补充"), row(2, "云海乙公司"))
    refused = load(root, changed)
    assert [reason for _, reason in reasons(refused)] == [
        "同一机关、同一文号、同一当事人已有另一条内容不同的记录；确实要更正的，用 --correct 写明原因"
    ]
    assert "更正" not in record(root)
    result = load(root, changed, "改过的表.csv", BY)
    assert (result.rows, result.records, result.corrected, result.present, result.refused) == (2, 0, 1, 1, 0)
    now = record(root)
    assert (now["处罚内容"], now["罚款金额"], now["备注"]) == ("罚款3000元", "3000元", "补充")
    assert now["更正"] == [{"日期": "2026-11-20", "内容": "更改处罚内容、罚款金额、备注", "原因": "录入有误"}]
    assert now["来源"] == {"文件": "表.csv", "行": "2"}
    assert "更正 1" in report.as_text(result)
    for name, wishes in (("改过的表.csv", BY), ("改过的表.csv", None), ("表.csv", None)):
        data = changed if name == "改过的表.csv" else as_csv(row(1), row(2, "云海乙公司"))
        again = load(root, data, name, wishes)
        assert (again.present, again.corrected, again.refused, again.files) == (2, 0, 0, {})


def test_a_second_correction_of_the_same_row(root: Path) -> None:
    load(root, as_csv(row(1)))
    for amount in ("3000", "4000"):
        result = load(root, as_csv(row(1, 处罚内容=f"罚款{amount}元", 罚款金额=amount)), wishes=BY)
        assert result.corrected == 1
    assert len(record(root)["更正"]) == 2
    assert record(root)["罚款金额"] == "4000元"


def test_what_was_added_by_hand_stays(root: Path) -> None:
    load(root, as_csv(row(1)))
    path = root / "agencies/qinghe-scjg/decisions/2026/cf-0001.yaml"
    path.write_text(path.read_text("utf-8") + "曾用编号:\n  - qinghe-scjg/2025/cf-0009\n", "utf-8")
    load(root, as_csv(row(1, 备注="补充", 违法事实="")), wishes=BY)
    assert record(root)["曾用编号"] == ["qinghe-scjg/2025/cf-0009"]
    assert record(root)["违法事实"] == "未按规定备案"
    assert record(root)["更正"][0]["内容"] == "更改备注"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text: re.sub("来源:(.|\n)*", "", text), "已有的记录不是从表格导入的，请直接在文件里更正"),
        (lambda text: "# 手写\n" + text, "已有记录的文件里有手写的注释或者正文，请直接在文件里更正"),
        (
            lambda text: text.replace("来源:", "撤回:\n  日期: 2026-04-01\n  类型: 撤销\n  原因: 复议\n来源:"),
            "已有的记录已经撤回，不能更正",
        ),
    ],
)
def test_records_that_are_not_corrected(root: Path, change: Any, reason: str) -> None:
    load(root, as_csv(row(1)))
    path = root / "agencies/qinghe-scjg/decisions/2026/cf-0001.yaml"
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    before = path.read_bytes()
    assert reasons(load(root, as_csv(row(1, 备注="x")), "另.csv", BY)) == [(2, reason)]
    assert path.read_bytes() == before


def test_rows_of_one_table_never_correct_each_other(root: Path) -> None:
    two = as_csv(row(1), row(1, 备注="另"))
    wrong = [(3, "本表前面已有一行，文号、当事人相同而内容不同")]
    assert reasons(load(root, two, wishes=BY)) == wrong
    assert reasons(load(root, two, wishes=BY)) == wrong
    assert "备注" not in record(root)
    other = load(root, as_csv(row(1, 备注="甲"), row(1, 备注="乙")), wishes=BY)
    assert (other.corrected, reasons(other)) == (1, wrong)
    (root / "agencies/qinghe-scjg/decisions/2026/cf-0002.yaml").write_bytes(
        (root / "agencies/qinghe-scjg/decisions/2026/cf-0001.yaml").read_bytes()
    )
    several = load(root, as_csv(row(1, 备注="丙")), wishes=BY)
    assert reasons(several) == [(2, "同一文号、同一当事人已有几条记录，看不出要更正哪一条，请直接在文件里更正")]


@pytest.mark.parametrize("reason", ["", "  ", "应当事人赵小满要求，对赵小满警告", f"来电{PHONE}", "字" * 1001])
def test_reasons_that_cannot_be_public(root: Path, reason: str) -> None:
    with pytest.raises(ImportFailed):
        load(root, as_csv(row(1)), wishes=Wishes(correction=Correction(reason, date(2026, 11, 20))))


def test_what_was_taken_down_for_privacy_does_not_come_back(root: Path) -> None:
    load(root, as_csv(row(1)))
    path = root / "agencies/qinghe-scjg/decisions/2026/cf-0001.yaml"
    origin = "来源:\n  文件: 表.csv\n  行: 2\n"
    withdrawal = "撤回:\n  日期: 2026-04-01\n  类型: 隐私保护\n  原因: 个人信息\n"
    path.write_text(f"执法类别: 行政处罚\n公示日期: 2026-03-05\n处罚机关: {AGENCY}\n{withdrawal}{origin}", "utf-8")
    assert load(root, as_csv(row(1))).present == 1
    assert load(root, as_csv(row(1)), wishes=BY).present == 1


# What is never public.


def test_private_columns_go_into_a_file_that_the_export_reads(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "私.csv"
    people = [row(1, "赵小满", 行政相对人类别="自然人", 证件号码=ID_NUMBER), row(2)]
    first = load(root, as_csv(*people), private=path)
    assert [note.text for note in first.notes if note.column == "证件号码"] == [
        "这一列永不公开，1 格只写进了 --private 的文件"
    ]
    assert exported.read(path.read_bytes(), PENALTY) == {"qinghe-scjg/2026/cf-0001": {"证件号码": ID_NUMBER}}
    assert path.read_text("utf-8-sig").splitlines()[0] == "含个人信息，勿提交"
    assert ID_NUMBER not in "".join(item.read_text("utf-8") for item in root.rglob("*.yaml"))
    assert ID_NUMBER not in report.as_text(first) + report.as_csv(first).decode()
    load(root, as_csv(*people, row(3, "钱大江", 行政相对人类别="自然人", 证件号码=f"{ID_NUMBER[:-1]}3")), private=path)
    assert list(exported.read(path.read_bytes(), PENALTY)) == ["qinghe-scjg/2026/cf-0001", "qinghe-scjg/2026/cf-0003"]
    before = path.read_bytes()
    load(root, as_csv(*people), private=path)
    assert path.read_bytes() == before


def test_without_a_private_file_they_are_dropped_and_counted(root: Path) -> None:
    result = load(root, as_csv(row(1, "赵小满", 行政相对人类别="自然人", 证件号码=ID_NUMBER), row(2, 证件号码="/")))
    assert [note.text for note in result.notes] == ["这一列永不公开，1 格没有导入"]
    assert result.private == {}


def test_another_file_is_not_overwritten(root: Path, tmp_path: Path) -> None:
    for content in (b"x", "编号,证件号码\n".encode(), b"\xff\xfe", b'"'):
        path = tmp_path / "私.csv"
        path.write_bytes(content)
        with pytest.raises(ImportFailed, match="头两行不是"):
            load(root, as_csv(row(1)), private=path)
        assert path.read_bytes() == content
    assert not (root / "agencies/qinghe-scjg/decisions").exists()


def test_private_values_are_no_formulas() -> None:
    text = private.as_csv({"a/2026/b-0001": {"证件号码": "=1+1", "证件类型": "身份证"}}, PENALTY).decode("utf-8-sig")
    assert text.splitlines()[1:] == ["编号,证件类型,证件号码", "a/2026/b-0001,\t身份证,\t=1+1"]
    assert "编号," in private.as_csv({}, PENALTY).decode()


# A draft of a mapping.

STRANGE = [
    "处罚对象名称",
    "决定书编号",
    "罚的内容",
    "联系人",
    "联系电话",
    "身份证号码",
    "网址",
    "处罚日期",
    "处罚单位名称",
    "x" * 70,
    "",
]


def strange_rows() -> list[list[str]]:
    url = "https://www.example.gov.cn/{}.html"
    people = [("赵小满", "妤小娟"), ("钱大江", "孙一鸣"), ("李四光", "周小川"), (SHOP, "吴桐")]
    return [
        [party, f"清市监处罚〔2026〕{place}号", f"对{party}罚款2000元，电话{PHONE}", contact, PHONE, ID_NUMBER]
        + [url.format(place), "2026-03-02", AGENCY, "甲乙丙", "子丑寅"]
        for place, (party, contact) in enumerate(people, 1)
    ]


def draft(header: list[str], rows: list[list[str]]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([["清河县处罚表"], header, *rows])
    return suggesting.suggest(buffer.getvalue().encode(), "表.csv", PENALTY)


def test_a_draft_names_every_column_and_no_person() -> None:
    text = draft(STRANGE, strange_rows())
    read = mapping.read(text.encode(), PENALTY)
    assert read.fields["行政处罚决定书文号"] == ("决定书编号",)
    assert read.fields["处罚决定日期"] == ("处罚日期",)
    assert read.url == read.notice == ("网址",)
    for place, name in enumerate(STRANGE, 1):
        assert (name if 0 < len(name) < 60 else f"第 {place} 列") in text
    assert "# 不导入：第 6 列“身份证号码”永不公开" in text
    assert "清市监处罚〔2026〕1号" in text and "2026-03-02" in text
    assert not re.search("小满|小娟|大江|一鸣|四光|小川|吴桐|乙丙|丑寅", text)
    assert PHONE not in text and ID_NUMBER not in text and "1101" not in text
    assert "缺少公示日期" in text and "--published" in text and "缺少处罚机关" not in text


def test_a_draft_can_be_used_as_it_is() -> None:
    header = ["当事人名称", "处罚结果内容", "处罚机关", "公示日期", "内部编号"]
    lines = [[SHOP, "警告", AGENCY, "2026-03-05", "1"]]
    text = draft(header, lines)
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([header, *lines])
    existing = files.Existing({"qinghe-scjg": {"机构名称": AGENCY}})
    result = run(buffer.getvalue().encode(), "表.csv", PENALTY, existing, mapping.read(text.encode(), PENALTY))
    assert (result.records, result.notes) == (1, [])


def test_a_draft_of_a_known_table_says_so() -> None:
    text = draft(
        ["序号", "当事人名称", "主要违法违规行为", "行政处罚内容", "作出决定机关"], [["1", SHOP, "x", "警告", AGENCY]]
    )
    assert "# 这张表认得：金融监管行政处罚信息公开表（多案横表）" in text
    with pytest.raises(ImportFailed):
        suggesting.suggest(b"", "a.csv", PENALTY)


@pytest.mark.parametrize("header", ["- a", "a: b", "#x", "'", '"', "{", "*", "是\n否", "~", "1", "&x", "?", "=1+1"])
def test_headers_that_yaml_could_misread(header: str) -> None:
    text = draft(["当事人名称", "处罚内容", header], [[SHOP, "警告", "# - 甲: 乙\n丙"]])
    assert " ".join(header.split()) in mapping.read(text.encode(), PENALTY).ignored


# The command.


def test_the_command(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, rep, own = tmp_path / "表.csv", tmp_path / "r.xlsx", tmp_path / "p.csv"
    table.write_bytes(
        as_csv(
            row(1, 证件号码="/"),
            row(2, "赵小满", 行政相对人类别="自然人", 证件号码=ID_NUMBER, 公示日期=""),
            row(3, 处罚内容=""),
        )
    )
    arguments = ["import", str(table), "--kind", "penalty", "--root", str(root)]
    extra = ["--report", str(rep), "--private", str(own), "--published", "2026-03-09"]
    assert main([*arguments, *extra]) == 1
    said = capsys.readouterr().out
    assert "共 3 行，新记录 2、已有 0、未导入 1" in said
    assert re.search(r"未导入行数  列 +原因 +例如第几行\n  1 +处罚内容  缺少处罚内容  4\n", said)
    assert record(root, "cf-0002")["公示日期"] == "2026-03-09"
    table.write_bytes(as_csv(row(1, 备注="补充")))
    assert main([*arguments, "--correct", "漏填备注", "--today", "2026-11-20", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"rows": 1, "records": 0, "refused": 0, "present": 0, "corrected": 1}
    assert record(root)["更正"] == [{"日期": "2026-11-20", "内容": "更改备注", "原因": "漏填备注"}]
    before = tree(root)
    assert main([*arguments, "--suggest-mapping"]) == 0
    assert mapping.read(capsys.readouterr().out.encode(), PENALTY).fields["处罚内容"] == ("处罚内容",)
    assert tree(root) == before
    assert main([*arguments, "--report", str(root / "r.xlsx")]) == 2
    assert "含个人信息" in capsys.readouterr().err


def test_a_checked_site_takes_corrected_records(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first17 = "91990301MA0000001"
    code = first17 + uscc.check_character(first17)
    header = ["行政处罚决定书文号", "行政相对人名称", "统一社会信用代码", "处罚内容", "公示日期", "处罚机关"]
    table = tmp_path / "表.csv"
    for content, more in (("罚款2000元", []), ("罚款3000元", ["--correct", "录入有误", "--today", "2026-11-20"])):
        buffer = io.StringIO(newline="")
        line = ["安市监处罚〔2026〕91号", "安石市远帆商贸有限公司", code, content, "2026-03-06", "安石市市场监督管理局"]
        csv.writer(buffer).writerows([header, line])
        table.write_bytes(buffer.getvalue().encode())
        assert main(["import", str(table), "--kind", "penalty", "--root", str(instance), *more]) == 0
        assert main(["check", "--root", str(instance)]) == 0
    assert "更正 1" in capsys.readouterr().out
