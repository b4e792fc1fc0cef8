"""The records of a site put together in bundles, each an index of its own.

A bundle holds whole days of first publication, so that a new record changes the newest bundle only. Every bundle that a
reader opens costs a few requests; but Pagefind looks up a phrase in a time that grows with the square of a bundle, and
needs 200 KB of memory for each record when it makes one. In the year that is still open they are small, because what
changes every day is made again every day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from plugins.registry.public import Listed, Publication

CLOSED_SIZE = 4_000
OPEN_BLOCK = 1_000


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
        counts = {day: len(days[day]) for day in group}
        for run in _blocks(counts) if year >= str(publication.day.year) else _closed(counts):
            shown = [record for day in reversed(run) for record in days[day] if not record.tombstone]
            if shown:
                made.append(Bundle(run[0], run[-1], shown))
    return made[::-1]


# Tombstones count, so that a withdrawal moves no other record from bundle to bundle.


def _closed(counts: Mapping[str, int]) -> Iterator[list[str]]:
    """The days of a year that is over in as few runs as may be, all of about one size."""
    total = sum(counts.values())
    parts, before = -(-total // CLOSED_SIZE), 0
    found: dict[int, list[str]] = defaultdict(list)
    for day, count in counts.items():
        found[before * parts // total].append(day)
        before += count
    yield from found.values()


def _blocks(counts: Mapping[str, int]) -> Iterator[list[str]]:
    """Neighbouring days that together hold no more than OPEN_BLOCK records; a day that holds more stands alone."""
    run: list[str] = []
    total = 0
    for day, count in counts.items():
        if run and total + count > OPEN_BLOCK:
            yield run
            run, total = [], 0
        run.append(day)
        total += count
    if run:
        yield run
