"""Lists (清单) and pages (服务指南) of an agency, rendered from their schemas: a later kind needs no new template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugins.registry.kinds import Kind, kinds
from plugins.registry.records import Record

from . import fields
from .builder import AgencyView, Builder, article_meta, column_meta
from .site import Page

# An entry's field that may be longer than this gets a wide column.
_LONG = 400


def list_pages(builder: Builder) -> Iterator[Page]:
    """Every list, and for every kind of page an agency has: its index and the pages themselves."""
    for listing in builder.publication.lists.values():
        yield _list(builder, builder.view(listing.agency), listing)
    for agency in builder.publication.agencies:
        for of_kind in kinds("page"):
            records = builder.pages_of(agency, of_kind.id)
            if records:
                yield _index(builder, builder.view(agency), of_kind, records)
                for record in records:
                    yield _page(builder, builder.view(agency), record)


def _list(builder: Builder, view: AgencyView, listing: Record) -> Page:
    of_kind = listing.kind
    entries = of_kind.role("entries")
    properties = of_kind.fields[entries].schema["items"]["properties"]
    return builder.page(
        f"{listing.agency}/{of_kind.id}/index.html",
        "list.html",
        f"{view.agency.name}{of_kind.name}",
        crumbs=view.crumbs,
        meta=column_meta(of_kind.name, f"{view.agency.name}{of_kind.name}", view.agency.name, of_kind.name),
        agency=listing.agency,
        view=view,
        kind=of_kind,
        rows=fields.rows(of_kind, listing.values, leave_out=[entries]),
        columns=fields.columns(of_kind),
        widths={name: _width(definition) for name, definition in properties.items()},
        key=of_kind.entry_role("key"),
        name=of_kind.entry_role("name"),
        entries=listing.values[entries],
    )


def _width(definition: dict[str, Any]) -> str:
    """The class of a column's cells, by what its schema says of them."""
    if role := {"name": "party", "key": "number"}.get(definition.get("x-role", "")):
        return role
    if "enum" in definition:
        return "word"
    return "long" if definition.get("maxLength", 0) > _LONG else "plain"


def _index(builder: Builder, view: AgencyView, of_kind: Kind, records: list[Record]) -> Page:
    return builder.page(
        f"{view.agency.id}/{of_kind.id}/index.html",
        "entries.html",
        f"{view.agency.name}{of_kind.name}",
        crumbs=view.crumbs,
        meta=column_meta(of_kind.name, f"{view.agency.name}{of_kind.name}", view.agency.name, of_kind.name),
        agency=view.agency.id,
        view=view,
        kind=of_kind,
        records=records,
    )


def _page(builder: Builder, view: AgencyView, record: Record) -> Page:
    of_kind, name = record.kind, str(record.role("name"))
    # A guide is called after its matter; a document has a title of its own.
    title = f"{name}{of_kind.name}" if of_kind.role("matter") else name
    code, updated = str(record.role("matter")), str(record.role("updated"))
    return builder.page(
        f"{record.id}/index.html",
        "entry.html",
        title,
        crumbs=[*view.crumbs, (of_kind.name, f"{view.agency.id}/{of_kind.id}/")],
        meta=[
            *column_meta(of_kind.name, f"{view.agency.name}{of_kind.name}", view.agency.name, of_kind.name),
            *article_meta(title, updated, view.agency.name),
        ],
        agency=view.agency.id,
        view=view,
        kind=of_kind,
        name=name,
        rows=fields.rows(of_kind, record.values),
        matter=code if code in view.matters else "",
        matter_field=of_kind.role("matter"),
        updated=updated,
        body=record.body,
    )
