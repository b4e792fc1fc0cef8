"""Pelican plugin: the list of all files and the root of /api/v1/, when everything else is written."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pelican import Pelican, signals

from plugins.registry.public import Publication
from plugins.site.generating import PublicationGenerator
from plugins.site.paths import ROOT

from . import types
from .change_list import write_changes
from .entries import Shelf
from .harvest import write_harvest
from .listings import write_agencies, write_kinds, write_years
from .manifest import write_manifest
from .schemas import write_schemas
from .statistics import write_statistics
from .v1 import dump


class ListingsGenerator(PublicationGenerator):
    """Listings, the change list, figures, schemas; tells what of them the root names."""

    stage = "目录"
    apart = True

    def write(self) -> dict[str, Any]:
        shelf = Shelf(self.output, self.base_url)
        agencies, shards = write_agencies(self.publication, self.build.file_digests, shelf)
        kinds = write_kinds(self.publication, shelf)
        write_years(shards, shelf)
        changes = write_changes(self.publication, shelf)
        statistics = write_statistics(self.publication, shelf)
        write_harvest(self.publication, shelf)
        write_schemas(shelf)
        told = {"agencies": agencies, "shards": shards, "changes": changes, "kinds": kinds, "statistics": statistics}
        return told | {"sequence": len(self.publication.events)}


class RootGenerator(PublicationGenerator):
    """The list of files, when all others were written; last the root."""

    stage = "索引"

    def write(self) -> None:
        self.build.apart.gather(self.output, self.build.clock)
        shelf = Shelf(self.output, self.base_url)
        files = write_manifest(self.publication, shelf)
        root = types.Root(
            **_about(self.publication),
            **self.build.apart.told[ListingsGenerator.stage],
            url=self.base_url,
            files=files,
            feed=f"{self.base_url}feeds/all.rss",
        )
        self.output.write(ROOT, dump(root))


def _about(publication: Publication) -> dict[str, Any]:
    counts = Counter(record.kind.name for record in publication.current)
    return {
        "preview": publication.preview,
        "demonstration": publication.settings.demonstration,
        "day": str(publication.day),
        "title": publication.settings.title,
        "licence": publication.settings.get("许可协议") or None,
        "modified": max((record.updated for record in publication.records), default=None),
        "log_id": publication.log_id,
        "counts": types.Counts(
            agencies=len(publication.agencies),
            records=sum(counts.values()),
            tombstones=len(publication.records) - sum(counts.values()),
            kinds=dict(sorted(counts.items())),
        ),
    }


def _generators(pelican: Pelican) -> tuple[type[PublicationGenerator], ...]:
    return (ListingsGenerator, RootGenerator)


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(_generators)
