"""What `publish.py new` can fill in by itself: from the agency, and from the records it has published."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from statistics import quantiles
from typing import Any

from plugins.registry.checking import begin, finish
from plugins.registry.forms import Forms, listed
from plugins.registry.kinds import Kind, kind
from plugins.registry.public import SHOWN, Listed
from plugins.registry.records import Agency
from plugins.registry.statistics import TOTAL, yearly

# Of fewer decisions no distribution is given.
_FEWEST = 5


def decision(of_kind: Kind, agency: Agency, today: date) -> dict[str, Any]:
    """The fields of a new decision that are the same for all of an agency."""
    code = str(agency.values.get("统一社会信用代码", ""))
    known = {
        of_kind.role("category"): of_kind.name,
        of_kind.role("published"): str(today),
        of_kind.role("authority"): agency.name,
        of_kind.role("authority-code"): code,
        "数据来源单位": agency.name,
        "数据来源单位统一社会信用代码": code,
    }
    return {name: value for name, value in known.items() if name and value}


def report(root: Path, agency: Agency, year: str, today: date) -> dict[str, Any]:
    """A yearly report with what the published records give; an agency adds what is not published, and corrects."""
    found = yearly(_published(root, agency, today), year)
    filled: dict[str, Any] = {
        "标题": f"{agency.name}{year}年行政执法统计年报",
        "年度": year,
        "公布日期": str(today),
    }
    for name, item in kind("report").fields.items():
        if name in found:
            parts = item.schema["properties"]
            # What makes up a total is 0 where no record counts in it; of what stands beside it the records do not tell.
            counted = list(parts)[: list(parts).index(TOTAL)] if TOTAL in parts else []
            known = [part for part in parts if part in counted or part in found[name]]
            filled[name] = {part: _number(found[name].get(part, 0), parts[part]) for part in known}
    return filled


def _number(value: float, part: dict[str, Any]) -> str:
    return f"{value:.2f}元".replace(".00元", "元") if part.get("format") == "amount" else str(int(value))


def discretion_figures(root: Path, agency: Agency, today: date) -> dict[str, Any]:
    """The distribution of fines on each matter over the closed years; 条目 is empty where there are too few."""
    last = str(today.year - 1)
    fines: dict[str, list[float]] = {}
    first: dict[str, str] = {}
    for record in _published(root, agency, today):
        if record.kind_id == "penalty" and record.amount and record.matter and record.decided[:4] <= last:
            fines.setdefault(record.matter, []).append(record.amount)
            first[record.matter] = min(first.get(record.matter, last), record.decided[:4])
    matters = begin(root, today).registry.entries(agency.id, "matters")
    told = [code for code, own in sorted(fines.items()) if len(own) >= _FEWEST and code in matters]
    return {
        "更新日期": str(today),
        "起始年度": min((first[code] for code in told), default=last),
        "截止年度": last,
        "条目": [
            _distribution(code, str(matters[code].get("事项名称", "")), first[code], sorted(fines[code]))
            for code in told
        ],
    }


def _distribution(code: str, name: str, first: str, fines: list[float]) -> dict[str, str]:
    low, middle, high = quantiles(fines, n=4, method="inclusive")
    amounts = {"最低": fines[0], "四分之一位": low, "中位数": middle, "四分之三位": high, "最高": fines[-1]}
    head = {"事项编码": code, "事项名称": name, "起始年度": first, "件数": str(len(fines))}
    return head | {label: f"{value:.2f}元".replace(".00元", "元") for label, value in amounts.items()}


def _published(root: Path, agency: Agency, today: date) -> list[Listed]:
    """An agency's records with content on a day, without those that have errors."""
    begun = begin(root, today, agencies={agency.id})
    checked = finish(begun, use=Forms(begun.registry.settings, today, listed))
    return [record for record in checked.made.values() if record.agency == agency.id and record.state in SHOWN]
