"""Published lists, flow charts and reports: complete in themselves and in agreement with each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from .. import amounts, flow
from ..assembly import Registry
from ..kinds import kinds
from ..problems import Finding, Level
from ..records import Record

_REVIEWERS_PER_OFFICER = 0.05
_POWERS = ("行政许可", "行政处罚", "行政强制", "行政征收", "行政征用", "行政收费", "行政检查", "其他行政执法行为")
_TOTAL = "合计"


def review_staff(registry: Registry, today: date) -> Iterator[tuple[str, Finding]]:
    """法制审核人员原则上不少于本单位执法人员总数的百分之五 (国办发〔2018〕118号（十一）)."""
    for listing in registry.lists.values():
        if listing.kind_id == "officers":
            entries = registry.entries(listing.agency, "officers").values()
            reviewers = sum(entry.get("法制审核人员") == "是" for entry in entries)
            if reviewers < len(entries) * _REVIEWERS_PER_OFFICER:
                share = f"{reviewers} 名，占 {len(entries)} 名执法人员的 {reviewers / len(entries):.1%}"
                message = f"法制审核人员 {share}，少于 5%"
                help_text = "清单里“法制审核人员”漏写“是”的、清单不全的请补上；确实不足的，尽快配备。"
                yield listing.path, Finding("review-staff", ("条目",), message, help_text, Level.WARNING)


def flow_leads_on(record: Record, today: date) -> Iterator[Finding]:
    """A flow chart leads from its first step to an end, and every step can be reached."""
    steps = record.role("steps")
    if record.kind_id == "flowchart" and isinstance(steps, list) and all(isinstance(step, dict) for step in steps):
        for keys, message, help_text in flow.problems(steps):
            yield Finding("flow-broken", ("步骤", *keys), message, help_text)


def report_adds_up(record: Record, today: date) -> Iterator[Finding]:
    """In a yearly report every 合计 is the sum of what stands before it, and every power has its table or is said to be absent."""
    if record.kind_id != "report":
        return
    absent = record.role("powers-absent") or ()
    for name, item in record.kind.fields.items():
        table, parts = record.values.get(name), item.schema.get("properties", {})
        if isinstance(table, Mapping) and _TOTAL in table:
            before = list(parts)[: list(parts).index(_TOTAL)]
            known = [str(table.get(part, "0")) for part in before]
            if all(text.isdecimal() for text in (*known, str(table[_TOTAL]))):
                total = sum(map(int, known))
                if total != int(table[_TOTAL]):
                    message = f"“{name}”的合计写 {table[_TOTAL]}，各项之和是 {total}"
                    yield Finding("report-total", (name, _TOTAL), message, "核对各项和合计；没有发生的填 0。")
        if name in _POWERS and (table is None) != (name in absent):
            message = f"没有“{name}”的表，也没有写明无此职责" if table is None else f"“{name}”写明无此职责，又填了表"
            help_text = "有这项职权而没有发生的，表里填 0；没有这项职权的，整表不填，写进“无此职责”。"
            yield Finding("report-gap", () if table is None else (name,), message, help_text)


def tiers_in_order(registry: Registry, today: date) -> Iterator[tuple[str, Finding]]:
    """A tier's name is unique in its entry, its lower bound is not above its upper one, and its matter is published."""
    for listing in registry.lists.values():
        entries = listing.role("entries")
        if listing.kind_id != "discretion" or not isinstance(entries, list):
            continue
        matters = registry.entries(listing.agency, "matters")
        for index, entry in enumerate(entry for entry in entries if isinstance(entry, dict)):
            code = entry.get("事项编码")
            if matters and code not in matters:
                message = f"事项编码“{code}”不在本机关的行政执法事项清单里"
                finding = Finding(
                    "matter-unknown", ("条目", index, "事项编码"), message, "核对编码；清单里还没有的，先补清单。"
                )
                yield listing.path, finding
            for finding in _tier_findings(entry, index):
                yield listing.path, finding


