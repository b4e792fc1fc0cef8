"""The change list under /api/v1/changes/: pages of a thousand events, one a line, that never change once they are full."""

from __future__ import annotations

from functools import partial

import msgspec

from plugins.registry import program
from plugins.registry.changes import Event
from plugins.registry.keys import digest
from plugins.registry.public import Publication
from plugins.site.paths import API

from . import types
from .entries import Shelf

PAGE = 1000


def write_changes(publication: Publication, shelf: Shelf) -> types.Entry:
    """Writes the list. Returns how the root names its index."""
    events, pages = publication.events, []
    for first in range(0, len(events), PAGE):
        lines = lines_of(events[first : first + PAGE])
        number = first // PAGE + 1
        path = f"{API}changes/{number:06}.ndjson"
        shelf.output.offer(path, digest(program.digest(), lines), partial(bytes, lines))
        last = min(first + PAGE, len(events))
        pages.append(shelf.entry(types.ChangesPage, path, page=number, first=first + 1, last=last))
    content = types.ChangesFile(log_id=publication.log_id, sequence=len(events), page_size=PAGE, pages=pages)
    return shelf.write(types.Entry, f"{API}changes/index.json", content)


def lines_of(events: tuple[Event, ...]) -> bytes:
    """Events as they are served. A transparency log may sign these bytes: they never change."""
    return msgspec.json.Encoder().encode_lines(events)
