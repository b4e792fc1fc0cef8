"""A table at an address is a source too."""

from __future__ import annotations

import csv
from pathlib import Path

from tests import serving
from tests.federation import Platform, whole
from tests.harvesting import DAYS

HEADER = (
    "行政相对人名称,行政相对人类别,行政相对人代码_1(统一社会信用代码),法定代表人,行政处罚决定书文号,违法行为类型,违法事实,处罚依据,"
    "处罚类别,处罚内容,罚款金额（万元）,处罚决定日期,处罚机关"
).split(",")


def table(folder: Path, *rows: tuple[str, str, str]) -> None:
    """A table in the national template: number, facts and party of each row."""
    lines = [
        [party, "法人及非法人组织", "91990301MA00000019", "沈青禾", number, "经营过期食品", facts,
         "《中华人民共和国食品安全法》第一百二十四条", "罚款", "罚款5000元。", "0.5", "2026-11-09", "乙市市场监督管理局"]
        for number, facts, party in rows
    ]  # fmt: skip
    with (folder / "cf.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADER, *lines])


def test_a_table_at_an_address_is_a_source_too(upper: Platform, tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    upper.edit("content/governments.yaml", "政府:\n", "政府:\n  - 编号: shib\n    名称: 乙市人民政府\n    层级: 市\n")
    one = ("乙罚〔2026〕1号", "当事人经营过期面包。", "乙市青禾食品有限公司")
    two = ("乙罚〔2026〕2号", "当事人经营过期糕点。", "乙市嘉禾食品有限公司")
    bad = ("乙罚〔2026〕3号", "联系电话 19900001234。", "乙市云帆食品有限公司")
    with serving.serving(tmp_path / "tables") as served:
        table(served.folder, one, two, bad)
        upper.sources(
            "  - 编号: shib\n    名称: 乙市双公示表\n    网址: "
            + served.url
            + "cf.csv\n    频率: 每周\n    形式: 表格\n"
            "    执法类别: 行政处罚\n    机关名称: 乙市市场监督管理局\n    最多丢失比例: 60\n"
            "    可代表:\n      机关:\n        - shib-scjg\n"
        )
        said = upper.harvest(DAYS[0])
        assert "新增 2" in said and "警告[harvest-table]" in said and "第 4 行" in said
        assert "19900001234" not in said
        upper.build(DAYS[0])
        whole(upper)
        first = upper.read("records/shib-scjg/2026/cf-0001.json")
        assert first["origin"] == {"source": "乙市双公示表", "url": f"{served.url}cf.csv"}
        assert first["data"]["罚款金额"] == 5000 and first["published"] == DAYS[0]
        kept = b"".join(path.read_bytes() for path in (upper.root / ".harvest").rglob("*") if path.is_file())
        assert b"19900001234" not in kept
        assert "19900001234" not in (upper.output / "harvest/index.html").read_text("utf-8")
        assert "没有变化" in upper.harvest(DAYS[1])

        table(served.folder, (one[0], "当事人经营过期面包二十袋。", one[2]))
        said = upper.harvest(DAYS[2])
        assert "更改 1" in said and "警告[harvest-lost]" in said and "shib-scjg/2026/cf-0002" in said
        upper.build(DAYS[2])
        corrected = upper.read("records/shib-scjg/2026/cf-0001.json")
        assert corrected["state"] == "已更正" and corrected["published"] == DAYS[0]
        assert corrected["data"]["更正"] == [{"日期": DAYS[2], "内容": "更改违法事实", "原因": "来源表格里的内容改变"}]
        assert upper.state("shib-scjg/2026/cf-0002") == "有效"
        upper.harvest(DAYS[2], "--accept", "shib")
        upper.build(DAYS[2])
        assert upper.state("shib-scjg/2026/cf-0002") == ""
        served.tricks["cf.csv"] = serving.saying("<html>没有这个网页</html>".encode())
        assert "错误[harvest-form]" in upper.harvest(DAYS[2], code=1)
