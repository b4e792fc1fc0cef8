"""The columns of a table of entries: which it has, how wide each may be, and whether all fit on a desk."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from . import fields

# An entry's field that may be longer than this gets a wide column.
_LONG = 400
# What a column of each class takes at least, in em (60-tables.css), and what the text of a page is wide at 1280 pixels.
_TAKES = {"party": 11, "number": 9, "word": 7, "date": 8, "whole": 40, "long": 13, "plain": 7}
_ROOM = 78


def widths(properties: Mapping[str, Any], entries: Collection[Mapping[str, Any]] = ()) -> dict[str, str]:
    """The columns, each with the class of its cells; those that no entry fills are left out."""
    names = fields.filled(properties, entries) if entries else properties
    return {name: _width(properties[name]) for name in names}


def fits(columns: Mapping[str, str]) -> bool:
    """True where a desk is wide enough for all columns."""
    return sum(_TAKES[width] for width in columns.values()) <= _ROOM


def _width(definition: Mapping[str, Any]) -> str:
    """The class of a column's cells, by what its schema says of them."""
    if role := {"name": "party", "party": "party", "key": "number", "party-code": "word"}.get(
        definition.get("x-role", "")
    ):
        return role
    if "enum" in definition:
        return "word"
    if definition.get("format") in ("date", "term"):
        return "date"
    if definition.get("items", {}).get("type") == "object":
        return "whole"
    return "long" if definition.get("maxLength", 0) > _LONG or "items" in definition else "plain"
