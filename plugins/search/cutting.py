"""Cuts an index of Pagefind 1.5 anew: in smaller pieces, and its records in the order of their publication.

Pagefind puts some 60 KB of words into a piece, of which a reader wants one word; its size cannot be set. What it loads
first names every record by a random code and keeps the order of their dates. Here the pieces are small, and a record's
name is its place in the order (0 is the newest, in base 36), so that no order need be kept. The format stays Pagefind's:
CBOR (RFC 8949) behind a mark, packed with gzip.

    pieces:  [[[word, [[records further on, [places], [places in titles]], …], [other spellings]], …]]
    meta:    [version, [[record, words in it]], [[first word, last word, piece]], filters, orders, titles]
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

MARK = b"pagefind_dcd"

# Words of a piece in bytes, before they are packed to less than half.
PIECE = 4_000

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LIST, _TEXT = 4, 3
# An entry's places: numbers and heads of lists, up to the text with which the next entry begins.
_PLACES = re.compile(
    rb"(?:[\x00-\x17\x20-\x37\x80-\x97]|[\x18\x38\x98].|[\x19\x39\x99]..|[\x1a\x3a\x9a]....)*+", re.DOTALL
)


class Strange(ValueError):
    """This is no index of the version that is known here."""


class Cut(NamedTuple):
    """An index cut anew: its files by path, and in how many records each word stands."""

    files: dict[str, bytes]
    counts: dict[str, int]


def cut(meta: bytes, pieces: Mapping[str, bytes], order: Mapping[str, int]) -> Cut:
    """The index of `meta` and `pieces` (packed, by Pagefind's name) with `order`, the places of its records.

    The meta file of the result stands under "". Raises Strange.
    """
    version, records, spans, *rest = _unpacked(meta)
    files: dict[str, bytes] = {}
    counts: dict[str, int] = {}
    made = []
    for number, entries in enumerate(_gathered(_entries(unpack(pieces[name])) for _, _, name in spans)):
        files[f"index/{base36(number)}.pf_index"] = pack(
            b"\x81" + _head(_LIST, len(entries)) + b"".join(entry for _, entry, _ in entries)
        )
        made.append([entries[0][0], entries[-1][0], base36(number)])
        counts.update((word, count) for word, _, count in entries)
    # How long a record is counts only for an order that is not asked for.
    named = [[base36(order[record]), 1] for record, _ in records]
    files[""] = pack(_encoded([version, named, made, *rest]))
    return Cut(files, counts)


def base36(number: int) -> str:
    """A number that is not negative as parseInt(text, 36) reads it."""
    made = ""
    while number:
        number, digit = divmod(number, 36)
        made = _DIGITS[digit] + made
    return made or "0"


def pack(content: bytes) -> bytes:
    """A file of Pagefind's. Python's own gzip would depend on the machine's library."""
    # It takes a third of a second to load, which only who makes a bundle shall wait for.
    import pyarrow as pa

    return bytes(pa.Codec("gzip", 6).compress(MARK + content))


def unpack(file: bytes) -> bytes:
    """What a file of Pagefind's holds. Raises Strange."""
    content = gzip.decompress(file)
    if not content.startswith(MARK):
        raise Strange
    return content.removeprefix(MARK)


_Entry = tuple[str, bytes, int]


def _gathered(pieces: Iterable[Iterable[_Entry]]) -> Iterator[list[_Entry]]:
    """The same entries in small pieces; a word that fills a piece stands alone."""
    run: list[_Entry] = []
    size = 0
    for entry in (entry for piece in pieces for entry in piece):
        length = len(entry[1])
        if run and size + length > PIECE:
            yield run
            run, size = [], 0
        run.append(entry)
        size += length
    if run:
        yield run


def _entries(raw: bytes) -> Iterator[_Entry]:
    """The words of a piece: each with its bytes and the number of records that hold it. Raises Strange."""
    if raw[:1] != b"\x81":
        raise Strange
    kind, left, at = _read_head(raw, 1)
    if kind != _LIST:
        raise Strange
    while at < len(raw):
        start = at
        kind, length, at = _read_head(raw, at + 1)
        if raw[start] != 0x83 or kind != _TEXT:
            raise Strange
        word = raw[at : at + length].decode()
        _, count, _ = _read_head(raw, at + length)
        places = _PLACES.match(raw, at + length)
        # The match goes on over the head of the next entry.
        at = places.end() if places else at
        at -= at < len(raw)
        left -= 1
        yield word, raw[start:at], count
    if left:
        raise Strange


def _read_head(raw: bytes, at: int) -> tuple[int, int, int]:
    """The kind of what begins here, its number or length, and where its content begins."""
    if at >= len(raw):
        raise Strange
    kind, short = divmod(raw[at], 32)
    at += 1
    if short < 24:
        return kind, short, at
    if short > 27:
        raise Strange
    end = at + (1 << short - 24)
    return kind, int.from_bytes(raw[at:end], "big"), end


def _unpacked(file: bytes) -> list[Any]:
    raw = unpack(file)
    value, end = _decoded(raw, 0)
    if end != len(raw) or not isinstance(value, list) or len(value) != 6:
        raise Strange
    return value


def _decoded(raw: bytes, at: int) -> tuple[Any, int]:
    kind, number, at = _read_head(raw, at)
    if kind == 0:
        return number, at
    if kind == _TEXT:
        return raw[at : at + number].decode(), at + number
    if kind != _LIST:
        raise Strange
    values = []
    for _ in range(number):
        value, at = _decoded(raw, at)
        values.append(value)
    return values, at


def _encoded(value: Any) -> bytes:
    if isinstance(value, int):
        return _head(0, value)
    if isinstance(value, str):
        text = value.encode()
        return _head(_TEXT, len(text)) + text
    return _head(_LIST, len(value)) + b"".join(map(_encoded, value))


def _head(kind: int, number: int) -> bytes:
    first = kind * 32
    if number < 24:
        return bytes((first + number,))
    for more, length in enumerate((1, 2, 4)):
        if number < 1 << 8 * length:
            return bytes((first + 24 + more,)) + number.to_bytes(length, "big")
    raise Strange
