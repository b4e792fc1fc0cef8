"""The change list as feeds tell it: which events are news, and which vanished with what they told of.

An event of something that is public no more is told only where it says just that; the entries that told of its content
are named by it, so that readers can drop them too (RFC 6721).
"""

from __future__ import annotations

from msgspec import Struct

from plugins.registry.changes import LISTS, PUBLISHED, RENUMBERED, REPAIR, TERM_ENDED, WITHDRAWAL, Event
from plugins.registry.kinds import KINDS
from plugins.registry.public import SHOWN, Publication

# After these nothing of a record is public.
ENDINGS = frozenset((WITHDRAWAL, TERM_ENDED, REPAIR))


class News(Struct, frozen=True, array_like=True, gc=False):
    """An event with the id of its entry.

    id: subject and event, with the date where an event may come again; subject: the id of the record, list, page or
    agency; kind_id: '' where its kind is not known any more; gone: the subject is public no more; told: False where only
    the place in the archive is left; first: nothing was heard of the subject before; removes: ids of the entries that
    readers should drop.
    """

    id: str
    seq: int
    date: str
    event: str
    subject: str
    agency: str
    kind_id: str
    gone: bool
    told: bool
    first: bool
    removes: tuple[str, ...] = ()


def news(publication: Publication) -> list[News]:
    """All events in the order of the change list; of two with one id the first."""
    there = {record.id: record.kind_id for record in publication.records if record.state in SHOWN}
    left = {record.id: record.kind_id for record in publication.records if record.state not in SHOWN}
    for page in (*publication.lists.values(), *publication.pages.values()):
        there[page.id] = page.kind_id
    there |= dict.fromkeys(publication.agencies, "agency")
    events: dict[str, Event] = {}
    for event in publication.events:
        events.setdefault(_entry_id(event), event)
    vanished = _vanished(events, there)
    former = {record.id: record.former for record in publication.records if record.former}
    heard: set[str] = set()
    found = []
    for name, event in events.items():
        subject = event.id
        gone = subject not in there
        kind_id = (left.get(subject) or _kind_of(subject)) if gone else there[subject]
        told = True
        removes: tuple[str, ...] = ()
        if gone:
            # An id that was given up leads nowhere: who has it now tells of it.
            ended = event.kind in ENDINGS and subject in left
            told = ended or (event.kind == LISTS and bool(kind_id) and name == vanished[subject][-1])
            removes = _contents(vanished[subject], events, name) if told else ()
        elif event.kind == RENUMBERED:
            removes = tuple(other for old in former.get(subject, ()) for other in vanished.get(old, ()))
        agency, first = subject.partition("/")[0], subject not in heard
        heard.add(subject)
        found.append(
            News(name, event.seq, event.date, event.kind, subject, agency, kind_id, gone, told, first, removes)
        )
    return found


def _contents(names: list[str], events: dict[str, Event], last: str) -> tuple[str, ...]:
    """Those of a subject's entries that told of its content."""
    return tuple(name for name in names if events[name].kind not in ENDINGS and name != last)


def _entry_id(event: Event) -> str:
    # What happens once in a record's life needs no date.
    return f"{event.id}#{event.kind}" if event.kind == PUBLISHED else f"{event.id}#{event.kind}-{event.date}"


def _vanished(events: dict[str, Event], there: dict[str, str]) -> dict[str, list[str]]:
    """The entries of everything that is not there any more, in their order."""
    found: dict[str, list[str]] = {}
    for name, event in events.items():
        if event.id not in there:
            found.setdefault(event.id, []).append(name)
    return found


def _kind_of(subject: str) -> str:
    """The kind of something that left no trace but its id: <agency>, <agency>/<kind>, <agency>/<kind>/<slug>."""
    parts = subject.split("/")
    if len(parts) == 1:
        return "agency"
    return parts[1] if parts[1] in KINDS else ""
