"""What may not be public here is held back, whoever published it, and nobody takes over what is another's."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.federation import Platform
from tests.harvesting import BREAD, DAYS, MILK, forge
from tests.serving import Served

MINOR = {
    "行政相对人名称": "张某",
    "行政相对人类别": "自然人",
    "统一社会信用代码": "",
    "法定代表人": "",
    "违法事实": "当事人张某（17周岁）系未成年人。",
}
WICKED: dict[str, tuple[str, Any, str]] = {
    "an unmasked person": (
        MILK,
        lambda data: data.update({"行政相对人名称": "欧阳明远", "行政相对人类别": "自然人", "统一社会信用代码": ""}),
        "疑似有自然人姓名",
    ),
    "a number of a person": (MILK, lambda data: data.update({"备注": "电话 19900001234"}), "疑似有个人号码"),
    "a minor": (MILK, lambda data: data.update(MINOR), "未成年人"),
    "a field of its own": (MILK, lambda data: data.update({"<script>": "alert(1)"}), "有标准以外的字段"),
    "a private field": (MILK, lambda data: data.update({"证件号码": "见附件"}), "永不公开"),
    "numbers where texts belong": (MILK, lambda data: data.update({"违法事实": 5}), "字段的类型不合标准"),
    "another authority": (MILK, lambda data: data.update({"处罚机关": "某省应急管理厅"}), "不是编号所属的机关"),
    "the same decision again": (MILK, lambda data: data.update({"行政处罚决定书文号": "执罚〔2026〕1号"}), "已有一条"),
    "another year": (MILK, lambda data: data.update({"处罚决定日期": "2024-01-05"}), "编号的年份与日期不符"),
}


@pytest.mark.parametrize("name", WICKED)
def test_what_may_not_be_public_is_held_back_and_listed(name: str, served: Served, upper: Platform) -> None:
    record, make, reason = WICKED[name]
    upper.harvest(DAYS[0])
    upper.build(DAYS[0])
    assert upper.state(record) == "有效"
    forge(served, record, lambda value: make(value["data"]))
    upper.harvest(DAYS[1])
    said = upper.publish_and_verify(DAYS[1])
    assert "暂缓公示 1" in said and f"暂缓公示 {record}（shia）" in said and reason in said
    assert (upper.state(record), upper.state(BREAD)) == ("", "有效")
    assert not (upper.output / record).exists()
    [told] = upper.read("harvest.json")["sources"]
    page = (upper.output / "harvest/index.html").read_text("utf-8")
    assert told["counts"]["held"] == 1 and "1 条没有通过" in page
    private = any(word in reason for word in ("个人", "姓名", "未成年", "永不公开"))
    assert private != any(record in text for text in (json.dumps(told["held"]), page.partition("暂缓公示的内容")[2])), (
        "what is private is not pointed at"
    )
    published = "".join(path.read_text("utf-8", "replace") for path in upper.output.rglob("*") if path.is_file())
    assert not any(word in published for word in ("欧阳明远", "19900001234", "见附件", "alert(1)"))


def test_a_source_takes_no_addresses_of_others(served: Served, upper: Platform) -> None:
    """A former id becomes a page that leads on: only below the agencies of the source."""
    upper.harvest(DAYS[0])
    forge(served, MILK, lambda record: record["data"].update({"曾用编号": ["sheng-yjt/2025/cf-0001"]}))
    upper.harvest(DAYS[1])
    assert f"暂缓公示 {MILK}（shia）：编号与别的记录重复" in upper.build(DAYS[1])
    assert not (upper.output / "sheng-yjt/2025/cf-0001").exists()
