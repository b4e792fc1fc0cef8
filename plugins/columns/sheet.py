"""Type sizes for a sheet that must be one page of A4, whatever an agency writes on it: CSS cannot fit text to a page."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

# Sizes in pt, each with a class in 95-print.css.
SIZES = (14, 12, 11, 10, 9, 8, 7, 6)
# In pt: the width of a line and the height for the rows on a sheet with margins of 12 mm, less title, code and border.
_WIDTH, _HEIGHT = 470, 570
# In em: the label in front of a text, the height of a line, the room between rows (95-print.css).
_LABEL, _LINE, _GAP = 7.5, 1.45, 0.75


def size(texts: Iterable[str], closing: str) -> int:
    """The largest size at which labelled texts and a closing paragraph fit."""
    rows = list(texts)
    return next((pt for pt in SIZES if _height(rows, closing, pt) <= _HEIGHT), SIZES[-1])


def _height(rows: list[str], closing: str, pt: int) -> float:
    lines = sum(_lines(text, _WIDTH - _LABEL * pt, pt) for text in rows) + _lines(closing, _WIDTH, pt)
    return (lines * _LINE + (len(rows) + 1) * _GAP) * pt


def _lines(text: str, width: float, pt: int) -> int:
    """How many lines a text takes: a Chinese character is as wide as high, a Latin one half as wide; a line is seldom full."""
    ems = sum(1 if character > "\u2e7f" else 0.56 for character in text)
    return ceil(ems * pt / (width - pt))
