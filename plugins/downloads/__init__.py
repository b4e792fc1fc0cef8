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
        write_lookup(self.publication, Shelf(self.output, self.base_url))


def _generators(pelican: Pelican) -> type[DownloadsGenerator]:
    return DownloadsGenerator


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(_generators)
