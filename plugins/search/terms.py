"""What the index lists records under: terms. theme/static/js/terms.js makes the same of a query; a test proves it.

- two neighbouring Han characters, so that a part of a name is found wherever it stands, without a dictionary of words;
- every number or code whole, and a short one joined to the character before and behind it (1023号, 罚2026);
- of a long code also every four neighbouring characters, so that its parts find it;
- a party's name and a number whole (`exact`), so that who writes them in full finds them first.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

from .tokens import tokens

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
    run = tokens(text)
    found = {first + second for first, second in pairwise(run) if _joined(first, second)}
    for token in run:
        if token.isascii():
            found.add(token)
            if len(token) >= LONG:
                found.update(grams(token))
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


def _joined(first: str, second: str) -> bool:
    """Two characters, or a character and a short number. Two numbers never meet: each of them is there by itself."""
    if first.isascii():
        return len(first) <= JOINED and not second.isascii()
    return not second.isascii() or len(second) <= JOINED


def joined(run: Sequence[str]) -> list[str]:
    """The terms of a query's run of tokens but the parts of codes, in their order."""
    pairs = [first + second for first, second in pairwise(run) if _joined(first, second)]
    return [*pairs, *(token for token in run if token.isascii())]
