"""Records that are there already: found again by what they say, never by their slug or where they were read from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from .. import docnumber
from ..kinds import Kind

Key = tuple[str, ...]

_TAKEN_DOWN = "隐私保护"


class Shelf:
    """The records of one kind in a site, and the numbers that are free. `records` maps ids to values."""

    def __init__(self, of_kind: Kind, records: Mapping[str, Mapping[str, Any]]) -> None:
        self._kind = of_kind
        self._by_core: dict[Key, list[tuple[str, dict[str, Any]]]] = {}
        self._by_number: dict[Key, list[str]] = {}
        self._by_row: dict[Key, str] = {}
        self._last: dict[tuple[str, str], int] = {}
        for record_id in sorted(records):
            agency, year, slug = record_id.split("/")
            self._reserve(agency, year, slug)
            for former in records[record_id].get("曾用编号", ()):
                if former.count("/") == 2:
                    self._reserve(*former.split("/"))
            if records[record_id].get(of_kind.role("category")) == of_kind.name:
                self.file(record_id, records[record_id])

    def same(self, agency: str, values: Mapping[str, Any], assumed: Collection[str] = ()) -> str:
        """The id of a record of the agency that says all that `values` say ('' for none); it may say more by now.

        assumed: fields of `values` that their row does not name; they say nothing against a record.
        """
        wanted = {name: value for name, value in _content(values).items() if name not in assumed}
        for record_id, content in self._by_core.get(self._core(agency, values), ()):
            if all(content.get(name) == value for name, value in wanted.items()):
                return record_id
        return ""

    def same_row(self, agency: str, values: Mapping[str, Any]) -> str:
        """The id of a record that was read from this row and corrected or taken down since ('' for none)."""
        row = self._row(agency, values)
        return self._by_row.get((*row, self._party(values))) or self._by_row.get((*row, _TAKEN_DOWN), "")

    def rivals(self, agency: str, values: Mapping[str, Any]) -> list[str]:
        """The ids of the agency's records with the same number and party."""
        return self._by_number.get(self._number(agency, values), [])

    def put(self, agency: str, values: Mapping[str, Any]) -> str:
        """Files a new record and returns its id: the next number of its agency and year."""
        day = values.get(self._kind.role("decided")) or values[self._kind.role("published")]
        year = str(day)[:4]
        number = self._last.get((agency, year), 0) + 1
        self._last[agency, year] = number
        record_id = f"{agency}/{year}/{self._kind.prefix}-{number:04}"
        self.file(record_id, values)
        return record_id

    def file(self, record_id: str, values: Mapping[str, Any]) -> None:
        """Makes a record known by what it says."""
        agency = record_id.split("/")[0]
        self._by_core.setdefault(self._core(agency, values), []).append((record_id, _content(values)))
        if number := self._number(agency, values):
            same = self._by_number.setdefault(number, [])
            same += [record_id] if record_id not in same else []
        if any(name in values for name in ("更正", "撤回", "信用修复")):
            # Of a record taken down for privacy nothing but its row is left to know it by.
            emptied = (values.get("撤回") or {}).get("类型") == _TAKEN_DOWN
            self._by_row[*self._row(agency, values), _TAKEN_DOWN if emptied else self._party(values)] = record_id

    def _reserve(self, agency: str, year: str, slug: str) -> None:
        prefix, _, number = slug.partition("-")
        if prefix == self._kind.prefix and number.isdecimal():
            self._last[agency, year] = max(int(number), self._last.get((agency, year), 0))

    def _core(self, agency: str, values: Mapping[str, Any]) -> Key:
        return (agency, self._party(values), str(values.get(self._kind.role("conclusion"), "")))

    def _number(self, agency: str, values: Mapping[str, Any]) -> Key:
        number = docnumber.normalise(str(values.get(self._kind.role("number"), "")))
        return (agency, number, self._party(values)) if number else ()

    def _row(self, agency: str, values: Mapping[str, Any]) -> Key:
        origin = values.get("来源") or {}
        return (agency, *(str(origin.get(name, "")) for name in ("文件", "行", "网址")))

    def _party(self, values: Mapping[str, Any]) -> str:
        return str(values.get(self._kind.role("party"), ""))


def _content(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a record says, without the file and row it was read from."""
    content = {name: value for name, value in values.items() if name != "来源"}
    if url := (values.get("来源") or {}).get("网址"):
        content["来源.网址"] = url
    return content
