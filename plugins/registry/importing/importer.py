"""The whole run, from bytes to a Result: nothing is read from or written to a disk here."""

from __future__ import annotations

from collections import deque
from contextlib import suppress

from ..kinds import Kind
from ..privacy import names, numbers
from . import cells, columns, correcting, governments, headers, masking, tables, templates
from .agencies import AgencyBook
from .column_mapping import ColumnMapping
from .drafts import Draft, Drafter
from .existing import Existing
from .fields import Reader
from .outcome import ImportFailed, Note, Refusal, Refused, Result
from .placing import Placer, Wishes
from .rows import Row

__all__ = ["Existing", "Wishes", "run"]


def run(
    data: bytes,
    name: str,
    of_kind: Kind,
    existing: Existing,
    mapping: ColumnMapping | None = None,
    agency: str = "",
    wishes: Wishes | None = None,
) -> Result:
    """Imports a spreadsheet's bytes. `name` is the file's name, `agency` short for wishes that hold nothing else.

    Raises ImportFailed where the import cannot run at all; a row that cannot become a record is a refusal.
    """
    if of_kind.shape != "decision":
        raise ImportFailed(f"{of_kind.name}不是逐条公示的执法决定，不能用表格导入。")
    wishes = wishes or Wishes(agency)
    if wishes.correction:
        correcting.check(wishes.correction)
    return _Run(data, name, of_kind, existing, mapping or ColumnMapping(), wishes).result


class _Run:
    def __init__(
        self, data: bytes, name: str, of_kind: Kind, existing: Existing, mapping: ColumnMapping, wishes: Wishes
    ) -> None:
        self.kind, self.existing, self.wishes = of_kind, existing, wishes
        self.result = Result(numbers.redact(cells.clean(name)))
        self.book = AgencyBook(existing.agencies, mapping)
        known = columns.known(of_kind, mapping)
        self.table = tables.read(data, name, known, mapping.sheet)
        template = templates.recognise(self.table.header, of_kind)
        self.mapping = mapping.over(template.mapping if template else templates.of(of_kind.id).shared)
        self.columns = columns.resolve(self.table.header, of_kind, self.mapping)
        reader = Reader(of_kind, self.mapping, self.columns, serials=self.table.serials)
        self.drafter = Drafter(of_kind, reader, known, wishes.published)
        self.placer = Placer(of_kind, existing, wishes, self.book, self.drafter, self.result)
        self.result.template = template.name if template else ""
        self.result.notes += self.columns.notes + [Note(0, "", text) for text in self.table.notes]
        self._import()
        self._look_at_refused_rows()
        if not self.mapping.agencies_of_refused_rows:
            self.book.drop_empty({record_id.split("/")[0] for record_id in self.result.record_ids})
        self._finish()

    def _import(self) -> None:
        drafts: deque[Draft] = deque()
        persons: set[str] = set()
        for row in self.table.rows:
            self.result.rows += 1
            persons |= self._persons(row)
            try:
                drafts.append(self.drafter.draft(row))
            except Refused as refused:
                self._refuse(row.number, refused)
        refusals = masking.mask(drafts, self.kind, persons)
        suspicious = {refusal.row for refusal in refusals}
        for refusal in refusals:
            self._refuse(refusal.row, Refused(self.drafter.column(refusal.column), refusal.reason))
        # Each draft goes as its record comes.
        while drafts:
            draft = drafts.popleft()
            if draft.row not in suspicious:
                try:
                    self.placer.place(draft)
                except Refused as refused:
                    self._refuse(draft.row, refused)

    def _persons(self, row: Row) -> set[str]:
        """The natural person in a row's party column, of a refused row too."""
        party = self.columns.text(row, self.columns.fields.get(self.kind.role("party"), ()))
        found = names.split_position(party)[0] if party and names.is_person_name(party) else ""
        return {"".join(found.split())} if found else set()

    def _look_at_refused_rows(self) -> None:
        """Keeps the refused rows as they came, and makes sure of the agency of each where the mapping wants that."""
        refused = {refusal.row for refusal in self.result.refusals}
        header = self.table.header
        dropped = {place for place, text in enumerate(header) if headers.key(text) == headers.REASON}
        self.result.header = tuple(text for place, text in enumerate(header) if place not in dropped)
        for row in self.table.rows if refused else ():
            if row.number in refused:
                padded = (*row.cells, *[""] * (len(header) - len(row.cells)))
                self.result.refused_rows[row.number] = tuple(
                    text for place, text in enumerate(padded) if place not in dropped
                )
                self._register_agency(row)

    def _register_agency(self, row: Row) -> None:
        name = self.columns.part(row, "agency") or self.book.in_title(self.columns.part(row, "title"))
        if self.mapping.agencies_of_refused_rows and name:
            with suppress(Refused):
                self.book.find(name, self.columns.part(row, "region"), "")

    def _refuse(self, row: int, refused: Refused) -> None:
        self.result.refusals.append(Refusal(row, refused.column, refused.reason))

    def _finish(self) -> None:
        result = self.result
        for column in map(self.columns.name, self.columns.private.values()):
            count = self.drafter.private_cells[column]
            what = "只写进了 --private 的文件" if self.wishes.private else "没有导入"
            result.notes += [Note(0, column, f"这一列永不公开，{count} 格{what}")] if count else []
        result.settled = frozenset(self.placer.settled)
        result.refusals.sort()
        result.notes.sort()
        agency_files = self.book.files()
        result.new_agencies = self.book.created
        government = self.mapping.government
        if self.book.created and government and (text := governments.add(self.existing.governments, government)):
            agency_files[governments.PATH] = text
        result.files = agency_files | result.files
        refused = {refusal.row for refusal in result.refusals}
        result.notes = [note for note in result.notes if note.row not in refused]
        if result.rows != result.records + result.corrected + result.present + result.refused:
            raise AssertionError("a row was lost or counted twice")
