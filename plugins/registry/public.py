"""What the public may see, as values: records and tombstones, and all of them together on one day.

Only `publication` makes these; pages, data, feeds and search know nothing else.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from . import uscc
from .deadlines import Timeliness
from .harvested import Held, Origin, Standing
from .keys import digest
from .kinds import Kind, kind
from .records import Agency, Government, Record, Settings
from .shape import missing_expected

if TYPE_CHECKING:
    from .changes import Event

VALID, CORRECTED, EXPIRED, REPAIRED = "有效", "已更正", "公示期满", "信用修复"
SHOWN = frozenset((VALID, CORRECTED))

LEGAL_PERSON = "法人及非法人组织"
# Codes of 个体工商户 begin so (GB 32100-2015).
_TRADER = "92"

# Lists and feeds show the beginning of a longer 执法结论.
LISTED_LENGTH = 300


class Mark(NamedTuple):
    """What a visitor should know of a decision before trusting it, and why it is so."""

    name: str
    text: str


@dataclass(frozen=True)
class PublicRecord:
    """A decision as the public may see it on one day.

    `data` holds the schema's fields in their order (amounts as numbers of 元) and is empty for a tombstone, which
    keeps only id, former ids, agency, kind, dates, state and `reason`. `marks`: what a visitor is warned of, in the
    order of their weight, each with its explanation. `ends`: the first day on which it is no longer public, '' where no
    term ends it.
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
    timeliness: Timeliness | None = None
    marks: tuple[Mark, ...] = ()
    salt: str = ""
    digest: str = ""
    commitment: str = ""
    ends: str = ""

    @property
    def kind(self) -> Kind:
        return kind(self.kind_id)

    @property
    def tombstone(self) -> bool:
        return self.state not in SHOWN

    @property
    def organisation(self) -> str:
        """The code by which all decisions on one legal person are put together, '' for any other party."""
        return _organisation(_code(str(self.role("party-code"))), str(self.role("party-kind")))

    def role(self, name: str) -> Any:
        """The public value of the field that plays a role, or ''."""
        return self.data.get(kind(self.kind_id).roles.get(name, ""), "")

    def listed(self) -> Listed:
        """The record as lists know it."""
        return Listed(
            id=self.id,
            agency=self.agency,
            year=self.year,
            kind_id=self.kind_id,
            state=self.state,
            published=self.published,
            decided=self.decided,
            updated=self.updated,
            party=str(self.role("party")),
            party_kind=str(self.role("party-kind")),
            number=str(self.role("number")),
            authority=str(self.role("authority")),
            conclusion=_beginning(str(self.role("conclusion"))),
            former=self.former,
            matter=str(self.role("matter")),
            tier=str(self.role("tier")),
            classes=_words(self.role("class")),
            amount=float(amount) if isinstance(amount := self.role("amount"), (int, float)) else None,
            taken=float(sum(self.data.get(name) or 0 for name in self.kind.amounts)),
            working_days=self.timeliness.day if self.timeliness else -1,
            late=bool(self.timeliness and self.timeliness.late),
            marks=tuple(mark.name for mark in self.marks),
            imported="来源" in self.data,
            gaps=len(missing_expected(self.kind, self.data)) if self.data else 0,
            digest=self.digest,
            commitment=self.commitment,
            code=_code(str(self.role("party-code"))) if self.role("party-kind") != "自然人" else "",
        )


