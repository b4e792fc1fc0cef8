"""What leads to the records: shards of an agency's year, listings by category and by year, agencies, lists and pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import Any

from plugins.registry import program
from plugins.registry.keys import digest
from plugins.registry.kinds import kind
from plugins.registry.public import Listed, Publication
from plugins.registry.records import Agency, Record
from plugins.site.paths import API, list_data, list_table, page_data, record_data, record_page, register_table

from . import types
from .entries import Shelf
from .tables import list_csv, register_csv
from .v1 import origin_name


def write_agencies(
    publication: Publication, files: Mapping[str, bytes], shelf: Shelf
) -> tuple[types.Entry, list[types.ShardEntry]]:
    """Writes shards, lists, pages and agencies. Returns how the root names the agencies, and the shards.

    files: of each agency with decisions a digest of all their files.
    """
    lists = _by_agency(publication.lists)
    pages = _by_agency(publication.pages)
    agencies, shards = [], []
    for agency in publication.agencies.values():
        records = publication.by_agency[agency.id]
        made_of = (files.get(agency.id, b""), publication.record_digests[agency.id])
        own = [_shard(agency.id, year, list(group), made_of, shelf) for year, group in groupby(records, key=_year)]
        content = types.AgencyFile(
            **_head(agency, publication),
            kind=kind("agency").name,
            url=f"{shelf.base_url}{agency.id}/",
            digest=publication.disclosed[agency.id].digest,
            salt=publication.disclosed[agency.id].salt,
            shards=own,
            lists=[_item(publication, listing, "list-1", shelf) for listing in lists.get(agency.id, ())],
            pages=[_item(publication, page, "page-1", shelf) for page in pages.get(agency.id, ())],
            data=publication.disclosed[agency.id].data,
        )
        path = f"{API}agencies/{agency.id}/index.json"
        named = {**_head(agency, publication), "count": len(records)}
        agencies.append(shelf.offer(types.AgencyEntry, path, content, partial(_same, content), **named))
        shards += own
    for government in publication.governments:
        members = [agency for agency in publication.agencies.values() if agency.government == government]
        if members:
            shelf.output.offer(
                register_table(government), digest(program.digest(), members), partial(register_csv, members)
            )
    listed = shelf.write(types.Entry, f"{API}agencies/index.json", types.AgenciesFile(agencies=agencies))
    return listed, shards


def _by_agency(records: Mapping[str, Record]) -> dict[str, list[Record]]:
    groups: dict[str, list[Record]] = {}
    for record in records.values():
        groups.setdefault(record.agency, []).append(record)
    return groups


def _year(record: Listed) -> str:
    return record.year


def _same(file: types.AgencyFile) -> types.AgencyFile:
    return file


def _shard(agency: str, year: str, records: list[Listed], made_of: tuple[bytes, ...], shelf: Shelf) -> types.ShardEntry:
    def content() -> types.Shard:
        return types.Shard(agency=agency, year=year, records=list(entries()))

    def entries() -> Iterator[types.ShardRecord]:
        files = shelf.output.files
        for record in records:
            data, page = files[record_data(record.id)], files.get(record_page(record.id))
            yield types.ShardRecord(
                id=record.id,
                kind=record.kind.name,
                state=record.state,
                published=record.published,
                updated=record.updated,
                digest=record.digest or None,
                commitment=record.commitment,
                url=f"{shelf.base_url}{record_data(record.id)}",
                sha256=data.sha256.hex(),
                bytes=data.size,
                **({"page": types.PageBytes(page.sha256.hex(), page.size)} if page else {}),
            )

    more = {
        "agency": agency,
        "year": year,
        "count": len(records),
        "modified": max(record.updated for record in records),
    }
    return shelf.offer(types.ShardEntry, f"{API}agencies/{agency}/{year}.json", made_of, content, **more)


def _item(publication: Publication, record: Record, schema: Any, shelf: Shelf) -> types.ItemEntry:
    """Writes a list or a page, a list also as a table."""
    public = publication.disclosed[record.id]
    updated = public.updated
    origin = origin_name(publication.origins.get(record.agency), f"{record.id}/")
    path = list_data(record.id) if schema == "list-1" else page_data(record.id)

    def content() -> types.ItemFile:
        return types.ItemFile(
            schema=schema,
            id=record.id,
            kind=record.kind.name,
            url=f"{shelf.base_url}{record.id}/",
            agency=record.agency,
            updated=updated,
            digest=public.digest,
            salt=public.salt,
            data=public.data,
            origin=origin,
        )

    if schema == "list-1":
        key = digest(program.digest(), public.digest)
        shelf.output.offer(list_table(record.id), key, partial(list_csv, record))
    named = {"id": record.id, "kind": record.kind.name, "updated": updated, "digest": public.digest}
    return shelf.offer(types.ItemEntry, path, (public.salt, named, origin or None), content, **named)


def _head(agency: Agency, publication: Publication) -> dict[str, Any]:
    return {
        "id": agency.id,
        "name": agency.name,
        "government": agency.government,
        "level": agency.level,
        "region": agency.region,
        "status": agency.status,
        "origin": origin_name(publication.origins.get(agency.id), ""),
    }


def write_kinds(publication: Publication, shelf: Shelf) -> types.Entry:
    """Writes a listing for each category and year. Returns how the root names their index."""
    groups: dict[tuple[str, str], list[Listed]] = {}
    for record in publication.records:
        groups.setdefault((record.kind_id, record.year), []).append(record)
    listings = []
    for (kind_id, year), records in sorted(groups.items()):
        made_of = [(record.id, record.state, record.published, record.updated) for record in records]
        named = {"kind": records[0].kind.name, "year": year}
        content = partial(_listing, named, made_of)
        path = f"{API}kinds/{kind_id}/{year}.json"
        listings.append(shelf.offer(types.ListingEntry, path, made_of, content, **named, count=len(records)))
    return shelf.write(types.Entry, f"{API}kinds/index.json", types.ListingsFile(listings=listings))


def _listing(named: Mapping[str, str], rows: list[tuple[str, str, str, str]]) -> types.Listing:
    return types.Listing(**named, records=[types.ListingRecord(*row) for row in rows])


def write_years(shards: list[types.ShardEntry], shelf: Shelf) -> None:
    """Writes, for each year, the shards of all agencies."""
    by_year = sorted(shards, key=lambda shard: (shard.year, shard.agency))
    for year, group in groupby(by_year, key=lambda shard: shard.year):
        shelf.write(types.Entry, f"{API}years/{year}.json", types.YearFile(year=year, shards=list(group)))
