"""The records of a site put together in bundles, each an index of its own.

A bundle holds whole days of first publication, so that a new record changes the newest bundle only. Every bundle costs a
reader a few requests, so they are as large as they may be: a closed year is one bundle, or a few. In the year that is
still open they double from the newest to the oldest, as the digits of a counter do: what changes every day is small.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from plugins.registry.public import Listed, Publication

BLOCK = 2_500
TOGETHER = 8


class Bundle(NamedTuple):
    """Records with content, first published on the days first to last (2026-01-31), newest first."""

    first: str
    last: str
    records: list[Listed]

    @property
    def name(self) -> str:
        """A name of its own among the bundles of a site, by its first day."""
        return self.first


def bundles(publication: Publication) -> list[Bundle]:
    """The bundles of a publication, newest first. None reaches over the end of a year, none is empty."""
    days: dict[str, list[Listed]] = defaultdict(list)
    for record in publication.records:
        days[record.published].append(record)
    made: list[Bundle] = []
    for year, group in groupby(sorted(days), key=lambda day: day[:4]):
        blocks = list(_blocks({day: len(days[day]) for day in group}, BLOCK))
        for run in _together(blocks, is_open=year >= str(publication.day.year)):
            shown = [record for day in reversed(run) for record in days[day] if not record.tombstone]
            if shown:
                made.append(Bundle(run[0], run[-1], shown))
    return made[::-1]


def _blocks(counts: Mapping[str, int], size: int) -> Iterator[list[str]]:
    """Neighbouring days that together hold no more than `size` records; a day that holds more stands alone.

    Tombstones count too, so that a withdrawal moves no other record from bundle to bundle.
    """
    run: list[str] = []
    total = 0
    for day, count in counts.items():
        if run and total + count > size:
            yield run
            run, total = [], 0
        run.append(day)
        total += count
    if run:
        yield run


def _together(blocks: list[list[str]], *, is_open: bool) -> Iterator[list[str]]:
    """Blocks joined by eights; what is left of a closed year in one, of an open one by fours, twos and ones."""
    start = 0
    while start < len(blocks):
        # The last block of an open year grows every day and stays alone.
        whole = len(blocks) - start - is_open
        count = next((size for size in (TOGETHER, 4, 2, 1) if size <= whole), 1) if is_open else TOGETHER
        yield [day for block in blocks[start : start + count] for day in block]
        start += count
