"""Pelican plugin: RSS for the platform and for each agency."""

from __future__ import annotations

from collections.abc import Iterator

from pelican import Pelican, signals

from plugins.site.generating import PublicationGenerator
from plugins.site.workers import Written

from .rss import feeds


class FeedsGenerator(PublicationGenerator):
    """The feeds."""

    stage = "订阅"

    def files(self, written: list[Written]) -> Iterator[tuple[str, bytes]]:
        return feeds(self.publication, self.base_url)


def _generators(pelican: Pelican) -> type[FeedsGenerator]:
    return FeedsGenerator


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(_generators)
