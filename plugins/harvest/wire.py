"""The files of a source as a harvest reads them: what it leans on, in strict forms; what else v1 may say is not read."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from .troubles import Stopped

Sha = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Hex = Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]
Day = Annotated[str, Meta(pattern=r"\A\d{4}-\d{2}-\d{2}\Z")]
Year = Annotated[str, Meta(pattern=r"\A(?:19|20)\d{2}\Z")]
Agency = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9]{1,19}-[a-z0-9]{2,40}\Z")]
Id = Annotated[str, Meta(pattern=r"\A[a-z0-9-]{1,64}(?:/[a-z0-9-]{1,64}){0,2}\Z")]
Url = Annotated[str, Meta(pattern=r"\Ahttps?://[!#-&(-;=?-~]{1,480}\Z")]
Short = Annotated[str, Meta(max_length=200)]
Count = Annotated[int, Meta(ge=0, le=10**9)]


class Named(Struct, kw_only=True, gc=False):
    """A file that an index names."""

    url: str
    sha256: Sha
    bytes: Count


class Root(Struct, kw_only=True, tag_field="schema", tag="root-1"):
    """The root."""

    preview: bool
    url: Url
    log_id: Short
    sequence: Count
    agencies: Named
    changes: Named


class NamedAgency(Named, kw_only=True):
    """An agency in the list of agencies."""

    id: Agency


class Agencies(Struct, kw_only=True, tag_field="schema", tag="agencies-1"):
    """The list of agencies."""

    agencies: list[NamedAgency]


class NamedShard(Named, kw_only=True, gc=False):
    """A shard in its agency's file."""

    year: Year


class NamedItem(Named, kw_only=True, gc=False):
    """A list or a page in its agency's file."""

    id: Id


class ElsewhereOrigin(Struct, kw_only=True):
    """Where a source that is itself an upper level has an agency from."""

    source: Short
    url: Url


class AgencyFile(Struct, kw_only=True, tag_field="schema", tag="agency-1"):
    """An agency."""

    id: Agency
    kind: Short
    government: Short
    digest: Sha
    salt: Hex
    shards: list[NamedShard]
    lists: list[NamedItem]
    pages: list[NamedItem]
    data: dict[str, Any]
    origin: ElsewhereOrigin | None = None


class NamedRecord(Named, kw_only=True, gc=False):
    """A decision in its shard."""

    id: Id
    kind: Short
    state: Short
    published: Day
    updated: Day
    digest: Sha | None
    commitment: Sha


class Shard(Struct, kw_only=True, tag_field="schema", tag="shard-1"):
    """An agency's decisions of a year."""

    agency: Agency
    year: Year
    records: list[NamedRecord]


class AgencyName(Struct, kw_only=True):
    """An agency as its decisions name it."""

    id: Agency
    name: Short


class Record(Struct, kw_only=True, tag_field="schema", tag="record-1"):
    """A decision."""

    id: Id
    kind: Short
    state: Short
    agency: AgencyName
    published: Day
    decided: Day | None
    updated: Day
    digest: Sha
    salt: Hex
    data: dict[str, Any]


class Tombstone(Struct, kw_only=True, tag_field="schema", tag="tombstone-1"):
    """What stays of one."""

    id: Id
    kind: Short
    state: Short
    agency: AgencyName
    published: Day
    decided: Day | None
    updated: Day
    reason: Annotated[str, Meta(max_length=1000)]
    ground: Annotated[str, Meta(max_length=500)] | None


class Item(Struct, kw_only=True):
    """A list (list-1) or a page (page-1)."""

    schema: str
    id: Id
    kind: Short
    agency: Agency
    digest: Sha
    salt: Hex
    data: dict[str, Any]


class NamedPage(Named, kw_only=True):
    """A page of the change list."""

    page: Count
    first: Count
    last: Count


class Changes(Struct, kw_only=True, tag_field="schema", tag="changes-1"):
    """The change list's index."""

    log_id: Hex
    sequence: Count
    page_size: Annotated[int, Meta(ge=1)]
    pages: list[NamedPage]


class Event(Struct, kw_only=True, gc=False):
    """A line of the change list."""

    seq: Count
    id: Id
    kind: Short
    date: Day
    commitment: Sha | None


def decode(content: bytes, form: Any, path: str) -> Any:
    """A file in a form. Raises Stopped where it has another one; what it holds is not repeated."""
    try:
        return msgspec.json.decode(content, type=form)
    except (msgspec.DecodeError, RecursionError) as error:
        where = str(error).rpartition("`")[0].rpartition("`")[2]
        raise Stopped(
            "harvest-form", f"{path} 不是约定的形式{f'（{where}）' if where.startswith('$') else ''}"
        ) from None
