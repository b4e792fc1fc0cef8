"""The sources of a harvest: what content/harvest.yaml says of each, and whom each may speak for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PATH = "content/harvest.yaml"

# Days after which a harvest is overdue: its interval and a little, for a night that failed.
_INTERVALS = {"每日": 2, "每周": 9, "每月": 35}
_MOST_LOST = 5
_MOST_RECORDS = 500_000


@dataclass(frozen=True)
class Source:
    """One entry of content/harvest.yaml.

    url: ends with a slash unless it names a table; governments, agencies: whom it may speak for; most_lost: percent of
    its records that may vanish at once; kind, agency_name: of a table, what its rows are and whose.
    """

    id: str
    name: str
    url: str
    governments: tuple[str, ...]
    agencies: tuple[str, ...]
    interval: str
    most_lost: int = _MOST_LOST
    most_records: int = _MOST_RECORDS
    is_table: bool = False
    kind: str = ""
    agency_name: str = ""

    def speaks_for(self, agency: str) -> bool:
        """True where this source may tell of an agency: by name, or as one of a government's."""
        return agency in self.agencies or agency.partition("-")[0] in self.governments

    def overdue(self, days: int) -> bool:
        """True where the last good harvest is older than its interval allows."""
        return days > _INTERVALS.get(self.interval, 0)


def sources(values: Mapping[str, Any]) -> list[Source]:
    """The sources that the values of content/harvest.yaml name; values that passed the checks."""
    return [_source(entry) for entry in values.get("来源", ())]


def _source(entry: Mapping[str, Any]) -> Source:
    trust, is_table = entry["可代表"], entry.get("形式") == "表格"
    return Source(
        id=entry["编号"],
        name=entry["名称"],
        url=entry["网址"] if is_table else entry["网址"].rstrip("/") + "/",
        governments=tuple(trust.get("政府", ())),
        agencies=tuple(trust.get("机关", ())),
        interval=entry["频率"],
        most_lost=int(entry.get("最多丢失比例", _MOST_LOST)),
        most_records=int(entry.get("最多记录", _MOST_RECORDS)),
        is_table=is_table,
        kind=entry.get("执法类别", ""),
        agency_name=entry.get("机关名称", ""),
    )
