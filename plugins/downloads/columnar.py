"""Decisions as Parquet: dates as days, amounts as numbers of 元, lists as lists, groups as structures.

The library brings its own compression, so that the bytes depend on its locked version and on no machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from .columns import Column

_DESCRIPTION = b"description"


class ParquetTable:
    """A table whose rows come little by little; each addition is a group of rows of its own."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self._columns = columns
        self._schema = _schema(columns)
        self._made = pa.BufferOutputStream()
        self._writer = pq.ParquetWriter(self._made, self._schema, compression="zstd", version="2.6")

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Puts rows at the end, given by the names of the columns. Raises ArrowInvalid for a value of another type."""
        arrays = []
        for column, field in zip(self._columns, self._schema, strict=True):
            # Dates come as text, also inside of groups, and are read by the library.
            plain = pa.array([row.get(column.name) for row in rows], _type(column.schema, dates=False))
            arrays.append(plain.cast(field.type))
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))

    def content(self) -> bytes:
        """The table as it is written; nothing can be added after."""
        self._writer.close()
        return bytes(self._made.getvalue())


def gzip(content: bytes) -> bytes:
    """A gzip file without a time or a name in it."""
    return bytes(pa.Codec("gzip", 6).compress(content))


@cache
def _schema(columns: tuple[Column, ...]) -> Any:
    return pa.schema(
        pa.field(column.name, _type(column.schema, dates=True), metadata={_DESCRIPTION: column.about.encode()})
        for column in columns
    )


def _type(schema: Mapping[str, Any], *, dates: bool) -> Any:
    """The type of a value that fits a JSON Schema of ours."""
    if schema.get("type") == "array":
        return pa.list_(_type(schema["items"], dates=dates))
    if schema.get("type") == "object":
        return pa.struct([(name, _type(part, dates=dates)) for name, part in schema["properties"].items()])
    if schema.get("format") == "amount":
        return pa.float64()
    return pa.date32() if dates and schema.get("format") == "date" else pa.string()
