"""What a cell's text means as the value of a field: one canonical form, or the reason why there is none."""

from __future__ import annotations

import re
from typing import Any

from .. import docnumber, uscc
from ..kinds import Field, Kind
from . import cells
from .column_mapping import ColumnMapping
from .columns import Columns
from .outcome import Refused, Unclear
from .rows import Row

_WORDS = re.compile(r"[、,，;；/\n]+")
# Written with whatever dash or colon.
_OTHER = re.compile(r"其他\s*[-－—–:：]+\s*(.{1,60})")


class Reader:
    """Reads the fields of the rows of one table; `serials` is True where bare numbers can be dates."""

    def __init__(self, of_kind: Kind, mapping: ColumnMapping, columns: Columns, *, serials: bool = True) -> None:
        self.mapping, self.columns, self.serials = mapping, columns, serials
        self.constants = {
            name: self._several(of_kind.fields[name], [text]) if _is_list(of_kind.fields[name]) else text
            for name, text in mapping.constants.items()
        }

    def column(self, name: str) -> str:
        """The header of the column that a field comes from, or the field's own name where it has none."""
        return self.columns.name(self.columns.fields.get(name, ())) or name

    def read(self, item: Field, row: Row) -> tuple[Any, str]:
        """The value of a field in a row ('' for none), and what is to be noted. Raises Unclear, or Refused."""
        if _is_list(item):
            return self._several(item, self.columns.texts(row, item.name)), ""
        raw = self.columns.text(row, self.columns.fields[item.name], item.name)
        raw = self.mapping.words.get(item.name, {}).get(raw, raw)
        if not raw:
            return "", ""
        if item.format in ("date", "term") and (day := cells.serial(raw)):
            if not self.serials:
                raise Unclear("是日期的序号，而这张表不从 1900 年起算，看不出是哪一天")
            return day, f"是 Excel 的日期序号，读作 {day}"
        return self._one(item, raw, row), ""

    def _one(self, item: Field, raw: str, row: Row) -> str:
        if item.format == "date":
            return cells.day(raw)
        if item.format == "term":
            return cells.term(raw)
        if item.format == "amount":
            return cells.amount(raw, self._unit(item, row))
        if item.values and raw not in item.values:
            return _other(item, raw)
        if item.role in ("party-code", "authority-code"):
            raw = raw.replace(" ", "").upper()
            if uscc.fault(raw):
                raise Unclear("不是有效的统一社会信用代码")
        if item.role == "number":
            if docnumber.is_plural(raw):
                raise Unclear("写了不止一个文号")
            return docnumber.normalise(raw) if docnumber.parse(raw) else raw
        if len(raw) > int(item.schema.get("maxLength", len(raw))):
            raise Refused(self.column(item.name), f"超过 {item.schema['maxLength']} 个字")
        return raw

    def _unit(self, item: Field, row: Row) -> str:
        """The unit of a bare number: what its header says, else what the mapping says of the field."""
        used = [column for column in self.columns.fields[item.name] if self.columns.cell(row, column, item.name)]
        return self.columns.units.get(used[0], "") or self.mapping.units.get(item.name, "")

    def _several(self, item: Field, texts: list[str]) -> list[str]:
        translated = self.mapping.words.get(item.name, {})
        words: dict[str, None] = {}
        for text in texts:
            for piece in _WORDS.split(translated.get(text, text)):
                if not (word := translated.get(piece.strip(), piece.strip())):
                    continue
                if word in item.values:
                    words[word] = None
                elif _OTHER.match(word):
                    words[_other(item, word)] = None
                elif item.open and re.fullmatch(r"[\u4e00-\u9fff（）()]{2,30}", word):
                    words[f"其他-{word}"] = None
                else:
                    raise Unclear("不在代码表里")
        return list(words)


def _other(item: Field, word: str) -> str:
    """其他-…… as the schema writes it, of a field that allows it. Raises Unclear for every other word outside the list."""
    match = _OTHER.fullmatch(word)
    if not (match and item.open):
        raise Unclear("不在代码表里")
    return f"其他-{match[1]}"


def _is_list(item: Field) -> bool:
    return item.schema.get("type") == "array"
