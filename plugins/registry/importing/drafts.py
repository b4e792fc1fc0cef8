"""One row becomes a draft: values in canonical form, names not yet masked; or it is refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .. import amounts, docnumber, uscc
from ..kinds import Field, Kind
from ..privacy import numbers
from . import headers, parties
from .fields import Reader
from .outcome import Note, Refused, Unclear
from .rows import Row

# The field that only natural persons have, and how the codes of others begin (GB 32100-2015).
_OF_PERSON = "证件号码"
_OF_TRADERS = "92"
_OF_ORGANISATIONS = frozenset(f"{office}{sort}" for office in "123456789ANY" for sort in "1239") - {_OF_TRADERS}
_CODE_LENGTH = 18
_URL = re.compile(r"https?://[^\s<>\"']{1,480}")
_AGENCY_AND_DATE = re.compile(
    r"[\u4e00-\u9fff]{2,40}(?:局|委|委员会|厅|部|队)\s*\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
)
_FORFEIT = re.compile(r"没收[^，。；,;]*?(?=[，。；,;]|并|$)")


@dataclass(slots=True)
class Draft:
    """A row on its way: `values` by field, the natural persons named in its party cell, and where it belongs.

    assumed: fields that the row itself does not say; private: what is never public, for the clerk's own file.
    """

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    persons: tuple[str, ...] = ()
    notice: str = ""
    url: str = ""
    title: str = ""
    agency: str = ""
    region: str = ""
    assumed: frozenset[str] = frozenset()
    private: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def note(self, column: str, text: str) -> None:
        """Notes something about a cell of this row."""
        self.notes.append(Note(self.row, column, text))


class Drafter:
    """Reads the rows of one table. `known` are all header keys; `published` is the day for rows that name none."""

    def __init__(self, of_kind: Kind, reader: Reader, known: Collection[str], published: str = "") -> None:
        self.kind, self.reader, self.known, self.published = of_kind, reader, known, published
        self.columns, self.column = reader.columns, reader.column
        self._read_columns = sorted(self.columns.read())
        self.private_cells: Counter[str] = Counter()

    def draft(self, row: Row) -> Draft:
        """The draft of a row. Raises Refused with the column and the reason."""
        if row.fault:
            raise Refused("", row.fault)
        draft = Draft(row.number, dict(self.reader.constants), title=self.columns.part(row, "title"))
        self._private(draft, row)
        self._refuse_numbers(row)
        self._refuse_excluded(row)
        draft.region = self.columns.part(row, "region")
        draft.values[self.kind.role("category")] = self.kind.name
        for name, item in self.kind.fields.items():
            if name in self.columns.fields:
                self._fill(draft, row, item)
        self._number(draft)
        self._party(draft, row)
        self._conclusion(draft)
        self._amounts(draft)
        self._origin(draft, row)
        return draft

    def _private(self, draft: Draft, row: Row) -> None:
        for name, columns in self.columns.private.items():
            for column in columns:
                if text := self.columns.cell(row, column):
                    draft.private[name] = text
                    self.private_cells[self.columns.name([column])] += 1

    def _refuse_numbers(self, row: Row) -> None:
        for index in self._read_columns:
            # Cleaned, because what cannot be seen between its digits hides no number from a reader.
            text = self.columns.cell(row, index)
            for hit in numbers.find(text) if len(text) != _CODE_LENGTH or uscc.fault(text) else ():
                raise Refused(self.columns.name([index]), f"含有{hit.kind}")

    def _refuse_excluded(self, row: Row) -> None:
        for rule in self.reader.mapping.exclusions:
            if rule.pattern.search(self.columns.text(row, self.columns.excluded.get(rule.column, ()))):
                raise Refused(rule.column, rule.reason)

    def _fill(self, draft: Draft, row: Row, item: Field) -> None:
        column = self.column(item.name)
        try:
            value, note = self.reader.read(item, row)
        except Unclear as unclear:
            if item.need == "必备":
                raise Refused(column, str(unclear)) from None
            draft.note(column, f"{unclear}，没有导入这一格")
            return
        if note:
            draft.note(column, note)
        if value:
            draft.values[item.name] = value

    def _number(self, draft: Draft) -> None:
        field_name = self.kind.role("number")
        number = docnumber.only(draft.title) if self.reader.mapping.number_from_title else ""
        if number:
            draft.values.setdefault(field_name, number)

    def _party(self, draft: Draft, row: Row) -> None:
        field_name, kind_field = self.kind.role("party"), self.kind.role("party-kind")
        text = draft.values.get(field_name, "")
        conclusion = str(draft.values.get(self.kind.role("conclusion"), ""))
        if not text and headers.key(conclusion) in self.known:
            raise Refused(self.column(self.kind.role("conclusion")), "这一格是表头的文字，竖着写的表当成了横着的")
        if not text:
            raise self._missing(field_name)
        said = draft.values.pop(kind_field, "") or self._kind_of_party(draft, row)
        try:
            party = parties.read(text, said, conclusion, self.known)
        except Unclear as unclear:
            raise Refused(self.column(field_name), str(unclear)) from None
        draft.persons = party.names
        draft.values[field_name] = party.text
        if party.kind and kind_field:
            draft.values[kind_field] = party.kind
        if party.note:
            draft.note(self.column(field_name), party.note)

    def _kind_of_party(self, draft: Draft, row: Row) -> str:
        """What the row says of its party by the way: by the column of its name, by its code, by the kind of its number."""
        party = self.kind.role("party")
        for column in self.columns.fields.get(party, ()):
            if column in self.columns.party_kinds and self.columns.cell(row, column, party):
                return self.columns.party_kinds[column]
        code = str(draft.values.get(self.kind.role("party-code"), ""))
        if _OF_PERSON in draft.private and not code:
            return parties.PERSON
        if code[:2] in _OF_ORGANISATIONS:
            return parties.ORGANISATION
        return parties.TRADER if code.startswith(_OF_TRADERS) else ""

    def _conclusion(self, draft: Draft) -> None:
        field_name = self.kind.role("conclusion")
        text = str(draft.values.get(field_name, ""))
        if text and (parties.is_date(text) or _AGENCY_AND_DATE.fullmatch(text)):
            raise Refused(self.column(field_name), f"{field_name}一格是日期，几列可能错了位")
        day = self.kind.role("published")
        if self.published and day not in draft.values:
            draft.values[day] = self.published
            draft.assumed = frozenset((day,))
        for name, item in self.kind.fields.items():
            if item.need == "必备" and name not in draft.values and item.role != "authority":
                raise self._missing(name)

    def _missing(self, name: str) -> Refused:
        """The refusal of a row without a required field; where the whole column is missing, it says so."""
        hint = "，用 --published 写明是哪一天" if name == self.kind.role("published") else ""
        where = "" if name in self.columns.fields else f"：表里没有这一列{hint}"
        return Refused(self.column(name), f"缺少{name}{where}")

    def _amounts(self, draft: Draft) -> None:
        """Leaves a fine out that the decision's own text contradicts: tables often hold only the first of several."""
        field_name = self.kind.role("amount")
        text = _FORFEIT.sub("", str(draft.values.get(self.kind.role("conclusion"), "")))
        stated = amounts.in_text(text)
        fine = amounts.yuan(str(draft.values.get(field_name, "")))
        if fine is not None and stated and fine != sum(stated, Decimal(0)):
            del draft.values[field_name]
            draft.note(self.column(field_name), "与决定内容里的金额对不上，没有导入这一格")

    def _origin(self, draft: Draft, row: Row) -> None:
        draft.agency = self.columns.part(row, "agency") or str(draft.values.get(self.kind.role("authority"), ""))
        draft.url = self.columns.part(row, "url")
        if draft.url and not _URL.fullmatch(draft.url):
            draft.note(self.columns.name(self.columns.parts["url"]), "不是网址，没有导入这一格")
            draft.url = ""
        number = str(draft.values.get(self.kind.role("number"), ""))
        draft.notice = self.columns.part(row, "notice") or draft.url or number or f"row {row.number}"
