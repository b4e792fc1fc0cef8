"""What a mapping file says, checked: how the columns of one source become fields (the file itself: see mapping.py)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from . import headers

Rule = tuple[re.Pattern[str], str]


@dataclass(frozen=True)
class GovernmentEntry:
    """The government that stub agencies belong to."""

    id: str
    name: str
    level: str
    code: str = ""


@dataclass(frozen=True)
class Exclusion:
    """Rows with `pattern` in a column are refused with `reason`."""

    column: str
    pattern: re.Pattern[str]
    reason: str


@dataclass(frozen=True)
class Piece:
    """A field that is a part of a column's text: the first group of `pattern` that matches."""

    column: str
    field: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class ColumnMapping:
    """A mapping file, checked. Without a file, an empty one: the schema's own column names do the work."""

    sheet: str = ""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    notice: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    number_from_title: bool = False
    agency: tuple[str, ...] = ()
    agency_in_title: re.Pattern[str] | None = None
    same_body: tuple[Rule, ...] = ()
    id_part: re.Pattern[str] | None = None
    region: tuple[str, ...] = ()
    agencies_of_refused_rows: bool = False
    government: GovernmentEntry | None = None
    exclusions: tuple[Exclusion, ...] = ()
    ignored: tuple[str, ...] = ()
    party_kinds: Mapping[str, str] = field(default_factory=dict)
    pieces: tuple[Piece, ...] = ()

    def over(self, base: ColumnMapping) -> ColumnMapping:
        """This mapping with what `base` adds for columns of which this one says nothing."""
        groups = (self.ignored, self.notice, self.url, self.title, self.agency, self.region, *self.fields.values())
        own = {headers.key(name) for group in groups for name in group}

        def rest(names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(name for name in names if headers.key(name) not in own)

        fields = {name: rest(columns) for name, columns in base.fields.items()}
        words = {
            name: {**base.words.get(name, {}), **self.words.get(name, {})} for name in {**base.words, **self.words}
        }
        return replace(
            self,
            fields={name: (*fields.get(name, ()), *self.fields.get(name, ())) for name in {**fields, **self.fields}},
            units={**base.units, **self.units},
            words=words,
            constants={**base.constants, **self.constants},
            exclusions=(*self.exclusions, *base.exclusions),
            ignored=(*self.ignored, *rest(base.ignored)),
            party_kinds={**base.party_kinds, **self.party_kinds},
            pieces=(*self.pieces, *(piece for piece in base.pieces if headers.key(piece.column) not in own)),
        )
