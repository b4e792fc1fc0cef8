"""An agency's pages of one kind each (服务指南, 流程图, 统计年报 …): their index and the pages themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugins.registry.flow import following
from plugins.registry.kinds import Kind, kinds
from plugins.registry.records import Record

from . import fields
from .builder import Builder, article_meta, column_meta
from .catalogue import catalogue, said, validity
from .holdings import AgencyView
from .reports import report_tables
from .site import Page
from .widths import widths

# What a kind's template needs beyond the rows of its fields: its template, the fields shown there, and the rest.
Special = tuple[str, tuple[str, ...], dict[str, Any]]


def entry_pages(builder: Builder, agency: str) -> Iterator[Page]:
    """For every kind of page an agency has: its index and the pages."""
    for of_kind in kinds("page"):
        records = builder.pages_of(agency, of_kind.id)
        if records:
            yield _index(builder, builder.view(agency), of_kind, records)
            for record in records:
                yield _page(builder, builder.view(agency), record)


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
        records=sorted(records, key=lambda record: (str(record.role("updated")), record.id), reverse=True),
    )


def _page(builder: Builder, view: AgencyView, record: Record) -> Page:
    of_kind, name = record.kind, str(record.role("name"))
    # A guide is called after its matter; anything else has a title of its own.
    title = f"{name}{of_kind.name}" if of_kind.id == "guide" else name
    code, updated = str(record.role("matter")), str(record.role("updated"))
    template, elsewhere, more = _special(builder, record)
    return builder.page(
        f"{record.id}/index.html",
        template,
        title,
        crumbs=[*view.crumbs, (of_kind.name, f"{view.agency.id}/{of_kind.id}/")],
        meta=[
            *column_meta(of_kind.name, f"{view.agency.name}{of_kind.name}", view.agency.name, of_kind.name),
            *article_meta(title, updated, view.agency.name),
        ],
        agency=view.agency.id,
        view=view,
        kind=of_kind,
        id=record.id,
        name=name,
        catalogue=catalogue(view.agency, record, builder.publication.day),
        validity=validity(record, builder.publication.day),
        rows=fields.rows(of_kind, record.values, leave_out=(*elsewhere, *said(record))),
        matter=code if code in view.matters else "",
        updated=updated,
        body=record.body,
        **more,
    )


def _special(builder: Builder, record: Record) -> Special:
    match record.kind_id:
        case "flowchart":
            steps = record.role("steps")
            return "flowchart.html", (record.kind.role("steps"),), {"steps": steps, "ways": following(steps)}
        case "spot-check":
            field = record.kind.role("entries")
            parts = record.kind.fields[field].schema["items"]["properties"]
            entries = record.values[field]
            more = {"widths": widths(parts, entries), "entries": fields.entry_rows(record.kind, field, entries)}
            return "spot-check.html", (field,), more
        case "report":
            tables = report_tables(builder.publication.by_agency[record.agency], record)
            return "report.html", tuple(table.name for table in tables), {"tables": tables, "year": record.role("year")}
    return "entry.html", (), {}
