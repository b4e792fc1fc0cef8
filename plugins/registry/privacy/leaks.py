"""What may stand in no public text: personal numbers and unmasked names of natural persons.

One function serves the checker (a leak is an error) and the door (a leak fails the build). Sources: 政府信息公开条例
第十五条, 个人信息保护法第六条、第三十四条, 法释〔2016〕19号第九条.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .. import uscc
from ..kinds import Kind
from . import details, names, numbers

Keys = tuple[str | int, ...]


# 对X罚款 is the shortest context with the shortest name.
_SHORTEST = 4


@dataclass(frozen=True)
class Leak:
    """A leak: where (keys from the top of the record), what, and from which character on, how many."""

    keys: Keys
    what: str
    start: int
    length: int
    named: bool = False


def texts(values: Any, keys: Keys = ()) -> Iterator[tuple[Keys, str]]:
    """Every text in nested values with the keys that lead to it."""
    if isinstance(values, str):
        yield keys, values
        return
    parts = values.items() if isinstance(values, Mapping) else enumerate(values) if isinstance(values, list) else ()
    for key, value in parts:
        # Most values are texts: a generator of its own for each would take most of the time.
        if isinstance(value, str):
            yield (*keys, key), value
        else:
            yield from texts(value, (*keys, key))


def _gather(values: Any, found: list[str]) -> None:
    """The same texts without their keys, which takes a third of the time."""
    for value in values.values() if isinstance(values, Mapping) else values if isinstance(values, list) else ():
        if isinstance(value, str):
            found.append(value)
        else:
            _gather(value, found)


# The checker's answer serves the door too: it is about the same text, a batch of records later.
@lru_cache(maxsize=1024)
def _holds(text: str) -> tuple[bool, bool]:
    """Whether personal numbers, and whether accounts or numbers of travel documents, stand in a text."""
    return any(numbers.find(text)), any(details.numbers_in(text))


def leaks(kind: Kind, values: Mapping[str, Any], body: str = "", *, running: bool = True) -> Iterator[Leak]:
    """Every leak in a record's values and body.

    running: also look for names in running text, which is much more work; the door leaves that to the checker.
    """
    # Hardly any record holds a personal number: one look at all texts together spares the look at each.
    together: list[str] = [body]
    _gather(values, together)
    numbered, accounted = _holds("\n".join(together))
    named = running and kind.shape == "decision"
    everything = [*texts(values), *([(("正文",), body)] if body else [])] if numbered or accounted or named else []
    for keys, text in everything if numbered else ():
        # A masked code is none: it may be an identity number blotted out.
        if str(keys[-1]).endswith("统一社会信用代码") and not uscc.fault(text) and not uscc.is_masked(text):
            continue
        for hit in numbers.find(text):
            yield Leak(keys, hit.kind, hit.start, hit.end - hit.start)
    for keys, text in everything if accounted else ():
        if not str(keys[-1]).endswith("统一社会信用代码"):
            for hit in details.numbers_in(text):
                yield Leak(keys, hit.kind, hit.start, hit.end - hit.start)
    if kind.shape == "decision":
        yield from _unmasked_party(kind, values)
        if running:
            yield from _names(kind, values, everything)


def _unmasked_party(kind: Kind, values: Mapping[str, Any]) -> Iterator[Leak]:
    party = str(values.get(kind.role("party"), ""))
    if values.get(kind.role("party-kind")) == "自然人" and not names.is_masked(party):
        yield Leak((kind.role("party"),), "自然人姓名", 0, len(party), named=True)


def _names(kind: Kind, values: Mapping[str, Any], everything: list[tuple[Keys, str]]) -> Iterator[Leak]:
    # The head of an organisation is shown by duty; its name may stand in that one field.
    head = str(values.get(kind.role("representative"), ""))
    for keys, text in everything:
        # No name stands in a text too short for its context, in a date or in a code.
        if len(text) < _SHORTEST or text.isascii() or keys[0] in (kind.role("representative"), "来源"):
            continue
        for mention in names.mentions(text):
            if mention.name != head:
                yield Leak(keys, "自然人姓名", mention.start, mention.end - mention.start, named=True)
