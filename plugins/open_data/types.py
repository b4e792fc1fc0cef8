"""The public types of /api/v1/, apart from the source types: what stands here is a contract with harvesters.

v1 only grows: fields and types are added, none is removed, renamed or given another meaning. Envelope keys follow
international conventions; `data` holds the official Chinese terms of the schemas. The JSON Schemas that are published
(`schemas.py`) are made from these types.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="SHA-256，十六进制")]
Salt = Annotated[str, Meta(pattern="^[0-9a-f]{32}$", description="盐：与内容一起消失，使撤回的内容无法被猜中")]
Day = Annotated[str, Meta(pattern="^\\d{4}-\\d{2}-\\d{2}$", description="日期，如 2026-03-02")]
Updated = Annotated[str, Meta(pattern="^(\\d{4}-\\d{2}-\\d{2})?$", description="它自己写明的更新日期，没有写的为空")]
Url = Annotated[str, Meta(pattern="^https?://", description="完整的网址")]
Id = Annotated[str, Meta(pattern="^[a-z0-9-]+(/[a-z0-9-]+){0,2}$", description="编号，与网页的路径一致，永不改变")]
Count = Annotated[int, Meta(ge=0)]
Size = Annotated[int, Meta(ge=0, description="字节数")]
Data = Annotated[dict[str, Any], Meta(description="各字段，用公示的官方名称；金额是以元为单位的数")]
State = Annotated[str, Meta(description="状态：有效、已更正；其余都是已撤下，不含内容")]


class Entry(Struct, kw_only=True):
    """A file that a listing names: where it is, and the checksum and size of its bytes as served."""

    url: Url
    sha256: Sha256
    bytes: Size


class AgencyName(Struct):
    """An agency as records name it."""

    id: Id
    name: str


class Timeliness(Struct):
    """From the decision to its publication in working days, how many the rules allow, and the last day they allow."""

    working_days: int
    limit: int
    due: Day


class OriginName(Struct):
    """Where this was first published, of what was harvested: the platform, and the page or the site there."""

    source: str
    url: Url


class RecordFile(Struct, kw_only=True, tag_field="schema", tag="record-1"):
    """A decision. digest: of `data` as canonical JSON (sorted keys, no spaces); marks: what a reader is warned of."""

    id: Id
    kind: str
    state: State
    url: Url
    agency: AgencyName
    published: Day
    decided: Day | None
    updated: Day
    timeliness: Timeliness | None
    marks: list[str]
    digest: Sha256
    salt: Salt
    data: Data
    origin: OriginName | UnsetType = UNSET


class TombstoneFile(Struct, kw_only=True, tag_field="schema", tag="tombstone-1"):
    """What stays of a decision that is no longer public: no content, no name, no number."""

    id: Id
    kind: str
    state: State
    url: Url
    agency: AgencyName
    published: Day
    decided: Day | None
    updated: Day
    reason: str
    ground: str | None
    origin: OriginName | UnsetType = UNSET


class PageBytes(Struct):
    """The checksum and size of a record's page."""

    sha256: Sha256
    bytes: Size


class ShardRecord(Entry, kw_only=True):
    """A record as its shard lists it. commitment: as in the change list; digest: null for a tombstone."""

    id: Id
    kind: str
    state: State
    published: Day
    updated: Day
    digest: Sha256 | None
    commitment: Sha256
    page: PageBytes | UnsetType = UNSET


class Shard(Struct, kw_only=True, tag_field="schema", tag="shard-1"):
    """The decisions of an agency's year, in the order of their ids."""

    agency: Id
    year: str
    records: list[ShardRecord]


class ShardEntry(Entry, kw_only=True):
    """A shard as the root lists it. modified: the newest `updated` in it."""

    agency: Id
    year: str
    count: Count
    modified: Day


class ItemEntry(Entry, kw_only=True):
    """A list or a page as its agency lists it."""

    id: Id
    kind: str
    updated: Updated
    digest: Sha256


class AgencyHead(Struct, kw_only=True):
    """What every mention of an agency in the API says of it."""

    id: Id
    name: str
    government: str
    level: str
    region: str
    status: str
    origin: OriginName | UnsetType = UNSET


class AgencyFile(AgencyHead, kw_only=True, tag_field="schema", tag="agency-1"):
    """An agency: what it publishes of itself, and all that it publishes."""

    kind: str
    url: Url
    digest: Sha256
    salt: Salt
    shards: list[ShardEntry]
    lists: list[ItemEntry]
    pages: list[ItemEntry]
    data: Data


class AgencyEntry(AgencyHead, kw_only=True):
    """An agency as the list of agencies names it. count: of its decisions, tombstones included."""

    count: Count
    url: Url
    sha256: Sha256
    bytes: Size


class AgenciesFile(Struct, kw_only=True, tag_field="schema", tag="agencies-1"):
    """All agencies."""

    agencies: list[AgencyEntry]


class ItemFile(Struct, kw_only=True):
    """A list (schema list-1) or a page (schema page-1: guide, flow chart, document, report …)."""

    schema: Literal["list-1", "page-1"]
    id: Id
    kind: str
    url: Url
    agency: Id
    updated: Updated
    digest: Sha256
    salt: Salt
    data: Data
    origin: OriginName | UnsetType = UNSET


class ListingRecord(Struct):
    """A record in a listing of its category."""

    id: Id
    state: State
    published: Day
    updated: Day


class Listing(Struct, kw_only=True, tag_field="schema", tag="listing-1"):
    """The decisions of one category and year, of all agencies, in the order of their ids."""

    kind: str
    year: str
    records: list[ListingRecord]


