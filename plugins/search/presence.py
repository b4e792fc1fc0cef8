"""Which bundles can hold what is asked for at all, so that a reader opens no other.

Every bundle has a part: a Bloom filter (Bloom 1970) of its words and of the words that stand side by side in it, cut
into BLOCKS blocks of equal size by the hash of what is looked up. It forgets nothing, and is wrong about one in forty of
those that are not there. A shard is the same few blocks of the parts of many bundles behind one another, so that one
small file answers for all of them. theme/static/js/presence.js reads them; a test proves the two equal.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

BLOCKS = 4096
_BLOCK_BITS = 12
# Bits that are set for each mark, of about eight that there are.
HASHES = 4

# A shard of many bundles is no larger where it can be helped: about what an answer's head weighs.
SHARD = 1_000


@lru_cache(maxsize=8192)
def marks(run: Sequence[str]) -> frozenset[int]:
    """What is remembered of words that stand side by side: each of them, and each with the next."""
    return frozenset(map(mark, (*run, *(f"{one} {other}" for one, other in pairwise(run)))))


def mark(text: str) -> int:
    """The number of a word, or of two words with a space between them."""
    return crc32(text.encode())


def part(found: bytes) -> bytes:
    """The part of a bundle. found: its marks, as `packed` makes them, in any order and any number of times."""
    numbers = set(memoryview(found).cast("I"))
    width = max(1, -(-len(numbers) // BLOCKS))
    bits = width * 8
    made = bytearray(BLOCKS * width)
    for number in numbers:
        start = (number >> 32 - _BLOCK_BITS) * width
        mixed = number * 2654435761 & 0xFFFFFFFF
        at, step = mixed >> 16, mixed & 0xFFFF | 1
        for _ in range(HASHES):
            place = at % bits
            made[start + (place >> 3)] |= 1 << (place & 7)
            at += step
    return bytes(made)


def packed(numbers: Iterable[int]) -> bytes:
    """Marks as workers hand them on."""
    return array("I", numbers).tobytes()


def shard_count(widths: Iterable[int]) -> int:
    """Into how many shards the parts of bundles are cut: a power of two."""
    total, count = BLOCKS * sum(widths), 1
    while count < BLOCKS and total / count > SHARD:
        count *= 2
    return count


def shard(parts: Sequence[bytes], number: int, count: int) -> bytes:
    """One of `count` shards of these parts."""
    pieces = []
    for made in parts:
        length = len(made) // count
        pieces.append(made[number * length : (number + 1) * length])
    return b"".join(pieces)
