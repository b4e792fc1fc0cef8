"""What an agency has published beforehand, against which its decisions are held: lists, region's rules, working days.

It is known before any decision is read, so that a rule looks at one decision and its context, wherever that is done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from .assembly import Registry
from .problems import Level
from .records import Settings

Entries = Mapping[str, Mapping[str, Any]]

# The lists that rules look at: another one is none of a decision's business.
_LISTS = ("officers", "discretion", "review-catalogue", "inspection-matters", "inspection-plan")


@dataclass(frozen=True)
class Context:
    """Entries of an agency's lists by their codes, and when each list was last changed.

    key: a digest of everything a rule can find here.
    """

    settings: Settings = field(default_factory=Settings)
    lists: Mapping[str, Entries] = field(default_factory=dict)
    updated: Mapping[str, str] = field(default_factory=dict)
    key: bytes = b""

    def entries(self, kind_id: str) -> Entries:
        """The entries of a list; empty where the agency has not published it."""
        return self.lists.get(kind_id, {})

    def level(self, kind_id: str, decided: str) -> Level:
        """How much it weighs that a decision departs from a list: a list changed since then cannot judge it."""
        return Level.WARNING if decided < self.updated.get(kind_id, "") else Level.ERROR


def contexts(registry: Registry) -> dict[str, Context]:
    """The context of every agency of a registry that was read as far as decisions refer to it."""
    settings = registry.settings
    shared = (settings.profile, settings.calendar)
    made = {}
    for agency in registry.agencies:
        lists = {kind_id: registry.entries(agency, kind_id) for kind_id in _LISTS}
        published = {kind_id: registry.lists.get(f"{agency}/{kind_id}") for kind_id in _LISTS}
        updated = {kind_id: str(listing.role("updated")) for kind_id, listing in published.items() if listing}
        key = hashlib.blake2b(msgspec.msgpack.encode((shared, lists, updated)), digest_size=20).digest()
        made[agency] = Context(settings, lists, updated, key)
    return made
