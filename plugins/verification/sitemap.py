"""The sitemap: every address is a page of the site, every shown record is in it, and no tombstone."""

from __future__ import annotations

from threading import Lock
from typing import BinaryIO

from . import forms
from .forms import Malformed
from .markup import elements
from .reading import Listed, Reader
from .tree import Tree

INDEX = "sitemap.xml"


class Sitemap:
    """Reads the index and the parts; `finish` tells what none of them has."""

    def __init__(self, reader: Reader, tree: Tree) -> None:
        self._reader, self._tree = reader, tree
        self._lock = Lock()
        self._pages: set[str] = set()
        self._parts: set[str] = set()
        self._linked: set[str] = set()

    def read(self, listed: Listed, opened: BinaryIO) -> None:
        """The index or a part. Raises Malformed."""
        address = ""
        modified = ""
        for element in elements(opened):
            if element.name == "loc":
                address = element.text.strip()
            elif element.name == "lastmod":
                modified = element.text.strip()
            elif element.name == "sitemap":
                with self._lock:
                    self._linked.add(self._path(listed.path, address))
            elif element.name == "url":
                self._page(listed.path, self._path(listed.path, address), modified)
                address = modified = ""
        if listed.path != INDEX:
            with self._lock:
                self._parts.add(listed.path)

    def _path(self, within: str, address: str) -> str:
        path = address.removeprefix(self._reader.base)
        if path == address or (path and not forms.is_path(path.removesuffix("/"))):
            self._reader.faults.add("verify-path", within, f"登记的地址不在本站：{address}")
            raise Malformed("地址不对")
        return path

    def _page(self, within: str, path: str, modified: str) -> None:
        name = path.removesuffix("/")
        file = f"{path}index.html" if not path or path.endswith("/") else path
        known = self._tree.records.get(name)
        if file not in self._reader.met:
            self._reader.faults.add("verify-sitemap", within, f"没有这一页：{path}")
        elif known and not known.shown:
            self._reader.faults.add("verify-withdrawn", within, f"这里还有撤下的 {name}")
        elif known and modified and modified != known.updated:
            self._reader.faults.add("verify-sitemap", within, f"{name} 的 lastmod 不是它的更新日期")
        with self._lock:
            if name in self._pages:
                self._reader.faults.add("verify-twice", within, f"{path} 出现两次")
            self._pages.add(name)

    def finish(self) -> None:
        """Every shown record is in one of the parts, and every part in the index."""
        for name, known in self._tree.records.items():
            if known.shown and name not in self._pages:
                self._reader.faults.add("verify-sitemap", INDEX, f"站点地图里没有 {name}")
        if self._parts != self._linked:
            self._reader.faults.add("verify-sitemap", INDEX, "列出的各部分与实有的不同")
