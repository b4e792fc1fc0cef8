"""What the index holds of each public record: words, never text, and nothing of tombstones.

Every record becomes a token document: first the words of its key fields, so that their places tell what a record is
about, then those of its other fields, numbers and codes, and the words that it is filtered by. It is made from the
record's file in the API, and so from nothing that is not public.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from plugins.registry.kinds import kind, kinds
from plugins.registry.records import Agency

from .tokens import filter_word, numbers, words

# What a record is about, in this order: theme/static/js/found.js tells by the place of a word where it stands.
KEY_ROLES = ("party", "number", "party-code", "class", "basis")
KEY_FIELDS = ("违法行为类型",)
RESULT_ROLES = ("party", "number", "party-code", "facts", "conclusion", "class", "amount", "decided")

# The same sentences in every record: nobody looks for them, and a phrase that all records share is slow to look up.
COMMON_FIELDS = ("救济途径",)


Run = tuple[str, ...]


class Document(NamedTuple):
    """The words of one record, in runs that stand side by side: of its key fields, of its text, and no text's."""

    id: str
    key: list[Run]
    text: list[Run]
    apart: list[Run]


def document(record: Mapping[str, Any], agency: Agency, region: str) -> Document:
    """The words of one record that has content, given as its file in the API. Fields that say the same count once."""
    of_kind, data = kind(record["kind"]), record["data"]
    key_fields = [name for name in (*map(of_kind.role, KEY_ROLES), *KEY_FIELDS) if name in data]
    values = {name: plain(value) for name, value in data.items() if name not in COMMON_FIELDS}
    key = dict.fromkeys(words(text) for text in (*(values[name] for name in key_fields), agency.name, agency.short))
    rest = dict.fromkeys(words(text) for name, text in values.items() if name not in key_fields)
    codes = dict.fromkeys(word for text in (agency.name, *values.values()) for word in (numbers(text),) if word)
    chosen = {
        "agency": [agency.id],
        "level": [agency.level],
        "region": [region],
        "kind": [record["kind"]],
        "state": [record["state"]],
        "class": classes(record),
        "origin": [(record.get("origin") or {}).get("name", "")],
    }
    filters = [(filter_word(name, value),) for name, found in chosen.items() for value in found if value]
    return Document(record["id"], list(key), [run for run in rest if run not in key], [*codes, *filters])


def classes(record: Mapping[str, Any]) -> list[str]:
    """The 处罚类别 of a record; none for what is no penalty."""
    of_kind = kind(record["kind"])
    found = record["data"].get(of_kind.role("class")) if of_kind.id == "penalty" else None
    return [found] if isinstance(found, str) else list(found or ())


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
