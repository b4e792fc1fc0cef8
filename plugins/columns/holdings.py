"""What a publication holds, put together as pages need it: of each agency its records, lists and pages; counts over all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from plugins.registry.harvested import Origin
from plugins.registry.keys import digest
from plugins.registry.kinds import kind
from plugins.registry.public import Publication
from plugins.registry.records import Agency, Government, Record
from plugins.registry.statistics import Punctuality, punctuality

from .groups import Column, Groups, column, group

Crumb = tuple[str, str]


class Named(NamedTuple):
    """A page as others link to it: its id below the site's root, and what it is called."""

    id: str
    name: str


@dataclass(frozen=True)
class AgencyView:
    """An agency with what its pages link to: breadcrumbs, names of matters and guides by 事项编码, codes of its lists.

    tiered: matters with a 裁量基准; officers: numbers of the certificates on its list; catalogued: it has published what
    is reviewed; peers: what is known of earlier penalties, by 事项编码 (行政处罚裁量统计); origin: where its material comes
    from, where that is another site.
    """

    agency: Agency
    government: Government | None
    crumbs: tuple[Crumb, ...]
    matters: dict[str, str]
    guide_of: dict[str, Named]
    tiered: tuple[str, ...] = ()
    officers: tuple[str, ...] = ()
    catalogued: bool = False
    peers: dict[str, dict[str, str]] = field(default_factory=dict)
    origin: Origin | None = None

    @cached_property
    def key(self) -> bytes:
        """A digest of all of it."""
        return digest(self)


class Holdings:
    """Everything is worked out when it is asked for, once."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        self._views: dict[str, AgencyView] = {}
        self._columns: dict[str, Column] = {}

    @cached_property
    def groups(self) -> Groups:
        """Counts over all agencies: only for list pages, so that one record can be rendered alone."""
        return group(self.publication)

    @cached_property
    def timely(self) -> Punctuality:
        """How timely all that is shown was published."""
        return punctuality(self.publication.current)

    def column(self, agency: str) -> Column:
        """The records of an agency, put together once."""
        if agency not in self._columns:
            self._columns[agency] = column(self.publication.by_agency[agency])
        return self._columns[agency]

    def holdings_key(self, agency: str) -> bytes:
        """A digest of all that an agency has published, and of what it succeeds or is succeeded by."""
        own = [(item.id, item.values, item.body) for item in (*self.lists_of(agency), *self._pages_of(agency))]
        return digest(self.view(agency).key, self._kin.get(agency), self.publication.record_digests[agency], own)

    @cached_property
    def _kin(self) -> dict[str, list[Agency]]:
        """The agencies that an agency succeeds, or that succeed it."""
        found: dict[str, list[Agency]] = {}
        agencies = self.publication.agencies
        for agency in agencies.values():
            if successor := agencies.get(str(agency.values.get("承继机关", ""))):
                found.setdefault(agency.id, []).append(successor)
                found.setdefault(successor.id, []).append(agency)
        return found

    def view(self, agency: str) -> AgencyView:
        """What is known of an agency, made once."""
        if agency not in self._views:
            self._views[agency] = self._view(self.publication.agencies[agency])
        return self._views[agency]

    def _view(self, agency: Agency) -> AgencyView:
        government = self.publication.governments.get(agency.government)
        crumbs = [(government.region or government.name, f"{government.id}/")] if government else []
        guides = self.pages_of(agency.id, "guide")
        return AgencyView(
            agency=agency,
            government=government,
            crumbs=(*crumbs, (agency.name, f"{agency.id}/")),
            matters={code: entry["事项名称"] for code, entry in self.entries(agency.id, "matters").items()},
            guide_of={
                code: Named(guide.id, str(guide.role("name")))
                for guide in reversed(guides)
                if (code := str(guide.role("matter")))
            },
            tiered=tuple(self.entries(agency.id, "discretion")),
            officers=tuple(self.entries(agency.id, "officers")),
            peers=self._peers(agency.id),
            origin=self.publication.origins.get(agency.id),
            catalogued=bool(self.entries(agency.id, "review-catalogue")),
        )

    def _peers(self, agency: str) -> dict[str, dict[str, str]]:
        listing = self.publication.lists.get(f"{agency}/discretion-figures")
        years = {name: listing.values[name] for name in ("起始年度", "截止年度")} if listing else {}
        return {code: years | dict(entry) for code, entry in self.entries(agency, "discretion-figures").items()}

    def entries(self, agency: str, kind_id: str) -> dict[str, Mapping[str, Any]]:
        """The entries of an agency's list by their codes; empty where it has published none."""
        listing = self.publication.lists.get(f"{agency}/{kind_id}")
        key = kind(kind_id).entry_role("key")
        return {entry[key]: entry for entry in listing.role("entries") if key in entry} if listing else {}

    def lists_of(self, agency: str) -> list[Record]:
        """An agency's lists, in the order of their ids."""
        return self._lists.get(agency, [])

    def pages_of(self, agency: str, kind_id: str) -> list[Record]:
        """An agency's pages of one kind (its guides), in the order of their ids."""
        return self._pages.get(agency, {}).get(kind_id, [])

    def kinds_of(self, agency: str) -> set[str]:
        """The kinds of lists and pages that an agency has published."""
        return {listing.kind_id for listing in self.lists_of(agency)} | self._pages.get(agency, {}).keys()

    def _pages_of(self, agency: str) -> Iterator[Record]:
        return chain.from_iterable(self._pages.get(agency, {}).values())

    @cached_property
    def _lists(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for listing in self.publication.lists.values():
            found.setdefault(listing.agency, []).append(listing)
        return found

    @cached_property
    def _pages(self) -> dict[str, dict[str, list[Record]]]:
        found: dict[str, dict[str, list[Record]]] = {}
        for page in self.publication.pages.values():
            found.setdefault(page.agency, {}).setdefault(page.kind_id, []).append(page)
        return found
