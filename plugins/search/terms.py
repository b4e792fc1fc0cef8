"""What the index lists records under: terms. theme/static/js/terms.js makes the same of a query; a test proves it.

- two neighbouring Han characters, so that a part of a name is found wherever it stands, without a dictionary of words;
- every number or code whole, and a short one joined to the character before and behind it (1023号, 罚2026);
- of a long code also every four neighbouring characters, so that its parts find it;
- a party's name and a number whole (`exact`), so that who writes them in full finds them first.
"""

from __future__ import annotations

from functools import lru_cache
from operator import add
from zlib import crc32

from .tokens import runs, tokens

# A longer number is rare enough by itself.
JOINED = 4
# The shortest part of a code that is looked for, and how it is cut.
LONG = 6
GRAM = 4

_GRAM, _EXACT = "~", "="


# Records of one agency repeat its name, its statutes and much else.
@lru_cache(maxsize=8192)
def terms(text: str) -> frozenset[str]:
    """The terms of a text."""
    found: set[str] = set()
    before = ""
    for run in runs(text):
        if run.isascii():
            found.add(run)
            if len(run) >= LONG:
                found.update(grams(run))
            if before and not before.isascii() and len(run) <= JOINED:
                found.add(before[-1] + run)
        else:
            found.update(map(add, run, run[1:]))
            if before and (not before.isascii() or len(before) <= JOINED):
                found.add((before if before.isascii() else before[-1]) + run[0])
        before = run
    return frozenset(found)


def grams(token: str) -> list[str]:
    """The terms of the parts of a long code."""
    return [_GRAM + token[start : start + GRAM] for start in range(len(token) - GRAM + 1)]


def exact(text: str) -> str:
    """The term of a whole name or number; '' for a text without tokens."""
    run = tokens(text)
    return _EXACT + " ".join(run) if run else ""


def number_of(term: str) -> int:
    """The number under which a term stands in the index: short terms never share one, others once in a billion."""
    return crc32(term.encode())
