"""A draft of a mapping file for a table: every column with the field that it seems to be, and masked samples of it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from itertools import islice

from .. import writing
from ..kinds import Field, Kind
from ..privacy import names, numbers
from . import cells, columns, headers, tables, templates
from .column_mapping import ColumnMapping
from .rows import Row

_ROWS = 500
_SAMPLES = 3
_LONGEST = 24
_CLOSE = 0.75
_URL = re.compile(r"https?://\S+")
# A code, an account, a number of any kind: its first characters tell what it is.
_DIGITS = re.compile(r"[\dA-Za-z*＊×][\dA-Za-z*＊×－\- ]{5,}[\dA-Za-z*＊×]")
# A short word between signs may be anybody's name.
_SHORT_HAN = re.compile(
    r"(?<![\u3400-\u4dbf\u4e00-\u9fff·0-9])(?!已遮盖)[\u3400-\u4dbf\u4e00-\u9fff·]{2,5}(?![\u3400-\u4dbf\u4e00-\u9fff·0-9])"
)
_WHITE = re.compile(r"[\s\u2028\u2029]+")
# Fields whose words are no names, by what they are for.
_OPEN_ROLES = frozenset(("authority", "class", "party-kind", "number"))
_PROSE_ROLES = frozenset(("facts", "basis", "conclusion"))


def suggest(data: bytes, name: str, of_kind: Kind) -> str:
    """The draft as YAML text: a mapping file that can be used as it is, to be looked through by a person.

    Raises ImportFailed where the file holds no table.
    """
    known = columns.known(of_kind, ColumnMapping())
    table = tables.read(data, name, known, guess=True)
    rows = list(islice(table.rows, _ROWS))
    template = templates.recognise(table.header, of_kind)
    mapping = template.mapping if template else templates.of(of_kind.id).shared
    found = columns.resolve(table.header, of_kind, mapping)
    draft = _Draft(of_kind, known, found, rows)
    lines = ["# 列名对照草稿，请逐列核对：改到对的字段下面，不要的移到“忽略”。例子已打码，不要把原样的内容写进来。"]
    if template:
        lines.append(f"# 这张表认得：{template.name}。不用对照文件也能导入；只写要改的列就行。")
    lines += [f"类别: {of_kind.name}", *draft.fields(), *draft.address(), *draft.ignored(), *draft.missing()]
    return "\n".join(lines) + "\n"


class _Draft:
    def __init__(self, of_kind: Kind, known: dict[str, str], found: columns.Columns, rows: list[Row]) -> None:
        self.kind, self.known, self.rows, self.header = of_kind, known, rows, found.header
        self.persons = _persons(rows, found, of_kind)
        self.private = {index: name for name, places in found.private.items() for index in places}
        sure = {index: name for name, places in found.fields.items() for index in places}
        self.guessed = {index: sure.get(index) or self._guess(index) for index in range(len(self.header))}
        self.urls = [index for index in self.guessed if not self.guessed[index] and self._is_url(index)]

    def fields(self) -> list[str]:
        """The columns that seem to be fields, by field."""
        lines = ["字段:"]
        for name in self.kind.fields:
            places = [index for index, guess in self.guessed.items() if guess == name and self._named(index)]
            if places:
                lines += [f"  {name}:", *(f"    - {self._line(index)}" for index in places)]
        return lines if len(lines) > 1 else ["字段: {}"]

    def address(self) -> list[str]:
        """The column with the address of the notice: it tells what belongs together."""
        if not self.urls or not self._named(self.urls[0]):
            return []
        header = _scalar(self.header[self.urls[0]])
        return [f"公告: [{header}]", f"网址: [{header}]"]

    def ignored(self) -> list[str]:
        """All other columns, and as comments those that cannot be named."""
        rest = [index for index, guess in self.guessed.items() if not guess and index not in self.urls[:1]]
        lines = [
            f"  - {self._line(index, '不导入')}" for index in rest if self._named(index) and index not in self.private
        ]
        lines = ["忽略:", *lines] if lines else []
        for index in rest:
            if index in self.private:
                lines.append(
                    f"# 不导入：第 {index + 1} 列“{columns.label(self.header[index], index + 1)}”永不公开（要留在本机的，用 --private）"
                )
            elif not self._named(index):
                lines.append(f"# 不导入：第 {index + 1} 列没有合适的列名{self._examples(index)}")
        return lines

    def missing(self) -> list[str]:
        """What every record must have and no column seems to hold."""
        taken = set(self.guessed.values()) | {self.kind.role("category")}
        absent = [item for item in self.kind.fields.values() if item.need == "必备" and item.name not in taken]
        hints = {
            self.kind.role("published"): "或者用 --published 写明",
            self.kind.role("authority"): "或者用 --agency 写明",
        }
        return [f"# 缺少{item.name}：没有哪一列像，请核对{hints.get(item.name, '')}" for item in absent]

    def _guess(self, index: int) -> str:
        """The field whose header a header resembles, where no other column has that field."""
        key = headers.key(self.header[index])
        if not key or index in self.private or len(key) > headers.LONGEST:
            return ""
        fields = {item.name for item in headers.importable(self.kind) if not item.private}
        keys = {known: name for known, name in self.known.items() if name in fields}
        close = difflib.get_close_matches(key, keys, n=1, cutoff=_CLOSE)
        return keys[close[0]] if close else ""

    def _named(self, index: int) -> bool:
        return columns.label(self.header[index], index + 1) == " ".join(self.header[index].split()) != ""

    def _is_url(self, index: int) -> bool:
        texts = list(_texts(self.rows, index))
        return bool(texts) and all(map(_URL.fullmatch, texts))

    def _line(self, index: int, what: str = "") -> str:
        return f"{_scalar(self.header[index])}  # {what}{'，' if what else ''}第 {index + 1} 列{self._examples(index)}"

    def _examples(self, index: int) -> str:
        item = self.kind.fields.get(self.guessed[index])
        samples = dict.fromkeys(_masked(text, item, self.persons) for text in _texts(self.rows, index))
        return f"，例：{' | '.join(islice(samples, _SAMPLES))}" if samples else "，是空的"


def _persons(rows: Iterable[Row], found: columns.Columns, of_kind: Kind) -> names.NameTable:
    """The natural persons of the party column: their names are masked wherever they stand."""
    table = names.NameTable()
    for row in rows:
        party = found.text(row, found.fields.get(of_kind.role("party"), ()))
        if party and names.is_person_name(party):
            table.add(names.split_position(party)[0])
    return table


def _texts(rows: Iterable[Row], index: int) -> Iterable[str]:
    return filter(None, (cells.clean(row.cells[index]) for row in rows if index < len(row.cells) and not row.fault))


def _masked(text: str, item: Field | None, persons: names.NameTable) -> str:
    """A sample without names and numbers of persons: a column that nobody knows may hold either."""
    plain = _WHITE.sub(" ", numbers.redact(text))
    if item and item.format == "date":
        return _cut(plain)
    if not (item and (item.format or item.values or item.role in _OPEN_ROLES)):
        if names.is_person_name(plain):
            return _cut(names.mask(plain))
        for mention in names.mentions(plain):
            persons.add(mention.name)
        plain = persons.apply(plain)
        if not (item and item.role in _PROSE_ROLES):
            plain = _SHORT_HAN.sub(lambda match: match[0] if names.is_masked(match[0]) else f"{match[0][0]}某", plain)
    return _cut(_DIGITS.sub(_shortened, plain))


def _shortened(match: re.Match[str]) -> str:
    return f"{match[0][:2]}＊＊＊"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……"


def _scalar(text: str) -> str:
    """A header as a YAML scalar of one line."""
    return writing.dump({"a": [" ".join(text.split())]}).split("- ", 1)[1].rstrip("\n")
