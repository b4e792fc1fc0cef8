"""Which bulk files there are, and what workers are given to make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from plugins.registry.kinds import DECISION_KINDS
from plugins.site.paths import API
from plugins.site.state import Written

from .archive import Member

BULK = f"{API}bulk/"
DATABASE, ARCHIVE, PACKAGE, INDEX = (
    f"{BULK}{name}" for name in ("decisions.sqlite", "all.zip", "datapackage.json", "index.json")
)
_SHARED = {"csv": "csv", "ndjson": "ndjson.gz", "parquet": "parquet"}


class Download(NamedTuple):
    """A bulk file. form: csv, ndjson, parquet, sqlite or zip; year, kind_id: '' where it is of all of them."""

    path: str
    form: str
    year: str
    kind_id: str
    records: int

    @property
    def name(self) -> str:
        """Its name in the folder and in the archive."""
        return self.path.removeprefix(BULK)


class Year(NamedTuple):
    """The records of a year by the places of their files, a digest of all of it, and the files to make of them."""

    name: str
    key: bytes
    places: Sequence[Path]
    downloads: Sequence[Download]


class Database(NamedTuple):
    """What the database is made of: the years, of those that stand already their lines; agencies; files of tombstones."""

    key: bytes
    years: Sequence[Year]
    standing: Mapping[str, Path]
    agencies: Sequence[Sequence[str]]
    gone: Sequence[Path]


class Made(NamedTuple):
    """What a worker made: files, and how they go into the archive."""

    written: list[tuple[str, Written]]
    packed: list[Member]


def planned(year: str, categories: Mapping[str, int]) -> list[Download]:
    """The files of a year that has so many records of each category (kind ids)."""
    count = sum(categories.values())
    shared = [Download(f"{BULK}{year}.{ending}", form, year, "", count) for form, ending in _SHARED.items()]
    present = [name for name in DECISION_KINDS if name in categories]
    return shared + [Download(f"{BULK}{year}-{name}.csv", "csv", year, name, categories[name]) for name in present]
