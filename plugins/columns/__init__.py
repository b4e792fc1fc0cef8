"""Pelican plugin: every HTML page of the platform, rendered from the publication."""

from __future__ import annotations

from collections.abc import Iterator

from pelican import Pelican, signals

from plugins.site.generating import PublicationGenerator

from .pages import Site, pages


class ColumnsGenerator(PublicationGenerator):
    """The pages."""

    stage = "页面"

    def files(self) -> Iterator[tuple[str, bytes]]:
        site = Site(base_url=self.base_url, has_search=bool(self.settings["SEARCH"]))
        return ((page.path, page.html.encode()) for page in pages(self.publication, site))


def _generators(pelican: Pelican) -> type[ColumnsGenerator]:
    return ColumnsGenerator


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(_generators)
