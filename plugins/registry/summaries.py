"""What is kept of a decision once its file was read: all that rules across records look at."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from . import docnumber
from .kinds import Kind, kind
from .records import Record


class Summary(Struct, frozen=True, array_like=True, gc=False):
    """A decision in short: `number` is the normalised 文号; empty where the file does not say."""

    id: str
    kind_id: str
    agency: str
    path: str
    number: str = ""
    party: str = ""
    authority: str = ""
    matter: str = ""
    former: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        return kind(self.kind_id)


def summarise(record: Record) -> Summary:
    """The summary of a decision whose values have the types of its schema."""
    return Summary(
        id=record.id,
        kind_id=record.kind_id,
        agency=record.agency,
        path=record.path,
        number=docnumber.normalise(_text(record.role("number"))),
        party=_text(record.role("party")),
        authority=_text(record.role("authority")),
        matter=_text(record.role("matter")),
        former=tuple(map(_text, record.values.get("曾用编号", ()))),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
