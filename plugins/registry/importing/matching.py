"""Records that are there already: found again by what they say, never by their slug or where they were read from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import docnumber
from ..kinds import Kind

Key = tuple[str, ...]


class Shelf:
    """The records of one kind in a site, and the numbers that are free. `records` maps ids to values."""

    def __init__(self, of_kind: Kind, records: Mapping[str, Mapping[str, Any]]) -> None:
        self._kind = of_kind
        self._by_core: dict[Key, list[dict[str, Any]]] = {}
        self._by_number: set[Key] = set()
        self._by_row: set[Key] = set()
        self._last: dict[tuple[str, str], int] = {}
        for record_id in sorted(records):
            agency, year, slug = record_id.split("/")
            self._reserve(agency, year, slug)
            for former in records[record_id].get("曾用编号", ()):
                if former.count("/") == 2:
                    self._reserve(*former.split("/"))
            if records[record_id].get(of_kind.role("category")) == of_kind.name:
                self._file(agency, records[record_id])

    def holds(self, agency: str, values: Mapping[str, Any]) -> bool:
        """True where a record of the agency says all that `values` say; it may say more by now, or be corrected."""
        wanted = _content(values)
        for candidate in self._by_core.get(self._core(agency, values), ()):
            if all(candidate.get(name) == value for name, value in wanted.items()):
                return True
        return self._row(agency, values) in self._by_row

    def contradicts(self, agency: str, values: Mapping[str, Any]) -> bool:
        """True where the agency has a record with the same number and party; ask after `holds`."""
        return self._number(agency, values) in self._by_number

    def put(self, agency: str, values: Mapping[str, Any]) -> str:
        """Files a new record and returns its id: the next number of its agency and year."""
        day = values.get(self._kind.role("decided")) or values[self._kind.role("published")]
        year = str(day)[:4]
        number = self._last.get((agency, year), 0) + 1
        self._last[agency, year] = number
        self._file(agency, values)
        return f"{agency}/{year}/{self._kind.prefix}-{number:04}"

    def _reserve(self, agency: str, year: str, slug: str) -> None:
        prefix, _, number = slug.partition("-")
        if prefix == self._kind.prefix and number.isdecimal():
            self._last[agency, year] = max(int(number), self._last.get((agency, year), 0))

    def _file(self, agency: str, values: Mapping[str, Any]) -> None:
        self._by_core.setdefault(self._core(agency, values), []).append(_content(values))
        if values.get(self._kind.role("number")):
            self._by_number.add(self._number(agency, values))
        if any(name in values for name in ("更正", "撤回", "信用修复")):
            self._by_row.add(self._row(agency, values))

    def _core(self, agency: str, values: Mapping[str, Any]) -> Key:
        roles = ("party", "conclusion", "published")
        return (agency, *(str(values.get(self._kind.role(role), "")) for role in roles))

    def _number(self, agency: str, values: Mapping[str, Any]) -> Key:
        number = docnumber.normalise(str(values.get(self._kind.role("number"), "")))
        return (agency, number, str(values.get(self._kind.role("party"), ""))) if number else ()

    def _row(self, agency: str, values: Mapping[str, Any]) -> Key:
        origin = values.get("来源") or {}
        party = str(values.get(self._kind.role("party"), ""))
        return (agency, str(origin.get("文件", "")), str(origin.get("行", "")), str(origin.get("网址", "")), party)


def _content(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a record says, without the file and row it was read from."""
    content = {name: value for name, value in values.items() if name != "来源"}
    if url := (values.get("来源") or {}).get("网址"):
        content["来源.网址"] = url
    return content
