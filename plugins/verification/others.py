"""What an agency publishes beside decisions: itself, its lists, its guides, flow charts, documents and reports."""

from __future__ import annotations

from typing import Any

from . import forms
from .forms import Malformed
from .reading import Listed, Reader

_SHELVES = {"lists": "list-1", "pages": "page-1"}


def agency(reader: Reader, commitments: dict[str, str], own: dict[str, Any], item: Listed) -> None:
    """Checks an agency's own data and everything it lists. `commitments` gets id → commitment. Raises Malformed."""
    agency_id = forms.text(own, "id")
    commitments[agency_id] = _commitment(reader, item.path, agency_id, forms.text(own, "kind"), own)
    rows: list[tuple[str, dict[str, Any], Listed]] = []
    for shelf, schema in _SHELVES.items():
        for entry in forms.items(own, shelf):
            with reader.judged(item.path):
                rows.append((schema, entry, _row(reader, agency_id, shelf, entry)))
    for (_, entry, listed), commitment in zip(rows, reader.each(lambda row: _file(reader, *row), rows), strict=True):
        reader.meet(listed, item.path)
        if entry["id"] in commitments:
            reader.faults.add("verify-twice", item.path, f"{entry['id']} 登记了两次")
        commitments[entry["id"]] = commitment


def _row(reader: Reader, agency_id: str, shelf: str, entry: dict[str, Any]) -> Listed:
    name = forms.text(entry, "id", forms.ANY_ID)
    if not name.startswith(f"{agency_id}/"):
        raise Malformed(f"{name} 不属于这个机关")
    return reader.listed(entry, f"api/v1/{shelf}/{name}.json")


def _file(reader: Reader, schema: str, entry: dict[str, Any], listed: Listed) -> str:
    """The commitment of a list or a page, "" where it cannot be computed."""
    value = reader.document(listed, schema)
    if value is None:
        return ""
    with reader.judged(listed.path):
        for key in ("id", "kind", "updated", "digest"):
            if value.get(key) != entry.get(key):
                reader.faults.add("verify-disagrees", listed.path, f"{key} 与机关登记的不同")
        return _commitment(reader, listed.path, entry["id"], forms.text(entry, "kind"), value)
    return ""


def _commitment(reader: Reader, path: str, name: str, kind: str, value: dict[str, Any]) -> str:
    digest, salt = forms.text(value, "digest", forms.HEX), forms.text(value, "salt", forms.SALT)
    if forms.digest(forms.mapping(value, "data")) != digest:
        reader.faults.add("verify-digest", path, "重新计算的摘要与 digest 不同")
    return forms.commitment(name, kind, salt + digest)
