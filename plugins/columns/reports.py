"""统计年报: the tables an agency states, beside what its published records give; differences are shown, never mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from plugins.registry import amounts
from plugins.registry.public import Listed
from plugins.registry.records import Record
from plugins.registry.statistics import yearly

from .wording import money


class Line(NamedTuple):
    """A row of a table: its name, what the agency states, what the records give ("" where they tell nothing of it).

    more: True where the records give more than is stated, which cannot be.
    """

    name: str
    stated: str
    found: str
    more: bool


class Table(NamedTuple):
    """A table of a report: its name, what it counts, and its rows."""

    name: str
    about: str
    lines: list[Line]

    @property
    def compared(self) -> bool:
        """True where records tell anything of it."""
        return any(line.found for line in self.lines)


def report_tables(records: Iterable[Listed], report: Record) -> list[Table]:
    """The filled tables of a report in the order of the schema."""
    found = yearly(records, str(report.role("year")))
    return [
        Table(
            name,
            item.schema["description"],
            _lines(item.schema["properties"], report.values[name], found.get(name, {})),
        )
        for name, item in report.kind.fields.items()
        if item.schema.get("type") == "object" and name in report.values
    ]


def _lines(parts: Mapping[str, Any], stated: Mapping[str, str], found: Mapping[str, float]) -> list[Line]:
    lines = []
    for name, part in parts.items():
        if name in stated or name in found:
            told, given = stated.get(name, ""), found.get(name)
            if part.get("format") == "amount":
                number, text = float(amounts.yuan(told) or 0), _amount(given, "万元" in told) if given else ""
            else:
                number, text = float(told or 0), f"{given:,.0f}" if given else ""
            more = given is not None and bool(told) and given > number
            lines.append(Line(name, f"{int(told):,}" if told.isdecimal() else told, text, more))
    return lines


def _amount(value: float, in_ten_thousands: bool) -> str:
    """An amount in the unit of what it stands beside."""
    return f"{value / 10_000:,.4f}".rstrip("0").rstrip(".") + "万元" if in_ten_thousands else money(value)
