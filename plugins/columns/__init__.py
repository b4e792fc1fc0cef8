"""Pelican plugin: every HTML page of the platform, rendered from the publication."""

from __future__ import annotations

from collections.abc import Iterator

from pelican import Pelican, signals

from plugins.site.generating import PublicationGenerator
from plugins.site.workers import Task, Written

from .builder import Builder
from .pages import decision_file, listing_pages
from .site import Site


class ColumnsGenerator(PublicationGenerator):
    """The pages."""

    stage = "页面"

    def task(self) -> Task:
        return Task(Builder, (self._site(),), decision_file)

    def files(self, written: list[Written]) -> Iterator[tuple[str, bytes]]:
        return ((page.path, page.html.encode()) for page in listing_pages(self.publication, self._site()))

    def _site(self) -> Site:
        return Site(base_url=self.base_url, has_search=bool(self.settings["SEARCH"]))


def _generators(pelican: Pelican) -> type[ColumnsGenerator]:
    return ColumnsGenerator


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(_generators)
