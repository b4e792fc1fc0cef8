"""What all pages share: header, footer, breadcrumbs, meta tags, and what is known of an agency; computed once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import chain
from typing import Any, NamedTuple

from markupsafe import Markup

from plugins.registry import program
from plugins.registry.harvested import Origin
from plugins.registry.keys import digest
from plugins.registry.kinds import Kind, kind
from plugins.registry.public import Publication
from plugins.registry.records import Agency, Government, Record
from plugins.registry.statistics import Punctuality, punctuality
from plugins.site.policy import META_POLICY

from .environment import TEMPLATES, environment
from .groups import Column, Groups, column, group
from .site import Page, Site, address, root
from .wording import weblink

Crumb = tuple[str, str]
Meta = list[tuple[str, str]]

# What HTML forbids, and halves of characters that cannot be written: shown as the replacement character.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# Where the numbers that a site must show are registered; plain links, nothing is loaded from there.
_REGISTERS = {"备案号": "https://beian.miit.gov.cn/", "公安备案号": "https://beian.mps.gov.cn/"}


class Shell(NamedTuple):
    """What is the same on all pages of one depth, one place in the navigation and one feed: parts of the head, header, footer."""

    first: Markup
    links: Markup
    top: Markup
    bottom: Markup


class Named(NamedTuple):
    """A page as others link to it: its id below the site's root, and what it is called."""

    id: str
    name: str


class OriginView(NamedTuple):
    """Where what a page shows was first published: the platform, the page there, and the platform in between."""

    name: str
    url: str
    via: str


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


