"""What can go wrong with a source: codes, each with its page in docs/codes/, and how a harvest stops for one source."""

from __future__ import annotations

from plugins.registry.harvested import Trouble

# What a harvest itself may report; `registry.harvested.HOLDING` is what a build holds back.
CODES = (
    "harvest-unreachable",
    "harvest-redirect",
    "harvest-size",
    "harvest-form",
    "harvest-checksum",
    "harvest-identity",
    "harvest-foreign",
    "harvest-history",
    "harvest-shrunk",
    "harvest-lost",
    "harvest-undone",
    "harvest-silent",
    "harvest-table",
)


class Stopped(Exception):
    """Nothing new is taken from this source in this run; `trouble` says why."""

    def __init__(self, code: str, text: str, count: int = 0) -> None:
        super().__init__(text)
        self.trouble = Trouble(code, text, count)


class Moving(Stopped):
    """What was fetched is not what the index names: the source may be publishing just now, and is asked again."""

    def __init__(self, path: str, what: str) -> None:
        super().__init__("harvest-checksum", f"{path} {what}")
