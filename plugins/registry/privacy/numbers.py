"""Personal numbers in running text: found so that they are refused, or blotted out.

Digit look-arounds instead of word borders, because a border never falls between Chinese text and a digit. A number is
found even when its check digit is wrong: a slip of the pen leaks as much as the truth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DATE6 = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"

# Personal numbers are matched over digits that may stand apart: spaces or hyphens between groups.
_GAP = r"[ \-]?"


def _spaced(pattern: str) -> str:
    """The pattern with an optional gap after each of its one-character pieces."""
    pieces = re.findall(r"\(\?:[^()]*\)|\[[^\]]*\](?:\{\d+\})?|\\d(?:\{\d+\})?", pattern)
    out = []
    for piece in pieces:
        count = re.search(r"\{(\d+)\}$", piece)
        single = piece[: count.start()] if count else piece
        out.extend([single] * (int(count[1]) if count else 1))
    return _GAP.join(out)


_ID18 = _spaced(r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")

# Behind a letter it may be any code; one whose check digit holds is an ID (GB 11643).
_BEHIND_LETTER = re.compile(rf"(?<=[A-Za-z])({_ID18})(?![0-9A-Za-z])", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"

_BLOT = "*＊#×xX"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("居民身份证号码", re.compile(rf"(?<![0-9A-Za-z])({_ID18})(?![0-9A-Za-z])", re.ASCII)),
    # Blotted out in part, an ID number still tells birthplace and birthday, a phone number its network.
    (
        "部分遮盖的证件号码",
        re.compile(
            rf"(?<![0-9A-Za-z])(?!9[123])([1-9]\d{{9,16}}[{_BLOT}]{{2,8}}[0-9Xx]{{0,4}}"
            rf"|[1-9]\d{{5}}[{_BLOT}]{{6,12}}[0-9Xx]{{0,4}}|[1-9]\d{{5}}[{_BLOT}]{{4}}\d{{7}}[0-9Xx])(?![0-9A-Za-z*])",
            re.ASCII,
        ),
    ),
    (
        "手机号码",
        re.compile(
            r"(?<!\d)(?<!\d\.)((?:(?:\+|00)?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2})(?!\d|\.\d|[ ]?[万亿]?元)", re.ASCII
        ),
    ),
    (
        "部分遮盖的手机号码",
        re.compile(rf"(?<!\d)(1[3-9]\d(?=[\d{_BLOT}]{{8}}(?![\d{_BLOT}]))\d*[{_BLOT}]{{3,8}}\d*)(?!\d)", re.ASCII),
    ),
    (
        "居民身份证号码",
        re.compile(rf"(?:身份证|证件|公民身份)[^0-9]{{0,8}}(?<!\d)([1-9]\d{{5}}{_DATE6}\d{{3}})(?!\d)", re.ASCII),
    ),
)

_BLOTS = re.compile(f"[{_BLOT}]")
_CLEAR = tuple((kind, pattern) for kind, pattern in _PATTERNS if not kind.startswith("部分遮盖"))

# One character for one character, so that positions stay true.
_HALF_WIDTH = {0xFF10 + digit: 0x30 + digit for digit in range(10)} | {
    0xFF38: "X",
    0xFF58: "x",
    0xFF0D: "-",
    0x3000: " ",
}

_WIDE = re.compile(f"[{''.join(map(chr, _HALF_WIDTH))}]")

# No number is shorter than a run of this kind, and none reaches further around it than the margins.
_RUN = re.compile(rf"[0-9０-９](?:[ \u3000\-－]?[0-9０-９{_BLOT}]){{10,}}")
_BEFORE, _BEHIND = 16, 4

# Where not even this is found there is no run; it is found out in a third of the time.
_MAYBE = re.compile(rf"[0-9０-９][0-9０-９{_BLOT} \u3000\-－]{{10}}")


@dataclass(frozen=True)
class Hit:
    """A personal number: what it is and where it stands in the text (end excluded)."""

    kind: str
    start: int
    end: int


def find(text: str) -> Iterator[Hit]:
    """Every personal number in `text`, each once, in order; full-width digits count as digits."""
    if not _MAYBE.search(text):
        return
    plain = ""
    seen: set[Hit] = set()
    for run in _RUN.finditer(text):
        plain = plain or (text.translate(_HALF_WIDTH) if _WIDE.search(text) else text)
        # A little more than the run, for what must or must not stand around a number.
        start, end = max(run.start() - _BEFORE, 0), run.end() + _BEHIND
        blotted = _BLOTS.search(plain, start, end)
        for kind, pattern in _PATTERNS if blotted else _CLEAR:
            for match in pattern.finditer(plain, start, end):
                seen.add(Hit(kind, match.start(1), match.end(1)))
        for match in _BEHIND_LETTER.finditer(plain, start, end):
            if _checks(match[1]):
                seen.add(Hit("居民身份证号码", match.start(1), match.end(1)))
    yield from sorted(seen, key=lambda hit: (hit.start, hit.end, hit.kind))


def _checks(number: str) -> bool:
    digits = re.sub(r"[ \-]", "", number).upper()
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == digits[-1]


def redact(text: str) -> str:
    """The text with every personal number replaced by 〔已遮盖〕, until none is left: one may come out beside another."""
    while hits := list(find(text)):
        pieces, end = [], 0
        for hit in hits:
            if hit.start >= end:
                pieces += [text[end : hit.start], "〔已遮盖〕"]
            end = max(end, hit.end)
        text = "".join([*pieces, text[end:]])
    return text
