"""The public types of /api/v1/, apart from the source types: what stands here is a contract with harvesters.

v1 only grows. Envelope keys follow international conventions; `data` holds the official Chinese terms of the schema.

    api/v1/index.json                        the root: counts, licence, checksums of what lies below
    api/v1/agencies/index.json               all agencies
    api/v1/agencies/<agency>/index.json      one agency, with the checksums of its shards
    api/v1/agencies/<agency>/<year>.json     a shard: id, state, dates and checksum of each record of a year
    api/v1/records/<id>.json                 one decision, or its tombstone
    api/v1/lists/<agency>/<kind>.json        one published list
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from plugins.registry.public import Publication, PublicRecord
from plugins.registry.publication import public_values
from plugins.registry.records import Agency, Record
from plugins.site.workers import Written

API = "api/v1/"


class Context:
    """What a record's file needs beside the record."""

    def __init__(self, publication: Publication, base_url: str) -> None:
        self.agencies = publication.agencies
        self.base_url = base_url


def record_file(context: Context, record: PublicRecord) -> tuple[str, bytes]:
    """The path and content of a record's file."""
    content = dump(record_type(record, context.agencies[record.agency], context.base_url))
    return f"{API}records/{record.id}.json", content


def listings(publication: Publication, base_url: str, written: Sequence[Written]) -> Iterator[tuple[str, bytes]]:
    """Every other file of the API as (path, bytes), the root last, so that each carries the checksums below it.

    written: the files of the publication's records, in their order.
    """
    agencies, shards = [], []
    files = dict(zip((record.id for record in publication.records), written, strict=True))
    for agency in publication.agencies.values():
        own: list[dict[str, Any]] = []
        records = publication.by_agency[agency.id]
        for year, group in groupby(records, key=lambda record: record.year):
            entries = [_entry(record, base_url, files[record.id]) for record in group]
            path, content = f"{API}agencies/{agency.id}/{year}.json", dump(_shard(agency, year, entries))
            yield path, content
            modified = max(entry["updated"] for entry in entries)
            own.append(_listed(base_url, path, content, year=year, count=len(entries), modified=modified))
        path, content = f"{API}agencies/{agency.id}/index.json", dump(_agency(agency, own, base_url))
        yield path, content
        agencies.append(_listed(base_url, path, content, **_agency_head(agency), count=len(records)))
        shards += own
    for listing in publication.lists.values():
        yield f"{API}lists/{listing.id}.json", dump(_list(listing, base_url))
    path, content = f"{API}agencies/index.json", dump({"schema": "agencies-1", "agencies": agencies})
    yield path, content
    yield f"{API}index.json", dump(_root(publication, base_url, _listed(base_url, path, content), shards))


def record_type(record: PublicRecord, agency: Agency, base_url: str) -> dict[str, Any]:
    """A decision (schema record-1) or its tombstone (schema tombstone-1) as published."""
    head = {
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
    return head | {"digest": record.digest, "salt": record.salt, "data": record.data}


def dump(value: dict[str, Any]) -> bytes:
    """JSON as served: UTF-8, one space of indent, a line feed at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _listed(base_url: str, path: str, content: bytes, **more: Any) -> dict[str, Any]:
    checksum = hashlib.sha256(content).hexdigest()
    return more | {"url": f"{base_url}{path}", "sha256": checksum, "bytes": len(content)}


def _entry(record: PublicRecord, base_url: str, file: Written) -> dict[str, Any]:
    return {
        "id": record.id,
        "kind": record.kind.name,
        "state": record.state,
        "published": record.published,
        "updated": record.updated,
        "url": f"{base_url}{file.path}",
        "sha256": file.sha256,
        "bytes": file.bytes,
    }


def _shard(agency: Agency, year: str, entries: list[dict[str, Any]]) -> dict[str, Any]:
    return {"schema": "shard-1", "agency": agency.id, "year": year, "records": entries}


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
