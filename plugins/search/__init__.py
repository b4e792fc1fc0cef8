"""Pelican plugin: the search index, made with Pagefind from public records after everything else is written."""

from __future__ import annotations

from pathlib import Path

from pelican import Pelican, signals

from .indexing import build_index


def index(pelican: Pelican) -> None:
    """Builds the index unless the settings say SEARCH = False."""
    settings = pelican.settings
    if settings["SEARCH"]:
        with settings["CLOCK"].stage("搜索索引"):
            build_index(settings["PUBLICATION"], Path(pelican.output_path), jobs=settings["JOBS"])


def register() -> None:
    """Called by Pelican."""
    signals.finalized.connect(index)
