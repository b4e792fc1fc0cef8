"""A spreadsheet as rows of text: what the readers of files give, and what is found in it.

Rows are read again on each pass instead of being kept: a table is much larger than the records made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One row: its number as Excel shows it (in a CSV file the line its record begins on) and its cells.

    `fault` says why it can be no decision, where its form tells: a total, a remark, the header again.
    """

    number: int
    cells: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True)
class Rows:
    """Rows that can be gone through again and again."""

    make: Callable[[], Iterator[Row]]

    def __iter__(self) -> Iterator[Row]:
        return self.make()


@dataclass(frozen=True)
class Sheet:
    """One sheet, or one table of a web page; `serials` is False where day numbers do not count from 1900."""

    name: str
    rows: Rows
    hidden: bool = False
    serials: bool = True


@dataclass(frozen=True)
class Table:
    """The header and the rows below it that are not empty. `notes` tell what of the file was not read."""

    header: tuple[str, ...]
    rows: Rows
    serials: bool = True
    notes: tuple[str, ...] = field(default=())


def filled(cells: tuple[str, ...]) -> list[str]:
    """The texts of the cells that hold any."""
    return [text for cell in cells if (text := cell.strip())]
