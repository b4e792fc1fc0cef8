"""The bulk files: per year of decision what was published of it, as NDJSON, CSV and Parquet; SQLite and zip of all.

    api/v1/bulk/<year>.ndjson.gz        a line per record: what its file in the API says
    api/v1/bulk/<year>.csv              a line per record of any category: the common columns
    api/v1/bulk/<year>-<kind>.csv       a line per record of one category: all fields
    api/v1/bulk/<year>.parquet          a row per record: all fields of all categories, with types
    api/v1/bulk/decisions.sqlite        everything, and what was taken down, without content
    api/v1/bulk/all.zip                 a data package: the files of all years and datapackage.json
    api/v1/bulk/index.json              bulk-1: {"schema", "files": [{year, kind, form, records, url, sha256, bytes}]}

They are made from the records' files in the API, which were written before: one changed record makes its year anew, the
database and the archive, in which all other years are taken over. What is no longer public is in none of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from plugins.open_data.tables import Table, text
from plugins.open_data.v1 import dump
from plugins.registry import parallel, program
from plugins.registry.kinds import DECISION_KINDS
from plugins.registry.looking import Progress
from plugins.registry.public import Listed, Publication
from plugins.site.building import Reports
from plugins.site.keys import digest
from plugins.site.output import Output, write_file
from plugins.site.paths import API, record_data
from plugins.site.state import Written

from .archive import Member, archive, from_gzip, members, stored
from .columns import all_columns, common_columns, flat, kind_columns
from .datapackage import PACKAGE, datapackage

BULK = f"{API}bulk/"
DATABASE, ARCHIVE, INDEX = f"{BULK}decisions.sqlite", f"{BULK}all.zip", f"{BULK}index.json"

_CHUNK = 2_000


class Download(NamedTuple):
    """A bulk file: its form is the ending of its name; year, kind_id: '' where it is of all of them."""

    path: str
    form: str
    year: str
    kind_id: str
    records: int


class Year(NamedTuple):
    """The records of a year, by where their files stand now, and the files to make of them."""

    name: str
    key: bytes
    places: list[Path]
    downloads: list[Download]


class _Given(NamedTuple):
    """What workers need: where to write, the years that are to be made, and the lines of those that stand."""

    root: Path
    years: list[Year]
    standing: Mapping[str, Path]
    made: list[Year]
    agencies: list[list[str]]
    gone: list[list[str]]
    database_key: bytes


class _Made(NamedTuple):
    """What a worker made: files, and how those for the archive go into it."""

    written: list[tuple[str, Written]]
    packed: list[Member]


def write_bulk(publication: Publication, base_url: str, output: Output, jobs: int, progress: Reports) -> list[Download]:
    """Writes what does not stand, and tells of all bulk files, in the order in which they are shown."""
    years = _years(publication, output)
    all_key = digest(program.digest(), [year.key for year in years])
    agencies, gone = _agencies(publication, base_url), _gone(publication)
    database_key = digest(all_key, agencies, gone)
    archived = _standing(output, ARCHIVE)
    missing, standing = [], {}
    for year in years:
        # What goes into the archive is taken from the last one, or made together with the files.
        if archived and all(_is(output, download.path, year.key) for download in year.downloads):
            for download in year.downloads:
                output.keep(download.path)
            standing[year.name] = output.place(f"{BULK}{year.name}.ndjson.gz")
        else:
            missing.append(year)
    tasks = [year.name for year in missing]
    if _is(output, DATABASE, database_key):
        output.keep(DATABASE)
    else:
        tasks.insert(0, DATABASE)
    given = _Given(output.root, years, standing, missing, agencies, gone, database_key)
    packed: list[Member] = []
    with progress("下载文件") as report:
        workers = jobs if len(publication.current) > parallel.ALONE else 1
        for made in parallel.spread(_make, given, tasks, workers, batch=1, alone=1):
            packed += made.packed
            for path, written in made.written:
                output.take(path, written)
            report(len(output.files), len(output.files))
    downloads = [download for year in reversed(years) for download in year.downloads]
    package = dump(datapackage(publication, base_url, downloads, output))
    output.write(PACKAGE, package)
    if _is(output, ARCHIVE, all_key):
        output.keep(ARCHIVE)
    else:
        old = members(archived) if archived and standing else {}
        names = {Path(download.path).name for year in years for download in year.downloads}
        packed += [member for name, member in old.items() if name in names and name[:4] in standing]
        output.write(ARCHIVE, archive([*packed, stored(Path(PACKAGE).name, package)]), all_key)
    count = len(publication.current)
    downloads += [Download(DATABASE, "sqlite", "", "", count), Download(ARCHIVE, "zip", "", "", count)]
    output.write(INDEX, dump({"schema": "bulk-1", "files": [_entry(item, base_url, output) for item in downloads]}))
    return downloads