class Listed(Struct, frozen=True, array_like=True, gc=False):
    """A public record in short: all that lists, feeds, counts and sitemaps show of it, and nothing that is gone.

    amount: in 元; taken: all that the party loses by it, in 元; working_days: from decision to publication, -1 where not
    known; gaps: 应填 fields without a value; code: 统一社会信用代码 of a party that is no natural person, where it
    identifies one.
    """

    id: str
    agency: str
    year: str
    kind_id: str
    state: str
    published: str
    decided: str
    updated: str
    party: str = ""
    party_kind: str = ""
    number: str = ""
    authority: str = ""
    conclusion: str = ""
    former: tuple[str, ...] = ()
    matter: str = ""
    tier: str = ""
    classes: tuple[str, ...] = ()
    amount: float | None = None
    taken: float = 0
    working_days: int = -1
    late: bool = False
    marks: tuple[str, ...] = ()
    imported: bool = False
    gaps: int = 0
    digest: str = ""
    commitment: str = ""
    code: str = ""

    @property
    def kind(self) -> Kind:
        return kind(self.kind_id)

    @property
    def tombstone(self) -> bool:
        return self.state not in SHOWN

    @property
    def organisation(self) -> str:
        """The code by which all decisions on one legal person are put together, '' for any other party."""
        return _organisation(self.code, self.party_kind)

    @property
    def month(self) -> str:
        """The month of first publication, 2026-03: lists by month only grow at their newest end."""
        return self.published[:7]


def _words(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) and value else tuple(value)


def _code(text: str) -> str:
    """A code that is right and names somebody: neither blotted out nor the placeholder of those who have none."""
    code = text.upper()
    return code if code and not uscc.fault(code) and code != uscc.PLACEHOLDER and not uscc.is_masked(code) else ""


def _organisation(code: str, party_kind: str) -> str:
    """A shop (个体工商户, 92…) is one person's: of a natural person nothing is put together (个人信息保护法第六条)."""
    return code if party_kind == LEGAL_PERSON and not code.startswith(_TRADER) else ""


def _beginning(text: str) -> str:
    return text if len(text) <= LISTED_LENGTH else f"{text[:LISTED_LENGTH].rstrip('，、；。')}……"


class Disclosed(NamedTuple):
    """The public form of a list, a page or an agency: its data, and what proves and names it (see `changes`).

    updated: the day on which it says it was last changed, or "".
    """

    data: dict[str, Any]
    updated: str
    digest: str
    salt: str
    commitment: str


@dataclass(frozen=True)
class Publication:
    """All that is public on one day: decisions in short, in the order of their ids, everything else in full.

    preview: not held against a previous publication; salt_key: what the salts of records are made with.
    disclosed: the public form of lists, pages and agencies by id; log_id, tell: the name of the change list, and how it is told.
    origins: of the agencies that were harvested; standings: of the sources; held: what of them is not shown here.
    known_digests: of `record_digests`, those that are as they were.
    """

    day: date
    settings: Settings
    governments: Mapping[str, Government]
    agencies: Mapping[str, Agency]
    lists: Mapping[str, Record]
    pages: Mapping[str, Record]
    site_pages: Mapping[str, Record]
    preview: bool = True
    salt_key: bytes = b""
    disclosed: Mapping[str, Disclosed] = field(default_factory=dict)
    records: tuple[Listed, ...] = ()
    log_id: str = ""
    tell: Callable[[Publication], tuple[Event, ...]] | None = None
    origins: Mapping[str, Origin] = field(default_factory=dict)
    standings: tuple[Standing, ...] = ()
    held: tuple[Held, ...] = ()
    known_digests: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def by_agency(self) -> dict[str, list[Listed]]:
        """Records of each agency in the order of id; agencies without records have an empty list."""
        groups: dict[str, list[Listed]] = {agency: [] for agency in self.agencies}
        for record in self.records:
            groups[record.agency].append(record)
        return groups

    @cached_property
    def record_digests(self) -> dict[str, bytes]:
        """For each agency a digest of its records: the same where lists, feeds and counts show the same of them."""
        known = self.known_digests
        return {agency: known.get(agency) or digest(records) for agency, records in self.by_agency.items()}

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The change list (see `changes`), told when it is asked for: only who writes it needs it."""
        return self.tell(self) if self.tell else ()

    @cached_property
    def current(self) -> tuple[Listed, ...]:
        """Records with content: no tombstones."""
        return tuple(record for record in self.records if record.state in SHOWN)

    def latest(self, agency: str = "", count: int = 50) -> list[Listed]:
        """The newest records with content, by date of publication, then id, newest first."""
        records = self.by_agency[agency] if agency else self.records
        shown = (record for record in records if record.state in SHOWN)
        return heapq.nlargest(count, shown, key=lambda record: (record.published, record.id))
