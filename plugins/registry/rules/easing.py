"""说明: a fault in lawfulness that the record itself explains is published with a mark instead of stopping the record.

The platform shows faults; it does not teach people to forge dates. What may not be published is never eased.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from difflib import get_close_matches

from ..problems import Finding, Level
from ..records import Record, explanations

# The rules that a 说明 may answer, and the mark under which the public sees it.
EASABLE = {
    "review-missing": "未见法制审核记录",
    "review-late": "法制审核晚于决定",
    "officer-unknown": "执法人员不在清单",
    "officer-expired": "执法证过期",
    "inspection-unlisted": "检查事项未公布",
    "plan-unknown": "检查计划未公布",
    "inspection-frequency": "超过检查频次上限",
    "tier-unknown": "裁量档次未公布",
    "tier-outside": "超出裁量幅度",
    "amount-differs": "金额前后不一",
    "amount-words": "大小写金额不一",
}

_ELSEWHERE = {"inspection-frequency"}


def explanations_answer_rules(record: Record, today: date) -> Iterator[Finding]:
    """A 说明 answers a rule on lawfulness; rules on what may be published take no 说明."""
    entries = record.role("explanations")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        code = entry.get("规则") if isinstance(entry, dict) else None
        if isinstance(code, str) and code not in EASABLE:
            keys = (record.kind.role("explanations"), index, "规则")
            close = get_close_matches(code, EASABLE, n=1)
            guess = f"是不是想写“{close[0]}”？" if close else ""
            known = "、".join(sorted(EASABLE))
            help_text = f"{guess}可以说明后公示的规则：{known}。警告不需要说明，其余的须照检查报告改正。"
            yield Finding("explanation-rule", keys, f"规则“{code}”不能用说明放行", help_text)


def ease(findings: Iterable[Finding], explained: Mapping[str, str]) -> Iterator[Finding]:
    """The findings; those that a 说明 answers are warnings, where their rule may be eased."""
    for finding in findings:
        if finding.code in explained and finding.code in EASABLE and finding.level is Level.ERROR:
            yield replace(
                finding,
                level=Level.WARNING,
                message=f"{finding.message}（已有说明，公示时标明）",
                help="请审核说明是否属实、批准人是否有权。",
            )
        elif finding.code in EASABLE and finding.level is Level.ERROR and "说明" not in finding.help:
            yield replace(finding, help=f"{finding.help}确实如此的，写明“说明”。")
        else:
            yield finding


def unused(findings: Iterable[Finding], record: Record) -> Iterator[Finding]:
    """A 说明 that answers nothing would mark a record for no reason (rules across records are not known here)."""
    found = {finding.code for finding in findings} | _ELSEWHERE
    for index, code in enumerate(explanations(record)):
        if code in EASABLE and code not in found:
            keys = (record.kind.role("explanations"), index, "规则")
            message = f"“{code}”没有发现问题，不需要说明"
            yield Finding(
                "explanation-unused", keys, message, "删去这一项说明，否则页面会标明一件没有的事。", Level.WARNING
            )
