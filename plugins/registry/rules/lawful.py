"""Whether a decision was lawful, as far as what its agency has published tells.

Such a fault does not stop publication for good: the record may say 说明 (which rule, why, who approved it); it is then
published with a visible mark. Imported records are left alone: what their sources say of these things is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from .. import amounts, dates
from ..context import Context
from ..problems import Finding, Level
from ..records import Record

_OFFICERS_AT_LEAST = 2
# 行政处罚法（2021年修订）施行。
_IMPACT_SINCE = "2021-07-15"
# 国办发〔2024〕54号.
_INSPECTIONS_SINCE = "2024-12-30"


def impact_judged(record: Record, today: date) -> Iterator[Finding]:
    """A penalty says why it is published: only decisions 具有一定社会影响 are (行政处罚法第四十八条, 2021-07-15)."""
    decided = str(record.role("decided"))
    if record.kind_id == "penalty" and _is_judged(record) and decided >= _IMPACT_SINCE and not record.role("impact"):
        help_text = "写一句为什么具有一定社会影响；没有社会影响的处罚决定不公开，删去这个文件。"
        yield Finding("impact-missing", (), "没有写“社会影响认定”", help_text)


def reviewed(record: Record, context: Context, today: date) -> Iterator[Finding]:
    """A decision that the agency's 法制审核目录清单 names was reviewed, and passed, before it was made.

    未经法制审核或者审核未通过的，不得作出决定 (行政处罚法第五十八条, 国办发〔2018〕118号（十二）).
    """
    if not _is_judged(record):
        return
    field, review = record.kind.role("review"), record.role("review") or {}
    entry = _listed(record, context)
    passed = review.get("结论") == "审核通过"
    if entry and not (passed and review.get("日期")):
        waived = review.get("结论") == "依规定不需审核"
        said = "，写的却是依规定不需审核" if waived else "，没有写审核日期" if passed else "，没有审核通过的记录"
        message = f"属于法制审核目录“{entry['审核事项']}”（{entry['目录编码']}，{_why(record, entry)}）{said}"
        help_text = "补上“法制审核”的结论、审核机构和日期；确实没有审核的，写明“说明”，不要补造日期。"
        level = context.level("review-catalogue", str(record.role("decided")))
        yield Finding("review-missing", (field,) if review else (), message, help_text, level)
    reviewed_on, decided = dates.parse(review.get("日期", "")), dates.parse(str(record.role("decided")))
    if reviewed_on and decided and reviewed_on > decided:
        message = f"法制审核（{reviewed_on}）晚于作出决定（{decided}）"
        yield Finding("review-late", (field, "日期"), message, "核对两个日期；确实先作决定后审核的，写明“说明”。")
    if passed and record.role("handler") and record.role("handler") == review.get("审核机构"):
        message = f"承办机构和审核机构都是“{record.role('handler')}”"
        help_text = "法制审核应当由承办机构以外的机构进行；请核对。"
        yield Finding("review-self", (field, "审核机构"), message, help_text, Level.WARNING)


def _listed(record: Record, context: Context) -> Mapping[str, Any] | None:
    """The first entry of the catalogue one of whose conditions the decision meets."""
    for entry in context.entries("review-catalogue").values():
        if entry.get("执法类别") == record.kind.name and _why(record, entry):
            return entry
    return None


def _why(record: Record, entry: Mapping[str, Any]) -> str:
    """The condition of an entry of the catalogue that the decision meets, or ''."""
    least = amounts.yuan(entry.get("金额起点", ""))
    if least is not None and (taken := _money(record)) >= least:
        return f"各项金额合计{taken.normalize():f}元，达到{least.normalize():f}元"
    classes = record.role("class")
    named = set(entry.get("种类", ())) & set([classes] if isinstance(classes, str) else classes)
    if named:
        return f"种类有{'、'.join(sorted(named))}"
    if entry.get("听证") == "是" == record.role("hearing"):
        return "举行了听证"
    return f"事项{record.role('matter')}" if record.role("matter") in entry.get("适用事项", ()) else ""


def _is_judged(record: Record) -> bool:
    """True unless the record was imported, or nobody sees its content any more."""
    return not record.imported and "撤回" not in record.values and "信用修复" not in record.values


def _money(record: Record) -> Decimal:
    """All that a decision takes from its party, in 元."""
    stated = (amounts.yuan(str(record.values[name])) for name in record.kind.amounts if name in record.values)
    return sum(filter(None, stated), Decimal(0))


def officers_qualified(record: Record, context: Context, today: date) -> Iterator[Finding]:
    """Officers are on the agency's 行政执法人员清单, their certificates were valid on the day, and they were two or more.

    行政处罚法第四十二条; 国办发〔2018〕118号 (持证上岗、资格管理).
    """
    if not _is_judged(record):
        return
    field, named = record.kind.role("officers"), record.role("officers") or ()
    published, decided = context.entries("officers"), str(record.role("decided"))
    for index, officer in enumerate(named if published else ()):
        keys = (field, index, "执法证号")
        entry = published.get(officer.get("执法证号", ""))
        if entry is None:
            message = f"执法证号“{officer.get('执法证号', '')}”不在本机关的行政执法人员清单里"
            help_text, level = "核对证号；人员已调离的，清单里保留并写明有效期。", context.level("officers", decided)
            yield Finding("officer-unknown", keys, message, help_text, level)
        elif entry.get("姓名") != officer.get("姓名"):
            message = f"执法证号“{officer['执法证号']}”在清单里是{entry.get('姓名')}，这里写的是{officer.get('姓名')}"
            yield Finding("officer-unknown", keys, message, "核对姓名和证号。")
        elif decided and entry.get("有效期至", "9999") < decided:
            message = f"{officer['姓名']}的执法证有效期至 {entry['有效期至']}，决定作出时（{decided}）已过期"
            help_text = "核对日期；清单里的有效期没有更新的，先更新清单。"
            yield Finding("officer-expired", keys, message, help_text)
    different = {officer.get("执法证号") for officer in named}
    simple = record.role("procedure") == "简易程序"
    if record.kind_id == "penalty" and 0 < len(different) < _OFFICERS_AT_LEAST and not simple:
        message = "只写了一名执法人员，执法人员不得少于两人"
        help_text = "照笔录补上另一名；适用简易程序的，写明办案程序。"
        yield Finding("officer-count", (field,), message, help_text, Level.WARNING)


def inspection_listed(record: Record, context: Context, today: date) -> Iterator[Finding]:
    """An inspection is on the published list, and its plan too: 未公布的不得实施 (国办发〔2024〕54号)."""
    decided = str(record.role("decided"))
    if not _is_judged(record) or record.kind_id != "inspection" or decided < _INSPECTIONS_SINCE:
        return
    published, plans = context.entries("inspection-matters"), context.entries("inspection-plan")
    field, code = record.kind.role("check-matter"), record.role("check-matter")
    if code and code not in published:
        where = "本机关的行政检查事项清单里" if published else "清单里，本机关还没有公布行政检查事项清单"
        message = f"检查事项编码“{code}”不在{where}；未公布的不得实施"
        help_text, level = "核对编码；清单里还没有的，先按程序公布清单。", context.level("inspection-matters", decided)
        yield Finding("inspection-unlisted", (field,), message, help_text, level)
    if not code and published:
        message = "没有写检查事项编码，不知道检查的是不是已公布的事项"
        help_text = "写上行政检查事项清单里的编码；未公布的检查事项不得实施。"
        yield Finding("inspection-unlisted", (), message, help_text)
    plan = record.role("plan")
    if plan and plan not in plans:
        message = f"检查计划编号“{plan}”不在本机关的检查计划里"
        help_text, level = "核对编号；计划还没有公布的，先公布计划。", context.level("inspection-plan", decided)
        yield Finding("plan-unknown", (record.kind.role("plan"),), message, help_text, level)


def within_tier(record: Record, context: Context, today: date) -> Iterator[Finding]:
    """A fine lies within the published tier, or the record says why not (行政处罚法第三十四条, 国办发〔2022〕27号)."""
    entry = context.entries("discretion").get(str(record.role("matter")))
    if not _is_judged(record) or entry is None or record.kind_id != "penalty":
        return
    tiers = {tier.get("档次"): tier for tier in entry.get("档次", ())}
    field, name = record.kind.role("tier"), record.role("tier")
    if not name:
        message = f"事项“{record.role('matter')}”有裁量基准，没有写适用哪一档"
        help_text = f"写上裁量档次，本机关公布的有：{'、'.join(map(str, tiers))}。"
        yield Finding("tier-missing", (record.kind.role("matter"),), message, help_text, Level.WARNING)
        return
    tier = tiers.get(name)
    if tier is None:
        message = f"裁量基准里，事项“{record.role('matter')}”没有“{name}”这一档"
        help_text = f"公布的档次有：{'、'.join(map(str, tiers))}。"
        level = context.level("discretion", str(record.role("decided")))
        yield Finding("tier-unknown", (field,), message, help_text, level)
        return
    fine = amounts.yuan(str(record.role("amount")))
    least, most = amounts.yuan(tier.get("罚款下限", "")), amounts.yuan(tier.get("罚款上限", ""))
    if fine is not None and ((least is not None and fine < least) or (most is not None and fine > most)):
        span = f"{tier.get('罚款下限', '不限')}至{tier.get('罚款上限', '不限')}"
        message = f"罚款{record.role('amount')}，不在“{name}”档的幅度（{span}）以内"
        help_text = "核对金额和档次；依法在幅度以外处罚的，写明“裁量理由”。"
        level = context.level("discretion", str(record.role("decided")))
        if record.role("tier-reason"):
            help_text, level = "已写裁量理由；请审核理由是否说明了为什么在幅度以外。", Level.WARNING
        yield Finding("tier-outside", (record.kind.role("amount"),), message, help_text, level)
