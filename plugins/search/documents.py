"""What the index holds of each public record: terms, never text, and nothing of tombstones.

Terms come from the record's file in the API, and so from nothing that is not public: what stands there can be found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from plugins.registry.kinds import kind, kinds
from plugins.registry.records import Agency

from .terms import exact, terms

# What a record is about: a match here comes before one in the text.
KEY_ROLES = ("party", "number", "party-code", "class", "basis")
KEY_FIELDS = ("违法行为类型",)
EXACT_ROLES = ("party", "number", "party-code")
RESULT_ROLES = ("party", "number", "party-code", "facts", "conclusion", "class", "amount")


class Document(NamedTuple):
    """The terms of one record: those of its key fields, and all of them."""

    key: set[str]
    all: set[str]


def document(record: Mapping[str, Any], agency: Agency) -> Document:
    """The terms of one record that has content, given as its file in the API."""
    of_kind, data = kind(record["kind"]), record["data"]
    key: set[str] = set()
    for name in (*map(of_kind.role, KEY_ROLES), *KEY_FIELDS):
        if name in data:
            key |= terms(plain(data[name]))
    key |= terms(agency.name) | terms(agency.short)
    key |= {exact(plain(data.get(of_kind.role(role)))) for role in EXACT_ROLES}
    key.discard("")
    return Document(key, key.union(*(terms(plain(value)) for value in data.values())))


def result_fields() -> dict[str, dict[str, str]]:
    """For each category of decision, by its Chinese name, the fields that a search result shows, by role."""
    return {
        item.name: {role: item.role(role) for role in RESULT_ROLES if item.role(role)} for item in kinds("decision")
    }


def plain(value: Any) -> str:
    """A public value as text: lists joined, mappings and missing values left out. A whole amount has no point."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return "、".join(filter(None, map(plain, value)))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None or isinstance(value, dict) else str(value)
