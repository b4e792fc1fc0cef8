"""What a drawn 流程图 consists of, as plain data, and how wide its text is.

One unit is one CSS pixel where the drawing stands in its natural size.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import NamedTuple

NAME, NOTE = 15, 13
NAME_LINE, NOTE_LINE = 20, 17

_CLOSING = "，。、；：！？）】》〉」』〕”’％%,.;:!?)]}"
_OPENING = "（【《〈「『〔“‘(["
# What stays together: a number with its unit, an ASCII word, else one character; marks stick to what they belong to.
_PIECE = re.compile(rf"[{re.escape(_OPENING)}]*(?:[!-~]+[元万亿年月日天个]?|\S)[{re.escape(_CLOSING)}]*|\s+")

Point = tuple[int, int]


class Line(NamedTuple):
    """One line of text: in boxes (x, y) is the middle of its baseline, in labels the beginning."""

    text: str
    x: int
    y: int


class Area(NamedTuple):
    """A rectangle."""

    x: int
    y: int
    width: int
    height: int


class Box(NamedTuple):
    """A drawn step: `step` is its index, `shape` its 类型, `names` and `notes` the lines written in it."""

    step: int
    shape: str
    area: Area
    names: tuple[Line, ...]
    notes: tuple[Line, ...]

    @property
    def level(self) -> int:
        """The y of the middle."""
        return self.area.y + self.area.height // 2

    @property
    def points(self) -> tuple[Point, ...]:
        """The corners of the diamond that a 判断 is drawn as."""
        x, y, width, height = self.area
        return ((x + width // 2, y), (x + width, self.level), (x + width // 2, y + height), (x, self.level))

    def foot(self, x: int) -> Point:
        """The point of the lower edge at x."""
        left, top, width, height = self.area
        rise = abs(x - left - width // 2) * height // width if self.shape == "判断" else 0
        return x, top + height - rise

    def moved(self, right: int, down: int) -> Box:
        """The box at another place."""
        names, notes = (
            tuple(Line(line.text, line.x + right, line.y + down) for line in lines)
            for lines in (self.names, self.notes)
        )
        x, y, width, height = self.area
        return Box(self.step, self.shape, Area(x + right, y + down, width, height), names, notes)


class Arrow(NamedTuple):
    """A drawn way from one step to another: the line, the head at its end, and the condition in lines and its area."""

    source: int
    target: int
    points: tuple[Point, ...]
    head: tuple[Point, Point, Point]
    label: tuple[Line, ...]
    label_area: Area | None


class Drawing(NamedTuple):
    """A finished drawing."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def extent(text: str, size: int) -> int:
    """The width of a line: full-width characters are as wide as the text is high, others about half."""
    ems = sum(0 if unicodedata.combining(c) else 1 if unicodedata.east_asian_width(c) in "WFA" else 0.55 for c in text)
    return math.ceil(ems * size)


def wrap(text: str, size: int, room: int) -> list[str]:
    """The text in as few lines as fit the room, about equally long, broken after punctuation where there is some."""
    choices = _same_count(text, size, room)
    lines = max(choices, key=lambda choice: (breaks(choice), -_widest(choice, size)))
    phrases = [""]
    for line in lines:
        phrases[-1] += line
        if line.rstrip()[-1:] in _CLOSING:
            phrases.append("")
    even = [min(_same_count(phrase, size, room), key=lambda choice: _widest(choice, size)) for phrase in phrases]
    return [line for choice in even for line in map(str.strip, choice) if line]


def _same_count(text: str, size: int, room: int) -> list[list[str]]:
    """The text in as few lines as fit, in every way to fill so many lines."""
    pieces = _PIECE.findall(text)
    longest = max((extent(piece.strip(), size) for piece in pieces), default=0)
    choices = [_fill(pieces, size, less) for less in (room, *range(max(longest, size), room, 5))]
    return [choice for choice in choices if len(choice) == len(choices[0])]


def _widest(lines: list[str], size: int) -> int:
    return max((extent(line.strip(), size) for line in lines), default=0)


def breaks(lines: list[str]) -> int:
    """How many lines break where there is punctuation."""
    return sum(line.rstrip()[-1:] in _CLOSING for line in lines[:-1])


def hanging(line: str) -> int:
    """How far a centred line is moved to the right, because its last mark is half empty."""
    return 4 if line[-1] in "，。、；：" else 0


def _fill(pieces: list[str], size: int, room: int) -> list[str]:
    """The pieces in lines, each as full as possible."""
    lines = [""]
    for piece in pieces:
        for part in _parts(piece, size, room):
            if extent((lines[-1] + part).rstrip(), size) <= room:
                lines[-1] += part
            else:
                lines.append(part)
    return [line for line in lines if line.strip()]


def _parts(piece: str, size: int, room: int) -> list[str]:
    """The piece itself; cut in two or more only where it is longer than a whole line."""
    parts = [""]
    for character in piece:
        if parts[-1] and extent(parts[-1] + character, size) > room:
            parts.append("")
        parts[-1] += character
    return parts
