"""A later version of the templates is one more file, and one that is wrong is told why."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.registry.exporting import profiles
from plugins.registry.exporting.outcome import ExportFailed
from tests.conftest import INSTANCE
from tests.exports import export, sheets

LATER = """
版本: "2027"
依据: 某办〔2027〕1号
日期: YYYY-MM-DD
长期: 长期有效
连接: 、
模板:
  - 名称: 处罚
    类别: penalty
    列:
      - 行政相对人名称
      - {列名: 罚款（元）, 字段: 罚款金额, 单位: 元}
      - {列名: 罚款, 字段: 罚款金额}
      - {列名: 种类, 字段: 处罚类别, 取值: {罚款: "03"}}
      - {列名: 决定日, 字段: 处罚决定日期}
      - {列名: 来源系统, 固定值: 公示平台}
      - {列名: 备用, 固定值: ""}
"""


def test_a_later_version_is_one_more_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "2027.yaml").write_text(LATER, "utf-8")
    monkeypatch.setattr(profiles, "FOLDER", tmp_path)
    export(INSTANCE, tmp_path / "x.xlsx", "--profile", "2027", "--agency", "anshi-scjg")
    rows = sheets(tmp_path / "x.xlsx")["处罚"]
    assert len(rows) == 5
    assert list(rows[-1].values()) == [
        "安石市青禾食品有限公司",
        "5000.00",
        "5000元",
        "03",
        "2026-11-09",
        "公示平台",
        "",
    ]
    assert "留空" not in capsys.readouterr().out
    export(INSTANCE, tmp_path / "x.xlsx", code=2)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("类别: penalty", "类别: 罚单", "没有“罚单”这一类"),
        ("- 行政相对人名称", "- 行政相对人", "行政处罚没有能写进一格的字段“行政相对人”"),
        ("- 行政相对人名称", "- 更正", "行政处罚没有能写进一格的字段“更正”"),
        ("单位: 元", "单位: 亿元", "“单位”应是元或者万元"),
        ("单位: 元", "货币: 元", "没有“货币”这一项"),
        (', 固定值: ""', "", "“字段”和“固定值”写一个"),
        ("长期: 长期有效\n", "", "模板文件缺少“长期”"),
        ("    列:\n", "", "不是合格的 YAML"),
        (LATER, "x", "写法不对"),
    ],
)
def test_a_version_that_is_wrong(before: str, after: str, sentence: str) -> None:
    with pytest.raises(ExportFailed, match=sentence):
        profiles.read(LATER.replace(before, after))


def test_every_version_can_be_read() -> None:
    for name in profiles.versions():
        assert profiles.profile(name).version == name
