"""Values of a record as rows for a field table, driven by the schema of its kind: no field is named here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from plugins.registry.kinds import Kind, kind

MISSING_TEXT = "原公开材料未载明"

# A list of texts shorter than this reads well on one line, 甲、乙、丙; longer ones become a numbered list.
_WORD_LENGTH = 100
# Entries of so many parts are easier to read below each other.
_TABLE = 2
_FORMS = {"date": "date", "term": "date", "amount": "amount", "uri": "link"}


class Row(NamedTuple):
    """A labelled value. `form` tells the template how to show it.

    text, date, amount, link: one value; words: texts on one line; items: texts as a list; group: rows; entries: a list
    of rows; table: a list of rows that all have the same columns; missing: a field that should have been filled.
    """

    label: str
    form: str
    value: Any = ""


class Plan(NamedTuple):
    """How a field is shown: its form, and the plans of the fields inside it."""

    name: str
    form: str
    inner: tuple[Plan, ...] = ()


def rows(
    of_kind: Kind, values: Mapping[str, Any], *, leave_out: Iterable[str] = (), missing: Iterable[str] = ()
) -> list[Row]:
    """The filled fields in the order of the schema, and those of `missing` marked as such."""
    hidden, gaps = frozenset(leave_out), frozenset(missing)
    made = []
    for name, form, inner in plans(of_kind.id):
        if name not in values:
            if name in gaps:
                made.append(Row(name, "missing", MISSING_TEXT))
        elif name not in hidden and (value := values[name]) not in (None, ""):
            made.append(_row(name, form, inner, value) if inner else Row(name, form, value))
    return made


@cache
def plans(kind_id: str) -> tuple[Plan, ...]:
    """The plans of a kind's public fields in the order of the schema."""
    return tuple(_plan(name, item.schema) for name, item in kind(kind_id).fields.items() if not item.private)


def cells(of_kind: Kind, entries: Collection[Mapping[str, Any]]) -> list[list[Row]]:
    """The entries of a list kind as the rows of its table."""
    return entry_rows(of_kind, of_kind.role("entries"), entries)


def entry_rows(of_kind: Kind, field: str, entries: Collection[Mapping[str, Any]]) -> list[list[Row]]:
    """Entries of a field as the rows of a table: for each column that any of them fills a Row, its value "" where there is none."""
    inner = next(plan.inner for plan in plans(of_kind.id) if plan.name == field)
    used = filled((plan.name for plan in inner), entries)
    columns = [plan for plan in inner if plan.name in used]
    return [[_row(plan.name, plan.form, plan.inner, entry.get(plan.name, "")) for plan in columns] for entry in entries]


def filled(names: Iterable[str], entries: Collection[Mapping[str, Any]]) -> list[str]:
    """The columns of a table that any of its entries fills."""
    return [name for name in names if any(entry.get(name) for entry in entries)]


def chosen(of_kind: Kind, names: Iterable[str], values: Mapping[str, Any]) -> list[Row]:
    """Some fields of a record as a row of a table: for each a Row, its value "" where there is none."""
    known = {plan.name: plan for plan in plans(of_kind.id)}
    return [_row(name, known[name].form, known[name].inner, values.get(name, "")) for name in names]


def _row(name: str, form: str, inner: tuple[Plan, ...], value: Any) -> Row:
    if value == "":
        return Row(name, form, value)
    if form == "group":
        return Row(name, form, _inner(inner, value))
    if form == "entries":
        return Row(name, form, [_inner(inner, entry) for entry in value])
    if form == "table":
        used = [plan for plan in inner if any(plan.name in entry for entry in value)]
        return Row(name, form, [[_row(*plan, entry.get(plan.name, "")) for plan in used] for entry in value])
    return Row(name, form, value)


def _inner(inner: tuple[Plan, ...], values: Mapping[str, Any]) -> list[Row]:
    return [_row(plan.name, plan.form, plan.inner, values[plan.name]) for plan in inner if plan.name in values]


def _plan(name: str, schema: Mapping[str, Any]) -> Plan:
    if schema.get("type") == "array":
        items = schema["items"]
        if items.get("type") == "object":
            inner = _inner_plans(items)
            return Plan(name, "table" if len(inner) >= _TABLE else "entries", inner)
        words = "enum" in items or "x-words" in items or items.get("maxLength", _WORD_LENGTH + 1) <= _WORD_LENGTH
        return Plan(name, "words" if words else "items")
    if schema.get("type") == "object":
        return Plan(name, "group", _inner_plans(schema))
    return Plan(name, _FORMS.get(schema.get("format", ""), "text"))


def _inner_plans(schema: Mapping[str, Any]) -> tuple[Plan, ...]:
    return tuple(_plan(name, part) for name, part in schema["properties"].items())
