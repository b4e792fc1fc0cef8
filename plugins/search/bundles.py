"""The records of a site put together in bundles, each an index of its own.

A bundle holds whole days of first publication, so that new records change the newest bundle only. In the year that is
still open bundles are small, because they are made again every day; in closed years they are larger, because every
bundle costs a reader a few requests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from plugins.registry.public import Listed, Publication

OPEN_SIZE = 1_000
CLOSED_SIZE = 7_000


class Bundle(NamedTuple):
    """Records first published on the days first to last (2026-01-31), in the order of their ids."""

    first: str
    last: str
    records: list[Listed]

    @property
    def name(self) -> str:
        """A name of its own among the bundles of a site, by its first day."""
        return self.first


def bundles(publication: Publication) -> list[Bundle]:
    """The records with content in bundles, newest first. No bundle reaches over the end of a year."""
    days: dict[str, list[Listed]] = defaultdict(list)
    for record in publication.records:
        days[record.published].append(record)
    made: list[Bundle] = []
    for year, group in groupby(sorted(days), key=lambda day: day[:4]):
        size = OPEN_SIZE if year >= str(publication.day.year) else CLOSED_SIZE
        for run in _runs({day: len(days[day]) for day in group}, size):
            shown = [record for day in run for record in days[day] if not record.tombstone]
            if shown:
                made.append(Bundle(run[0], run[-1], sorted(shown, key=lambda record: record.id)))
    return made[::-1]


def _runs(counts: Mapping[str, int], size: int) -> Iterator[list[str]]:
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
