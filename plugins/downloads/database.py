"""All decisions as one SQLite file, for queries and for Datasette. The bytes depend on nothing but what it holds.

    决定          the common columns of every decision; one table per category, named after it, with all of its fields
    机关          the agencies
    已撤下        what is no longer public: no content, only why and since when

Dates are text (2026-03-02), amounts numbers of 元, lists and groups JSON text.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from functools import cache
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from plugins.registry import folders
from plugins.registry.kinds import kinds
from plugins.site.state import Written

from .columns import Column, common_columns, flat, kind_columns
from .plan import Database, Year

DECISIONS, AGENCIES, GONE = "决定", "机关", "已撤下"
TOMBSTONE_COLUMNS = ("编号", "执法类别", "状态", "机关编号", "公示日期", "决定日期", "撤下日期", "原因", "依据")
AGENCY_COLUMNS = ("编号", "名称", "政府", "层级", "地区", "状态", "网址")

_CHUNK = 2_000
# "Written by SQLite 3.40.0": which library it was would otherwise stand in the file.
_VERSION_PLACE, _VERSION = 96, (3_040_000).to_bytes(4, "big")
_INDEXED = ("文号", "行政相对人名称", "执法机关", "决定日期", "公示日期", "机关编号")


def write_database(root: Path, path: str, given: Database) -> Written:
    """Makes the file at a path below `root`, which must not exist."""
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(place, isolation_level=None)) as database:
        for pragma in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF", "encoding = 'UTF-8'"):
            database.execute(f"PRAGMA {pragma}")
        _create(database)
        database.execute("BEGIN")
        _fill(database, AGENCIES, AGENCY_COLUMNS, given.agencies)
        _fill(database, GONE, TOMBSTONE_COLUMNS, (_tombstone(file.read_bytes()) for file in given.gone))
        for year in given.years:
            for lines in _batches(year, given.standing.get(year.name)):
                _add(database, [flat(msgspec.json.decode(line)) for line in lines])
        database.execute("COMMIT")
        for name in _INDEXED:
            database.execute(f"CREATE INDEX {_quoted(f'{DECISIONS}_{name}')} ON {DECISIONS} ({_quoted(name)})")
        # Pages come into the order of the tables, and nothing of how they were filled is left.
        database.execute("VACUUM")
    with place.open("r+b") as file:
        file.seek(_VERSION_PLACE)
        file.write(_VERSION)
        file.seek(0)
        checksum = file_digest(file, "sha256").digest()
    return Written(checksum, folders.signature(place.stat()), given.key)


def _batches(year: Year, lines: Path | None) -> Iterator[list[bytes]]:
    """The records of a year, from its lines where they stand, else from their own files."""
    with gzip.open(lines) if lines else nullcontext(place.read_bytes() for place in year.places) as records:
        rows = iter(records)
        while batch := list(islice(rows, _CHUNK)):
            yield batch


def _tombstone(content: bytes) -> list[str | None]:
    gone = msgspec.json.decode(content)
    keys = ("id", "kind", "state", "agency", "published", "decided", "updated", "reason", "ground")
    return [gone[key]["id"] if key == "agency" else gone[key] for key in keys]


def _add(database: sqlite3.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Puts decisions into the table of all and into that of their category."""
    common = _decision_columns()
    _fill(database, DECISIONS, [column.name for column in common], _values(common, rows))
    for name, columns in _COLUMNS.items():
        own = (row for row in rows if row["执法类别"] == name)
        _fill(database, name, [column.name for column in columns], _values(columns, own))


@cache
def _decision_columns() -> tuple[Column, ...]:
    common = {column.name: column for column in common_columns()}
    return (*common.values(), *(column for column in kind_columns("penalty") if column.name in _SHARED - common.keys()))


_SHARED = {"机关编号", "行政相对人类别", "统一社会信用代码", "事项编码"}
_COLUMNS = {of_kind.name: kind_columns(of_kind.id) for of_kind in kinds("decision")}


def _create(database: sqlite3.Connection) -> None:
    agency = f"FOREIGN KEY (机关编号) REFERENCES {AGENCIES}(编号)"
    database.execute(f"CREATE TABLE {AGENCIES} ({_texts(AGENCY_COLUMNS)})")
    database.execute(f"CREATE TABLE {DECISIONS} ({_typed(_decision_columns())}, {agency})")
    for name, columns in _COLUMNS.items():
        decision = f"FOREIGN KEY (编号) REFERENCES {DECISIONS}(编号)"
        database.execute(f"CREATE TABLE {_quoted(name)} ({_typed(columns)}, {decision}, {agency})")
    database.execute(f"CREATE TABLE {GONE} ({_texts(TOMBSTONE_COLUMNS)}, {agency})")


def _typed(columns: Iterable[Column]) -> str:
    """Columns as SQL; the first is the key."""
    types = (f"{_quoted(column.name)} {'REAL' if column.form == 'amount' else 'TEXT'}" for column in columns)
    return _with_key(types)


def _texts(names: Iterable[str]) -> str:
    return _with_key(f"{_quoted(name)} TEXT" for name in names)


def _with_key(columns: Iterable[str]) -> str:
    first, *rest = columns
    return ", ".join((f"{first} PRIMARY KEY NOT NULL", *rest))


def _values(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Any]]:
    names = [column.name for column in columns]
    for row in rows:
        yield [_json(value) if type(value) in _NESTED else value for value in map(row.get, names)]


_NESTED = (list, dict)
_json = json.JSONEncoder(ensure_ascii=False).encode


def _fill(database: sqlite3.Connection, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    marks = ", ".join("?" * len(names))
    listed = ", ".join(map(_quoted, names))
    database.executemany(f"INSERT INTO {_quoted(table)} ({listed}) VALUES ({marks})", rows)  # noqa: S608


def _quoted(name: str) -> str:
    """A name as SQL; names come from our schemas."""
    escaped = name.replace('"', '""')
    return f'"{escaped}"'
