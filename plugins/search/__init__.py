"""Pelican plugin: the search index, made from the records' files in the API, and its description for browsers."""

from __future__ import annotations

from pelican import Pelican, signals

from plugins.site.generating import PublicationGenerator


class SearchGenerator(PublicationGenerator):
    """The index, unless the settings say SEARCH = False. It comes after the open data, which it reads."""

    stage = "搜索索引"

    def write(self) -> None:
        if self.settings["SEARCH"]:
            # Loaded where it is wanted: a preview without search should not wait for it.
            from .indexing import write_index
            from .opensearch import PATH, description

            write_index(self.publication, self.output, jobs=self.build.jobs, progress=self.build.progress)
            self.output.write(PATH, description(self.publication.settings.title, self.base_url))


def _generators(pelican: Pelican) -> type[SearchGenerator]:
    return SearchGenerator


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(_generators)
