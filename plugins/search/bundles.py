"""The records of a site put together in bundles, each an index of its own.

A bundle holds whole months of first publication, so that a new record changes the newest bundle only. In the year that
is still open bundles are small, because they are made again every day; in closed years they are large, because every
bundle costs a reader a few requests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from plugins.registry.public import Listed, Publication

OPEN_SIZE = 2_000
CLOSED_SIZE = 20_000


class Bundle(NamedTuple):
    """Records of the months first to last (2026-01), in the order of their ids."""

    first: str
    last: str
    records: list[Listed]

    @property
    def name(self) -> str:
        """A name of its own among the bundles of a site: 2025, 2026-01, 2026-01-03."""
        return self.first if self.first == self.last else f"{self.first}-{self.last[5:]}"


def bundles(publication: Publication) -> list[Bundle]:
    """The records with content in bundles, newest first. No bundle reaches over the end of a year."""
    years: dict[str, dict[str, list[Listed]]] = defaultdict(lambda: defaultdict(list))
    for record in publication.current:
        years[record.month[:4]][record.month].append(record)
    made: list[Bundle] = []
    for year, months in sorted(years.items()):
        size = OPEN_SIZE if year >= str(publication.day.year) else CLOSED_SIZE
        made += (_bundle(months, names) for names in _runs(months, size))
    return made[::-1]


def _runs(months: dict[str, list[Listed]], size: int) -> Iterator[list[str]]:
    """Neighbouring months that together hold at least `size` records, but for the last run."""
    run: list[str] = []
    count = 0
    for month in sorted(months):
        run.append(month)
        count += len(months[month])
        if count >= size:
            yield run
            run, count = [], 0
    if run:
        yield run


def _bundle(months: dict[str, list[Listed]], names: Sequence[str]) -> Bundle:
    records = sorted((record for name in names for record in months[name]), key=lambda record: record.id)
    return Bundle(names[0], names[-1], records)
