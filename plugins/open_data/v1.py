"""A decision's file under /api/v1/, made in the same breath as its page."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from plugins.registry.harvested import Origin
from plugins.registry.keys import digest
from plugins.registry.public import Publication, PublicRecord
from plugins.registry.records import Agency
from plugins.site.paths import record_data

from .types import AgencyName, OriginName, RecordFile, Timeliness, TombstoneFile


class Context:
    """What a record's file needs beside the record."""

    def __init__(self, publication: Publication, base_url: str) -> None:
        self.agencies = publication.agencies
        self.origins = publication.origins
        self.base_url = base_url

    def record_key(self, agency: str) -> bytes:
        """A digest of all that the files of an agency's records are made of beside the record."""
        return digest(agency, self.agencies[agency].name, self.base_url, self.origins.get(agency))


def record_file(context: Context, record: PublicRecord) -> tuple[str, bytes]:
    """The path and content of a record's file."""
    origin = context.origins.get(record.agency)
    content = dump(record_type(record, context.agencies[record.agency], context.base_url, origin))
    return record_data(record.id), content


def origin_name(origin: Origin | None, path: str) -> OriginName | UnsetType:
    """Where something comes from, as the API says it; nothing for the site's own. path: of the page, there as here."""
    return OriginName(origin.name, origin.page(path)) if origin else UNSET


def record_type(
    record: PublicRecord, agency: Agency, base_url: str, origin: Origin | None = None
) -> RecordFile | TombstoneFile:
    """A decision or its tombstone as published."""
    head: dict[str, Any] = {
        "id": record.id,
        "kind": record.kind.name,
        "state": record.state,
        "url": f"{base_url}{record.id}/",
        "agency": AgencyName(agency.id, agency.name),
        "published": record.published,
        "decided": record.decided or None,
        "updated": record.updated,
        "origin": origin_name(origin, f"{record.id}/"),
    }
    if record.tombstone:
        return TombstoneFile(**head, reason=record.reason, ground=record.ground or None)
    timely = record.timeliness
    return RecordFile(
        **head,
        timeliness=Timeliness(timely.day, timely.limit, timely.due) if timely else None,
        marks=[mark.name for mark in record.marks],
        digest=record.digest,
        salt=record.salt,
        data=dict(record.data),
    )


def dump(value: msgspec.Struct | dict[str, Any]) -> bytes:
    """JSON as served: UTF-8, one space of indent, a line feed at the end."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
