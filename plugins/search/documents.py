"""What the index holds of each public record: words, never text, and nothing of tombstones.

Every record becomes a token document with key words (party, numbers, agency, basis: weighted higher) and the words of
its text. It is made from the record's file in the API, and so from nothing that is not public.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from plugins.registry.kinds import kind, kinds
from plugins.registry.records import Agency

from .tokens import tokens, words

KEY_ROLES = ("party", "number", "party-code", "category", "authority", "class", "basis", "amount")
DATE_ROLES = ("decided", "published")
TEXT_ROLES = ("facts", "conclusion")
RESULT_ROLES = ("party", "number", "facts", "conclusion")

# The same sentences in every record: nobody looks for them, and a phrase that all records share is slow to look up.
COMMON_FIELDS = ("救济途径",)

# A unified social credit code; its positions 9 to 17 are the organisation code that older papers carry.
_CREDIT_CODE = re.compile("[0-9a-z]{18}")
_ORGANISATION = slice(8, 17)
_SHORTEST_PREFIX = 6


@dataclass(frozen=True)
class Document:
    """The words of one record, separated by spaces: those of its key fields and those of its text."""

    id: str
    date: str
    key: str
    text: str


def document(record: Mapping[str, Any], agency: Agency) -> Document:
    """The words of one record that has content, given as its file in the API. Fields that say the same count once."""
    of_kind, data = kind(record["kind"]), record["data"]

    def role(name: str) -> Any:
        return data.get(of_kind.role(name))

    seen = {""}
    key = _distinct((role("party"), agency.name, agency.short, *map(role, KEY_ROLES + DATE_ROLES)), seen)
    text = _distinct(
        (*map(role, TEXT_ROLES), *(data[name] for name in _text_fields(of_kind.id) if name in data), data.get("正文")),
        seen,
    )
    singles = _single_words((agency.name, agency.short, *data.values()), plain(role("party-code")))
    return Document(id=record["id"], date=record["published"], key=" ".join((*key, *singles)), text=" ".join(text))


def result_fields() -> dict[str, dict[str, str]]:
    """For each category of decision, by its Chinese name, the fields that a search result shows, by role."""
    return {
        item.name: {role: item.role(role) for role in RESULT_ROLES if item.role(role)} for item in kinds("decision")
    }


def plain(value: Any) -> str:
    """A public value as text: lists joined, mappings and missing values left out."""
    if isinstance(value, list | tuple):
        return "、".join(filter(None, map(plain, value)))
    return "" if value is None or isinstance(value, dict) else str(value)


def _distinct(values: Iterable[Any], seen: set[str]) -> list[str]:
    """The words of each value, leaving out what is already in `seen`, which grows."""
    result = []
    for value in values:
        found = _words(plain(value))
        if found not in seen:
            seen.add(found)
            result.append(found)
    return result


# Records of one agency repeat its name, its statutes and much else.
@lru_cache(maxsize=4096)
def _words(text: str) -> str:
    return " ".join(words(text))


@cache
def _text_fields(kind_id: str) -> tuple[str, ...]:
    """Free-text fields without a role: what stands on the page can be found."""
    return tuple(
        name
        for name, item in kind(kind_id).fields.items()
        if item.schema.get("type") in ("string", "array") and not item.format and not item.role
        if name not in COMMON_FIELDS
    )


def _single_words(values: Iterable[Any], party_code: str) -> list[str]:
    """Words that a person types alone: every number, and of the party's credit code its beginnings and middle.

    They are indexed whole because Pagefind's search by prefix misses words and falls back to shorter ones.
    """
    found = {token for value in values for token in tokens(plain(value)) if token.isascii()}
    for code in filter(_CREDIT_CODE.fullmatch, tokens(party_code)):
        found.add(code[_ORGANISATION])
        found.update(code[:length] for length in range(_SHORTEST_PREFIX, len(code)))
    return sorted(found)
