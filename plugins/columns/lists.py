"""Lists (清单) of an agency, rendered from their schemas: a later kind needs no new template."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.registry.kinds import Kind
from plugins.registry.records import Record
from plugins.site.paths import list_table

from . import fields
from .builder import Builder, column_meta
from .holdings import AgencyView
from .site import Page
from .widths import widths

# Kinds of lists whose entries each tell of a matter.
_OF_MATTERS = ("matters", "discretion", "discretion-figures")


def list_pages(builder: Builder, agency: str) -> Iterator[Page]:
    """Every list of an agency."""
    for listing in builder.lists_of(agency):
        yield _list(builder, builder.view(agency), listing)


def _list(builder: Builder, view: AgencyView, listing: Record) -> Page:
    of_kind, field = listing.kind, listing.kind.role("entries")
    entries, key = listing.values[field], of_kind.entry_role("key")
    return builder.page(
        f"{listing.agency}/{of_kind.id}/index.html",
        "list.html",
        f"{view.agency.name}{of_kind.name}",
        crumbs=view.crumbs,
        meta=column_meta(of_kind.name, f"{view.agency.name}{of_kind.name}", view.agency.name, of_kind.name),
        agency=listing.agency,
        view=view,
        kind=of_kind,
        rows=fields.rows(of_kind, listing.values, leave_out=[field]),
        widths=widths(of_kind.fields[field].schema["items"]["properties"], entries),
        name=of_kind.entry_role("name"),
        anchors=[entry.get(key, "") for entry in entries],
        links=[_target(view, of_kind, entry.get(key, "")) for entry in entries],
        entries=fields.cells(of_kind, entries),
        data=list_table(listing.id),
    )


def _target(view: AgencyView, of_kind: Kind, code: str) -> str:
    """The page that tells more of an entry, '' where there is none."""
    if of_kind.id == "counters":
        return f"{view.agency.id}/counters/{code}/"
    return f"{view.agency.id}/matters/{code}/" if of_kind.id in _OF_MATTERS and code in view.matters else ""
