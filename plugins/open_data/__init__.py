"""Pelican plugin: the open data under /api/v1/, the sitemap and robots.txt."""

from __future__ import annotations

from collections.abc import Iterator

from pelican import Pelican, signals

from plugins.site.generating import PublicationGenerator
from plugins.site.workers import Task, Written

from .sitemap import robots, sitemaps
from .v1 import Context, listings, record_file


class OpenDataGenerator(PublicationGenerator):
    """Every JSON file, then the sitemap."""

    stage = "开放数据"

    def task(self) -> Task:
        return Task(Context, (self.base_url,), record_file)

    def files(self, written: list[Written]) -> Iterator[tuple[str, bytes]]:
        yield from listings(self.publication, self.base_url, written)
        yield from sitemaps(self.publication, self.base_url)
        yield "robots.txt", robots(self.base_url)


def _generators(pelican: Pelican) -> type[OpenDataGenerator]:
    return OpenDataGenerator


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(_generators)
