"""Which column of a table plays which part: a field, the agency, the title, the notice, an address, or none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..kinds import Field, Kind
from ..privacy import names
from . import cells, headers, templates
from .column_mapping import ColumnMapping
from .outcome import Note, Refused
from .rows import Row

# No header has a number so long.
_LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){7}")
_RUNNING_NUMBERS = frozenset(("序号", "编号", "行号"))


@dataclass
class Columns:
    """Column numbers by part. `fields` maps a field to its columns, `units` a column to the unit its header names.

    private: columns of what is never public, by field; pieces: of the columns that hold several fields, the part for
    each; party_kinds: what a party is where its name stands in a column; unknown: columns that nothing is read from.
    """

    header: tuple[str, ...]
    fields: dict[str, list[int]] = field(default_factory=dict)
    parts: dict[str, list[int]] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    private: dict[str, list[int]] = field(default_factory=dict)
    excluded: dict[str, list[int]] = field(default_factory=dict)
    pieces: dict[tuple[str, int], re.Pattern[str]] = field(default_factory=dict)
    party_kinds: dict[int, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.labels = tuple(map(label, self.header, range(1, len(self.header) + 1)))

    def name(self, columns: Iterable[int]) -> str:
        """The header of the first of some columns, for a report."""
        return next((self.labels[column] for column in columns), "")

    def text(self, row: Row, columns: Iterable[int], what: str = "") -> str:
        """What stands in the columns that mean the same thing. Raises Refused where they say different things."""
        found = {value: column for column in columns if (value := self.cell(row, column, what))}
        if len(found) > 1 and what:
            raise Refused(self.name(found.values()), f"同义的几列内容不同（{what}）")
        return next(iter(found), "")

    def texts(self, row: Row, what: str) -> list[str]:
        """What stands in each column of a field that takes several words."""
        return [text for column in self.fields.get(what, ()) if (text := self.cell(row, column, what))]

    def cell(self, row: Row, column: int, what: str = "") -> str:
        """What one cell says, of a field where the column holds several."""
        text = cells.clean(row.cells[column]) if column < len(row.cells) else ""
        if pattern := self.pieces.get((what, column)):
            match = pattern.search(text)
            return cells.clean(next(filter(None, match.groups()), "")) if match else ""
        return text

    def part(self, row: Row, part: str) -> str:
        """The first text that stands in the columns of a part (agency, title, notice, url, region)."""
        return self.text(row, self.parts.get(part, ()))

    def read(self) -> set[int]:
        """The columns whose text comes into records, or decides about them."""
        groups = (*self.fields.values(), *self.parts.values())
        return {column for group in groups for column in group} | {column for _, column in self.pieces}


def known(of_kind: Kind, mapping: ColumnMapping) -> dict[str, str]:
    """What every header means that the schema, the mapping or a template knows, by its key."""
    found: dict[str, str] = {}
    each = templates.of(of_kind.id)
    for source in (*(template.mapping for template in each.each), each.shared, mapping):
        for name, columns in source.fields.items():
            found |= dict.fromkeys(map(headers.key, columns), name)
        found |= {headers.key(piece.column): piece.field for piece in reversed(source.pieces)}
        for part, columns in _parts(source).items():
            found |= dict.fromkeys(map(headers.key, columns), part)
    found |= {headers.key(name): item.name for item in headers.importable(of_kind) for name in headers.names(item)}
    ignored = (name for source in (each.shared, mapping) for name in source.ignored)
    return {headers.key(name): "忽略" for name in ignored} | found


def resolve(header: tuple[str, ...], of_kind: Kind, mapping: ColumnMapping) -> Columns:
    """Finds the part of every column of a table. Columns that have none are noted once each."""
    columns = Columns(header)
    fields = {headers.key(name): item.name for item in headers.importable(of_kind) for name in headers.names(item)}
    fields |= {headers.key(name): item for item, names in mapping.fields.items() for name in names}
    parts = {part: set(map(headers.key, names)) for part, names in _parts(mapping).items()}
    ignored = set(map(headers.key, (*mapping.ignored, headers.REASON)))
    excluded = {headers.key(rule.column): rule.column for rule in mapping.exclusions}
    kinds = {headers.key(name): word for name, word in mapping.party_kinds.items()}
    unknown: dict[str, None] = {}
    for index, text in enumerate(header):
        if not (key := headers.key(text)):
            continue
        used = key in ignored or key in excluded or key in _RUNNING_NUMBERS
        for part, keys in parts.items():
            if key in keys:
                columns.parts.setdefault(part, []).append(index)
                used = True
        if key in excluded:
            columns.excluded.setdefault(excluded[key], []).append(index)
        if key in kinds:
            columns.party_kinds[index] = kinds[key]
        pieces = [piece for piece in mapping.pieces if headers.key(piece.column) == key]
        for piece in pieces:
            columns.fields.setdefault(piece.field, []).append(index)
            columns.pieces[piece.field, index] = piece.pattern
        if not pieces and (name := headers.meaning(text, fields)):
            used = True
            if of_kind.fields[name].private or key not in ignored:
                _take(columns, index, of_kind.fields[name])
        if not used and not pieces:
            unknown[columns.labels[index]] = None
    columns.notes += [Note(0, text, "不认得这一列，没有导入") for text in unknown]
    return columns


def label(header: str, number: int) -> str:
    """A header as a report may show it: data that slipped into the header row is not repeated."""
    header = cells.clean(header)
    if not header or len(header) > headers.LONGEST or names.is_person_name(header) or _LONG_NUMBER.search(header):
        return f"第 {number} 列"
    return " ".join(header.split())


def _take(columns: Columns, index: int, item: Field) -> None:
    if item.private:
        columns.private.setdefault(item.name, []).append(index)
        return
    text = columns.header[index]
    columns.fields.setdefault(item.name, []).append(index)
    code = headers.key(text) == item.schema.get("x-code")
    columns.units[index] = headers.unit(text) or (str(item.schema.get("x-unit", "")) if code else "")


def _parts(mapping: ColumnMapping) -> Mapping[str, tuple[str, ...]]:
    return {
        "agency": mapping.agency,
        "title": mapping.title,
        "notice": mapping.notice,
        "url": mapping.url,
        "region": mapping.region,
    }
