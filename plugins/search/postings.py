"""The binary form of the index: which records of a bundle hold a term, in as few bytes as plain coding gives.

Nothing is compressed: the result of a compression depends on the machine's library. theme/static/js/postings.js reads it.

A block is a run of entries in the order of their terms' numbers. All numbers are varints (seven bits a byte, the lowest
first):

    entry    difference of the term's number from the one before, size << 1, list     the list stands here
             difference,                                          count << 1 | 1      the list stands among the long ones
    list     count << 4 | form of the key records << 2 | form, places[, count of key records, places of key records]
    form     0: differences between places; 1: one bit for each place, the lowest first; 2: the places that are missing
    form of the key records    0: none; 1: all; 2: differences; 3: bits
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import sub

_DIFFERENCES, _BITS, _MISSING = range(3)
_NO_KEY, _ALL_KEY, _KEY_DIFFERENCES, _KEY_BITS = range(4)


def varint(number: int) -> bytes:
    """A number of any size."""
    if number < 0x80:
        return bytes((number,))
    made = bytearray()
    while number >= 0x80:
        made.append(number & 0x7F | 0x80)
        number >>= 7
    made.append(number)
    return bytes(made)


def encode(marked: Sequence[int], total: int) -> bytes:
    """The list of a term from `place << 1 | 1 where in a key field`, in order, in a bundle of `total` records."""
    if len(marked) == 1:
        return varint(1 << 4 | (marked[0] & 1) << 2) + varint(marked[0] >> 1)
    places = [one >> 1 for one in marked]
    keys = [one >> 1 for one in marked if one & 1]
    form, body = _places(places, total)
    if not keys:
        key_form, rest = _NO_KEY, b""
    elif len(keys) == len(places):
        key_form, rest = _ALL_KEY, b""
    elif len(keys) > total >> 3:
        key_form, rest = _KEY_BITS, _bits(keys, total)
    else:
        key_form, rest = _KEY_DIFFERENCES, varint(len(keys)) + _differences(keys)
    return varint(len(places) << 4 | key_form << 2 | form) + body + rest


def block(entries: Iterable[tuple[int, bytes, int]]) -> bytes:
    """A block from (number of the term, its list, 0) and (number, b"", count) for lists that stand elsewhere."""
    made, before = bytearray(), 0
    for number, body, count in sorted(entries):
        made += varint(number - before)
        made += varint(count << 1 | 1) if count else varint(len(body) << 1) + body
        before = number
    return bytes(made)


def _places(places: list[int], total: int) -> tuple[int, bytes]:
    if len(places) <= total >> 3:
        return _DIFFERENCES, _differences(places)
    if total - len(places) <= total >> 3:
        there = set(places)
        return _MISSING, _differences([place for place in range(total) if place not in there])
    return _BITS, _bits(places, total)


def _differences(places: list[int]) -> bytes:
    steps = [*places[:1], *map(sub, places[1:], places)]
    # Most steps are small, and that is found out ten times as quickly.
    return bytes(steps) if not steps or max(steps) < 0x80 else b"".join(map(varint, steps))


def _bits(places: Iterable[int], total: int) -> bytes:
    made = bytearray((total + 7) >> 3)
    for place in places:
        made[place >> 3] |= 1 << (place & 7)
    return bytes(made)


def packed(values: Sequence[int], most: int) -> bytes:
    """Numbers from 0 to `most`, each in as many bits as `most` needs, the lowest first."""
    width, made, held, bits = most.bit_length(), bytearray(), 0, 0
    for value in values:
        held |= value << bits
        bits += width
        while bits >= 8:
            made.append(held & 0xFF)
            held >>= 8
            bits -= 8
    if bits:
        made.append(held)
    return bytes(made)
