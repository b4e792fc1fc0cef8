"""Looked up without the index, in small static files: whole names of legal persons, and years with serial numbers.

search/index/names/<number>.json holds {name: [ids of records, newest first]} for the names whose number (CRC-32 of
the name as `spelt`) divided by the count of such files leaves that number. Natural persons are never in it.
search/index/numbers/<number>.json does the same for the ends of 文号 ("2026 12": 〔2026〕12号 of any agency).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from zlib import crc32

from plugins.registry.public import LEGAL_PERSON, Publication

from .tokens import is_plain, tokens

# Keys in a file at most, on average: a few KB.
FULL = 40

# The end of a 文号 as `spelt`; the browser knows the same.
_SERIAL = re.compile("(?:^| )((?:19|20)[0-9]{2})(?: 年)?(?: 第)? 0*([0-9]+)(?: 号)?$")

_USUAL = re.compile("〔((?:19|20)[0-9]{2})〕0*([0-9]+)号$")

# A text that a record bears, the day on which it was published first, its id.
Called = tuple[str, str, str]


def spelt(name: str) -> str:
    """One spelling of a name, whatever its width, script and brackets; the browser makes the same."""
    return " ".join(name if is_plain(name) else tokens(name))


def serial(number: str) -> str:
    """The year and the serial number at the end of a 文号 ("2026 12"), or "" where there are none."""
    # Nearly every number is written so, and there the spelling tells no more.
    found = _USUAL.search(number) or _SERIAL.search(spelt(number))
    return f"{found[1]} {found[2]}" if found else ""


def names(publication: Publication) -> list[Called]:
    """What the legal persons of records are called."""
    legal = (record for record in publication.current if record.party_kind == LEGAL_PERSON)
    return [(record.party, record.published, record.id) for record in legal]


def numbers(publication: Publication) -> list[Called]:
    """The 文号 of records."""
    return [(record.number, record.published, record.id) for record in publication.current]


def files(called: Iterable[Called], key: Callable[[str], str]) -> list[dict[str, list[str]]]:
    """The content of the files of a look-up by their numbers; `key` makes of a text what it is looked up by, or ""."""
    found: dict[str, list[tuple[str, str]]] = {}
    for text, published, record in called:
        if word := key(text):
            found.setdefault(word, []).append((published, record))
    # A power of two, so that a site that grows moves its names from file to file as seldom as can be.
    count = 1 << max(0, -(-len(found) // FULL) - 1).bit_length()
    filed: list[list[str]] = [[] for _ in range(count if found else 0)]
    for word in found:
        filed[crc32(word.encode()) & count - 1].append(word)
    return [{word: [one for _, one in sorted(found[word], reverse=True)] for word in sorted(words)} for words in filed]
