"""What a source says of its files, held against the files: identity, digest, commitment. Pure; nothing is fetched here."""

from __future__ import annotations

import hashlib
from typing import Any

from plugins.registry import changes, harvested, repository
from plugins.registry.kinds import KINDS, kind
from plugins.registry.public import SHOWN
from plugins.registry.publication import canonical
from plugins.registry.source import MAX_PUBLIC_BYTES

from . import wire
from .snapshots import Entry
from .troubles import Stopped

API = "api/v1/"
ROOT = f"{API}index.json"


def record(named: wire.NamedRecord, agency: str, year: str) -> Entry:
    """A decision as a shard names it. Raises Stopped where its id does not lie in the shard, or it is too large."""
    path = f"{harvested.TOP}{agency}/decisions/{year}/{named.id.rpartition('/')[2]}.json"
    return _entry(path, named, named.id, (named.state, named.published, named.digest or "", named.commitment))


def item(named: wire.NamedItem, agency: str) -> Entry:
    """A list or a page as its agency's file names it. Raises Stopped."""
    parts = named.id.split("/")
    if len(parts) == 2:
        return _entry(f"{harvested.TOP}{agency}/lists/{parts[1]}.json", named, named.id)
    return _entry(f"{harvested.TOP}{agency}/pages/{'/'.join(parts[1:])}.json", named, named.id)


def _entry(path: str, named: wire.Named, item_id: str, more: tuple[str, ...] = ()) -> Entry:
    try:
        located = repository.locate(path)
    except repository.Misplaced:
        located = None
    if located is None or located.id != item_id:
        raise Stopped("harvest-identity", f"索引里的编号“{item_id[:80]}”不合规定，或者不在它所属的机关下")
    if named.bytes > MAX_PUBLIC_BYTES:
        raise Stopped("harvest-size", f"{item_id} 超过 {MAX_PUBLIC_BYTES:,} 字节")
    return Entry(path, item_id, named.sha256, named.bytes, *more)


def file_of(entry: Entry) -> str:
    """Where the file of an entry lies at its source."""
    _, _, folder, *_ = entry.path.split("/")
    if folder == "decisions":
        return f"{API}records/{entry.id}.json"
    return f"{API}lists/{entry.id}.json" if folder == "lists" else f"{API}pages/{entry.id}.json"


def content(entry: Entry, raw: bytes) -> str:
    """The commitment of a file to what it holds. Raises Stopped where it is not what its index says."""
    path = file_of(entry)
    if entry.state:
        return _decision(entry, raw, path)
    read = wire.decode(raw, wire.Item, path)
    _same(path, (read.id, read.agency), (entry.id, entry.id.split("/")[0]))
    return _committed(read.id, read.kind, read.digest, read.salt, read.data, path)


def agency(read: wire.AgencyFile, path: str) -> str:
    """The commitment of an agency's file to what it holds. Raises Stopped."""
    _same(path, (read.data.get("政府"),), (read.government,))
    return _committed(read.id, read.kind, read.digest, read.salt, read.data, path)


def _decision(entry: Entry, raw: bytes, path: str) -> str:
    shown = entry.state in SHOWN
    read = wire.decode(raw, wire.Record if shown else wire.Tombstone, path)
    said = (read.id, read.state, read.published, read.agency.id)
    _same(path, said, (entry.id, entry.state, entry.published, entry.id.split("/")[0]))
    head = (read.id, read.kind, read.state, read.published, read.decided or "", read.updated)
    if shown:
        _same(path, (read.digest, read.data.get("执法类别")), (entry.digest, read.kind))
        _digest(read.digest, read.data, path)
        commitment = changes.commit(*head, read.salt + read.digest)
    else:
        commitment = changes.commit(*head, read.reason, read.ground or "")
    _same(path, (commitment,), (entry.commitment,))
    return commitment


def _committed(item_id: str, kind_name: str, digest: str, salt: str, data: dict[str, Any], path: str) -> str:
    _digest(digest, data, path)
    if kind_name not in {kind(name).name for name in KINDS}:
        raise Stopped("harvest-form", f"{path} 是本程序不认识的类别")
    return changes.commit(item_id, kind_name, salt + digest)


def _digest(digest: str, data: dict[str, Any], path: str) -> None:
    try:
        found = hashlib.sha256(canonical(data).encode()).hexdigest()
    except (ValueError, RecursionError):
        found = ""
    _same(path, (found,), (digest,))


def _same(path: str, said: tuple[Any, ...], expected: tuple[Any, ...]) -> None:
    if said != expected:
        raise Stopped("harvest-identity", f"{path} 的内容与索引里说的不一致")
