"""Which feeds there are: of the platform, of every agency, category, region and kind of list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from plugins.registry.kinds import DECISION_KINDS, Kind, kinds
from plugins.registry.public import Publication
from plugins.registry.records import LEVELS

from .entries import clean
from .news import News
from .window import BY_DAY

# Groups of choices that are no government's.
PLATFORM, CATEGORIES, LISTS, OTHERS = "平台", "按执法类别", "按公开内容", "其他机关"


class Stream(NamedTuple):
    """A feed that can be subscribed to.

    path: feeds/all, to which the endings of the formats are added; name: as a choice among others; about: what it
    tells; page: of the site, what it is about; group: among which choices it stands, a government's id for its own and
    for its agencies; archived: whether all that it ever told is kept; agency: whose alone it is, or "".
    """

    path: str
    name: str
    title: str
    about: str
    page: str
    group: str
    archived: bool = False
    agency: str = ""


class Choice(NamedTuple):
    """A group of feeds to choose from: 平台, or a government's with its level (省, 市, 县 …), or by category."""

    name: str
    level: str
    streams: list[Stream]


def streams(publication: Publication, found: Iterable[News]) -> list[Stream]:
    """Every feed in the order in which they are offered."""
    site = clean(publication.settings.title)
    about = "新公示、更正、补充和停止公示的行政执法决定，以及清单、指南等公开内容的变化"
    made = [Stream("feeds/all", "全部最新公示", site, f"{site}：{about}", "", PLATFORM, archived=True)]
    for of_kind in kinds("decision"):
        path, title = f"feeds/category/{of_kind.id}", f"{of_kind.name} - {site}"
        made.append(
            Stream(path, of_kind.name, title, f"{of_kind.name}决定的公示、更正和停止公示", f"{path}/", CATEGORIES)
        )
    for government in publication.governments.values():
        name, path = clean(government.name), f"feeds/region/{government.id}"
        choice, title = f"{name}各机关", f"{name}各机关 - 行政执法公示"
        made.append(Stream(path, choice, title, f"{choice}：{about}", f"{government.id}/", government.id))
    for agency in publication.agencies.values():
        name, path = clean(agency.name), f"feeds/agency/{agency.id}"
        title, group = f"{name} - 行政执法公示", agency.government
        told, page = f"{name}：{about}", f"{agency.id}/"
        made.append(Stream(path, name, title, told, page, group, archived=True, agency=agency.id))
    for of_kind in _listed_kinds(publication, found):
        path, title = f"feeds/kind/{of_kind.id}", f"{of_kind.name} - {site}"
        made.append(Stream(path, of_kind.name, title, f"{of_kind.name}的公布、更新和撤下", f"{path}/", LISTS))
    return made


def by_stream(publication: Publication, found: Iterable[News]) -> dict[str, list[News]]:
    """The events of each feed by its path, by date, then in the order of the change list."""
    agencies = {agency.id: agency.government for agency in publication.agencies.values()}
    events: dict[str, list[News]] = defaultdict(list)
    for event in sorted(found, key=BY_DAY):
        if event.kind_id == "agency" and event.first:
            # That an agency has come is told by what it publishes, and all of them come at once on the first day.
            events["feeds/kind/agency"].append(event)
            continue
        events["feeds/all"].append(event)
        agency = event.agency
        if agency in agencies:
            events[f"feeds/agency/{agency}"].append(event)
            events[f"feeds/region/{agencies[agency]}"].append(event)
        if event.kind_id:
            room = "category" if event.kind_id in DECISION_KINDS else "kind"
            events[f"feeds/{room}/{event.kind_id}"].append(event)
    return events


def choices(publication: Publication, made: Iterable[Stream]) -> list[Choice]:
    """All feeds in groups: the platform's, those of governments from the highest level down, those by content."""
    groups: dict[str, list[Stream]] = defaultdict(list)
    for stream in made:
        groups[stream.group].append(stream)
    governments = sorted(publication.governments.values(), key=lambda government: _rank(government.level))
    found = [Choice(PLATFORM, "", groups.pop(PLATFORM))]
    found += [
        Choice(clean(government.name), government.level, groups.pop(government.id))
        for government in governments
        if government.id in groups
    ]
    by_content = [Choice(name, "", groups.pop(name)) for name in (CATEGORIES, LISTS) if name in groups]
    rest = [stream for group in groups.values() for stream in group]
    return [*found, *([Choice(OTHERS, "", rest)] if rest else []), *by_content]


def _listed_kinds(publication: Publication, found: Iterable[News]) -> list[Kind]:
    """The kinds of lists and pages of which the site has, or had, something."""
    there = {page.kind_id for page in (*publication.lists.values(), *publication.pages.values())}
    there |= {event.kind_id for event in found}
    return [of_kind for of_kind in kinds() if of_kind.id in there and of_kind.id not in DECISION_KINDS]


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)
