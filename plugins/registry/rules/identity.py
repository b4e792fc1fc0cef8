"""Identity: every file, agency, government and decision is who it says it is, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .. import dates
from ..assembly import Registry
from ..problems import Finding, Keys
from ..records import Record
from ..summaries import Summary

GOVERNMENTS = "content/governments.yaml"

# The site's own folders stand beside the governments' pages.
RESERVED = frozenset(
    (
        "api",
        "feeds",
        "search",
        "data",
        "stats",
        "about",
        "theme",
        "static",
        "agencies",
        "content",
        "harvest",
        "organisations",
    )
)


def year_is_decisions(record: Record, today: date) -> Iterator[Finding]:
    """The year in a decision's id is that of the decision, or of 公示日期 where the decision's date is unknown."""
    if record.kind.shape != "decision":
        return
    day, name = record.role("decided"), record.kind.role("decided")
    if not day:
        day, name = record.role("published"), record.kind.role("published")
    if isinstance(day, str) and dates.parse(day) and day[:4] != record.year:
        message = f"文件在 {record.year} 年的文件夹里，而“{name}”是 {day}"
        yield Finding(
            "id-year", (name,), message, f"把文件移到 agencies/{record.agency}/decisions/{day[:4]}/，或者改正日期。"
        )


def government_ids_unique(record: Record, today: date) -> Iterator[Finding]:
    """A 编号 names one government."""
    if record.kind_id != "government":
        return
    first: dict[str, int] = {}
    for index, entry in enumerate(record.values.get("政府", ())):
        code = entry.get("编号") if isinstance(entry, dict) else None
        if isinstance(code, str) and first.setdefault(code, index) != index:
            message = f"编号“{code}”与第 {first[code] + 1} 项重复"
            yield Finding("government-twice", ("政府", index, "编号"), message, "每级政府一个编号，请改正一处。")


def governments_known(registry: Registry, today: date) -> Iterator[tuple[str, Finding]]:
    """An agency's government, and a government's upper one, stand in content/governments.yaml."""
    for index, government in enumerate(registry.governments.values()):
        if government.upper and government.upper not in registry.governments:
            message = f"上级“{government.upper}”不在政府清单里"
            yield (
                GOVERNMENTS,
                Finding("government-unknown", ("政府", index, "上级"), message, "先为上级政府加一项，或者改正编号。"),
            )
    # A list that cannot be read is reported itself; every agency would follow.
    for agency in registry.agencies.values() if GOVERNMENTS not in registry.unreadable else ():
        if agency.government not in registry.governments:
            message = f"政府“{agency.government}”不在 {GOVERNMENTS} 里"
            yield (
                agency.path,
                Finding("government-unknown", ("政府",), message, "填政府清单里的编号，或者先在清单里加上。"),
            )


def governments_not_reserved(registry: Registry, today: date) -> Iterator[tuple[str, Finding]]:
    """A government's id is a folder of the site and may not take the place of one that exists."""
    for index, government in enumerate(registry.governments.values()):
        if government.id in RESERVED or government.id in registry.site_pages:
            message = f"编号“{government.id}”是网站自用的"
            yield (
                GOVERNMENTS,
                Finding("government-reserved", ("政府", index, "编号"), message, "换一个编号，如地名的拼音。"),
            )


def agencies_known(registry: Registry, today: date) -> Iterator[tuple[str, Finding]]:
    """Every folder under agencies/ has its agency.yaml."""
    seen: set[str] = set()
    records: list[Summary | Record] = [*registry.decisions.values()]
    for record in (*records, *registry.lists.values(), *registry.pages.values()):
        known = record.agency in registry.agencies or _file(record.agency) in registry.unreadable
        if not known and record.agency not in seen:
            seen.add(record.agency)
            help_text = f"先建 {_file(record.agency)}；文件夹名写错的，改正文件夹名。"
            yield record.path, Finding("agency-unknown", (), f"机关“{record.agency}”没有可用的 agency.yaml", help_text)


def agency_id_begins_with_government(registry: Registry, today: date) -> Iterator[tuple[str, Finding]]:
    """An agency's id is <government>-<agency>, so that ids stay unique when levels are harvested together."""
    for agency in registry.agencies.values():
        known = agency.government in registry.governments
        if known and not agency.id.startswith(f"{agency.government}-"):
            message = f"文件夹名“{agency.id}”不以政府编号“{agency.government}-”开头"
            yield agency.path, Finding("agency-government", ("政府",), message, "改正文件夹名，或者改正“政府”。")


def agency_names_unique(registry: Registry, today: date) -> Iterator[tuple[str, Finding]]:
    """Two agencies do not share a name or 别名: a record's agency could not be told."""
    owners: dict[str, str] = {}
    for agency in registry.agencies.values():
        for name in sorted(agency.names):
            if (other := owners.setdefault(name, agency.id)) != agency.id:
                message = f"名称“{name}”已是 {other} 的名称或者别名"
                keys: Keys = ("机构名称",) if name == agency.name else ("别名", agency.values["别名"].index(name))
                yield (
                    agency.path,
                    Finding("agency-name-taken", keys, message, "同一机关只留一个文件夹，其他写法写进“别名”。"),
                )


def successors_known(registry: Registry, today: date) -> Iterator[tuple[str, Finding]]:
    """An abolished agency names one that exists as its successor."""
    for agency in registry.agencies.values():
        successor = agency.values.get("承继机关")
        if successor and successor not in registry.agencies:
            message = f"承继机关“{successor}”不存在"
            yield (
                agency.path,
                Finding("agency-successor", ("承继机关",), message, "填承继机关的编号（agencies/ 下的文件夹名）。"),
            )


def authority_is_the_agency(registry: Registry, today: date) -> Iterator[tuple[str, Finding]]:
    """谁执法谁公示: the deciding organ of a record is the agency in whose folder it lies (国办发〔2018〕118号)."""
    for record in registry.decisions.values():
        agency, name = registry.agencies.get(record.agency), record.authority
        if agency and name and name not in agency.names:
            message = f"“{record.kind.role('authority')}”不是本机关（{agency.name}）"
            help_text = f"文件放错机关的，移到该机关；同一机关的别的写法，加到 {_file(agency.id)} 的“别名”里。"
            yield record.path, Finding("authority-name", (record.kind.role("authority"),), message, help_text)


def former_ids_free(registry: Registry, today: date) -> Iterator[tuple[str, Finding]]:
    """A former id redirects to one record and is never used again."""
    owners: dict[str, str] = {}
    for record in registry.decisions.values():
        for index, old in enumerate(record.former):
            other = old if old in registry.decisions else owners.setdefault(old, record.id)
            if other != record.id:
                message = f"曾用编号“{old}”已由 {other} 使用"
                yield record.path, Finding("id-reused", ("曾用编号", index), message, "编号永不重复使用，请核对。")


def decisions_unique(registry: Registry, today: date) -> Iterator[tuple[str, Finding]]:
    """One decision on one party is one record: agency, 文号 and party occur together once."""
    first: dict[tuple[str, str, str], Summary] = {}
    for record in registry.decisions.values():
        if record.number:
            other = first.setdefault((record.agency, record.number, record.party), record)
            if other is not record:
                message = f"文号、当事人与 {other.path} 相同"
                help_text = "同一决定只留一条；当事人不同的，写明不同的名称（同名自然人写 张某、张某2）。"
                yield record.path, Finding("record-duplicate", (record.kind.role("number"),), message, help_text)


def _file(agency: str) -> str:
    return f"agencies/{agency}/agency.yaml"