class ListingEntry(Entry, kw_only=True):
    """A listing as the index of categories names it."""

    kind: str
    year: str
    count: Count


class ListingsFile(Struct, kw_only=True, tag_field="schema", tag="listings-1"):
    """The listings of all categories and years."""

    listings: list[ListingEntry]


class YearFile(Struct, kw_only=True, tag_field="schema", tag="year-1"):
    """The shards of one year, of all agencies."""

    year: str
    shards: list[ShardEntry]


class ChangesPage(Entry, kw_only=True):
    """A page of the change list: events `first` to `last`. A full page never changes."""

    page: Annotated[int, Meta(ge=1)]
    first: Annotated[int, Meta(ge=1)]
    last: Annotated[int, Meta(ge=1)]


class ChangesFile(Struct, kw_only=True, tag_field="schema", tag="changes-1"):
    """The change list. log_id: another one is another list; sequence: of the last event, 0 where there is none."""

    log_id: str
    sequence: Count
    page_size: Annotated[int, Meta(ge=1)]
    pages: list[ChangesPage]


class StatisticsRow(Struct, kw_only=True):
    """What is public of one agency, category and year of decision. late, known: see `timeliness`."""

    agency: Id
    kind: str
    year: str
    count: Count
    late: Count
    known: Count
    amount: float


class StatisticsFile(Struct, kw_only=True, tag_field="schema", tag="statistics-1"):
    """Counts of what is public now: a lower bound of what was decided (行政处罚法第四十八条)."""

    rows: list[StatisticsRow]


class HarvestCounts(Struct, kw_only=True):
    """records: with content; known, late: as in the statistics; gaps: records that lack 应填 fields; held: not shown here."""

    records: Count
    tombstones: Count
    known: Count
    late: Count
    gaps: Count
    held: Count


class HarvestHeld(Struct, kw_only=True):
    """Something that this site's rules hold back, and why. What concerns privacy is only counted."""

    id: Id
    reasons: list[str]


class HarvestTrouble(Struct, kw_only=True):
    """What went wrong at the last attempt. count: of the records it touches, 0 where it is the source as a whole."""

    code: str
    text: str
    count: Count


class HarvestSource(Struct, kw_only=True):
    """A source. harvested: the day of its last good state; age: the days since then; sequence: of its change list."""

    id: str
    name: str
    url: Url
    interval: str
    state: str
    harvested: Day | None
    age: Count | None
    sequence: Count
    agencies: list[Id]
    counts: HarvestCounts
    held: list[HarvestHeld]
    troubles: list[HarvestTrouble]


class HarvestFile(Struct, kw_only=True, tag_field="schema", tag="harvest-1"):
    """How the sources of this site do (归集情况)."""

    day: Day
    sources: list[HarvestSource]


class SiteFile(Struct, kw_only=True):
    """A file of the site: its path from the site's root."""

    path: str
    sha256: Sha256
    bytes: Size


class PartFile(Struct, kw_only=True, tag_field="schema", tag="part-1"):
    """Some of the site's files, in the order of their paths."""

    part: str
    files: list[SiteFile]


class PartEntry(Entry, kw_only=True):
    """A part as the list of parts names it."""

    part: str
    count: Count


class FilesFile(Struct, kw_only=True, tag_field="schema", tag="files-1"):
    """Every file of the site but what the shards list, the root and this list itself: what stands nowhere is a stranger."""

    parts: list[PartEntry]


class LookupFile(Struct, kw_only=True, tag_field="schema", tag="lookup-1"):
    """One bucket: the ids of the records that bear each key whose SHA-256 begins like the bucket's name."""

    by: Literal["code", "number"]
    bucket: Annotated[str, Meta(pattern="^[0-9a-f]{1,3}$")]
    keys: dict[str, list[Id]]


class Buckets(Struct, kw_only=True):
    """digits: of the SHA-256 of a key, in hex, that name its bucket; keys: how many there are in all buckets."""

    digits: Annotated[int, Meta(ge=1, le=3)]
    keys: Count


class LookupsFile(Struct, kw_only=True, tag_field="schema", tag="lookups-1"):
    """How to look a 统一社会信用代码 or a normalised 文号 up."""

    code: Buckets
    number: Buckets


class BulkEntry(Entry, kw_only=True):
    """A bulk file. year, kind: null where it is of all of them; records: with content in it."""

    form: Literal["ndjson", "csv", "parquet", "sqlite", "zip"]
    year: str | None
    kind: str | None
    records: Count


class BulkFile(Struct, kw_only=True, tag_field="schema", tag="bulk-1"):
    """All bulk files, newest year first."""

    files: list[BulkEntry]


class Counts(Struct, kw_only=True):
    """records: with content; tombstones: without; kinds: of records by category."""

    agencies: Count
    records: Count
    tombstones: Count
    kinds: dict[str, Count]


class Root(Struct, kw_only=True, tag_field="schema", tag="root-1"):
    """The root: its SHA-256 proves the whole site.

    preview: true for a build that was not held against a publication; such a one is not to be harvested.
    sequence: of the last event of the change list `log_id`, the cursor of whoever follows.
    """

    preview: bool
    demonstration: bool
    day: Day
    title: str
    url: Url
    licence: str | None
    modified: Day | None
    log_id: str
    sequence: Count
    counts: Counts
    agencies: Entry
    shards: list[ShardEntry]
    changes: Entry
    kinds: Entry
    statistics: Entry
    files: Entry
    feed: Url
