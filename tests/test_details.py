"""Accounts, travel documents and hints of a person's life: what is one, and what only looks like one. All made up."""

from __future__ import annotations

import pytest

from plugins.registry.privacy import details


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("汇入账号6299000011112222333", "银行账号", "6299000011112222333"),
        ("开户行某支行，账户：0200 0045 1902 0117 888", "银行账号", "0200 0045 1902 0117 888"),
        ("帐号为２００００４５１９０２０１１７", "银行账号", "２００００４５１９０２０１１７"),
        ("转至6228000000000000001", "银行卡号", "6228000000000000001"),
        ("持护照E00000000入境", "护照号码", "E00000000"),
        ("港澳居民来往内地通行证H00000000", "通行证号码", "H00000000"),
    ],
)
def test_found(text: str, kind: str, found: str) -> None:
    (hit,) = details.numbers_in(text)
    assert (hit.kind, text[hit.start : hit.end]) == (kind, found)


@pytest.mark.parametrize(
    "text",
    [
        "统一社会信用代码91990100MAYEPKM96R",
        "许可证编号3299010012345678",
        "决定书文号清市监处罚〔2026〕072026000123号",
        "通过平台账号“好店”销售",
        "罚款6228000000000000元以下",
        "卡号已删去。2026年1月20日",
        "护照到期",
    ],
)
def test_not_found(text: str) -> None:
    assert not list(details.numbers_in(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("家住清河市南渚区棠华里8号楼2单元301室", "家庭住址"),
        ("驾驶云A·12B45货车", "机动车号牌"),
        ("驾驶云AD12345电动车", "机动车号牌"),
        ("邮箱zhang@example.com", "电子邮箱"),
        ("微信号：zhang_12345", "社交账号"),
        ("自述患有糖尿病", "健康状况"),
    ],
)
def test_hints(text: str, kind: str) -> None:
    assert [hit.kind for hit in details.hints_in(text)] == [kind]


@pytest.mark.parametrize("text", ["住房和城乡建设局", "患者投诉", "云海省A级信用企业", "晋升为一级科员", "QQ群聊记录"])
def test_no_hints(text: str) -> None:
    assert not list(details.hints_in(text))
