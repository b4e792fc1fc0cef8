"""地区规则: how soon, how long and of whom decisions are published, which differs from region to region.

The defaults are the national rules: 国办发〔2018〕118号（六） (7 and 20 working days), 行政处罚法第四十八条 (3 working days),
and the terms that most local 公示办法 have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class CreditTerm:
    """How many months at most a decision of a 失信程度 is public, by the rule in force from `start` to `end` ('': still)."""

    degree: str
    start: str
    end: str
    months: int


@dataclass(frozen=True)
class Profile:
    """Periods are in working days, terms in years; `hides_persons`: decisions on natural persons are not published."""

    name: str = ""
    publish_fast: int = 7
    publish: int = 20
    change: int = 20
    withdraw: int = 3
    objection: int = 3
    objection_elsewhere: int = 7
    organisation_years: int = 5
    person_years: int = 2
    hides_persons: bool = False
    credit_terms: tuple[CreditTerm, ...] = ()

    def publish_within(self, kind_id: str) -> int:
        """Working days from the decision to its publication."""
        return self.publish_fast if kind_id in ("penalty", "licence") else self.publish

    def credit_months(self, degree: str, decided: str) -> int | None:
        """The longest credit term of a decision, by the rule in force on its day; None where there is none."""
        for term in self.credit_terms:
            if term.degree == degree and term.start <= decided and (not term.end or decided <= term.end):
                return term.months
        return None


def profile(values: Mapping[str, Any]) -> Profile:
    """The profile that the values of a file state, with the defaults for what they leave out."""
    default = Profile()
    periods, terms = _part(values, "公示时限"), _part(values, "公示期限")
    credit = values.get("信用公示期", ()) if values.get("信用信息系统") == "是" else ()
    return Profile(
        name=str(values.get("名称", "")),
        publish_fast=_number(periods.get("许可处罚"), default.publish_fast),
        publish=_number(periods.get("其他决定"), default.publish),
        change=_number(periods.get("变更"), default.change),
        withdraw=_number(periods.get("撤回"), default.withdraw),
        objection=_number(periods.get("异议"), default.objection),
        objection_elsewhere=_number(periods.get("异议协查"), default.objection_elsewhere),
        organisation_years=_number(terms.get("单位年数"), default.organisation_years),
        person_years=_number(terms.get("自然人年数"), default.person_years),
        hides_persons=values.get("自然人决定") == "不公开",
        credit_terms=tuple(_credit_term(entry) for entry in credit if isinstance(entry, dict)),
    )


def _credit_term(entry: Mapping[str, Any]) -> CreditTerm:
    def text(name: str) -> str:
        return str(entry.get(name, ""))

    return CreditTerm(text("失信程度"), text("自"), text("至"), _number(text("月数"), 0))


def _part(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = values.get(name)
    return part if isinstance(part, Mapping) else {}


def _number(text: object, default: int) -> int:
    return int(text) if isinstance(text, str) and text.isdecimal() else default
