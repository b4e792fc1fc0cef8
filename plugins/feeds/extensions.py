"""feedgen extensions: archived feeds (RFC 5005) and deleted entries (RFC 6721)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from feedgen.ext.base import BaseExtension
from lxml import etree

HISTORY = "http://purl.org/syndication/history/1.0"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


class HistoryExtension(BaseExtension):  # type: ignore[misc]
    """Says that a document is a page of an archive, and where the others are (RFC 5005, section 4)."""

    def __init__(self) -> None:
        self._links: list[tuple[str, str]] = []
        self._archive = False

    def place(self, links: Iterable[tuple[str, str]], *, archive: bool) -> None:
        """links: (relation, URL) of other documents; archive: True for a page of the archive."""
        self._links = list(links)
        self._archive = archive

    def extend_ns(self) -> dict[str, str]:
        """The namespace, where it is used."""
        return {"fh": HISTORY} if self._archive else {}

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Adds the elements to the head of the feed."""
        if self._archive:
            etree.SubElement(feed, f"{{{HISTORY}}}archive")
        for relation, url in self._links:
            etree.SubElement(feed, "link", rel=relation, type="application/atom+xml", href=url)
        return feed


class TombstonesExtension(BaseExtension):  # type: ignore[misc]
    """Names the entries that are there no more, so that readers drop them (RFC 6721)."""

    def __init__(self) -> None:
        self._deleted: Mapping[str, str] = {}

    def deleted(self, entries: Mapping[str, str]) -> None:
        """entries: id of an entry → when it was deleted."""
        self._deleted = entries

    def extend_ns(self) -> dict[str, str]:
        """The namespace, where it is used."""
        return {"at": TOMBSTONES} if self._deleted else {}

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Adds the elements to the head of the feed."""
        for name, when in self._deleted.items():
            etree.SubElement(feed, f"{{{TOMBSTONES}}}deleted-entry", ref=name, when=when)
        return feed
