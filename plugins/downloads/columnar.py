"""Decisions as Parquet: dates as days, amounts as numbers of 元, lists as lists, groups as structures.

The library brings its own compression, so that the bytes depend on its locked version and on no machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from .columns import Column

_DESCRIPTION = b"description"
_PLAIN = {pa.date32(): pa.string()}


class ParquetTable:
    """A table whose rows come little by little; each addition is a group of rows of its own."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self._columns = columns
        self._schema = _schema(columns)
        self._made = pa.BufferOutputStream()
        self._writer = pq.ParquetWriter(self._made, self._schema, compression="zstd", version="2.6")

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Puts rows at the end, given by the names of the columns. Raises ArrowInvalid for a value of another type."""
        arrays = [
            pa.array([_value(row.get(column.name), column.schema) for row in rows], field.type)
            if column.form in ("list", "group")
            # Days that are a column by themselves are read by the library, which is quicker.
            else pa.array([row.get(column.name) for row in rows], _PLAIN.get(field.type, field.type)).cast(field.type)
            for column, field in zip(self._columns, self._schema, strict=True)
        ]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))

    def content(self) -> bytes:
        """The table as it is written; nothing can be added after."""
        self._writer.close()
        return bytes(self._made.getvalue())


def gzip(content: bytes) -> bytes:
    """A gzip file without a time or a name in it."""
    return bytes(pa.Codec("gzip", 6).compress(content))


def _schema(columns: tuple[Column, ...]) -> Any:
    return pa.schema(
        pa.field(column.name, _type(column.schema), metadata={_DESCRIPTION: column.about.encode()})
        for column in columns
    )


def _type(schema: Mapping[str, Any]) -> Any:
    """The type of a value that fits a JSON Schema of ours. Amounts within a list or a group are texts with their unit."""
    if schema.get("type") == "array":
        return pa.list_(_part(schema["items"]))
    if schema.get("type") == "object":
        return pa.struct([(name, _part(part)) for name, part in schema["properties"].items()])
    return {"amount": pa.float64(), "date": pa.date32()}.get(schema.get("format", ""), pa.string())


def _part(schema: Mapping[str, Any]) -> Any:
    return pa.string() if schema.get("format") == "amount" else _type(schema)


def _value(value: Any, schema: Mapping[str, Any]) -> Any:
    """A list or a group with its dates as such."""
    if isinstance(value, list):
        return [_value(part, schema["items"]) for part in value]
    if isinstance(value, dict):
        return {name: _value(part, schema["properties"][name]) for name, part in value.items()}
    return date.fromisoformat(value) if value and schema.get("format") == "date" else value
