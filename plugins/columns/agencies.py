"""An agency's 行政执法公示 column: its facts and the five sections with links to what is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plugins.registry.kinds import SECTIONS, Kind, kind, kinds

from . import fields
from .builder import AgencyView, Builder, column_meta
from .site import Page

ANCHORS = {
    "事前公开": "before",
    "事中公示": "during",
    "事后公开": "after",
    "全过程记录": "recording",
    "法制审核": "review",
}

# Shown in words of their own at the top of the page.
_ELSEWHERE = ("机构名称", "政府", "状态", "撤销日期", "承继机关")


@dataclass(frozen=True)
class Entry:
    """One line of a section: what, how much of it, since when, and where."""

    kind: Kind
    count: int
    unit: str
    updated: str
    path: str


@dataclass(frozen=True)
class Section:
    """One of the five sections: what is there, and the names of what is not."""

    anchor: str
    name: str
    entries: list[Entry]
    absent: list[str]

    @property
    def count(self) -> int:
        return sum(entry.count for entry in self.entries)


def agency_pages(builder: Builder) -> Iterator[Page]:
    """The column of every agency."""
    for agency in builder.publication.agencies:
        yield _column(builder, builder.view(agency))


def _column(builder: Builder, view: AgencyView) -> Page:
    agency = view.agency
    return builder.page(
        f"{agency.id}/index.html",
        "agency.html",
        f"{agency.name}行政执法公示",
        crumbs=view.crumbs[:-1],
        meta=column_meta("行政执法公示", f"{agency.name}行政执法公示专栏", agency.name, *SECTIONS),
        agency=agency.id,
        view=view,
        day=str(builder.publication.day),
        sections=[_section(builder, view, name) for name in SECTIONS],
        latest=builder.groups.latest_of_agency.get(agency.id, []),
        rows=fields.rows(kind("agency"), agency.values, leave_out=_ELSEWHERE),
        successor=builder.publication.agencies.get(str(agency.values.get("承继机关", ""))),
        predecessors=[
            other for other in builder.publication.agencies.values() if other.values.get("承继机关") == agency.id
        ],
    )


def _section(builder: Builder, view: AgencyView, name: str) -> Section:
    entries, absent = [], []
    for of_kind in kinds():
        if of_kind.section == name and of_kind.shape != "single":
            entry = _entry(builder, view, of_kind)
            if entry:
                entries.append(entry)
            else:
                absent.append(of_kind.name)
    return Section(ANCHORS[name], name, entries, absent)


def _entry(builder: Builder, view: AgencyView, of_kind: Kind) -> Entry | None:
    path = f"{view.agency.id}/{of_kind.id}/"
    if of_kind.shape == "decision":
        shelf = builder.groups.shelves.get((view.agency.id, of_kind.id))
        return Entry(of_kind, len(shelf), "条", shelf[-1].published, path) if shelf else None
    if of_kind.shape == "list":
        listing = builder.publication.lists.get(f"{view.agency.id}/{of_kind.id}")
        if not listing:
            return None
        return Entry(of_kind, len(listing.role("entries")), "项", str(listing.role("updated")), path)
    pages = builder.pages_of(view.agency.id, of_kind.id)
    return Entry(of_kind, len(pages), "件", max(str(page.role("updated")) for page in pages), path) if pages else None
