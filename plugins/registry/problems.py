"""Problems as values: a rule yields findings, `checking` gives them a place, a reporter prints them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

Keys = tuple[str | int, ...]


class Level(StrEnum):
    """How far a problem reaches: an error stops publication, a warning is shown and counted."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """What a rule found in one record, before anybody looked up its line.

    `code` is the slug of a page in docs/codes/, `keys` lead from the top of the record to the value, `message` says
    in plain Chinese what is wrong and `help` how to mend it. `secret` tells every reporter not to repeat the line.
    """

    code: str
    keys: Keys
    message: str
    help: str = ""
    level: Level = Level.ERROR
    secret: bool = False

    def at(self, place: Place) -> Problem:
        """The finding with its place."""
        return Problem(self.code, self.level, place, self.message, self.help, secret=self.secret)


@dataclass(frozen=True, order=True)
class Place:
    """Where a problem stands. `line` and `column` count from 1; 0 means the file as a whole."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join(map(str, filter(None, (self.path, self.line, self.column))))


@dataclass(frozen=True)
class Problem:
    """A finding with its place: file, line, column, and the number of characters to underline (0: to the line's end)."""

    code: str
    level: Level
    place: Place
    message: str
    help: str = ""
    length: int = 0
    secret: bool = False


def ordered(problems: Iterable[Problem]) -> list[Problem]:
    """The problems without repetitions, by file, line, column, code and message."""
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.place, problem.code, problem.message))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Only those that stop publication."""
    return [problem for problem in problems if problem.level is Level.ERROR]
