"""Pelican plugin: everything to take away in one go, exact look-up, and the page that tells of it."""

from __future__ import annotations

from pelican import Pelican, signals

from plugins.columns.builder import Builder
from plugins.columns.opendata import data_page
from plugins.columns.site import Site
from plugins.open_data.entries import Shelf
from plugins.open_data.v1 import dump
from plugins.site.generating import PublicationGenerator

from .catalogue import CATALOGUE, dcat
from .lookup import lookup
from .plan import Download
from .view import data_view


class LookupGenerator(PublicationGenerator):
    """Exact look-up."""

    stage = "精确查找"
    apart = True

    def write(self) -> None:
        self.output.offer_all([lookup(self.publication)], self.jobs)


class DownloadsGenerator(PublicationGenerator):
    """The page always; the bulk files and their catalogues unless the settings say DOWNLOADS = False.

    It comes after the open data, which it reads.
    """

    stage = "下载"

    @property
    def apart(self) -> bool:
        return not self.settings["DOWNLOADS"]

    def write(self) -> None:
        shelf = Shelf(self.output, self.base_url)
        downloads: list[Download] = []
        if self.settings["DOWNLOADS"]:
            # Loaded where it is wanted: a preview without downloads should not wait for it.
            from .bulk import write_bulk

            with self.build.progress("下载文件") as report:
                downloads = write_bulk(self.publication, shelf, self.build.jobs, report)
            self.output.write(CATALOGUE, dump(dcat(self.publication, shelf, downloads)))
        site = Site(base_url=self.base_url, has_search=bool(self.settings["SEARCH"]))
        page = data_page(Builder(self.publication, site), data_view(self.publication, shelf, downloads))
        self.output.offer(page.path, page.key, page.content)


def _generators(pelican: Pelican) -> tuple[type[PublicationGenerator], ...]:
    return (LookupGenerator, DownloadsGenerator)


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(_generators)
