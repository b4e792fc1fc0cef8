"""What all pages share: header, footer, breadcrumbs, meta tags; and a page with the key of all that it is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from markupsafe import Markup

from plugins.registry import program
from plugins.registry.harvested import Origin
from plugins.registry.keys import digest
from plugins.registry.kinds import Kind
from plugins.registry.public import Publication
from plugins.registry.records import Record
from plugins.site.policy import META_POLICY

from .environment import TEMPLATES, environment
from .holdings import AgencyView, Crumb, Holdings, Named
from .site import Page, Site, address, root
from .wording import weblink

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


class OriginView(NamedTuple):
    """Where what a page shows was first published: the platform, the page there, and the platform in between."""

    name: str
    url: str
    via: str


class Builder(Holdings):
    """Renders pages of one publication for one site. Every page comes out of `page`."""

    def __init__(self, publication: Publication, site: Site) -> None:
        super().__init__(publication)
        self.site = site
        self.settings = publication.settings
        self._environment = environment(TEMPLATES)
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

    def record_key(self, agency: str) -> bytes:
        """A digest of all that the pages of an agency's records are made of beside the record."""
        return digest(self.frame_key, self.view(agency).key)

    def agency_key(self, agency: str) -> bytes:
        """A digest of all that an agency's own list pages are made of."""
        return digest(self.frame_key, self.settings, str(self.publication.day), self.holdings_key(agency))

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

    def _shell(self, way: str, nav: str, feed: str) -> Shell:
        if (way, nav, feed) not in self._shells:
            context = self._frame | {"root": way, "home": way or "./", "nav": nav, "agency_feed": feed}
            parts = [self._environment.get_template(f"_{part}.html").render(context) for part in Shell._fields]
            # The templates escaped what they were given.
            self._shells[way, nav, feed] = Shell(*(Markup(part.strip()) for part in parts))  # noqa: S704
        return self._shells[way, nav, feed]

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
