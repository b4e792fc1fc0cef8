"""Pelican plugin: the search index, made from the records' files in the API, and its description for browsers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pelican import Pelican, signals

from plugins.site.generating import PublicationGenerator

if TYPE_CHECKING:
    from .indexing import Index


class SearchGenerator(PublicationGenerator):
    """The index, unless the settings say SEARCH = False. It is made of the records' files, which stand when it begins."""

    stage = "搜索索引"
    _index: Index | None = None

    def generate_context(self) -> None:
        """Begins the index, so that Pagefind works while pages are written."""
        if self.settings["SEARCH"]:
            # Loaded where it is wanted: a preview without search should not wait for it.
            from .indexing import Index

            with self.build.clock.stage("索引准备"):
                self._index = Index(self.publication, self.output, jobs=self.build.jobs, progress=self.build.progress)
                self._index.begin(self.build.apart.meanwhile)

    def write(self) -> None:
        if self._index:
            from .opensearch import PATH, description

            self._index.finish()
            self.build.clock.stages.append(("检索包", self._index.apart))
            self.output.write(PATH, description(self.publication.settings.title, self.base_url))


def _generators(pelican: Pelican) -> type[SearchGenerator]:
    return SearchGenerator


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(_generators)
