"""The bulk files: per year of decision what was published of it, as NDJSON, CSV and Parquet; SQLite and zip of all.

    api/v1/bulk/<year>.ndjson.gz        a line per record: what its file in the API says
    api/v1/bulk/<year>.csv              a line per record of any category: the common columns
    api/v1/bulk/<year>-<kind>.csv       a line per record of one category: all fields
    api/v1/bulk/<year>.parquet          a row per record: all fields of all categories, with types
    api/v1/bulk/decisions.sqlite        everything, and what was taken down, without content
    api/v1/bulk/all.zip                 a data package: the files of all years and datapackage.json

They are made from the records' files in the API, which were written before: one changed record makes its year anew, the
database and the archive, which takes over all other years. What is no longer public is in none of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from plugins.open_data import types
from plugins.open_data.entries import Shelf
from plugins.open_data.v1 import dump
from plugins.registry import parallel, program
from plugins.registry.keys import digest
from plugins.registry.kinds import kind
from plugins.registry.looking import Progress
from plugins.registry.public import Listed, Publication
from plugins.site.output import Output
from plugins.site.paths import record_data

from .archive import Member, archive, members, stored
from .database import write_database
from .datapackage import datapackage
from .plan import ARCHIVE, BULK, DATABASE, INDEX, PACKAGE, Database, Download, Made, Year, planned


def write_bulk(publication: Publication, shelf: Shelf, jobs: int, report: Progress) -> list[Download]:
    """Writes what does not stand, and tells of all bulk files, newest year first. The last ones hold everything."""
    output = shelf.output
    years = _years(publication, output)
    # A year goes into the archive as it did last time, or together with its making.
    last = output.live / ARCHIVE if ARCHIVE in output.before else None
    standing = [year for year in years if last and all(_stands(output, file.path, year.key) for file in year.downloads)]
    for year in standing:
        for file in year.downloads:
            output.keep(file.path)
    tasks: list[Year | Database] = list(_database(publication, shelf, years, standing))
    tasks += [year for year in years if year not in standing]
    # What a few records need is made sooner than workers are there to make it.
    packed = _made(tasks, output, jobs if len(publication.current) > parallel.ALONE else 1, report)
    downloads = [file for year in reversed(years) for file in year.downloads]
    package = dump(datapackage(publication, shelf, downloads))
    output.write(PACKAGE, package)

    def zipped() -> bytes:
        old = members(last) if last and standing else {}
        kept = (old[file.name] for year in standing for file in year.downloads)
        return archive((*packed, *kept, stored(PACKAGE.removeprefix(BULK), package)))

    output.offer(ARCHIVE, digest([year.key for year in years], package), zipped)
    count = len(publication.current)
    downloads += [Download(DATABASE, "sqlite", "", "", count), Download(ARCHIVE, "zip", "", "", count)]
    shelf.write(types.Entry, INDEX, types.BulkFile(files=[_entry(file, shelf) for file in downloads]))
    return downloads


def _made(tasks: Sequence[Year | Database], output: Output, jobs: int, report: Progress) -> list[Member]:
    """Has the tasks done, and takes their files into the site. Returns what goes into the archive."""
    packed: list[Member] = []
    for done, made in enumerate(parallel.spread(_make, output.root, tasks, jobs, batch=1, alone=1), 1):
        packed += made.packed
        for path, written in made.written:
            output.take(path, written)
        report(done, len(tasks))
    return packed


def _years(publication: Publication, output: Output) -> list[Year]:
    """The years of the records with content, oldest first."""
    groups: dict[str, list[Listed]] = {}
    for record in publication.current:
        groups.setdefault(record.year, []).append(record)
    years = []
    for name, records in sorted(groups.items()):
        paths = [record_data(record.id) for record in records]
        key = digest(program.digest(), name, paths, [output.files[path].sha256 for path in paths])
        categories = Counter(record.kind_id for record in records)
        years.append(Year(name, key, [output.place(path) for path in paths], planned(name, categories)))
    return years


def _database(
    publication: Publication, shelf: Shelf, years: Sequence[Year], standing: Sequence[Year]
) -> Iterator[Database]:
    """The making of the database, unless it stands. It takes longer than any year."""
    output = shelf.output
    gone = [record_data(record.id) for record in publication.records if record.tombstone]
    agencies = [
        (one.id, one.name, one.government, one.level, one.region, one.status, f"{shelf.base_url}{one.id}/")
        for one in publication.agencies.values()
    ]
    key = digest(program.digest(), [year.key for year in years], agencies, [output.files[path].sha256 for path in gone])
    if _stands(output, DATABASE, key):
        output.keep(DATABASE)
        return
    lines = {year.name: output.place(f"{BULK}{year.name}.ndjson.gz") for year in standing}
    yield Database(key, years, lines, agencies, [output.place(path) for path in gone])


def _make(root: Path, tasks: Sequence[Year | Database]) -> Made:
    """What a worker does with the one task that it is given."""
    (task,) = tasks
    if isinstance(task, Database):
        return Made([(DATABASE, write_database(root, DATABASE, task))], [])
    # The libraries take long to load: only workers that make something wait for them.
    made: Made = import_module("plugins.downloads.yearly").make(root, task)
    return made


def _stands(output: Output, path: str, key: bytes) -> bool:
    standing = output.before.get(path)
    return standing is not None and standing.key == key


def _entry(download: Download, shelf: Shelf) -> types.BulkEntry:
    of_kind = kind(download.kind_id).name if download.kind_id else None
    named = {"form": download.form, "year": download.year or None, "kind": of_kind, "records": download.records}
    return shelf.entry(types.BulkEntry, download.path, **named)
