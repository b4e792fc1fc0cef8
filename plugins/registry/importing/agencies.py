"""Agencies of imported rows: the existing one under any of its names, or a stub that waits to be completed.

Stubs (状态: 待补) are made where a mapping names their government; one body under two names becomes one agency.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from .. import writing
from ..kinds import kind
from . import cells
from .column_mapping import ColumnMapping, GovernmentEntry
from .outcome import ImportFailed, Refused

_BODY = re.compile(r"[\u4e00-\u9fff（）()、·]{3,60}(?:局|厅|部|委|会|办|室|府|队|心|院|所|站|署|关|处|区|司)")
_REGION = re.compile(r"[\u4e00-\u9fff]{2,20}")


class AgencyBook:
    """All agencies by name. `agencies` maps ids to the values of their agency.yaml."""

    def __init__(self, agencies: Mapping[str, Mapping[str, Any]], mapping: ColumnMapping) -> None:
        self._values = {name: dict(values) for name, values in agencies.items()}
        self._mapping = mapping
        self._by_name: dict[str, str] = {}
        self._changed: dict[str, None] = {}
        self.created: list[str] = []
        for agency_id in sorted(self._values):
            for name in self.names(agency_id):
                self._by_name.setdefault(name, agency_id)
        for name, agency_id in list(self._by_name.items()):
            self._by_name.setdefault(self.full_name(name), agency_id)

    def names(self, agency_id: str) -> list[str]:
        """The full name of an agency and its other names."""
        values = self._values[agency_id]
        return [values["机构名称"], *values.get("别名", ())]

    def require(self, agency_id: str) -> str:
        """The id, where the agency exists. Raises ImportFailed otherwise."""
        if agency_id not in self._values:
            raise ImportFailed(f"没有编号为“{agency_id}”的机关，请先建立 agencies/{agency_id}/agency.yaml。")
        return agency_id

    def full_name(self, name: str) -> str:
        """The full name behind a name, by the mapping's 同名规则."""
        name = written(name)
        for pattern, replacement in self._mapping.same_body:
            name = pattern.sub(replacement, name)
        return name

    def bears(self, agency_id: str, name: str) -> bool:
        """True where a name is that of this agency, in whatever form."""
        return agency_id in (self._by_name.get(written(name)), self._by_name.get(self.full_name(name)))

    def in_title(self, title: str) -> str:
        """The agency's name that stands in a title, or ''."""
        pattern = self._mapping.agency_in_title
        match = pattern.search(cells.clean(title)) if pattern else None
        return match[1] if match else ""

    def find(self, name: str, region: str, column: str) -> str:
        """The id of the agency with a name, made where there is none. Raises Refused where none can be made."""
        name = written(name)
        full = self.full_name(name)
        region = region if _REGION.fullmatch(region) else ""
        agency_id = self._by_name.get(name) or self._by_name.get(full)
        if not agency_id:
            if not _BODY.fullmatch(full):
                raise Refused(column, "这一格不是机关的名称")
            if not self._mapping.government:
                raise Refused(column, "本站没有这个机关，请先建立，或者在列名对照文件里写明“政府”")
            agency_id = self._create(full, region, self._mapping.government)
        elif region and agency_id in self.created:
            self._values[agency_id].setdefault("地区", region)
        self._add_name(agency_id, name)
        return agency_id

    def public_name(self, agency_id: str, name: str) -> str:
        """The name as it may stand in a record: as written where the agency bears it, else the full name."""
        names = self.names(agency_id)
        return written(name) if written(name) in names else names[0]

    def drop_empty(self, used: Collection[str]) -> None:
        """Forgets the stubs that no record came to need after all."""
        for agency_id in set(self.created) - set(used):
            self.created.remove(agency_id)
            del self._changed[agency_id]

    def files(self) -> dict[str, str]:
        """The agency files that are new or have got another name, by path."""
        fields = kind("agency")
        return {
            f"agencies/{agency_id}/agency.yaml": writing.dump(writing.ordered(self._values[agency_id], fields))
            for agency_id in self._changed
        }

    def _create(self, full: str, region: str, government: GovernmentEntry) -> str:
        agency_id = self._free_id(full, government.id)
        values = {"机构名称": full, "政府": government.id, "状态": "待补", "层级": government.level}
        if region:
            values["地区"] = region
        self._values[agency_id] = values
        self._by_name[full] = agency_id
        self._changed[agency_id] = None
        self.created.append(agency_id)
        return agency_id

    def _add_name(self, agency_id: str, name: str) -> None:
        values = self._values[agency_id]
        # Only a stub is the importer's own file; an agency's completed file is not rewritten.
        if name in self.names(agency_id) or values.get("状态") != "待补":
            return
        values["别名"] = [*values.get("别名", ()), name]
        self._by_name[name] = agency_id
        self._changed[agency_id] = None

    def _free_id(self, full: str, government: str) -> str:
        # Its dictionary takes a third of a second to load, and few imports need a new id.
        from pypinyin import Style, lazy_pinyin

        pattern = self._mapping.id_part
        match = pattern.search(full) if pattern else None
        letters = "".join(lazy_pinyin(match[1] if match else full, style=Style.FIRST_LETTER, errors="ignore"))
        base = f"{government}-{re.sub('[^a-z0-9]', '', letters.lower())[:30] or 'jg'}"
        candidate, number = base, 2
        while candidate in self._values:
            candidate, number = f"{base}{number}", number + 1
        return candidate


def written(name: str) -> str:
    """An agency's name as written, without blanks; a name that stands there twice is taken once."""
    pieces = cells.clean(name).replace("\n", " ").split(" ")
    name = pieces[0] if len(set(pieces)) == 1 else "".join(pieces)
    half = len(name) // 2
    return name[:half] if len(name) > 8 and name[:half] == name[half:] else name
