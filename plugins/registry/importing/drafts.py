"""One row becomes a draft: values in canonical form, names not yet masked; or it is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .. import amounts, docnumber, numbers, uscc
from ..kinds import Field, Kind
from . import cells, parties
from .columns import Columns
from .mapping import ColumnMapping
from .outcome import Note, Refused, Unclear
from .tables import Row

_WORDS = re.compile(r"[、,，;；/\n]+")
_URL = re.compile(r"https?://[^\s<>\"']{1,480}")
_AGENCY_AND_DATE = re.compile(
    r"[\u4e00-\u9fff]{2,40}(?:局|委|委员会|厅|部|队)\s*\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
)
_FORFEIT = re.compile(r"没收[^，。；,;]*?(?=[，。；,;]|并|$)")


@dataclass
class Draft:
    """A row on its way: `values` by field, the natural persons named in its party cell, and where it belongs."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    persons: tuple[str, ...] = ()
    notice: str = ""
    url: str = ""
    title: str = ""
    agency: str = ""
    region: str = ""
    notes: list[Note] = field(default_factory=list)


class Drafter:
    """Reads the rows of one table. `header_keys` are the keys of every header that the source may use."""

    def __init__(self, of_kind: Kind, mapping: ColumnMapping, columns: Columns, header_keys: set[str]) -> None:
        self.kind, self.mapping, self.columns, self.header_keys = of_kind, mapping, columns, header_keys
        self.constants = {
            name: self._several(of_kind.fields[name], text) if of_kind.fields[name].schema["type"] == "array" else text
            for name, text in mapping.constants.items()
        }

    def draft(self, row: Row) -> Draft:
        """The draft of a row. Raises Refused with the column and the reason."""
        self._refuse_numbers(row)
        self._refuse_excluded(row)
        draft = Draft(row.number, dict(self.constants), title=self.columns.part(row, "title"))
        draft.region = self.columns.part(row, "region")
        draft.values[self.kind.role("category")] = self.kind.name
        for name, item in self.kind.fields.items():
            if name in self.columns.fields:
                self._fill(draft, row, item)
        self._number(draft)
        self._party(draft)
        self._conclusion(draft)
        self._amounts(draft)
        self._origin(draft, row)
        return draft

    def column(self, name: str) -> str:
        """The header of the column that a field comes from, or the field's own name where it has none."""
        return self.columns.name(self.columns.fields.get(name, ())) or name

    def _refuse_numbers(self, row: Row) -> None:
        for index, text in enumerate(row.cells):
            if index in self.columns.private or (len(text) == 18 and not uscc.fault(text)):
                continue
            for hit in numbers.find(text):
                raise Refused(self.columns.name([index]) or f"第 {index + 1} 列", f"含有{hit.kind}")

    def _refuse_excluded(self, row: Row) -> None:
        for rule in self.mapping.exclusions:
            if rule.pattern.search(self.columns.text(row, self.columns.excluded.get(rule.column, ()))):
                raise Refused(rule.column, rule.reason)

    def _fill(self, draft: Draft, row: Row, item: Field) -> None:
        raw = self.columns.text(row, self.columns.fields[item.name], item.name)
        translated = self.mapping.words.get(item.name, {})
        raw = translated.get(raw, raw)
        if not raw:
            return
        try:
            value = self._read(item, raw, row)
        except Unclear as unclear:
            if item.need == "必备":
                raise Refused(self.column(item.name), str(unclear)) from None
            draft.notes.append(Note(row.number, self.column(item.name), f"{unclear}，没有导入这一格"))
            return
        if value:
            draft.values[item.name] = value

    def _read(self, item: Field, raw: str, row: Row) -> Any:
        if item.format == "date":
            return cells.day(raw)
        if item.format == "term":
            return cells.term(raw)
        if item.format == "amount":
            used = [column for column in self.columns.fields[item.name] if self.columns.text(row, [column])]
            return cells.amount(raw, self.mapping.units.get(item.name) or self.columns.units[used[0]] if used else "")
        if item.schema.get("type") == "array":
            return self._several(item, raw)
        if item.values and raw not in item.values:
            raise Unclear("不在代码表里")
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

    def _several(self, item: Field, raw: str) -> list[str]:
        translated = self.mapping.words.get(item.name, {})
        words: dict[str, None] = {}
        for piece in _WORDS.split(raw):
            if not (word := translated.get(piece.strip(), piece.strip())):
                continue
            if word in item.values or word.startswith("其他-"):
                words[word] = None
            elif re.fullmatch(r"[\u4e00-\u9fff（）()]{2,30}", word):
                words[f"其他-{word}"] = None
            else:
                raise Unclear("不在代码表里")
        return list(words)

    def _number(self, draft: Draft) -> None:
        field_name = self.kind.role("number")
        number = docnumber.only(draft.title) if self.mapping.number_from_title else ""
        if number:
            draft.values.setdefault(field_name, number)

    def _party(self, draft: Draft) -> None:
        field_name, kind_field = self.kind.role("party"), self.kind.role("party-kind")
        text = draft.values.get(field_name, "")
        if not text:
            raise Refused(self.column(field_name), f"缺少{field_name}")
        conclusion = str(draft.values.get(self.kind.role("conclusion"), ""))
        try:
            party = parties.read(text, draft.values.pop(kind_field, ""), conclusion, self.header_keys)
        except Unclear as unclear:
            raise Refused(self.column(field_name), str(unclear)) from None
        draft.persons = party.names
        draft.values[field_name] = party.text
        if party.kind and kind_field:
            draft.values[kind_field] = party.kind
        if party.note:
            draft.notes.append(Note(draft.row, self.column(field_name), party.note))

    def _conclusion(self, draft: Draft) -> None:
        field_name = self.kind.role("conclusion")
        text = str(draft.values.get(field_name, ""))
        if text and (parties.is_date(text) or _AGENCY_AND_DATE.fullmatch(text)):
            raise Refused(self.column(field_name), f"{field_name}一格是日期，几列可能错了位")
        for name, item in self.kind.fields.items():
            if item.need == "必备" and name not in draft.values and item.role != "authority":
                raise Refused(self.column(name), f"缺少{name}")

    def _amounts(self, draft: Draft) -> None:
        """Leaves a fine out that the decision's own text contradicts: tables often hold only the first of several."""
        field_name = self.kind.role("amount")
        text = _FORFEIT.sub("", str(draft.values.get(self.kind.role("conclusion"), "")))
        stated = amounts.in_text(text)
        fine = amounts.yuan(str(draft.values.get(field_name, "")))
        if fine is not None and stated and fine != sum(stated, Decimal(0)):
            del draft.values[field_name]
            draft.notes.append(Note(draft.row, self.column(field_name), "与决定内容里的金额对不上，没有导入这一格"))

    def _origin(self, draft: Draft, row: Row) -> None:
        draft.agency = self.columns.part(row, "agency") or str(draft.values.get(self.kind.role("authority"), ""))
        draft.url = self.columns.part(row, "url")
        if draft.url and not _URL.fullmatch(draft.url):
            draft.notes.append(
                Note(draft.row, self.columns.name(self.columns.parts["url"]), "不是网址，没有导入这一格")
            )
            draft.url = ""
        number = str(draft.values.get(self.kind.role("number"), ""))
        draft.notice = self.columns.part(row, "notice") or draft.url or number or f"row {row.number}"
