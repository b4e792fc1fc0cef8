"""A decision without a fault, and what a repair makes of one of its fields."""

from __future__ import annotations

from plugins.registry.fixing import fixes
from plugins.registry.kinds import kind

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


def decision(**fields: str) -> str:
    values = FIELDS | fields
    return "".join(f"{name}: {values[name]}\n" for name in kind("penalty").fields if name in values)


def fixed(name: str, written: str) -> str:
    """What a field of the decision says after the repair, as it stands in the file."""
    before = decision(**{name: written})
    after = fixes(PATH, before)
    head, tail = before[: before.index(f"{name}: ")], before[before.index(f"{name}: ") :].partition("\n")[2]
    assert after.startswith(f"{head}{name}:") and after.endswith(tail), "another line changed"
    assert fixes(PATH, after) == after
    return after[len(head) + len(name) + 1 : len(after) - len(tail)].strip()
