"""Exact look-up without a server: which records bear a 统一社会信用代码 or a 文号, in small static files.

    api/v1/lookup/index.json            lookups-1: {"schema", "code": {"digits", "keys"}, "number": {"digits", "keys"}}
    api/v1/lookup/code/<bucket>.json    lookup-1: {"schema", "by", "bucket", "keys": {code: [ids of records]}}
    api/v1/lookup/number/<bucket>.json  the same by normalised 文号

The bucket of a key is the beginning of the SHA-256 of its UTF-8 text, in lower-case hex, as many digits as the index
says (`digits`, 1 to 3). Every bucket exists, empty ones too: an answer is never a missing file.

A key by code is the code in capitals without blanks. A key by number is what `registry.docnumber.normalise` makes, and a
browser makes the same in five steps:

1. take away every blank: U+0009-000D, U+001C-0020, U+0085, U+00A0, U+1680, U+2000-200A, U+2028, U+2029, U+202F, U+205F,
   U+3000;
2. normalise to NFKC (`text.normalize("NFKC")`);
3. take away the blanks again, 4. and normalise again;
5. put 〔〕 around a year of four digits that begins with 19 or 20, whatever bracket of [【﹝〖〔( and ]】﹞〗〕) stood there.

Only records with content are in it, and codes of natural persons never: they have none that may be public.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from typing import Literal, NamedTuple

import msgspec

from plugins.open_data import types
from plugins.open_data.v1 import dump
from plugins.registry import docnumber, program
from plugins.registry.keys import digest
from plugins.registry.public import Listed, Publication
from plugins.site.output import Chapter
from plugins.site.paths import API

LOOKUP = f"{API}lookup/"
MOST_DIGITS = 3

# Keys in a bucket on average, at most: about 10 KB, which a phone fetches in one breath.
FULL = 256

Ids = dict[str, list[str]]


class File(NamedTuple):
    """A file of the look-up that can be made."""

    path: str
    made: msgspec.Struct

    @property
    def key(self) -> bytes:
        """A digest of all that the file is made of."""
        return digest(program.digest(), self.made)

    def content(self) -> bytes:
        """The file."""
        return dump(self.made)


def lookup(publication: Publication) -> Chapter:
    """Every bucket, and the index: made anew only where a record bears another code or number."""
    borne = [(record.id, record.code, record.number) for record in publication.current]
    return Chapter(digest(program.digest(), "look-up", borne), partial(_files, publication.current))


def _files(records: Sequence[Listed]) -> Iterator[File]:
    numbers = docnumber.normalise_all([record.number for record in records])
    by_code = _grouped((record.code, record) for record in records)
    by_number = _grouped(zip(numbers, records, strict=True))
    yield from _of(by="code", found=by_code)
    yield from _of(by="number", found=by_number)
    index = types.LookupsFile(code=_told(by_code), number=_told(by_number))
    yield File(f"{LOOKUP}index.json", index)


def _of(by: Literal["code", "number"], found: Ids) -> Iterator[File]:
    for bucket, keys in _buckets(found, digits_for(len(found))).items():
        yield File(f"{LOOKUP}{by}/{bucket}.json", types.LookupFile(by=by, bucket=bucket, keys=keys))


def _told(found: Ids) -> types.Buckets:
    return types.Buckets(digits=digits_for(len(found)), keys=len(found))


def digits_for(keys: int) -> int:
    """How many hex digits name a bucket, so that buckets stay small; never more than 4,096 buckets."""
    return next((digits for digits in range(1, MOST_DIGITS) if keys <= FULL * 16**digits), MOST_DIGITS)


def bucket_of(key: str, digits: int) -> str:
    """The name of the bucket that a key stands in."""
    return sha256(key.encode()).hexdigest()[:digits]


def _grouped(pairs: Iterable[tuple[str, Listed]]) -> Ids:
    """The ids of the records by key; records come in the order of their ids, and so do these."""
    found: Ids = {}
    for key, record in pairs:
        if key:
            found.setdefault(key, []).append(record.id)
    return found


def _buckets(found: Ids, digits: int) -> dict[str, Ids]:
    buckets: dict[str, Ids] = {f"{number:0{digits}x}": {} for number in range(16**digits)}
    for key in sorted(found):
        buckets[bucket_of(key, digits)][key] = found[key]
    return buckets
