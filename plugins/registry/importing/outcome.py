"""What an import yields: files to write, counts, refusals, notes; and the one error that stops it."""

from __future__ import annotations

from dataclasses import dataclass, field


class ImportFailed(Exception):
    """The import cannot run at all. The message is one plain Chinese sentence without personal data."""


class Unclear(Exception):
    """A cell with no reading or more than one. The message is the reason in Chinese, without the cell's text."""


@dataclass(frozen=True, order=True)
class Refusal:
    """A row that became no record: its row number, the column to look at ('' = the whole row), and why."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, order=True)
class Note:
    """Something left out of a record or of all of them (row 0), and why."""

    row: int
    column: str
    text: str


class Refused(Exception):
    """Raised while a row is read; becomes a Refusal."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


@dataclass
class Result:
    """The outcome of one import. `files` maps paths relative to the site's root to their new text.

    Always: rows = records + corrected + present + len(refusals). `present` counts rows whose record was there before.
    `header` and `refused_rows` are the source's own words, `private` what no record holds, by record id: both are for
    the clerk's own files and never for a message. settled: ids of all records for which the table has a row.
    """

    source: str
    template: str = ""
    files: dict[str, str] = field(default_factory=dict)
    rows: int = 0
    records: int = 0
    corrected: int = 0
    present: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    new_agencies: list[str] = field(default_factory=list)
    record_ids: list[str] = field(default_factory=list)
    header: tuple[str, ...] = ()
    refused_rows: dict[int, tuple[str, ...]] = field(default_factory=dict)
    private: dict[str, dict[str, str]] = field(default_factory=dict)
    settled: frozenset[str] = frozenset()

    @property
    def refused(self) -> int:
        return len(self.refusals)
