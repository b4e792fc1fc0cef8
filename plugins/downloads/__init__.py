"""Pelican plugin: everything to take away in one go, exact look-up, and the page that tells of it."""

from __future__ import annotations

from pelican import Pelican, signals

from plugins.open_data.entries import Shelf
from plugins.site.generating import PublicationGenerator

from .lookup import write_lookup


class DownloadsGenerator(PublicationGenerator):
    """Look-up always; the bulk files unless the settings say DOWNLOADS = False. It comes after the open data."""

    stage = "下载"

    def write(self) -> None:
        shelf = Shelf(self.output, self.base_url)
        write_lookup(self.publication, shelf)
        if self.settings["DOWNLOADS"]:
            # Loaded where it is wanted: a preview without downloads should not wait for it.
            from .bulk import write_bulk

            with self.build.progress("下载文件") as report:
                write_bulk(self.publication, shelf, self.build.jobs, report)


def _generators(pelican: Pelican) -> type[DownloadsGenerator]:
    return DownloadsGenerator


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(_generators)
