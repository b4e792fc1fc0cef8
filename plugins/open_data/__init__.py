"""Pelican plugin: the open data under /api/v1/, the sitemap and robots.txt."""

from __future__ import annotations

from collections.abc import Iterator

from pelican import Pelican, signals

from plugins.site.generating import PublicationGenerator

from .sitemap import robots, sitemaps
from .v1 import files


class OpenDataGenerator(PublicationGenerator):
    """Every JSON file, then the sitemap."""

    stage = "开放数据"

    def files(self) -> Iterator[tuple[str, bytes]]:
        yield from files(self.publication, self.base_url)
        yield from sitemaps(self.publication, self.base_url)
        yield "robots.txt", robots(self.base_url)


def _generators(pelican: Pelican) -> type[OpenDataGenerator]:
    return OpenDataGenerator


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(_generators)
