"""One record: what its shard says, its file, its page, and everything in it that can be computed again."""

from __future__ import annotations

from typing import Any, NamedTuple

from . import forms
from .forms import Malformed
from .reading import Listed, Reader

_TOMBSTONE = frozenset(
    ("schema", "id", "kind", "state", "url", "agency", "published", "decided", "updated", "reason", "ground", "origin")
)


class Agency(NamedTuple):
    """An agency as its records name it; origin: the platform that it was harvested from, "" where it is the site's own."""

    id: str
    name: str
    origin: str


class Known(NamedTuple):
    """A record as it is published. `digest` is "" for a tombstone.

    imported: its content says that it was brought over, or it was harvested; former: the ids that it had.
    """

    kind: str
    state: str
    published: str
    updated: str
    digest: str
    commitment: str
    imported: bool = False
    former: tuple[str, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether it has content; otherwise it is a tombstone."""
        return self.state in forms.SHOWN


class Row(NamedTuple):
    """What a shard says of a record."""

    id: str
    known: Known
    file: Listed
    page: Listed


def row(reader: Reader, entry: dict[str, Any], below: str) -> Row:
    """A line of the shard whose records' ids begin with `below`. Raises Malformed."""
    record_id = forms.text(entry, "id", forms.RECORD_ID)
    if not record_id.startswith(below):
        raise Malformed(f"{record_id} 不属于这个分片")
    page = forms.mapping(entry, "page")
    known = Known(
        kind=forms.text(entry, "kind"),
        state=forms.text(entry, "state"),
        published=forms.day(entry, "published"),
        updated=forms.day(entry, "updated"),
        digest=forms.text(entry, "digest", forms.HEX) if entry.get("digest") is not None else "",
        commitment=forms.text(entry, "commitment", forms.HEX),
    )
    if known.shown != bool(known.digest):
        raise Malformed(f"{record_id} 的状态是“{known.state}”，摘要应当{'有' if known.shown else '没有'}")
    file = reader.listed(entry, f"api/v1/records/{record_id}.json")
    size = forms.number(page, "bytes")
    return Row(record_id, known, file, Listed(f"{record_id}/index.html", forms.text(page, "sha256", forms.HEX), size))


def check(reader: Reader, agency: Agency, row: Row) -> Known:
    """A record as far as its shard and its file agree; what does not is a fault."""
    page = reader.open(row.page)
    if page:
        page.close()
    content = reader.content(row.file)
    if content is None:
        return row.known
    with reader.judged(row.file.path):
        value = forms.document(content, "record-1" if row.known.shown else "tombstone-1")
        _agrees(reader, agency, row, value)
        if row.known.shown:
            return _content(reader, row, value, harvested=bool(agency.origin))
        _tombstone(reader, row, value)
    return row.known


def _agrees(reader: Reader, agency: Agency, row: Row, value: dict[str, Any]) -> None:
    said = {
        "id": row.id,
        "kind": row.known.kind,
        "state": row.known.state,
        "published": row.known.published,
        "updated": row.known.updated,
        "url": f"{reader.base}{row.id}/",
        "agency": {"id": agency.id, "name": agency.name},
    }
    for key, expected in said.items():
        if value.get(key) != expected:
            reader.faults.add("verify-disagrees", row.file.path, f"{key} 与分片、机关登记的不同")
    if origin(value) != agency.origin:
        reader.faults.add("verify-disagrees", row.file.path, "来源平台（origin）与机关登记的不同")


def origin(value: dict[str, Any]) -> str:
    """The platform that something was harvested from, "" where it is the site's own. Raises Malformed."""
    if "origin" not in value:
        return ""
    found = forms.mapping(value, "origin")
    # Nothing of a record's content may hide here.
    if found.keys() != {"source", "url"} or not forms.text(found, "url").startswith(("https://", "http://")):
        raise Malformed("origin 的写法不对")
    return forms.text(found, "source")


def _content(reader: Reader, row: Row, value: dict[str, Any], *, harvested: bool) -> Known:
    data = forms.mapping(value, "data")
    digest, salt = forms.text(value, "digest", forms.HEX), forms.text(value, "salt", forms.SALT)
    if digest != row.known.digest:
        reader.faults.add("verify-disagrees", row.file.path, "摘要（digest）与分片登记的不同")
    if forms.digest(data) != digest:
        reader.faults.add("verify-digest", row.file.path, "重新计算的摘要与记录的 digest 不同")
    _commitment(reader, row, value, salt + digest)
    former = data.get("曾用编号")
    ids = tuple(name for name in former if isinstance(name, str)) if isinstance(former, list) else ()
    return row.known._replace(imported=harvested or "来源" in data, former=ids)


def _tombstone(reader: Reader, row: Row, value: dict[str, Any]) -> None:
    if more := sorted(value.keys() - _TOMBSTONE):
        reader.faults.add("verify-tombstone", row.file.path, f"撤下的记录不应再有 {'、'.join(more)}")
    ground = forms.text(value, "ground") if value.get("ground") is not None else ""
    _commitment(reader, row, value, forms.text(value, "reason"), ground)


def _commitment(reader: Reader, row: Row, value: dict[str, Any], *last: str) -> None:
    decided = forms.day(value, "decided") if value.get("decided") is not None else ""
    known = row.known
    head = (row.id, known.kind, known.state, known.published, decided, known.updated)
    if forms.commitment(*head, *last) != known.commitment:
        reader.faults.add("verify-commitment", row.file.path, "重新计算的承诺值与分片登记的不同")
