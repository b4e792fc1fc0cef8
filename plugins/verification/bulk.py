"""Bulk files: of its year and category, a file has every record that is shown, nothing else, each as its own file says."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from . import forms
from .forms import Malformed
from .reading import Listed, Reader
from .root import API
from .traces import unpacked
from .tree import Tree

_LONGEST_LINE = 8_000_000
ID_COLUMNS = ("编号", "id")
_BOM = "\ufeff"
FOLDER = f"{API}bulk/"
_NAME = re.compile(rf"{FOLDER}(?P<year>\d{{4}})(?:-(?P<kind>[a-z-]+))?\.[a-z.]+", re.ASCII)

# The text of a decision may be longer than what the library takes for a cell.
csv.field_size_limit(_LONGEST_LINE)


class Bulk:
    """Holds the index, NDJSON and CSV against the records; `finish` tells what none of the NDJSON files has."""

    def __init__(self, reader: Reader, tree: Tree) -> None:
        self._reader, self._tree = reader, tree
        self._shown = {name for name, known in tree.records.items() if known.shown}
        self._held: set[str] = set()
        self._any = False

    def index(self, listed: Listed, opened: BinaryIO) -> None:
        """The list of bulk files: each with its checksum, and with how many records it has. Raises Malformed."""
        for entry in forms.items(forms.document(opened.read(), "bulk-1"), "files"):
            file = self._reader.listed(entry)
            self._reader.meet(file, listed.path)
            if forms.number(entry, "records") != len(self.expected(file.path) or ()):
                self._reader.faults.add("verify-count", listed.path, f"{file.path} 登记的条数与公示的记录不同")

    def expected(self, path: str) -> set[str] | None:
        """The ids that a file must have by its name; None for a name that does not tell."""
        match = _NAME.fullmatch(path)
        if not match:
            return self._shown
        kind = self._tree.kinds.get(match["kind"] or "")
        of_year = {name for name in self._shown if name.split("/")[1] == match["year"]}
        if not match["kind"]:
            return of_year
        return {name for name in of_year if self._tree.records[name].kind == kind} if kind else None

    def lines(self, listed: Listed, opened: BinaryIO) -> None:
        """One record a line, packed with gzip. Raises Malformed."""
        self._any = True
        here: set[str] = set()
        for number, line in enumerate(_lines(unpacked(opened, listed.size)), 1):
            try:
                self._line(listed.path, forms.load(line), here)
            except Malformed as error:
                self._reader.faults.add("verify-form", listed.path, f"第 {number} 行：{error}")
        self._complete(listed.path, here)
        self._held |= here

    def _line(self, path: str, value: object, here: set[str]) -> None:
        if not isinstance(value, dict):
            raise Malformed("应是一个 JSON 对象")
        name = forms.text(value, "id", forms.RECORD_ID)
        if not self._meet(path, name, here):
            return
        known = self._tree.records[name]
        if value.get("digest") != known.digest or forms.digest(forms.mapping(value, "data")) != known.digest:
            self._reader.faults.add("verify-bulk", path, f"{name} 的内容与记录的文件不同")
        for key, said in (("state", known.state), ("published", known.published), ("updated", known.updated)):
            if value.get(key) != said:
                self._reader.faults.add("verify-bulk", path, f"{name} 的 {key} 与分片登记的不同")

    def table(self, listed: Listed, opened: BinaryIO) -> None:
        """A table for spreadsheets, whose first column is the id, where it has one. Raises Malformed."""
        with io.TextIOWrapper(opened, "utf-8", newline="") as text:
            rows = csv.reader(text, strict=True)
            try:
                header = next(rows, [])
                if not header or not header[0].startswith(_BOM):
                    raise Malformed("应以 BOM 开头，表格软件才认得是 UTF-8")
                if header[0].removeprefix(_BOM) not in ID_COLUMNS:
                    return
                self._rows(listed.path, header, rows)
            except (ValueError, csv.Error):
                raise Malformed("不是规范的 CSV") from None

    def _rows(self, path: str, header: list[str], rows: Iterator[list[str]]) -> None:
        here: set[str] = set()
        for number, row in enumerate(rows, 2):
            if len(row) != len(header):
                raise Malformed(f"第 {number} 行的列数与表头不同")
            if not forms.RECORD_ID.fullmatch(row[0]):
                self._reader.faults.add("verify-form", path, f"第 {number} 行没有编号")
            elif self._meet(path, row[0], here):
                known, cells = self._tree.records[row[0]], dict(zip(header, row, strict=True))
                said = {"状态": known.state, "公示日期": known.published, "更新日期": known.updated}
                if any(cells.get(name, value) != value for name, value in said.items()):
                    self._reader.faults.add("verify-bulk", path, f"{row[0]} 的状态或者日期与分片登记的不同")
        self._complete(path, here)

    def _complete(self, path: str, here: set[str]) -> None:
        """Tells what a file lacks or has too much for its name."""
        expected = self.expected(path)
        for name in sorted((expected or here) ^ here):
            if name in self._shown:
                self._reader.faults.add("verify-bulk", path, f"{'多出' if name in here else '少了'} {name}")

    def _meet(self, path: str, name: str, here: set[str]) -> bool:
        if name in here:
            self._reader.faults.add("verify-twice", path, f"{name} 有两行")
        here.add(name)
        if name in self._shown:
            return True
        if name in self._tree.records:
            self._reader.faults.add("verify-withdrawn", path, f"这里还有撤下的 {name}")
        else:
            self._reader.faults.add("verify-bulk", path, f"{name} 不是公示的记录")
        return False

    def finish(self) -> None:
        """Every shown record is in one of the files."""
        if self._any:
            for name in sorted(self._shown - self._held):
                self._reader.faults.add("verify-bulk", FOLDER, f"批量数据里没有 {name}")


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    kept = b""
    for chunk in chunks:
        *whole, kept = (kept + chunk).split(b"\n")
        yield from whole
        if len(kept) > _LONGEST_LINE:
            raise Malformed("有一行长得不合常理")
    if kept:
        raise Malformed("最后一行没有写完")
