"""The whole run, from bytes to a Result: nothing is read from or written to a disk here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from .. import names, numbers, privacy, shape, writing
from ..kinds import Kind
from ..problems import Level
from . import columns, governments, masking, tables
from .agencies import AgencyBook
from .drafts import Draft, Drafter
from .mapping import ColumnMapping
from .matching import Shelf
from .outcome import ImportFailed, Refusal, Refused, Result


@dataclass
class Existing:
    """What a site holds already: agency values by id, record values by id, the text of content/governments.yaml."""

    agencies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    records: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    governments: str = ""


def run(
    data: bytes,
    name: str,
    of_kind: Kind,
    existing: Existing,
    mapping: ColumnMapping | None = None,
    agency: str = "",
) -> Result:
    """Imports a spreadsheet's bytes. `name` is the file's name, `agency` the id that all rows belong to ('' = by row).

    Raises ImportFailed where the import cannot run at all; a row that cannot become a record is a refusal.
    """
    if of_kind.shape != "decision":
        raise ImportFailed(f"{of_kind.name}不是逐条公示的执法决定，不能用表格导入。")
    return _Run(data, name, of_kind, existing, mapping or ColumnMapping(), agency).result


class _Run:
    def __init__(
        self, data: bytes, name: str, of_kind: Kind, existing: Existing, mapping: ColumnMapping, agency: str
    ) -> None:
        self.kind, self.mapping = of_kind, mapping
        self.result = Result(numbers.redact(name))
        self.book = AgencyBook(existing.agencies, mapping)
        self.agency = self.book.require(agency) if agency else ""
        self.shelf = Shelf(of_kind, existing.records)
        known = columns.known_keys(of_kind, mapping)
        table = tables.read(data, name, known, mapping.sheet)
        self.columns = columns.resolve(table.header, of_kind, mapping)
        self.drafter = Drafter(of_kind, mapping, self.columns, known)
        self.result.notes += self.columns.notes
        self.result.rows = len(table.rows)
        self._import(table)
        if mapping.agencies_of_refused_rows:
            self._register_agencies(table)
        else:
            self.book.drop_empty({record_id.split("/")[0] for record_id in self.result.record_ids})
        self._finish(existing)

    def _import(self, table: tables.Table) -> None:
        drafts = []
        for row in table.rows:
            if row.number in table.repeated:
                self._refuse(row.number, Refused("", "这一行是重复的表头"))
                continue
            try:
                drafts.append(self.drafter.draft(row))
            except Refused as refused:
                self._refuse(row.number, refused)
        refusals = masking.mask(drafts, self.kind, self._persons(table.rows))
        suspicious = {refusal.row for refusal in refusals}
        for refusal in refusals:
            self._refuse(refusal.row, Refused(self.drafter.column(refusal.column), refusal.reason))
        for draft in drafts:
            if draft.row not in suspicious:
                try:
                    self._place(draft)
                except Refused as refused:
                    self._refuse(draft.row, refused)

    def _persons(self, rows: Iterable[tables.Row]) -> set[str]:
        """The natural persons in the party column, those of refused rows too."""
        used = self.columns.fields.get(self.kind.role("party"), [])
        parties = (self.columns.text(row, used) for row in rows)
        found = (names.split_position(party)[0] for party in parties if party and names.is_person_name(party))
        return {"".join(name.split()) for name in found}

    def _place(self, draft: Draft) -> None:
        """Gives a masked draft its agency, its number and its file, where it is not there already."""
        values = draft.values
        authority = self.kind.role("authority")
        column = self.columns.name(self.columns.parts.get("agency", ())) or self.drafter.column(authority)
        agency = self._agency(draft, column)
        party = self.kind.role("party")
        if self.book.bears(agency, str(values[party])):
            raise Refused(self.drafter.column(party), "当事人是执法机关自己，几列可能错了位")
        values["来源"] = {"文件": self.result.source, "行": str(draft.row)} | ({"网址": draft.url} if draft.url else {})
        values = writing.ordered(values, self.kind)
        self._refuse_faults(values)
        if self.shelf.holds(agency, values):
            self.result.present += 1
            return
        if self.shelf.contradicts(agency, values):
            raise Refused(
                self.drafter.column(self.kind.role("number")), "同一机关、同一文号、同一当事人已有另一条内容不同的记录"
            )
        record_id = self.shelf.put(agency, values)
        owner, year, slug = record_id.split("/")
        self.result.files[f"agencies/{owner}/{self.kind.folder}/{year}/{slug}.yaml"] = writing.dump(values)
        self.result.record_ids.append(record_id)
        self.result.records += 1
        self.result.notes += draft.notes

    def _agency(self, draft: Draft, column: str) -> str:
        authority = self.kind.role("authority")
        name = draft.agency
        if self.agency:
            if name and not self.book.bears(self.agency, name):
                raise Refused(column, "写的机关不是导入时指定的机关")
            draft.values[authority] = self.book.public_name(self.agency, name)
            return self.agency
        name = name or self.book.in_title(draft.title)
        if not name:
            raise Refused(column, f"缺少{authority}")
        found = self.book.find(name, draft.region, column)
        draft.values[authority] = self.book.public_name(found, name)
        return found

    def _register_agencies(self, table: tables.Table) -> None:
        """Makes sure of the agency of every refused row, where the row names one: its rows can be mended and come."""
        refused = {refusal.row for refusal in self.result.refusals}
        for row in table.rows:
            name = self.columns.part(row, "agency") or self.book.in_title(self.columns.part(row, "title"))
            if row.number in refused and name:
                with suppress(Refused):
                    self.book.find(name, self.columns.part(row, "region"), "")

    def _refuse_faults(self, values: Mapping[str, Any]) -> None:
        for leak in privacy.leaks(self.kind, values):
            raise Refused(self.drafter.column(str(leak.keys[0])), masking.REASON)
        for finding in shape.check(self.kind.id, values, imported=True):
            if finding.level is Level.ERROR:
                raise Refused(self.drafter.column(str(finding.keys[0])) if finding.keys else "", "不合数据标准")

    def _refuse(self, row: int, refused: Refused) -> None:
        self.result.refusals.append(Refusal(row, refused.column, refused.reason))

    def _finish(self, existing: Existing) -> None:
        result = self.result
        result.refusals.sort()
        result.notes.sort()
        agency_files = self.book.files()
        result.new_agencies = self.book.created
        government = self.mapping.government
        if self.book.created and government and (text := governments.add(existing.governments, government)):
            agency_files[governments.PATH] = text
        result.files = agency_files | result.files
        refused = {refusal.row for refusal in result.refusals}
        result.notes = [note for note in result.notes if note.row not in refused]
        if result.rows != result.records + result.refused + result.present:
            raise AssertionError("a row was lost or counted twice")
