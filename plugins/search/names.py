"""Looked up without the index, in small static files: whole names of legal persons, and years with serial numbers.

search/index/names/<number>.json holds {name: [ids of records, newest first]} for the names whose number (CRC-32 of
the name as `spelt`) divided by the count of such files leaves that number. Natural persons are never in it.
search/index/numbers/<number>.json does the same for the ends of 文号 ("2026 12": 〔2026〕12号 of any agency).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from zlib import crc32

from plugins.registry.public import LEGAL_PERSON, Listed, Publication

from .tokens import tokens

# Keys in a file on average: a few KB.
FULL = 40

# The end of a 文号 as `spelt`; the browser knows the same.
_SERIAL = re.compile("(?:^| )((?:19|20)[0-9]{2})(?: 年)?(?: 第)? 0*([0-9]+)(?: 号)?$")

_USUAL = re.compile("〔((?:19|20)[0-9]{2})〕0*([0-9]+)号$")

_Found = list[dict[str, list[str]]]


def spelt(name: str) -> str:
    """One spelling of a name, whatever its width, script and brackets; the browser makes the same."""
    return " ".join(tokens(name))


def serial(number: str) -> str:
    """The year and the serial number at the end of a 文号 ("2026 12"), or "" where there are none."""
    # Nearly every number is written so, and there the spelling tells no more.
    found = _USUAL.search(number) or _SERIAL.search(spelt(number))
    return f"{found[1]} {found[2]}" if found else ""


def names(publication: Publication) -> _Found:
    """The content of the files of names, by their numbers."""
    legal = (record for record in publication.current if record.party_kind == LEGAL_PERSON)
    return _files((spelt(record.party), record) for record in legal)


def numbers(publication: Publication) -> _Found:
    """The content of the files of serial numbers, by their numbers."""
    return _files((serial(record.number), record) for record in publication.current)


def _files(pairs: Iterable[tuple[str, Listed]]) -> _Found:
    found: dict[str, list[tuple[str, str]]] = {}
    for key, record in pairs:
        if key:
            found.setdefault(key, []).append((record.published, record.id))
    files: _Found = [{} for _ in range(-(-len(found) // FULL))]
    for key in sorted(found):
        files[crc32(key.encode()) % len(files)][key] = [one for _, one in sorted(found[key], reverse=True)]
    return files
