"""What cannot be exported is said in one sentence, and no file is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.registry.exporting import tables
from plugins.registry.exporting.outcome import ExportFailed, Sheet
from tests.conftest import INSTANCE
from tests.exports import TODAY, change, export


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--kind", "罚单"], "没有“罚单”这一类；可用：行政许可、行政处罚"),
        (["--kind", "inspection"], "2018 版模板里没有行政检查"),
        (["--kind", "matters"], "2018 版模板里没有行政执法事项清单"),
        (["--agency", "nobody-x"], "没有机关“nobody-x”；现有：anshi-scjg、anshi-sthj"),
        (["--profile", "../2018"], "没有“../2018”这套模板；可用：2018"),
        (["--output", "x.xls"], "应以 .xlsx 或者 .csv 结尾"),
        (["--private", "nothing.csv"], "没有文件 nothing.csv"),
        (["--root", "/nowhere"], "不是一个站点"),
    ],
)
def test_what_cannot_be_asked_for(
    more: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export(INSTANCE, tmp_path / "x.xlsx", *more, code=2)
    assert sentence in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_site_with_errors_is_not_exported(instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(instance, "cf-0001", "罚款金额: 5000元", "罚款金额: 五千")
    export(instance, tmp_path / "x.xlsx", code=1)
    assert "[amount-form]" in (said := capsys.readouterr().out) and "有错误，没有导出" in said
    (instance / "content/governments.yaml").write_text("x", "utf-8")
    export(instance, tmp_path / "x.xlsx", "--agency", "anshi-scjg", code=1)
    assert not (tmp_path / "x.xlsx").exists()


def test_more_rows_than_a_sheet_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 3)
    assert tables.xlsx_bytes([Sheet("表", ["列"], [["x"]] * 2)], "站", TODAY)
    with pytest.raises(ExportFailed, match="“表”超过一张工作表的 3 行"):
        tables.xlsx_bytes([Sheet("表", ["列"], [["x"]] * 3)], "站", TODAY)
