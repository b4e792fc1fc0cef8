"""The letter that a name is filed under: that of its first character's pinyin, behind the place it begins with."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache

# GB 2312 lists its 3,755 common characters in the order of their pinyin: where each letter begins, as bytes of GBK.
_LETTERS = "ABCDEFGHJKLMNOPQRSTWXYZ"
_BEGINNINGS = (
    *(0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8, 0xC4C3, 0xC5B6),
    *(0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1),
)
_END = 0xD7F9
OTHER = "其他"

# Less than this is no name any more.
_SHORTEST = 2


def initial(name: str, places: Iterable[str] = ()) -> str:
    """A to Z, or 其他. places: names of places, the longest first, that are passed over at the beginning of a name."""
    rest = without_place(name, places)
    return _letter(rest[:1])


def without_place(name: str, places: Iterable[str]) -> str:
    """The name behind the places it begins with."""
    places = tuple(places)
    # Most names begin with none: one look tells.
    while name.startswith(places):
        place = next(one for one in places if name.startswith(one))
        if len(name) < len(place) + _SHORTEST:
            break
        name = name[len(place) :]
    return name


def alphabetical(text: str) -> bytes:
    """A key that sorts common characters by their pinyin."""
    return text.encode("gb18030")


@lru_cache(maxsize=8192)
def _letter(character: str) -> str:
    if character.isascii():
        return character.upper() if character.isalpha() else OTHER
    code = int.from_bytes(character.encode("gb18030"), "big")
    if _BEGINNINGS[0] <= code <= _END:
        return _LETTERS[bisect_right(_BEGINNINGS, code) - 1]
    # A rare character: the dictionary of all pinyin takes half a second to load.
    from pypinyin import Style, lazy_pinyin

    found = lazy_pinyin(character, style=Style.FIRST_LETTER, strict=False, errors="ignore")
    letter = found[0][:1].upper() if found else ""
    return letter if letter.isascii() and letter.isalpha() else OTHER
