"""Column headers and what they can fill: two headers are the same where they differ only in width, blanks, bracket form or unit."""

from __future__ import annotations

import re
import unicodedata

from ..kinds import Field, Kind

_UNIT = re.compile(r"\((?:单位:?)?(万元|元)\)$|(?<=[额款])(万元|元)$")
_ORDINAL_MARK = re.compile(r"(?<=代码)[-－](?=\d)")


def key(header: str) -> str:
    """The form under which headers are compared: NFKC, no blanks, no unit (罚款金额（万元） → 罚款金额)."""
    return _UNIT.sub("", _plain(header))


def unit(header: str) -> str:
    """The unit that a header names: 元, 万元 or ''."""
    match = _UNIT.search(_plain(header))
    return (match[1] or match[2]) if match else ""


def _plain(header: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", header).split())
    return _ORDINAL_MARK.sub("_", text)


def importable(of_kind: Kind) -> list[Field]:
    """The fields that a column can fill, and those that are recognised in order to be left out."""
    return [item for item in of_kind.fields.values() if item.schema.get("type") == "string" or item.values]
