"""Puts what was read together: a site's records by id, governments, agencies with what they take from them, settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .kinds import kind
from .problems import Level, Place, Problem
from .profile import Profile, profile
from .records import Agency, Government, Record, Settings
from .summaries import Summary
from .workdays import WorkingDays


@dataclass
class Registry:
    """Everything a site's repository holds, found by id, decisions in short; `unreadable` are the paths of files that could not be taken.

    site: content/settings.yaml; settings: what it says, with its profile and calendars.
    """

    settings: Settings = field(default_factory=Settings)
    governments: dict[str, Government] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    decisions: dict[str, Summary] = field(default_factory=dict)
    lists: dict[str, Record] = field(default_factory=dict)
    pages: dict[str, Record] = field(default_factory=dict)
    site_pages: dict[str, Record] = field(default_factory=dict)
    site: Record | None = None
    profiles: dict[str, Record] = field(default_factory=dict)
    calendars: dict[str, Record] = field(default_factory=dict)
    releases: Record | None = None
    harvest: Record | None = None
    unreadable: set[str] = field(default_factory=set)

    @property
    def there(self) -> set[str]:
        """The ids of all decisions that have a file, also of one that cannot be read."""
        paths = (path.rpartition(".")[0].split("/") for path in self.unreadable)
        return {*self.decisions, *(f"{parts[1]}/{parts[3]}/{parts[4]}" for parts in paths if len(parts) == 5)}

    def announced_between(self, day: str, today: str) -> bool:
        """True where content/releases.yaml announces, after a day and up to today, that public forms changed."""
        entries = self.releases.role("entries") if self.releases else ()
        return any(day < str(entry.get("日期", "")) <= today for entry in entries if isinstance(entry, dict))

    def entries(self, agency: str, kind_id: str) -> dict[str, Mapping[str, Any]]:
        """The entries of an agency's list of a kind by their codes (事项编码, 执法证号 …); empty where there is no list."""
        listing = self.lists.get(f"{agency}/{kind_id}")
        entries = listing.role("entries") if listing else None
        key = kind(kind_id).entry_role("key")
        return {
            entry[key]: entry
            for entry in (entries if isinstance(entries, list) else ())
            if isinstance(entry, dict) and isinstance(entry.get(key), str)
        }


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
    registry.settings = _settings(registry)
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
            registry.site = record
        case "releases":
            registry.releases = record
        case "harvest":
            registry.harvest = record
        case "profile":
            registry.profiles[record.slug] = record
        case "calendar":
            registry.calendars[record.year] = record
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
        path=record.path,
    )


def _settings(registry: Registry) -> Settings:
    """The settings with what else of content/ they lean on."""
    values = registry.site.values if registry.site else {}
    chosen = registry.profiles.get(str(values.get("地区规则", "")))
    return Settings(
        title=str(values.get("平台名称", Settings.title)),
        values=values,
        profile=profile(chosen.values) if chosen else Profile(),
        calendar=WorkingDays.of({int(year): record.values for year, record in registry.calendars.items()}),
    )
