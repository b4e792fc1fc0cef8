"""Shape: fields, types, code lists and lengths follow the schema of the kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .. import shape
from ..problems import Finding
from ..records import Record

CODES = (
    "key-unknown",
    "field-missing",
    "field-expected",
    "value-type",
    "value-word",
    "value-form",
    "value-long",
    "date-form",
    "amount-form",
)


def follows_schema(record: Record, today: date) -> Iterator[Finding]:
    """Every field is known, has the form its schema asks for, and no required one is missing (国办发〔2018〕118号)."""
    yield from shape.check(record.kind_id, record.values, imported=record.imported)
