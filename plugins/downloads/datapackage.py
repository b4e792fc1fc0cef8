"""Frictionless Data Package 2.0: what each table holds, in a form that data tools validate and load.

Source: datapackage.org/standard (Data Package, Table Schema, Table Dialect), version 2.0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plugins.open_data.entries import Shelf
from plugins.registry.kinds import kind
from plugins.registry.public import Publication

from .columns import Column, common_columns, kind_columns
from .plan import Download

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES = {"date": "date", "amount": "number"}


def datapackage(publication: Publication, shelf: Shelf, downloads: Sequence[Download]) -> dict[str, Any]:
    """The description of the tables (CSV) of all years, to lie beside them."""
    settings = publication.settings
    licence = settings.get("许可协议")
    return {
        "$schema": _PROFILE,
        "name": "decisions",
        "id": f"{shelf.base_url}data/",
        "title": f"{settings.title}执法决定",
        "homepage": f"{shelf.base_url}data/",
        "version": max((record.updated for record in publication.records), default=str(publication.day)),
        **({"licenses": [{"name": "other", "title": licence}]} if licence else {}),
        "contributors": [{"title": settings.get("主办单位") or settings.title, "roles": ["publisher"]}],
        "resources": [_resource(download, shelf) for download in downloads if download.form == "csv"],
    }


def _resource(download: Download, shelf: Shelf) -> dict[str, Any]:
    file = shelf.output.files[download.path]
    columns = kind_columns(download.kind_id) if download.kind_id else common_columns()
    return {
        "name": f"{download.kind_id or 'decisions'}-{download.year}",
        "type": "table",
        "title": f"{kind(download.kind_id).name if download.kind_id else '执法决定'} {download.year} 年",
        "path": download.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256.hex()}",
        "schema": table_schema(columns),
    }


def table_schema(columns: Sequence[Column]) -> dict[str, Any]:
    """The Table Schema of a CSV file; its first column is the key."""
    return {"fields": [_field(column) for column in columns], "primaryKey": [columns[0].name], "missingValues": [""]}


def _field(column: Column) -> Mapping[str, Any]:
    described = {"description": column.about} if column.about else {}
    return {"name": column.name, "type": _TYPES.get(column.form, "string"), **described}
