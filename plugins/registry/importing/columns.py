"""Which column of a table plays which part: a field, the agency, the title, the notice, an address, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .. import names, numbers
from ..kinds import Kind
from . import cells, headers
from .mapping import ColumnMapping
from .outcome import Note, Refused
from .tables import Row

_RUNNING_NUMBERS = frozenset(("序号", "编号", "行号"))


@dataclass
class Columns:
    """Column numbers by part. `fields` maps a field to its columns, `units` a column to the unit its header names."""

    header: tuple[str, ...]
    fields: dict[str, list[int]] = field(default_factory=dict)
    parts: dict[str, list[int]] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    private: set[int] = field(default_factory=set)
    excluded: dict[str, list[int]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def name(self, columns: Iterable[int]) -> str:
        """The header of the first of some columns, for a report."""
        return next((label(self.header[column], column + 1) for column in columns), "")

    def text(self, row: Row, columns: Iterable[int], what: str = "") -> str:
        """What stands in the columns that mean the same thing. Raises Refused where they say different things."""
        found = {value: column for column in columns if (value := cells.clean(_cell(row, column)))}
        if len(found) > 1 and what:
            raise Refused(self.name(found.values()), f"同义的几列内容不同（{what}）")
        return next(iter(found), "")

    def part(self, row: Row, part: str) -> str:
        """The first text that stands in the columns of a part (agency, title, notice, url, region)."""
        return self.text(row, self.parts.get(part, ()))


def known_keys(of_kind: Kind, mapping: ColumnMapping) -> set[str]:
    """The keys of every header that the schema or the mapping knows."""
    names = [header for item in headers.importable(of_kind) for header in item.headers]
    names += [header for columns in mapping.fields.values() for header in columns]
    for group in (mapping.notice, mapping.url, mapping.title, mapping.agency, mapping.region, mapping.ignored):
        names += group
    return {headers.key(name) for name in names}


def resolve(header: tuple[str, ...], of_kind: Kind, mapping: ColumnMapping) -> Columns:
    """Finds the part of every column of a table. Columns that have none are noted once each."""
    columns = Columns(header)
    fields = {headers.key(name): item.name for item in headers.importable(of_kind) for name in item.headers}
    fields |= {headers.key(name): item for item, names in mapping.fields.items() for name in names}
    parts = {
        part: {headers.key(name) for name in names}
        for part, names in (
            ("agency", mapping.agency),
            ("title", mapping.title),
            ("notice", mapping.notice),
            ("url", mapping.url),
            ("region", mapping.region),
        )
    }
    ignored = {headers.key(name) for name in mapping.ignored}
    excluded = {headers.key(rule.column): rule.column for rule in mapping.exclusions}
    unknown: dict[str, None] = {}
    labels = list(map(label, header, range(1, len(header) + 1)))
    for index, text in enumerate(header):
        if not (key := headers.key(text)):
            continue
        used = key in ignored
        for part, keys in parts.items():
            if key in keys:
                columns.parts.setdefault(part, []).append(index)
                used = True
        if key in excluded:
            columns.excluded.setdefault(excluded[key], []).append(index)
        if name := fields.get(key, ""):
            used = True
            if of_kind.fields[name].private:
                columns.private.add(index)
                columns.notes.append(Note(0, labels[index], "这一列永不公开，没有导入"))
            elif key not in ignored:
                columns.fields.setdefault(name, []).append(index)
                columns.units[index] = headers.unit(text)
        if not used and key not in _RUNNING_NUMBERS:
            unknown[labels[index]] = None
    columns.notes += [Note(0, text, "不认得这一列，没有导入") for text in unknown]
    return columns


def label(header: str, number: int) -> str:
    """A header as a report may show it: data that slipped into the header row is not repeated."""
    if not header or len(header) > 60 or names.is_person_name(header) or any(numbers.find(header)):
        return f"第 {number} 列"
    return " ".join(header.split())


def _cell(row: Row, column: int) -> str:
    return row.cells[column] if column < len(row.cells) else ""
