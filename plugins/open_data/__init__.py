"""Pelican plugin: a file for each record under /api/v1/, the sitemap, robots.txt and _headers; `root` writes what leads there."""

from __future__ import annotations

from functools import partial

from pelican import Pelican, signals

from plugins.site.generating import PublicationGenerator
from plugins.site.records import Task

from .headers import header_file
from .sitemap import robots, write_sitemaps
from .v1 import Context, record_file


class OpenDataGenerator(PublicationGenerator):
    """The records' files, then the sitemap."""

    stage = "开放数据"
    apart = True

    def task(self) -> Task:
        return Task(partial(Context, base_url=self.base_url), record_file, Context.record_key)

    def write(self) -> None:
        write_sitemaps(self.publication, self.base_url, self.output)
        self.output.write("robots.txt", robots(self.base_url))
        self.output.write("_headers", header_file(self.base_url))


def _generators(pelican: Pelican) -> type[OpenDataGenerator]:
    return OpenDataGenerator


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(_generators)
