"""What becomes of an export: sheets, what was left out and why, and how many cells may never be public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class ExportFailed(Exception):
    """The export cannot run at all; the message says why in plain Chinese."""


class Unwritable(Exception):
    """A template has no form for a value; the message says which and why."""


class Exported(NamedTuple):
    """A record as a row of the sheet of a template; columns that are never public are empty."""

    id: str
    sheet: str
    cells: tuple[str, ...]


class Revoked(NamedTuple):
    """A record that is no longer public, as a row of 撤销清单."""

    id: str
    cells: tuple[str, ...]


class Left(NamedTuple):
    """A public record that no sheet could take, and why."""

    id: str
    reason: str


Outcome = Exported | Revoked | Left


@dataclass(frozen=True)
class Sheet:
    """A table of texts with its name."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass
class Export:
    """A finished export. `private`: the columns that are never public; `filled` and `empty`: how many of their cells.

    unused: how many ids of the private file belong to no exported record.
    """

    sheets: list[Sheet] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    private: tuple[str, ...] = ()
    filled: int = 0
    empty: int = 0
    unused: int = 0
