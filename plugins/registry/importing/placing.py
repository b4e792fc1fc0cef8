"""A masked draft finds its agency and its place: a new record, one that is there already, or one to be corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .. import shape, writing
from ..kinds import Kind
from ..privacy.leaks import leaks
from ..problems import Level
from . import correcting, masking
from .agencies import AgencyBook
from .correcting import Correction
from .drafts import Draft, Drafter
from .existing import Existing
from .matching import Shelf
from .outcome import Refused, Result


@dataclass(frozen=True)
class Wishes:
    """What an import is asked beside the table. agency: the id that all rows belong to ('' = by row).

    published: the day for rows that name none; correction: how rows that contradict a record are taken; private: keep
    what is never public, for the clerk's own file.
    """

    agency: str = ""
    published: str = ""
    correction: Correction | None = None
    private: bool = False


class Placer:
    """Puts the drafts of one table into the `result`."""

    def __init__(
        self, of_kind: Kind, existing: Existing, wishes: Wishes, book: AgencyBook, drafter: Drafter, result: Result
    ) -> None:
        self.kind, self.existing, self.wishes = of_kind, existing, wishes
        self.book, self.drafter, self.columns, self.result = book, drafter, drafter.columns, result
        self.agency = book.require(wishes.agency) if wishes.agency else ""
        self.shelf = Shelf(of_kind, existing.records)
        # The records for which a row of this table stands already.
        self.settled: set[str] = set()

    def place(self, draft: Draft) -> None:
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
        self._put(agency, values, draft)

    def _put(self, agency: str, values: dict[str, Any], draft: Draft) -> None:
        """Files a record, or finds the one that is there already, or corrects it."""
        rivals, correction = self.shelf.rivals(agency, values), self.wishes.correction
        found = self.shelf.same(agency, values, draft.assumed)
        # Who asks for corrections means the rows as they stand now.
        if not found and not (correction and rivals):
            found = self.shelf.same_row(agency, values)
        if found:
            self.result.present += 1
        elif rivals:
            found = self._correct(rivals, values, draft)
        else:
            found = self.shelf.put(agency, values)
            self._write(found, values, draft)
            self.result.record_ids.append(found)
            self.result.records += 1
        self.settled.add(found)
        if self.wishes.private and draft.private:
            self.result.private[found] = draft.private

    def _correct(self, ids: list[str], new: dict[str, Any], draft: Draft) -> str:
        column = self.drafter.column(self.kind.role("number"))
        if self.settled.intersection(ids):
            raise Refused(column, "本表前面已有一行，文号、当事人相同而内容不同")
        if not self.wishes.correction:
            raise Refused(column, correcting.WITHOUT)
        said = {name: value for name, value in new.items() if name not in draft.assumed}
        try:
            values = correcting.corrected(ids, self.existing, said, self.wishes.correction, self.kind)
        except Refused as refused:
            raise Refused(column, refused.reason) from None
        self._refuse_faults(values)
        self.shelf.file(ids[0], values)
        self._write(ids[0], values, draft)
        self.result.corrected += 1
        return ids[0]

    def _write(self, record_id: str, values: Mapping[str, Any], draft: Draft) -> None:
        owner, year, slug = record_id.split("/")
        self.result.files[f"agencies/{owner}/{self.kind.folder}/{year}/{slug}.yaml"] = writing.dump(values)
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
            hint = (
                ""
                if authority in self.columns.fields or "agency" in self.columns.parts
                else "：表里没有这一列，用 --agency 写明是哪个机关"
            )
            raise Refused(column, f"缺少{authority}{hint}")
        found = self.book.find(name, draft.region, column)
        draft.values[authority] = self.book.public_name(found, name)
        return found

    def _refuse_faults(self, values: Mapping[str, Any]) -> None:
        for leak in leaks(self.kind, values):
            raise Refused(self.drafter.column(str(leak.keys[0])), masking.REASON)
        for finding in shape.check(self.kind.id, values, imported=True):
            if finding.level is Level.ERROR:
                raise Refused(self.drafter.column(str(finding.keys[0])) if finding.keys else "", "不合数据标准")