class Builder:
    """Renders pages of one publication for one site. Every page comes out of `page`."""

    def __init__(self, publication: Publication, site: Site) -> None:
        self.publication = publication
        self.site = site
        self.settings = publication.settings
        self._environment = environment(TEMPLATES)
        self._views: dict[str, AgencyView] = {}
        self._columns: dict[str, Column] = {}
        self._shells: dict[tuple[str, str, str], Shell] = {}
        self.report_url = weblink(self.settings.get("纠错网址"))
        self._frame: dict[str, Any] = {
            "site": site,
            "site_name": self.settings.title,
            "demonstration_day": str(publication.day) if self.settings.demonstration else "",
            "footer": self._footer(),
            "badge_url": weblink(self.settings.get("党政机关标识")),
            "harvests": bool(publication.standings),
            "notes": [
                Named(page.slug, str(page.role("name")))
                for page in sorted(publication.site_pages.values(), key=lambda page: (_order(page), page.slug))
            ],
            "report_url": self.report_url,
            "answer_within": self.settings.profile.objection,
            "policy": META_POLICY,
            "site_meta": _filled(
                ("SiteName", self.settings.title),
                ("SiteDomain", site.host),
                ("SiteIDCode", self.settings.get("网站标识码")),
            ),
        }
        self.frame_key = digest(program.digest(), self._frame)

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

    def record_key(self, agency: str) -> bytes:
        """A digest of all that the pages of an agency's records are made of beside the record."""
        return digest(self.frame_key, self.view(agency).key)

    def agency_key(self, agency: str) -> bytes:
        """A digest of all that an agency's own list pages are made of: what the agency has published, and its like."""
        public = self.publication
        own = [(item.id, item.values, item.body) for item in (*self.lists_of(agency), *self._pages_of(agency))]
        return digest(
            self.frame_key,
            self.settings,
            str(public.day),
            self.view(agency).key,
            self._kin.get(agency),
            public.record_digests[agency],
            own,
        )

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

    def page(
        self,
        path: str,
        template: str,
        title: str,
        *,
        crumbs: Iterable[Crumb] = (),
        meta: Meta | None = None,
        agency: str = "",
        nav: str = "",
        relative: bool = True,
        index: bool = True,
        linked: dict[str, Any] | None = None,
        **context: Any,
    ) -> Page:
        """One page. crumbs: (label, path below the root) of the pages above it; meta: government tags beyond the site's.

        agency: whose feed the page offers; nav: the item of the main navigation it belongs to; relative: False only
        for 404.html, which is shown at any address; index: False for pages that search engines shall leave out;
        linked: what machines are told of it (schema.org, JSON-LD).
        """
        origin = self.publication.origins.get(agency)
        context |= {
            "title": title,
            "crumbs": tuple(crumbs),
            "meta": meta or [],
            "canonical": self._canonical(path, origin) if index else "",
            "origin": origin and OriginView(origin.name, origin.page(address(path)), origin.via),
            "agency_feed": agency,
            "nav": nav,
            "index": index,
            "linked": linked,
        }
        way = root(path) if relative else self.site.base_path
        return Page(path, partial(self._key_of, template, way, context), partial(self._render, template, way, context))

    def _key_of(self, template: str, way: str, context: dict[str, Any]) -> bytes:
        """A page is made of what its template is given, and of nothing else."""
        return digest(self.frame_key, template, way, {name: _in_short(value) for name, value in context.items()})

    def _render(self, template: str, way: str, context: dict[str, Any]) -> str:
        html = self._environment.get_template(template).render(
            self._frame,
            root=way,
            home=way or "./",
            shell=self._shell(way, context["nav"], context["agency_feed"]),
            **context,
        )
        # What is printable is allowed, and that is found out ten times as quickly.
        return html if html.replace("\n", "").isprintable() else _FORBIDDEN.sub("\ufffd", html)

    def _canonical(self, path: str, origin: Origin | None) -> str:
        """The address under which a page is known: that of the site that published it first."""
        return origin.page(address(path)) if origin and origin.pages else self.permanent(path)

    def permanent(self, path: str) -> str:
        """The absolute URL of a page, or '' where the site's address is unknown."""
        return f"{self.site.base_url}{address(path)}" if self.site.host else ""

    def view(self, agency: str) -> AgencyView:
        """What is known of an agency, made once."""
        if agency not in self._views:
            self._views[agency] = self._view(self.publication.agencies[agency])
        return self._views[agency]

    def _shell(self, way: str, nav: str, feed: str) -> Shell:
        if (way, nav, feed) not in self._shells:
            context = self._frame | {"root": way, "home": way or "./", "nav": nav, "agency_feed": feed}
            parts = [self._environment.get_template(f"_{part}.html").render(context) for part in Shell._fields]
            # The templates escaped what they were given.
            self._shells[way, nav, feed] = Shell(*(Markup(part.strip()) for part in parts))  # noqa: S704
        return self._shells[way, nav, feed]

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

    def _footer(self) -> list[tuple[str, str, str]]:
        """What the footer says of the site: names, values, and where they can be verified."""
        names = ("主办单位", "联系电话", "网站标识码", "备案号", "公安备案号")
        return [(name, value, _REGISTERS.get(name, "")) for name in names if (value := self.settings.get(name))]


def for_records(publication: Publication, site: Site) -> Builder:
    """A builder for the pages of records, with their templates compiled: workers then need not do it again."""
    builder = Builder(publication, site)
    for template in ("decision.html", "tombstone.html", *(f"_{part}.html" for part in Shell._fields)):
        environment(TEMPLATES).get_template(template)
    return builder


def column_meta(name: str, description: str, *keywords: str) -> Meta:
    """The four tags of a column page (国办发〔2017〕47号)."""
    return _filled(
        ("ColumnName", name),
        ("ColumnDescription", description),
        ("ColumnKeywords", ",".join(keywords)),
        ("ColumnType", "行政执法公示"),
    )


def article_meta(title: str, day: str, source: str) -> Meta:
    """The three tags of an article page; the hour is not known, and the form asks for one."""
    return _filled(("ArticleTitle", title), ("PubDate", f"{day} 00:00" if day else ""), ("ContentSource", source))


def _in_short(value: Any) -> Any:
    """What stands for a value in a page's key: kinds are part of the program, views have keys of their own."""
    if isinstance(value, Kind):
        return value.id
    return value.key if isinstance(value, AgencyView) else value


def _filled(*tags: tuple[str, str]) -> Meta:
    return [(name, content) for name, content in tags if content]


def _order(page: Record) -> int:
    return int(page.values.get("次序", "999"))
