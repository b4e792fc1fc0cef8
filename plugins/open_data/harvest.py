"""归集情况 for machines: how each source of a harvest does."""

from __future__ import annotations

from plugins.registry.collected import Collected, collected
from plugins.registry.public import Publication
from plugins.site.paths import API

from . import types
from .entries import Shelf


def write_harvest(publication: Publication, shelf: Shelf) -> None:
    """Writes api/v1/harvest.json, where the site harvests at all."""
    if publication.standings:
        sources = [_source(item) for item in collected(publication)]
        shelf.write(types.Entry, f"{API}harvest.json", types.HarvestFile(day=str(publication.day), sources=sources))


def _source(item: Collected) -> types.HarvestSource:
    return types.HarvestSource(
        id=item.id,
        name=item.name,
        url=item.url,
        interval=item.interval,
        state=item.state,
        harvested=item.day or None,
        age=item.age,
        sequence=item.sequence,
        agencies=list(item.agencies),
        counts=types.HarvestCounts(
            records=item.records,
            tombstones=item.tombstones,
            known=item.known,
            late=item.late,
            gaps=item.gaps,
            held=item.held,
        ),
        held=[types.HarvestHeld(id=held.id, reasons=list(held.reasons)) for held in item.named],
        troubles=[
            types.HarvestTrouble(code=trouble.code, text=trouble.text, count=trouble.count) for trouble in item.troubles
        ],
    )
