"""Texts that a spreadsheet program would take for something else, written so that they stay the texts they are."""

from __future__ import annotations

import re

# What begins like this is run as a formula, by some programs in its full-width form too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# Excel reads _x0041_ as the letter A.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def harmless(cell: str) -> str:
    """A cell of a CSV file: what begins like a formula is text behind an apostrophe."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def escaped(cell: str) -> str:
    """A cell of a workbook, where every cell is typed as text: the underscore of what looks like an escape is one itself."""
    return _ESCAPE.sub("_x005F_", cell)
