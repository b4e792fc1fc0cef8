"""Personal data are in an export only for this one file, from a file of their own, and never come into the site."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from publish import main
from tests.conftest import INSTANCE
from tests.exports import AGENCY, PENALTY, export, sheets
from tests.trees import tree

ID_NUMBER = "990301199001011234"
PRIVATE = f"""含个人信息，勿提交,,
编号,证件类型,证件号码
anshi-scjg/2026/cf-0003,身份证,{ID_NUMBER}
anshi-scjg/2026/cf-0004,身份证,{ID_NUMBER}
"""


def test_private_columns_are_filled_for_this_file_only(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    private = tmp_path / "私.csv"
    private.write_text(PRIVATE, "gb18030")
    export(instance, tmp_path / "x.xlsx", "--private", private)
    rows = sheets(tmp_path / "x.xlsx")["自然人行政处罚"]
    assert [(row["证件类型"], row["证件号码"]) for row in rows] == [("", ""), ("身份证", ID_NUMBER)]
    said = capsys.readouterr().out
    assert "填了 2 格、留空 6 格：文件含个人信息，勿提交" in said
    assert "有 1 个编号不在这次导出的记录里" in said
    assert ID_NUMBER not in said
    assert (tmp_path / "x.xlsx").stat().st_mode & 0o077 == 0
    legal = "含个人信息，勿提交\n编号,法定代表人身份证号\nanshi-scjg/2026/cf-0001,=1\n"
    private.write_text(legal, "utf-8-sig")
    export(instance, instance / "reports/x.csv", "--private", private)
    with (instance / "reports/x-法人行政处罚.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["法定代表人身份证号"] == "'=1"


def test_personal_data_stays_out_of_the_site(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    private = tmp_path / "p.csv"
    private.write_text(PRIVATE, "utf-8")
    (tmp_path / "link").symlink_to(instance)
    before = tree(instance)
    for output in (instance / "x.xlsx", tmp_path / "link/x.csv", instance / "reports/../content/x.xlsx"):
        export(instance, output, "--private", private, code=2)
        assert "含个人信息，不能放在站点" in capsys.readouterr().err
    inside = instance / "p.csv"
    inside.write_text(PRIVATE, "utf-8")
    export(instance, tmp_path / "x.xlsx", "--private", inside, code=2)
    inside.unlink()
    assert tree(instance) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["instance", "link", "p.csv"]
    # Without personal data it may lie anywhere, and by default it lies where nothing is committed.
    export(instance, instance / "x.xlsx")
    assert main(["export", "--root", str(instance), "--kind", "penalty", "--private", str(private)]) == 0
    assert (instance / "reports/行政处罚.xlsx").is_file()


def test_what_an_import_set_aside_is_there_again(instance: Path, tmp_path: Path) -> None:
    names = ["行政相对人名称", "证件类型", "证件号码", *PENALTY.split("|")]
    cells_of = dict.fromkeys(names, "") | {
        "行政相对人名称": "沈小满",
        "证件类型": "身份证",
        "证件号码": ID_NUMBER,
        "行政处罚决定书文号": "安市监处罚〔2026〕33号",
        "违法行为类型": "无照经营",
        "处罚内容": "责令改正",
        "处罚决定日期": "2026/03/03",
        "处罚机关": AGENCY,
    }
    table, private = tmp_path / "表.csv", tmp_path / "私.csv"
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([names, cells_of.values()])
    arguments = ["import", table, "--kind", "penalty", "--agency", "anshi-scjg", "--published", "2026-03-06"]
    assert main([*map(str, arguments), "--root", str(instance), "--private", str(private)]) == 0
    export(instance, tmp_path / "x.xlsx", "--private", private)
    row = next(own for own in sheets(tmp_path / "x.xlsx")["自然人行政处罚"] if own["行政相对人名称"] == "沈某")
    assert (row["证件类型"], row["证件号码"], row["处罚决定日期"]) == ("身份证", ID_NUMBER, "2026/03/03")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("编号,证件号码\n", "第一行应写“含个人信息，勿提交”"),
        ("", "第一行应写"),
        ("含个人信息，勿提交\n", "第二行是列名"),
        ("含个人信息，勿提交\n编号,编号\n", "第二行是列名"),
        (f"含个人信息，勿提交\n编号,{ID_NUMBER}\n", "第 2 列不认得；可用的列：编号、法定代表人证件类型"),
        (f"含个人信息，勿提交\n编号,证件号码\n{ID_NUMBER},x\n", "第 3 行的编号不是本站的编号"),
        ("含个人信息，勿提交\n编号,证件号码\na-b/2026/c,9.90301E+17\n", "第 3 行的号码被表格软件改成了约数"),
        ("含个人信息，勿提交\n编号,证件号码\na-b/2026/c,1\n\na-b/2026/c,2\n", "第 5 行的编号前面已经有了"),
    ],
)
def test_a_private_file_that_is_wrong(
    text: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.csv").write_text(text, "utf-8")
    export(INSTANCE, tmp_path / "x.xlsx", "--private", tmp_path / "p.csv", code=2)
    said = capsys.readouterr().err
    assert sentence in said.replace("\n", "")
    assert ID_NUMBER not in said
    assert not (tmp_path / "x.xlsx").exists()
