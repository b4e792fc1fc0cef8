"""Packed bulk files: a zip's members are the site's own files, a database has the shown records and no other."""

from __future__ import annotations

import shutil
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import PurePosixPath
from typing import BinaryIO

from . import forms
from .bulk import ID_COLUMNS
from .forms import Malformed
from .reading import LARGEST_BULK, Listed, Reader
from .traces import unpacked
from .tree import Tree

# The table of what was taken down.
GONE = "已撤下"

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 1 << 18
_STEPS = 10_000
# So many times the hook below is called for each megabyte of a database before it is given up.
_PATIENCE = 2_000


class Archives:
    """Holds zip and SQLite files against what was found. `files`: what the site lists, by path."""

    def __init__(self, reader: Reader, tree: Tree, files: Mapping[str, Listed]) -> None:
        self._reader, self._tree, self._files = reader, tree, files

    def zip(self, listed: Listed, opened: BinaryIO) -> None:
        """Every member that bears the name of a listed file is that file. Raises Malformed."""
        try:
            with zipfile.ZipFile(opened) as packed:
                members = packed.infolist()
                if len({member.filename for member in members}) != len(members):
                    self._reader.faults.add("verify-twice", listed.path, "压缩包里有两个同名的文件")
                if any(member.compress_type not in _METHODS for member in members):
                    raise Malformed("压缩包用了不常见的压缩方法")
                for member in members:
                    self._member(listed, packed, member)
        except (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, RuntimeError, ValueError):
            raise Malformed("不是完整的压缩包") from None

    def _member(self, listed: Listed, packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
        name = member.filename
        if not forms.is_path(name.removesuffix("/")):
            self._reader.faults.add("verify-path", listed.path, f"压缩包里的路径指向外面：{name}")
            return
        expected = self._expected(f"{PurePosixPath(listed.path).parent}/{name}", name)
        if expected is None:
            self._reader.faults.add("verify-bulk", listed.path, f"压缩包里的 {name} 不是网站上的文件")
            return
        sha, size = sha256(), 0
        with packed.open(member) as content:
            # What unpacks to more than it should be is not read to its end.
            while size <= expected.size and (chunk := content.read(_CHUNK)):
                sha.update(chunk)
                size += len(chunk)
        if size != expected.size or sha.hexdigest() != expected.sha256:
            self._reader.faults.add("verify-bulk", listed.path, f"压缩包里的 {name} 与网站上的不同")

    def _expected(self, beside: str, name: str) -> Listed | None:
        """The file that a member must be: one of the site, or what one that is packed with gzip holds."""
        found = self._files.get(beside) or self._files.get(name)
        packed = self._files.get(f"{beside}.gz")
        if found or not packed:
            return found
        opened = self._reader.open(packed, LARGEST_BULK)
        if opened is None:
            return None
        sha, size = sha256(), 0
        with opened:
            for chunk in unpacked(opened, packed.size):
                sha.update(chunk)
                size += len(chunk)
        return Listed(name, sha.hexdigest(), size)

    def database(self, listed: Listed, opened: BinaryIO) -> None:
        """Every table with a column of ids has shown records only, each once, and one of them has all. Raises Malformed."""
        with tempfile.NamedTemporaryFile(suffix=".sqlite") as copy:
            shutil.copyfileobj(opened, copy)
            copy.flush()
            try:
                self._tables(listed, copy.name)
            except sqlite3.Error:
                raise Malformed("不是完整的 SQLite 数据库") from None

    def _tables(self, listed: Listed, name: str) -> None:
        left = [_PATIENCE * (1 + listed.size // 1_000_000)]

        def tired() -> bool:
            left[0] -= 1
            return left[0] < 0

        connection = sqlite3.connect(f"file:{name}?mode=ro&immutable=1", uri=True)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.set_progress_handler(tired, _STEPS)
            # Only plain tables: a view or a virtual table may compute whatever it likes.
            query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE %'"
            complete = False
            for (table,) in connection.execute(query).fetchall():
                quoted = '"' + str(table).replace('"', '""') + '"'
                columns = {str(row[1]) for row in connection.execute(f"PRAGMA table_info({quoted})")}
                column = next((known for known in ID_COLUMNS if known in columns), None)
                if column:
                    rows = connection.execute(f'SELECT "{column}" FROM {quoted}')  # noqa: S608
                    complete |= self._ids(listed, str(table), {str(row[0]) for row in rows})
            if not complete and any(known.shown for known in self._tree.records.values()):
                self._reader.faults.add("verify-bulk", listed.path, "没有一张表有全部公示的记录")
        finally:
            connection.close()

    def _ids(self, listed: Listed, table: str, names: set[str]) -> bool:
        """Judges the ids of a table; True where they are all of the shown records."""
        for name in sorted(names & self._tree.records.keys()):
            # One table tells what was taken down; it has columns for nothing more.
            if self._tree.records[name].shown == (table == GONE):
                code = "verify-bulk" if table == GONE else "verify-withdrawn"
                self._reader.faults.add(code, listed.path, f"“{table}”里不应有 {name}")
        shown = {name for name, known in self._tree.records.items() if known.shown}
        return shown <= names
