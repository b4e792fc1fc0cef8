"""Text as the search index sees it. theme/static/js/tokens.js does the same to a query; a test proves the two equal.

A Han character is a token, a run of ASCII letters and digits is a token, all else only separates: 〔2026〕, [2026] and
（2026） are one and the same. What is indexed are words made of tokens:

- pairs of neighbouring tokens, so that a part of a name is found wherever it stands, without a dictionary of words;
- every number or code whole, and of a long code also every four neighbouring characters, so that its parts find it;
- what a record is filtered by, in words that no text can produce.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

TABLE = Path(__file__).parents[2] / "theme" / "static" / "js" / "simplified.js"

# Stands between two runs of letters or digits in a pair: 2026 and 1023 must not become the other token 20261023; and
# before words that no text holds. Pagefind keeps this letter on both sides (it strips punctuation), and no token has it.
JOINT = "ー"

# The shortest part of a code that is looked for, and how codes are cut.
LONG = 6
GRAM = 4

# Only blocks whose meaning is the same in every version of Unicode: Python and browsers know different versions.
_FOREIGN = re.compile(
    "[^\u0000-\u024f\u0300-\u036f\u2000-\u2bff\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe6f\uff00-\uffef\U00020000-\U0003fffd]"
)
_TOKEN = re.compile("[0-9a-z]+|[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd〇々]")


def tokens(text: str) -> tuple[str, ...]:
    """The tokens of a text in their order: Han characters in simplified form, lower-case runs of [0-9a-z]."""
    if is_plain(text):
        return tuple(text)
    return tuple(_TOKEN.findall(_folded(text)))


def is_plain(text: str) -> bool:
    """True for simplified characters and nothing else, as most names are: each of them is a token as it stands."""
    return _plain().fullmatch(text) is not None


def pairs(run: Sequence[str]) -> list[str]:
    """Neighbouring tokens joined two by two; a single token stays as it is."""
    if len(run) < 2:
        return list(run)
    return [_join(first, second) for first, second in pairwise(run)]


# Records of one agency repeat its name, its statutes and much else.
@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """What is indexed for a text: its pairs, then its last token, which also keeps phrases from running into the next
    text.
    """
    run = tokens(text)
    return (*pairs(run), run[-1]) if len(run) > 1 else run


@lru_cache(maxsize=8192)
def numbers(text: str) -> tuple[str, ...]:
    """The numbers and codes of a text, each whole; a long one with its `grams` behind it."""
    found: list[str] = []
    for token in dict.fromkeys(token for token in tokens(text) if token.isascii()):
        found.append(token)
        if len(token) >= LONG:
            found += grams(token)
    return tuple(found)


def grams(token: str) -> list[str]:
    """A long code as words that stand side by side, so that a phrase of them is a part of it."""
    return [JOINT + token[start : start + GRAM] for start in range(len(token) - GRAM + 1)]


@cache
def filter_word(dimension: str, value: str) -> str:
    """The word of all records that have a value, such as 执法类别 行政处罚."""
    return f"{JOINT}{dimension}{JOINT}{value.encode().hex()}"


def _join(first: str, second: str) -> str:
    return first + JOINT + second if first[-1].isascii() and second[0].isascii() else first + second


def _folded(text: str) -> str:
    known = unicodedata.normalize("NFKC", _FOREIGN.sub(" ", text)).lower()
    # Few texts hold any, and that is found out ten times as quickly.
    return known.translate(_simplified()) if _traditional().search(known) else known


@cache
def _plain() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, sorted(set(range(0x4E00, 0x9FA6)) - _simplified().keys())))}]*")


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, _simplified()))}]")


@cache
def _simplified() -> dict[int, str]:
    characters = "".join(TABLE.read_text("utf-8").split("`")[1].split())
    return {ord(old): new for old, new in zip(characters[::2], characters[1::2], strict=True)}
