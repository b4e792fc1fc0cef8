"""Files spoilt at random, for tests that nothing breaks on them and that no personal number comes out again."""

from __future__ import annotations

import base64
import random
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable

# Numbers that nobody has; nothing may repeat them in whatever form they came.
SECRETS = ("110101199003070012", "990301198511230031", "13800138000", "19912345678")

Make = Callable[[random.Random, int], tuple[bytes, str]]
Look = Callable[[bytes, str, random.Random], str]


def mutants(seed: int, count: int, make: Make, look: Look) -> Counter[str]:
    """Makes so many mutants and looks at what comes of each; how many came to what. A failure says how to make it again.

    make: bytes and name of the mutant with a number. look: one word for the outcome; `unread` where a file was not
    even opened.
    """
    chance = random.Random(seed)
    outcomes: Counter[str] = Counter()
    for number in range(count):
        data, name = make(chance, number)
        try:
            outcomes[look(data, name, chance)] += 1
        except BaseException as error:
            error.add_note(f"seed {seed}, mutant {number}: {name} {base64.b64encode(zlib.compress(data)).decode()}")
            raise
    return outcomes


def past(outcomes: Counter[str]) -> float:
    """The share of the mutants that got past whatever opens their file, to the code that is ours."""
    return 1 - outcomes["unread"] / outcomes.total()


def secret(chance: random.Random) -> str:
    """A personal number in one of the forms in which people write it."""
    number = chance.choice(SECRETS)
    forms: tuple[Callable[[str], str], ...] = (
        str,
        lambda text: (
            f"{text[:6]} {text[6:14]} {text[14:]}" if len(text) == 18 else f"{text[:3]} {text[3:7]} {text[7:]}"
        ),
        lambda text: f"{text[:3]}-{text[3:7]}-{text[7:]}" if len(text) == 11 else text,
        lambda text: text.translate({48 + digit: 0xFF10 + digit for digit in range(10)}),
        lambda text: "\u200b".join(text),
        lambda text: f"（身份证号：{text}）",
        lambda text: f"{text}\t",
        lambda text: f'="{text}"',
    )
    return chance.choice(forms)(number)


def leaked(text: str) -> list[str]:
    """The secrets that can be read in a text, however it is written."""
    plain = re.sub("[\u200b-\u200f\ufeff]", "", unicodedata.normalize("NFKC", text))
    found = (rf"(?<!\d){'[ -]?'.join(number)}(?!\d)" for number in SECRETS)
    return [number for number, pattern in zip(SECRETS, found, strict=True) if re.search(pattern, plain, re.ASCII)]


def with_wrong_bytes(data: bytes, chance: random.Random) -> bytes:
    """Bytes with some of them changed, lost, doubled, or cut off."""
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        start = chance.randrange(len(spoilt) or 1)
        match chance.randrange(4):
            case 0:
                spoilt[start : start + 1] = bytes([chance.randrange(256)])
            case 1:
                del spoilt[start : start + chance.choice((1, 2, 50))]
            case 2:
                spoilt[start:start] = spoilt[start : start + chance.choice((1, 20, 200))]
            case 3 if chance.random() < 0.2:
                del spoilt[start:]
    return bytes(spoilt)
