"""The public forms of decisions, for whoever wants to know what will be public without making a site of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .public import Listed, PublicRecord
from .publication import publish
from .records import Record, Settings


@dataclass(frozen=True)
class Forms:
    """A `looking.Use`: `of` makes plain data of each decision and its public form on a day (None before 公示日期)."""

    settings: Settings
    day: date
    of: Callable[[Record, PublicRecord | None], Any]

    def needs(self, _path: str, _content: bytes) -> bool:
        """Every decision is wanted, also one that did not change."""
        return True

    def make(self, records: Sequence[tuple[Record, bytes]]) -> list[Any]:
        """What `of` makes of each, in order."""
        return [self.of(record, publish(record, self.settings, self.day)) for record, _ in records]


def listed(_record: Record, public: PublicRecord | None) -> Listed | None:
    """For `Forms`: a decision as lists know it."""
    return public.listed() if public else None
