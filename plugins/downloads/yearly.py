"""The files of one year, made by whoever is given the places of its records' files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec

from plugins.open_data.tables import Table, text
from plugins.registry.kinds import kind
from plugins.site.output import write_file

from . import columnar
from .archive import Member, from_gzip, stored
from .columns import all_columns, common_columns, flat, kind_columns
from .plan import Download, Made, Year

# Of so many records what is read is held in memory at a time; also the size of a group of rows in Parquet.
_CHUNK = 2_000


def make(root: Path, year: Year) -> Made:
    """Writes the files of a year below `root`."""
    makers = [_maker(download) for download in year.downloads]
    for start in range(0, len(year.places), _CHUNK):
        contents = [place.read_bytes() for place in year.places[start : start + _CHUNK]]
        batch = _Batch(contents, [flat(msgspec.json.decode(content)) for content in contents])
        for maker in makers:
            maker.add(batch)
    made = Made([], [])
    for download, maker in zip(year.downloads, makers, strict=True):
        content, member = maker.finish(download.name)
        made.written.append((download.path, write_file(root, download.path, content, year.key)))
        made.packed.append(member)
    return made


def as_line(content: bytes) -> bytes:
    """A record's file as one line of NDJSON."""
    return msgspec.json.format(content, indent=-1) + b"\n"


class _Batch(NamedTuple):
    """Some records, as their files and as flat rows."""

    contents: Sequence[bytes]
    rows: Sequence[Mapping[str, Any]]


class _Maker(Protocol):
    """A file that grows by records; then its content, and how it is archived."""

    def add(self, batch: _Batch) -> None: ...

    def finish(self, name: str) -> tuple[bytes, Member]: ...


def _maker(download: Download) -> _Maker:
    if download.form == "csv":
        return _Csv(download.kind_id)
    return _Lines() if download.form == "ndjson" else _Parquet()


class _Csv:
    """The records of one category, or the common columns of all."""

    def __init__(self, kind_id: str) -> None:
        self._columns = [column.name for column in (kind_columns(kind_id) if kind_id else common_columns())]
        self._category = kind(kind_id).name if kind_id else ""
        self._table = Table(self._columns)

    def add(self, batch: _Batch) -> None:
        own = [row for row in batch.rows if self._category in ("", row["执法类别"])]
        self._table.add([text(row[name]) if name in row else "" for name in self._columns] for row in own)

    def finish(self, name: str) -> tuple[bytes, Member]:
        content = self._table.content()
        return content, from_gzip(name, columnar.gzip(content))


class _Lines:
    """The records as lines."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []

    def add(self, batch: _Batch) -> None:
        self._lines += map(as_line, batch.contents)

    def finish(self, name: str) -> tuple[bytes, Member]:
        content = columnar.gzip(b"".join(self._lines))
        return content, stored(name, content)


class _Parquet:
    """All fields of all categories."""

    def __init__(self) -> None:
        self._table = columnar.ParquetTable(all_columns())

    def add(self, batch: _Batch) -> None:
        self._table.add(batch.rows)

    def finish(self, name: str) -> tuple[bytes, Member]:
        content = self._table.content()
        return content, stored(name, content)
