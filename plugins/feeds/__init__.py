"""Pelican plugin: RSS for the platform and for each agency."""

from __future__ import annotations

from pelican import Pelican, signals

from plugins.site.generating import PublicationGenerator

from .rss import feeds


class FeedsGenerator(PublicationGenerator):
    """The feeds."""

    stage = "订阅"

    def write(self) -> None:
        self.output.offer_all(feeds(self.publication, self.base_url), self.build.jobs)


def _generators(pelican: Pelican) -> type[FeedsGenerator]:
    return FeedsGenerator


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(_generators)