def _tier_findings(entry: Mapping[str, Any], index: int) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, tier in enumerate(tier for tier in entry.get("档次", ()) if isinstance(tier, dict)):
        keys = ("条目", index, "档次", place)
        name = str(tier.get("档次", ""))
        if name in seen:
            yield Finding("tier-order", (*keys, "档次"), f"“{name}”这一档写了两次", "同一事项内档次的名称唯一。")
        seen.add(name)
        least, most = amounts.yuan(tier.get("罚款下限", "")), amounts.yuan(tier.get("罚款上限", ""))
        if least is not None and most is not None and least > most:
            message = f"“{name}”的罚款下限 {tier['罚款下限']} 高于上限 {tier['罚款上限']}"
            yield Finding("tier-order", (*keys, "罚款下限"), message, "核对两个金额。")


def plans_listed(registry: Registry, today: date) -> Iterator[tuple[str, Finding]]:
    """A spot-check names a plan that its agency has published (国办发〔2024〕54号, 国办发〔2019〕5号)."""
    for page in registry.pages.values():
        plan = page.role("plan") if page.kind_id == "spot-check" else ""
        if plan and plan not in registry.entries(page.agency, "inspection-plan"):
            message = f"计划编号“{plan}”不在本机关的检查计划里"
            finding = Finding("plan-unknown", ("计划编号",), message, "核对编号；计划还没有公布的，先公布计划。")
            yield page.path, finding


def inspections_not_too_often(registry: Registry, today: date) -> Iterator[tuple[str, Finding]]:
    """The same party is not inspected more often in a year than the published limit (国办发〔2024〕54号)."""
    limits: dict[str, dict[str, int]] = {}
    done: dict[tuple[str, str, str, str], list[str]] = {}
    counted = (record for record in registry.decisions.values() if all(record.check))
    for record in sorted(counted, key=lambda record: (record.check[1], record.id)):
        code, day, whom = record.check
        if record.agency not in limits:
            entries = registry.entries(record.agency, "inspection-matters")
            limits[record.agency] = {name: _times(entry) for name, entry in entries.items()}
        limit = limits[record.agency].get(code, 0)
        earlier = done.setdefault((record.agency, code, day[:4], whom), [])
        if limit and len(earlier) >= limit:
            message = (
                f"{day[:4]} 年对“{record.party}”的第 {len(earlier) + 1} 次检查，超过年度频次上限 {limit} 次（{code}）；"
                f"上一次是 {earlier[-1]}"
            )
            help_text = "因投诉举报等线索检查的，检查方式写“个案检查”；确实超过的，写明“说明”。"
            yield record.path, Finding("inspection-frequency", (record.kind.role("check-matter"),), message, help_text)
        earlier.append(record.id)


def _times(entry: Mapping[str, Any]) -> int:
    text = str(entry.get("年度频次上限", "")).removesuffix("次")
    return int(text) if text.isdecimal() else 0


def gaps_are_gaps(registry: Registry, today: date) -> Iterator[tuple[str, Finding]]:
    """What an agency says it has nothing of is a kind of material, and there is none of it."""
    if not any(agency.values.get("空缺说明") for agency in registry.agencies.values()):
        return
    names = {kind.name: kind for kind in kinds() if kind.section}
    present = {(record.agency, record.kind_id) for record in (*registry.lists.values(), *registry.pages.values())}
    present |= {(record.agency, record.kind_id) for record in registry.decisions.values()}
    for agency in registry.agencies.values():
        gaps = agency.values.get("空缺说明", ())
        for index, gap in enumerate(gap for gap in gaps if isinstance(gap, dict)):
            keys, name = ("空缺说明", index, "栏目"), str(gap.get("栏目", ""))
            path = f"agencies/{agency.id}/agency.yaml"
            if name not in names:
                yield path, Finding("gap-unknown", keys, f"没有“{name}”这个栏目", f"栏目有：{'、'.join(names)}。")
            elif (agency.id, names[name].id) in present:
                message = f"“{name}”已经有内容，空缺说明还在"
                yield path, Finding("gap-filled", keys, message, "删去这一项空缺说明。", Level.WARNING)


def profile_known(registry: Registry, today: date) -> Iterator[tuple[str, Finding]]:
    """The 地区规则 that the settings choose is there."""
    name = registry.settings.get("地区规则")
    if name and name not in registry.profiles:
        known = "、".join(sorted(registry.profiles)) or "还没有"
        message = f"content/profiles/ 里没有 {name}.yaml"
        yield "content/settings.yaml", Finding("profile-unknown", ("地区规则",), message, f"现有的地区规则：{known}。")
