"""Tables for spreadsheets: CSV as Excel reads it, in which no text from an agency becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from plugins.registry.kinds import kind
from plugins.registry.records import Agency, Record
from plugins.registry.spreadsheets import harmless


def list_csv(listing: Record) -> bytes:
    """The entries of a published list, one line each, in the order of the schema."""
    field = listing.kind.fields[listing.kind.role("entries")]
    names = list(field.schema["items"]["properties"])
    return table(names, ([text(entry.get(name, "")) for name in names] for entry in listing.role("entries")))


def register_csv(agencies: Iterable[Agency]) -> bytes:
    """The 行政执法主体名录 of some agencies."""
    names = [name for name, item in kind("agency").fields.items() if item.registered]
    return table(names, ([text(agency.values.get(name, "")) for name in names] for agency in agencies))


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as CSV with a byte order mark, lines ended as Excel ends them, formulas made harmless."""
    made = Table(header)
    made.add(rows)
    return made.content()


class Table:
    """The same for a table whose rows come little by little."""

    def __init__(self, header: Sequence[str]) -> None:
        self._made = io.StringIO()
        self._writer = csv.writer(self._made, lineterminator="\r\n")
        self._writer.writerow(header)

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        """Puts rows at the end."""
        self._writer.writerows(map(harmless, row) for row in rows)

    def content(self) -> bytes:
        """The table as it is written."""
        return self._made.getvalue().encode("utf-8-sig")


def text(value: Any) -> str:
    """A value as one cell: texts joined by 、, parts of a whole as 名称：内容 with ； between them."""
    if isinstance(value, dict):
        return "；".join(f"{name}：{text(part)}" for name, part in value.items())
    if isinstance(value, list):
        return ("\n" if any(isinstance(part, dict) for part in value) else "、").join(map(text, value))
    return str(value)
