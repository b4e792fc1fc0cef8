"""A table of penalties as no template has it, its mapping, and what an import makes of it: for the tests of the import."""

from __future__ import annotations

import csv
import io

from plugins.registry import source
from plugins.registry.importing import governments, mapping
from plugins.registry.importing.importer import Existing, run
from plugins.registry.importing.outcome import Result
from plugins.registry.kinds import kind

PENALTY = kind("penalty")
MAPPING = """
类别: 行政处罚
字段: {行政相对人名称: [当事人], 处罚内容: [决定], 公示日期: [发布日期], 违法事实: [事实], 罚款金额: [罚款(元)]}
单位: {罚款金额: 元}
取值: {行政相对人类别: {机构: 法人及非法人组织, 个人: 自然人}}
公告: [网址]
网址: [网址]
标题: [标题]
文号取自标题: 是
机关:
  列: [机关]
  标题中: '^(.+?监管局)'
  同名规则:
    - {原文: '^云海总局(.+)监管局$', 改为: '\\1监管局'}
  地区: [省]
政府: {编号: yunhai, 名称: 云海总局, 层级: 国家}
不导入: [{列: 标题, 含: 告知书, 原因: 不是处罚决定}]
忽略: [序号]
"""
HEADER = [
    "序号",
    "当事人",
    "当事人类型",
    "事实",
    "决定",
    "罚款(元)",
    "机关",
    "省",
    "发布日期",
    "标题",
    "网址",
    "处罚种类",
]
URL = "https://www.example.gov.cn/{}.html"
SHOP = "清河县云海商贸有限公司"


def row(party: str = SHOP, kind_word: str = "机构", **other: str) -> list[str]:
    values = dict.fromkeys(HEADER, "") | {
        "当事人": party,
        "当事人类型": kind_word,
        "决定": "罚款1万元",
        "机关": "清河监管局",
        "省": "云海省",
        "发布日期": "2026-03-02 10:20:30",
        "标题": "清河监管局行政处罚信息公开表（清金罚决字〔2026〕1号）",
        "网址": URL.format(1),
        "处罚种类": "罚款",
    }
    return list((values | other).values())


def as_csv(*rows: list[str], header: list[str] | None = None, encoding: str = "utf-8") -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([header or HEADER, *rows])
    return buffer.getvalue().encode(encoding)


def load(data: bytes, existing: Existing | None = None, text: str = MAPPING, name: str = "表.csv") -> Result:
    return run(data, name, PENALTY, existing or Existing(), mapping.read(text.encode(), PENALTY))


def values(result: Result) -> list[dict[str, object]]:
    """The records of a result, read back by the strict reader."""
    out = []
    for path, text in result.files.items():
        read, problems = source.read(path, text.encode())
        assert read is not None
        assert not problems
        if "/decisions/" in path:
            out.append(read.values)
    return out


def reasons(result: Result) -> list[tuple[int, str]]:
    return [(item.row, item.reason) for item in result.refusals]


def site(result: Result, before: Existing | None = None) -> Existing:
    """The site as it stands after a result has been written."""
    before = before or Existing()
    after = Existing(dict(before.agencies), dict(before.records), before.governments)
    for path, text in result.files.items():
        read, _ = source.read(path, text.encode())
        assert read is not None
        parts = path.split("/")
        if path == governments.PATH:
            after.governments = text
        elif parts[-1] == "agency.yaml":
            after.agencies[parts[1]] = read.values  # type: ignore[index]
        else:
            after.records[f"{parts[1]}/{parts[3]}/{parts[4][:-5]}"] = read.values  # type: ignore[index]
    return after
