"""The public types of /api/v1/, apart from the source types: what stands here is a contract with harvesters.

v1 only grows. Envelope keys follow international conventions; `data` holds the official Chinese terms of the schema.

    api/v1/index.json                        the root: counts, licence, checksums of what lies below
    api/v1/agencies/index.json               all agencies
    api/v1/agencies/<agency>/index.json      one agency, with the checksums of its shards
    api/v1/agencies/<agency>/<year>.json     a shard: id, state, dates and checksum of each record of a year
    api/v1/records/<id>.json                 one decision, or its tombstone
    api/v1/lists/<agency>/<kind>.json        one published list, and the same as .csv
    api/v1/subjects/<government>.csv         the 行政执法主体名录 of a government
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Any

import msgspec

from plugins.registry import program
from plugins.registry.public import Listed, Publication, PublicRecord
from plugins.registry.publication import public_values
from plugins.registry.records import Agency, Record
from plugins.site.keys import digest
from plugins.site.output import Output
from plugins.site.paths import API, ROOT, list_data, list_table, record_data, register_table
from plugins.site.state import Written

from .tables import list_csv, register_csv


class Context:
    """What a record's file needs beside the record."""

    def __init__(self, publication: Publication, base_url: str) -> None:
        self.agencies = publication.agencies
        self.base_url = base_url

    def record_key(self, agency: str) -> bytes:
        """A digest of all that the files of an agency's records are made of beside the record."""
        return digest(agency, self.agencies[agency].name, self.base_url)


def record_file(context: Context, record: PublicRecord) -> tuple[str, bytes]:
    """The path and content of a record's file."""
    content = dump(record_type(record, context.agencies[record.agency], context.base_url))
    return record_data(record.id), content


def write_listings(publication: Publication, base_url: str, output: Output) -> None:
    """Writes every other file of the API, the root last, so that each carries the checksums of those below it."""
    agencies, shards = [], []
    for agency in publication.agencies.values():
        own: list[dict[str, Any]] = []
        records = publication.by_agency[agency.id]
        for year, group in groupby(records, key=lambda record: record.year):
            own.append(_write_shard(agency.id, year, list(group), base_url, output))
        path, content = f"{API}agencies/{agency.id}/index.json", dump(_agency(agency, own, base_url))
        written = output.write(path, content)
        agencies.append(_listed(base_url, path, written, **_agency_head(agency), count=len(records)))
        shards += own
    for listing in publication.lists.values():
        output.write(list_data(listing.id), dump(_list(listing, base_url)))
        output.write(list_table(listing.id), list_csv(listing))
    for government in publication.governments:
        members = [agency for agency in publication.agencies.values() if agency.government == government]
        if members:
            output.write(register_table(government), register_csv(members))
    path = f"{API}agencies/index.json"
    written = output.write(path, dump({"schema": "agencies-1", "agencies": agencies}))
    output.write(ROOT, dump(_root(publication, base_url, _listed(base_url, path, written), shards)))


def _write_shard(agency: str, year: str, records: list[Listed], base_url: str, output: Output) -> dict[str, Any]:
    """Writes the shard of an agency's year and tells how the root lists it."""
    files = [output.files[record_data(record.id)] for record in records]
    key = digest(
        program.digest(), base_url, [(record.id, file.sha256) for record, file in zip(records, files, strict=True)]
    )

    def content() -> bytes:
        entries = [_entry(record, base_url, file) for record, file in zip(records, files, strict=True)]
        return dump({"schema": "shard-1", "agency": agency, "year": year, "records": entries})

    path = f"{API}agencies/{agency}/{year}.json"
    written = output.offer(path, key, content)
    modified = max(record.updated for record in records)
    return _listed(base_url, path, written, year=year, count=len(records), modified=modified)


def record_type(record: PublicRecord, agency: Agency, base_url: str) -> dict[str, Any]:
    """A decision (schema record-1) or its tombstone (schema tombstone-1) as published."""
    head: dict[str, Any] = {
        "schema": "tombstone-1" if record.tombstone else "record-1",
        "id": record.id,
        "kind": record.kind.name,
        "state": record.state,
        "url": f"{base_url}{record.id}/",
        "agency": {"id": agency.id, "name": agency.name},
        "published": record.published,
        "decided": record.decided or None,
        "updated": record.updated,
    }
    if record.tombstone:
        return head | {"reason": record.reason, "ground": record.ground or None}
    timely = record.timeliness
    head["timeliness"] = timely and {"working_days": timely.day, "limit": timely.limit, "due": timely.due}
    head["marks"] = [mark.name for mark in record.marks]
    return head | {"digest": record.digest, "salt": record.salt, "data": record.data}


def dump(value: dict[str, Any]) -> bytes:
    """JSON as served: UTF-8, one space of indent, a line feed at the end."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _listed(base_url: str, path: str, written: Written, **more: Any) -> dict[str, Any]:
    return more | {"url": f"{base_url}{path}", "sha256": written.sha256.hex(), "bytes": written.size}


def _entry(record: Listed, base_url: str, file: Written) -> dict[str, Any]:
    head = {
        "id": record.id,
        "kind": record.kind.name,
        "state": record.state,
        "published": record.published,
        "updated": record.updated,
        "digest": record.digest or None,
    }
    return _listed(base_url, record_data(record.id), file, **head)


def _agency_head(agency: Agency) -> dict[str, Any]:
    return {
        "id": agency.id,
        "name": agency.name,
        "government": agency.government,
        "level": agency.level,
        "region": agency.region,
        "status": agency.status,
    }


def _agency(agency: Agency, shards: list[dict[str, Any]], base_url: str) -> dict[str, Any]:
    head = {"schema": "agency-1", **_agency_head(agency), "url": f"{base_url}{agency.id}/"}
    return head | {"shards": shards, "data": dict(agency.values)}


def _list(listing: Record, base_url: str) -> dict[str, Any]:
    return {
        "schema": "list-1",
        "id": listing.id,
        "kind": listing.kind.name,
        "url": f"{base_url}{listing.id}/",
        "agency": listing.agency,
        "updated": listing.role("updated"),
        "data": public_values(listing),
    }


def _root(
    publication: Publication, base_url: str, agencies: dict[str, Any], shards: list[dict[str, Any]]
) -> dict[str, Any]:
    counts = Counter(record.kind.name for record in publication.current)
    return {
        "schema": "root-1",
        "preview": publication.preview,
        "demonstration": publication.settings.demonstration,
        "day": str(publication.day),
        "title": publication.settings.title,
        "url": base_url,
        "licence": publication.settings.get("许可协议") or None,
        "modified": max((record.updated for record in publication.records), default=None),
        "counts": {
            "agencies": len(publication.agencies),
            "records": sum(counts.values()),
            "tombstones": len(publication.records) - sum(counts.values()),
            "kinds": dict(sorted(counts.items())),
        },
        "agencies": agencies,
        "shards": shards,
        "feed": f"{base_url}feeds/all.rss",
    }
