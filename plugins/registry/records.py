"""What was read, named: every file of a site is a Record; governments, agencies and settings are read from theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .harvested import Gone
from .kinds import Kind, kind
from .profile import Profile
from .workdays import WorkingDays

LEVELS = ("国家", "省", "市", "县", "乡")


@dataclass(frozen=True)
class Record:
    """One file. `values` holds texts, lists and mappings of texts, as written; `body` the Markdown below them.

    id: <agency>/<year>/<slug> for a decision, <agency>/<kind>/<slug> for a page, <agency>/<kind> for a list,
    <agency> for the agency itself. gone: of a harvested tombstone, what its source says of it.
    """

    id: str
    kind_id: str
    agency: str
    path: str
    values: Mapping[str, Any]
    body: str = ""
    year: str = ""
    slug: str = ""
    gone: Gone | None = None

    @property
    def kind(self) -> Kind:
        return kind(self.kind_id)

    def role(self, name: str) -> Any:
        """The value of the field that plays a role in this kind, or '' where there is none."""
        return self.values.get(kind(self.kind_id).roles.get(name, ""), "")

    @property
    def imported(self) -> bool:
        """True for a record that came out of a spreadsheet; its gaps are warnings, not errors."""
        return "来源" in self.values


def explanations(record: Record) -> dict[str, str]:
    """The codes of the rules that a record's 说明 answers, each with the reason it gives."""
    entries = record.role("explanations")
    pairs = [(entry.get("规则"), entry.get("原因")) for entry in entries or () if isinstance(entry, dict)]
    return {code: str(reason) for code, reason in pairs if isinstance(code, str)}


@dataclass(frozen=True)
class Government:
    """One entry of content/governments.yaml."""

    id: str
    name: str
    level: str
    code: str = ""
    upper: str = ""
    region: str = ""


@dataclass(frozen=True)
class Agency:
    """An agency as others need it: names, government, level, region, status (在用, 待补, 撤销), its file."""

    id: str
    name: str
    short: str
    names: tuple[str, ...]
    government: str
    level: str
    region: str
    status: str
    values: Mapping[str, Any]
    path: str = ""


@dataclass(frozen=True)
class Settings:
    """content/settings.yaml with the platform's defaults filled in, the region's rules and the working days."""

    title: str = "行政执法公示平台"
    values: Mapping[str, Any] = field(default_factory=dict)
    profile: Profile = field(default_factory=Profile)
    calendar: WorkingDays = field(default_factory=WorkingDays)

    def get(self, name: str) -> str:
        return str(self.values.get(name, ""))

    @property
    def demonstration(self) -> bool:
        return self.get("演示") == "是"
