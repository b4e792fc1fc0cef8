"""Pelican plugin: what is new, for feed readers and for people: RSS, Atom, JSON Feed, pages, and a list of them all."""

from __future__ import annotations

from pelican import Pelican, signals

from plugins.columns.builder import Builder
from plugins.columns.site import Site
from plugins.site.generating import PublicationGenerator


class FeedsGenerator(PublicationGenerator):
    """The feeds."""

    stage = "订阅"
    apart = True

    def write(self) -> None:
        # Loaded by the process that writes them: the others need not wait for it.
        from .documents import Feeds
        from .opml import opml

        site = Site(base_url=self.base_url, has_search=bool(self.settings["SEARCH"]))
        feeds = Feeds(self.publication, Builder(self.publication, site))
        self.output.offer_all(feeds.chapters(), self.jobs)
        self.output.write("feeds/index.opml", opml(self.publication, feeds.streams, self.base_url))


def _generators(pelican: Pelican) -> type[FeedsGenerator]:
    return FeedsGenerator


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(_generators)
