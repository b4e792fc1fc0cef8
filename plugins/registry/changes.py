"""The change list: everything that ever happened to what is published, one event after the other, never rewritten.

Content can be withdrawn, the list cannot. So an event names only an id and carries a commitment: a SHA-256 that covers the
content and its salt. The salt vanishes with the content, and nobody can prove a guess of what stood there.

The law of the list: the last event of an id tells what is served of it; folding all events gives the whole publication.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import itemgetter

from msgspec import Struct

from .public import CORRECTED, EXPIRED, REPAIRED, Listed

PUBLISHED, CORRECTION, UPDATE, MASKED = "公示", "更正", "更新", "脱敏"
WITHDRAWAL, TERM_ENDED, REPAIR = "撤回", "期满", "信用修复"
RENUMBERED, LISTS = "改号", "清单"
KINDS = (PUBLISHED, CORRECTION, UPDATE, MASKED, WITHDRAWAL, TERM_ENDED, REPAIR, RENUMBERED, LISTS)

PREVIEW_LOG = "preview"
_ENDS = {EXPIRED: TERM_ENDED, REPAIRED: REPAIR}


class Event(Struct, frozen=True, gc=False):
    """One line of the list. date: of what happened, not of the build; commitment: to what is served from then on.

    commitment is None where nothing is served any more (an id was given up, a list taken away), and where the content
    was replaced before it was ever served.
    """

    seq: int
    id: str
    kind: str
    date: str
    commitment: str | None


def salt(key: bytes, item_id: str, digest: str) -> str:
    """The salt of one content of an item: 32 hex digits that only who holds the site's key can make."""
    return hmac.digest(key, f"{item_id}\n{digest}".encode(), "sha256").hex()[:32]


def commit(*parts: str) -> str:
    """The commitment to some texts in their order."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def log_id(key: bytes, day: str) -> str:
    """The name of a list that begins on a day."""
    return hmac.digest(key, f"log\n{day}".encode(), "sha256").hex()[:32]


def snapshot(events: Iterable[Event]) -> dict[str, str]:
    """What is served after these events: id → commitment."""
    served = {event.id: event.commitment for event in events}
    return {item: commitment for item, commitment in served.items() if commitment is not None}


def extended(
    events: tuple[Event, ...],
    records: Iterable[Listed],
    others: Mapping[str, tuple[str, str]],
    day: str,
    change: Callable[[Listed], tuple[str, str]],
) -> tuple[Event, ...]:
    """The events with those that lead from there to a publication's records and to all else that it serves.

    others: of lists, pages and agencies: id → commitment, and the day it says it was last changed on, or "".

    change: of a record whose content differs and is still shown: what happened to it, and on which day.
    New events stand in the order of (date, id, kind).
    """
    known = snapshot(events)
    fresh = sorted(_fresh(known, records, others, day, change), key=itemgetter(0, 1, 2))
    numbered = (
        Event(seq, item, kind, date, commitment)
        for seq, (date, item, kind, commitment) in enumerate(fresh, len(events) + 1)
    )
    return (*events, *numbered)


def _fresh(
    known: dict[str, str],
    records: Iterable[Listed],
    others: Mapping[str, tuple[str, str]],
    day: str,
    change: Callable[[Listed], tuple[str, str]],
) -> Iterator[tuple[str, str, str, str | None]]:
    """(date, id, kind, commitment) of what is not told yet."""
    left = known.keys() - others.keys()
    given_up: set[str] = set()
    for record in records:
        left.discard(record.id)
        before = known.get(record.id)
        if before is None:
            former = [old for old in record.former if old in known]
            given_up.update(former)
            yield from _first(record, renumbered=bool(former), day=day)
        elif before != record.commitment:
            kind, date = (_ENDS.get(record.state, WITHDRAWAL), record.updated) if record.tombstone else change(record)
            yield date, record.id, kind, record.commitment
    for item, (commitment, changed) in others.items():
        if known.get(item) != commitment:
            first_seen = min(changed, day) if changed and item not in known else day
            yield first_seen, item, LISTS, commitment
    for item in left:
        yield day, item, RENUMBERED if item in given_up else LISTS, None


def _first(record: Listed, *, renumbered: bool, day: str) -> Iterator[tuple[str, str, str, str | None]]:
    """The life of a record that the list does not know yet."""
    if renumbered:
        yield day, record.id, RENUMBERED, record.commitment
    elif record.tombstone:
        yield record.updated, record.id, _ENDS.get(record.state, WITHDRAWAL), record.commitment
    elif record.state == CORRECTED:
        yield record.published, record.id, PUBLISHED, None
        yield max(record.updated, record.published), record.id, CORRECTION, record.commitment
    else:
        yield record.published, record.id, PUBLISHED, record.commitment
