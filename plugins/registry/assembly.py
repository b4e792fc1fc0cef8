"""Puts what was read together: a site's records by id, governments, agencies with what they take from them, settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .problems import Level, Place, Problem
from .records import Agency, Government, Record, Settings
from .summaries import Summary


@dataclass
class Registry:
    """Everything a site's repository holds, found by id, decisions in short; `unreadable` are the paths of files that could not be taken."""

    settings: Settings = field(default_factory=Settings)
    governments: dict[str, Government] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    decisions: dict[str, Summary] = field(default_factory=dict)
    lists: dict[str, Record] = field(default_factory=dict)
    pages: dict[str, Record] = field(default_factory=dict)
    site_pages: dict[str, Record] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)

    def matters(self, agency: str) -> dict[str, Mapping[str, Any]]:
        """The entries of an agency's 行政执法事项清单 by 事项编码."""
        listing = self.lists.get(f"{agency}/matters")
        entries = listing.values.get("条目") if listing else None
        return {entry["事项编码"]: entry for entry in entries or () if "事项编码" in entry}


def assemble(records: Iterable[Record]) -> Registry:
    """The registry of everything but decisions."""
    registry = Registry()
    agencies: list[Record] = []
    for record in records:
        if record.kind_id == "agency":
            agencies.append(record)
        else:
            _enter(registry, record)
    # An agency's level and region come from its government, which may be read after it.
    registry.agencies = {record.id: _agency(record, registry.governments) for record in agencies}
    return registry


def add_decisions(registry: Registry, summaries: Iterable[Summary]) -> list[Problem]:
    """Enters the decisions. An id that two files claim goes to the first; the other is a problem."""
    problems = []
    for summary in summaries:
        other = registry.decisions.setdefault(summary.id, summary)
        if other is not summary:
            message, help_text = (
                f"编号 {summary.id} 已由 {other.path} 使用",
                "一条记录只能是 .yaml 或者 .md 之一，删去一个。",
            )
            problems.append(Problem("id-taken", Level.ERROR, Place(summary.path), message, help_text))
    return problems


def _enter(registry: Registry, record: Record) -> None:
    match record.kind.shape:
        case "list":
            registry.lists[record.id] = record
        case "page":
            registry.pages[record.id] = record
    match record.kind_id:
        case "page":
            registry.site_pages[record.slug] = record
        case "settings":
            registry.settings = _settings(record)
        case "government":
            registry.governments = {item.id: item for item in map(_government, record.values.get("政府", ()))}


def _government(entry: dict[str, str]) -> Government:
    get = entry.get
    return Government(
        get("编号", ""),
        get("名称", ""),
        get("层级", ""),
        get("区划代码", ""),
        get("上级", ""),
        get("地区", "") or get("名称", ""),
    )


def _agency(record: Record, governments: dict[str, Government]) -> Agency:
    values = record.values
    government = governments.get(str(values.get("政府", "")))
    name = str(values.get("机构名称", record.id))
    return Agency(
        id=record.id,
        name=name,
        short=str(values.get("简称", name)),
        names=tuple(dict.fromkeys((name, *values.get("别名", ())))),
        government=str(values.get("政府", "")),
        level=str(values.get("层级", government.level if government else "")),
        region=str(values.get("地区", government.region if government else "")),
        status=str(values.get("状态", "")),
        values=values,
    )


def _settings(record: Record) -> Settings:
    terms = record.values.get("公示期限", {})
    default = Settings()
    return Settings(
        title=str(record.values.get("平台名称", default.title)),
        values=record.values,
        organisation_years=_years(terms.get("单位年数"), default.organisation_years),
        person_years=_years(terms.get("自然人年数"), default.person_years),
    )


def _years(text: object, default: int) -> int:
    return int(text) if isinstance(text, str) and text.isdecimal() else default
