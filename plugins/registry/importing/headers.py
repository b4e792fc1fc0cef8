"""Column headers and what they can fill: two headers are the same where they differ only in width, blanks, bracket form,
unit, or the mark of a column that must be filled.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from ..kinds import Field, Kind

# The column that the report of refused rows adds; a repaired report comes back with it.
REASON = "未导入的原因"

LONGEST = 60
MIN_KNOWN = 2

_UNIT = re.compile(r"\((?:单位:?)?(万元|元)\)$|(?<=[额款])(万元|元)$")
_ORDINAL_MARK = re.compile(r"(?<=代码)[-－](?=\d)")
_MUST = re.compile(r"^[*※]+|[*※]+$|\((?:必填|选填)项?\)$")
# The number of a code means different things in different versions; the words in the bracket do not.
_NUMBERED = re.compile(r"(?:行政相对人)?代码_\d\((.+)\)$")


def key(header: str) -> str:
    """The form under which headers are compared: NFKC, no blanks, no unit (罚款金额（万元） → 罚款金额), codes in capitals."""
    plain = _UNIT.sub("", _plain(header))
    return plain.upper() if plain.isascii() else plain


def unit(header: str) -> str:
    """The unit that a header names: 元, 万元 or ''."""
    match = _UNIT.search(_plain(header))
    return (match[1] or match[2]) if match else ""


def meaning(header: str, known: Mapping[str, str]) -> str:
    """What a header means by a table of keys, or ''. The words behind a numbered code decide where the whole is unknown."""
    plain = key(header)
    if plain in known:
        return known[plain]
    numbered = _NUMBERED.match(plain)
    return known.get(numbered[1], "") if numbered else ""


def means(text: str, known: Mapping[str, str]) -> str:
    """The same for any cell: a long text is no header."""
    return meaning(text, known) if text and len(text) < LONGEST else ""


def how_many(cells: Iterable[str], known: Mapping[str, str]) -> int:
    """How many different known headers there are among some cells."""
    return len({key(cell) for cell in cells if means(cell, known)})


def _plain(header: str) -> str:
    text = _MUST.sub("", "".join(unicodedata.normalize("NFKC", header).split()))
    return _ORDINAL_MARK.sub("_", text)


def importable(of_kind: Kind) -> list[Field]:
    """The fields that a column can fill, and those that are recognised in order to be left out."""
    return [item for item in of_kind.fields.values() if item.schema.get("type") == "string" or item.values]


def names(item: Field) -> tuple[str, ...]:
    """Every header of a field: its own name, those of templates and exports, and its code in the national standard."""
    return (*item.headers, item.schema["x-code"]) if "x-code" in item.schema else item.headers
