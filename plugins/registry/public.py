"""What the public may see, as values: records and tombstones, and all of them together on one day.

Only `publication` makes these; pages, data, feeds and search know nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from .kinds import Kind, kind
from .records import Agency, Government, Record, Settings

VALID, CORRECTED, EXPIRED, REPAIRED = "有效", "已更正", "公示期满", "信用修复"


@dataclass(frozen=True)
class PublicRecord:
    """A decision as the public may see it on one day.

    `data` holds the schema's fields in their order (amounts as numbers of 元) and is empty for a tombstone, which
    keeps only id, former ids, agency, kind, dates, state and `reason`.
    """

    id: str
    agency: str
    year: str
    slug: str
    kind_id: str
    state: str
    published: str
    decided: str
    updated: str
    data: Mapping[str, Any] = field(default_factory=dict)
    body: str = ""
    reason: str = ""
    ground: str = ""
    corrections: tuple[Mapping[str, str], ...] = ()
    former: tuple[str, ...] = ()
    salt: str = ""
    digest: str = ""

    @property
    def kind(self) -> Kind:
        return kind(self.kind_id)

    @property
    def tombstone(self) -> bool:
        return self.state not in (VALID, CORRECTED)

    def role(self, name: str) -> Any:
        """The public value of the field that plays a role, or ''."""
        return self.data.get(self.kind.role(name), "")

    @property
    def month(self) -> str:
        """The month of first publication, 2026-03: lists by month only grow at their newest end."""
        return self.published[:7]

    @property
    def title(self) -> str:
        """What a list or feed calls the record: the party, or the kind where that is gone."""
        return str(self.role("party")) or f"{self.kind.name}（{self.state}）"


@dataclass(frozen=True)
class Publication:
    """All that is public on one day, ready to be turned into files."""

    day: date
    settings: Settings
    governments: Mapping[str, Government]
    agencies: Mapping[str, Agency]
    records: tuple[PublicRecord, ...]
    lists: Mapping[str, Record]
    pages: Mapping[str, Record]
    site_pages: Mapping[str, Record]
    preview: bool = True

    @cached_property
    def by_agency(self) -> dict[str, list[PublicRecord]]:
        """Records of each agency in the order of id; agencies without records have an empty list."""
        groups: dict[str, list[PublicRecord]] = {agency: [] for agency in self.agencies}
        for record in self.records:
            groups[record.agency].append(record)
        return groups

    @cached_property
    def by_id(self) -> dict[str, PublicRecord]:
        return {record.id: record for record in self.records}

    @property
    def current(self) -> Iterator[PublicRecord]:
        """Records with content: no tombstones."""
        return (record for record in self.records if not record.tombstone)

    def latest(self, agency: str = "", count: int = 50) -> list[PublicRecord]:
        """The newest records with content, by date of publication, then id, newest first."""
        records = self.by_agency[agency] if agency else self.records
        shown = [record for record in records if not record.tombstone]
        return sorted(shown, key=lambda record: (record.published, record.id), reverse=True)[:count]
