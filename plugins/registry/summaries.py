"""What is kept of a decision once its file was read: all that rules across records look at."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from . import docnumber
from .kinds import Kind, kind
from .records import Record, explanations


class Summary(Struct, frozen=True, array_like=True, gc=False):
    """A decision in short: `number` is the normalised 文号; empty where the file does not say.

    check: of an inspection that counts towards its yearly limit, the 检查事项编码, the day and whom (code, else name); eased: the codes of the
    rules that its 说明 answers.
    """

    id: str
    kind_id: str
    agency: str
    path: str
    number: str = ""
    party: str = ""
    authority: str = ""
    matter: str = ""
    former: tuple[str, ...] = ()
    check: tuple[str, str, str] = ("", "", "")
    eased: tuple[str, ...] = ()

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
        check=_check(record),
        eased=tuple(explanations(record)),
    )


def _check(record: Record) -> tuple[str, str, str]:
    # Limits are for companies; what a clue led to is not limited (国办发〔2024〕54号).
    limited = record.role("class") != "个案检查" and record.role("party-kind") != "自然人"
    if not record.role("check-matter") or not limited or record.imported or "撤回" in record.values:
        return "", "", ""
    whom = record.role("party-code") or record.role("party")
    return _text(record.role("check-matter")), _text(record.role("decided")), _text(whom)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
