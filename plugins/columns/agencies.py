"""An agency's 行政执法公示 column: its facts and the five sections with links to what is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from plugins.registry.kinds import SECTIONS, Kind, kind, kinds

from . import fields
from .builder import Builder, column_meta
from .holdings import AgencyView
from .linked import of_agency
from .site import Page

ANCHORS = {
    "事前公开": "before",
    "事中公示": "during",
    "事后公开": "after",
    "全过程记录": "recording",
    "法制审核": "review",
}

# Shown in words of their own at the top of the page.
_ELSEWHERE = ("机构名称", "政府", "状态", "撤销日期", "承继机关", "空缺说明")
NONE_YET, NO_DUTY = "本单位暂无此类信息", "本单位无此项职责"


@dataclass(frozen=True)
class Entry:
    """One line of a section: what, how much of it, since when, and where."""

    kind: Kind
    count: int
    unit: str
    updated: str
    path: str


class Absent(NamedTuple):
    """Kinds of which there is nothing, for one reason as of one day."""

    names: list[str]
    reason: str
    day: str


@dataclass(frozen=True)
class Section:
    """One of the five sections: what is there, and what is not."""

    anchor: str
    name: str
    entries: list[Entry]
    absent: list[Absent]

    @property
    def count(self) -> int:
        return sum(entry.count for entry in self.entries)


def agency_page(builder: Builder, agency: str) -> Page:
    """The column of an agency."""
    return _column(builder, builder.view(agency))


def _column(builder: Builder, view: AgencyView) -> Page:
    agency = view.agency
    return builder.page(
        f"{agency.id}/index.html",
        "agency.html",
        f"{agency.name}行政执法公示",
        crumbs=view.crumbs[:-1],
        meta=column_meta("行政执法公示", f"{agency.name}行政执法公示专栏", agency.name, *SECTIONS),
        agency=agency.id,
        linked=of_agency(agency, builder.permanent(f"{agency.id}/index.html") or "./"),
        view=view,
        day=str(builder.publication.day),
        sections=[_section(builder, view, name) for name in SECTIONS],
        latest=builder.column(agency.id).latest,
        rows=fields.rows(kind("agency"), agency.values, leave_out=_ELSEWHERE),
        successor=builder.publication.agencies.get(str(agency.values.get("承继机关", ""))),
        predecessors=[
            other for other in builder.publication.agencies.values() if other.values.get("承继机关") == agency.id
        ],
    )


def _section(builder: Builder, view: AgencyView, name: str) -> Section:
    entries: list[Entry] = []
    absent: dict[tuple[str, str], list[str]] = {}
    said = {gap["栏目"]: (gap["情形"], gap["日期"]) for gap in view.agency.values.get("空缺说明", ())}
    for of_kind in kinds():
        if of_kind.shape == "single" or not of_kind.section:
            continue
        entry = _entry(builder, view, of_kind, name)
        if entry:
            entries.append(entry)
        elif of_kind.section == name and not of_kind.optional:
            # What an agency does not say is true of the day on which the site was made.
            absent.setdefault(said.get(of_kind.name, (NONE_YET, str(builder.publication.day))), []).append(of_kind.name)
    return Section(ANCHORS[name], name, entries, [Absent(names, *why) for why, names in sorted(absent.items())])


def _entry(builder: Builder, view: AgencyView, of_kind: Kind, section: str) -> Entry | None:
    path = f"{view.agency.id}/{of_kind.id}/"
    if of_kind.shape == "page":
        # A flow chart says itself in which section it belongs.
        pages = builder.pages_of(view.agency.id, of_kind.id)
        own = [page for page in pages if (page.role("section") or of_kind.section) == section]
        updated = max((str(page.role("updated")) for page in own), default="")
        return Entry(of_kind, len(own), "件", updated, path) if own else None
    if of_kind.section != section:
        return None
    if of_kind.shape == "decision":
        shelf = builder.column(view.agency.id).shelves.get(of_kind.id)
        return Entry(of_kind, len(shelf), "条", shelf[-1].published, path) if shelf else None
    listing = builder.publication.lists.get(f"{view.agency.id}/{of_kind.id}")
    if not listing:
        return None
    return Entry(of_kind, len(listing.role("entries")), "项", str(listing.role("updated")), path)
