"""One walk down the hash tree of a source: every index is verified by the one above it, and only what is new is fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from typing import Any, TypeVar

from msgspec.structs import replace

from plugins.registry.harvested import TOP, Origin
from plugins.registry.sources import Source

from . import bulk, verifying, wire
from .fetching import Fetcher
from .snapshots import Entry
from .store import Store
from .troubles import Moving, Stopped
from .verifying import API, ROOT

_INDEX_BYTES = 64_000_000
_AT_ONCE = 500

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass
class Found:
    """What stands below a root: the entries of the agencies that count, their origins, and the objects on the way.

    foreign: agencies that the source names and may not speak for; commitments: of everything, by id.
    """

    root: wire.Root
    sha256: str
    entries: list[Entry] = field(default_factory=list)
    origins: dict[str, Origin] = field(default_factory=dict)
    tree: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    commitments: dict[str, str] = field(default_factory=dict)


class Walk:
    """Goes down from a root. `kept`: what was taken last time and is still there, which is not verified again."""

    def __init__(
        self, source: Source, fetcher: Fetcher, store: Store, kept: Iterable[Entry], own: Iterable[str]
    ) -> None:
        self.source, self.fetcher, self.store = source, fetcher, store
        self.own = set(own)
        self.known = {(entry.path, entry.sha256): entry for entry in kept}

    def down(self, root: wire.Root, raw: bytes) -> Found:
        """What a root names, given as it is read and as it came: every index is read, of the rest nothing. Raises Stopped."""
        found = Found(root, sha256(raw).hexdigest(), tree=[self.store.put(raw)])
        listed = self.decode(root, root.agencies, f"{API}agencies/index.json", wire.Agencies, found)
        names = [agency.id for agency in listed.agencies]
        if len(set(names)) < len(names):
            raise Stopped("harvest-identity", "机关清单里有重复的编号")
        mine = [agency for agency in listed.agencies if self.source.speaks_for(agency.id)]
        found.foreign = sorted({agency.id for agency in listed.agencies} - {agency.id for agency in mine})
        if claimed := sorted(self.own.intersection(names) - set(found.foreign)):
            raise Stopped("harvest-identity", f"它提供本站自己的机关 {'、'.join(claimed[:5])}，两边不能都公示")
        for part in self._spread(lambda agency: self._agency(root, agency), mine):
            found.entries += part.entries
            found.origins |= part.origins
            found.tree += part.tree
            found.commitments |= part.commitments
            if len(found.entries) > self.source.most_records:
                raise Stopped("harvest-size", f"记录超过 {self.source.most_records:,} 条")
        found.entries.sort(key=lambda entry: entry.path)
        self._refuse_twice(found.entries)
        return found

    def root(self, raw: bytes) -> wire.Root:
        """The root, read. Raises Stopped where it is none of this source."""
        root: wire.Root = wire.decode(raw, wire.Root, ROOT)
        if root.preview:
            raise Stopped("harvest-form", "这是预览，不是正式发布的网站，不能归集")
        if root.url != self.source.url:
            raise Stopped("harvest-identity", f"它说自己的网址是 {root.url[:120]}，与 content/harvest.yaml 写的不同")
        return root

    def _agency(self, root: wire.Root, named: wire.NamedAgency) -> Found:
        """What stands below one agency."""
        part = Found(root, "")
        path = f"{API}agencies/{named.id}/index.json"
        agency: wire.AgencyFile = self.decode(root, named, path, wire.AgencyFile, part)
        if agency.id != named.id:
            raise Stopped("harvest-identity", f"{path} 是别的机关的")
        entry = Entry(f"{TOP}{agency.id}/agency.json", agency.id, named.sha256, named.bytes)
        part.entries.append(entry)
        part.commitments[agency.id] = verifying.agency(agency, path)
        part.origins[agency.id] = self._origin(agency.origin)
        for shard in agency.shards:
            where = f"{API}agencies/{agency.id}/{shard.year}.json"
            read: wire.Shard = self.decode(root, shard, where, wire.Shard, part)
            if (read.agency, read.year) != (agency.id, shard.year):
                raise Stopped("harvest-identity", f"{where} 是别的机关或者年份的")
            for record in read.records:
                self.place(root, record, found := verifying.record(record, agency.id, shard.year))
                part.entries.append(found)
                part.commitments[record.id] = record.commitment
        for item in (*agency.lists, *agency.pages):
            self.place(root, item, found := verifying.item(item, agency.id))
            part.entries.append(found)
        return part

    def _origin(self, elsewhere: wire.ElsewhereOrigin | None) -> Origin:
        own = self.source
        if elsewhere:
            return Origin(own.id, elsewhere.source, elsewhere.url.rstrip("/") + "/", own.name)
        return Origin(own.id, own.name, own.url)

    def take(self, found: Found) -> None:
        """Fetches and verifies the files that are new, and completes the entries of those that the list does not commit."""
        fresh = [entry for entry in found.entries if not self._is_there(entry)]
        self._take_together(found, fresh)
        for start in range(0, len(fresh), _AT_ONCE):
            part = fresh[start : start + _AT_ONCE]
            for entry, commitment in zip(part, self._spread(self._file, part), strict=True):
                found.commitments[entry.id] = commitment
        for entry in found.entries:
            if before := self.known.get((entry.path, entry.sha256)):
                found.commitments.setdefault(entry.id, before.commitment)
        found.entries = [self._committed(entry, found) for entry in found.entries]

    def _take_together(self, found: Found, fresh: list[Entry]) -> None:
        """Of the new records, puts those into the store that the source's bulk files hold; they are verified like the others."""
        missing = [entry for entry in fresh if not self.store.has(entry.sha256)]
        for content in bulk.records(self.fetcher, found.root, missing):
            self.store.put(content)

    def _is_there(self, entry: Entry) -> bool:
        """True for a file that was verified against the same words of its index, last time or just now, and is kept."""
        if entry.path.endswith("/agency.json"):
            return True
        before = self.known.get((entry.path, entry.sha256))
        return before is not None and (not entry.state or entry == before)

    @staticmethod
    def _committed(entry: Entry, found: Found) -> Entry:
        return entry if entry.state else replace(entry, commitment=found.commitments[entry.id])

    def _file(self, entry: Entry) -> str:
        named = wire.Named(url="", sha256=entry.sha256, bytes=entry.size)
        return verifying.content(entry, self.object(named, verifying.file_of(entry)))

    def object(self, named: wire.Named, path: str) -> bytes:
        """A file that an index names, out of the store or fetched. Raises Moving where it is not what is named."""
        if (kept := self.store.find(named.sha256)) is not None:
            return kept
        if named.bytes > _INDEX_BYTES:
            raise Stopped("harvest-size", f"{path} 超过 {_INDEX_BYTES:,} 字节")
        if self.fetcher.stopped:
            raise Stopped("harvest-unreachable", "已停止")
        content = self.fetcher.get(path, named.bytes).content or b""
        if len(content) < named.bytes:
            raise Moving(path, "不完整")
        if sha256(content).hexdigest() != named.sha256:
            raise Moving(path, "与索引里的校验和不符")
        self.store.put(content)
        return content

    def decode(self, root: wire.Root, named: wire.Named, path: str, form: Any, found: Found) -> Any:
        """An index that another one names, in its form. Raises Stopped."""
        self.place(root, named, path)
        found.tree.append(named.sha256)
        return wire.decode(self.object(named, path), form, path)

    @staticmethod
    def place(root: wire.Root, named: wire.Named, where: str | Entry) -> None:
        """Refuses an address that is not the one where the contract has this file: nothing is fetched from elsewhere."""
        path = verifying.file_of(where) if isinstance(where, Entry) else where
        if named.url != f"{root.url}{path}":
            raise Stopped("harvest-identity", f"索引说 {path} 在别的地方")

    @staticmethod
    def _refuse_twice(entries: list[Entry]) -> None:
        for one, other in pairwise(entries):
            if one.path == other.path:
                raise Stopped("harvest-identity", f"编号 {one.id} 出现了两次")

    def _spread(self, function: Callable[[Item], Result], items: list[Item]) -> Iterator[Result]:
        """A function of each item, some at a time. What one raises ends the others."""
        if len(items) < 2:
            yield from map(function, items)
            return
        with ThreadPoolExecutor(self.fetcher.limits.connections) as pool:
            futures = [pool.submit(function, item) for item in items]
            try:
                for future in futures:
                    yield future.result()
            except BaseException:
                for future in futures:
                    future.cancel()
                raise
