"""What the specifications ask of feeds, as faults of a document: read with the standard library, apart from what wrote it.

RSS 2.0 (rssboard.org), RFC 4287 (Atom), RFC 5005 (archives), RFC 6721 (deleted entries), JSON Feed 1.1, OPML 2.0.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:\S+")
_MEDIA = {"rss": "application/rss+xml", "atom": "application/atom+xml"}


def faults(path: str, content: bytes, url: str) -> list[str]:
    """What is wrong with a feed that is served at `url`, by the ending of its path."""
    check = {"rss": _rss, "atom": _atom, "json": _json, "opml": _opml}[path.rpartition(".")[2]]
    return [f"{path}: {fault}" for fault in check(content, url)]


def _rss(content: bytes, url: str) -> Iterator[str]:
    root = ET.fromstring(content)
    if (root.tag, root.get("version"), [child.tag for child in root]) != ("rss", "2.0", ["channel"]):
        yield "no rss 2.0 with one channel"
    channel = root[0]
    for name in ("title", "link", "description", "language", "lastBuildDate"):
        if not _only(channel, name):
            yield f"not one {name}"
    yield from _addresses(_only(channel, "link"))
    links = channel.findall(f"{ATOM}link")
    if [(link.get("rel"), link.get("href"), link.get("type")) for link in links] != [("self", url, _MEDIA["rss"])]:
        yield "no link to itself"
    yield from _moments(_rfc822, _only(channel, "lastBuildDate"))
    items = channel.findall("item")
    for item in items:
        if not (_only(item, "title") or _only(item, "description")):
            yield "an item without title and description"
        guid = item.find("guid")
        if guid is None or not guid.text or (guid.get("isPermaLink") != "false" and not _IRI.fullmatch(guid.text)):
            yield "a guid that is no address"
        yield from _addresses(_only(item, "link"))
        yield from _moments(_rfc822, _only(item, "pubDate"))
    yield from _repeated(_only(item, "guid") for item in items)


def _atom(content: bytes, url: str) -> Iterator[str]:
    feed = ET.fromstring(content)
    if feed.tag != f"{ATOM}feed":
        yield "no Atom feed"
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        yield from _atom_element(element)
    if not feed.findall(f"{ATOM}author") and not all(entry.findall(f"{ATOM}author") for entry in entries):
        yield "no author"
    if _links(feed, "self") != [(url, _MEDIA["atom"])]:
        yield "no link to itself"
    for entry in entries:
        text = entry.findall(f"{ATOM}content")
        if not text and not _links(entry, "alternate"):
            yield "an entry with neither content nor link"
        if len(text) > 1 or any(one.get("type", "text") not in ("text", "html") or len(one) for one in text):
            yield "content that is not one text"
        if _only(entry, f"{ATOM}updated") > _only(feed, f"{ATOM}updated"):
            yield "an entry newer than its feed"
    ids = [_only(entry, f"{ATOM}id") for entry in entries]
    yield from _repeated(ids)
    yield from _archived(feed)
    yield from _deleted(feed, ids)


def _atom_element(element: ET.Element) -> Iterator[str]:
    """What a feed and an entry have in common."""
    for name in ("id", "title", "updated"):
        if not _only(element, f"{ATOM}{name}"):
            yield f"{element.tag}: not one {name}"
    if not _IRI.fullmatch(_only(element, f"{ATOM}id")):
        yield "an id that is no IRI"
    yield from _moments(_RFC3339.fullmatch, _only(element, f"{ATOM}updated"))
    links = element.findall(f"{ATOM}link")
    yield from _addresses(*(link.get("href", "") for link in links))
    kinds = [(link.get("type"), link.get("hreflang")) for link in links if link.get("rel") == "alternate"]
    yield from _repeated(map(str, kinds))
    if not all(_only(author, f"{ATOM}name") for author in element.findall(f"{ATOM}author")):
        yield "an author without a name"
    if not all(category.get("term") for category in element.findall(f"{ATOM}category")):
        yield "a category without a term"


def _archived(feed: ET.Element) -> Iterator[str]:
    """RFC 5005, section 4; which page follows which is for a walk through all of them."""
    archive = feed.findall(f"{HISTORY}archive")
    if len(archive) > 1 or feed.findall(f"{HISTORY}complete"):
        yield "an archive marked twice, or as complete"
    for relation in ("prev-archive", "next-archive", "current"):
        if len(_links(feed, relation)) > (0 if relation != "prev-archive" and not archive else 1):
            yield f"{relation} where it does not belong"
    if archive and not _links(feed, "current"):
        yield "an archive page that leads nowhere"


def _deleted(feed: ET.Element, ids: list[str]) -> Iterator[str]:
    """RFC 6721, section 3: ref and when; what is deleted is not there."""
    deleted = feed.findall(f"{TOMBSTONES}deleted-entry")
    for entry in deleted:
        yield from _moments(_RFC3339.fullmatch, entry.get("when", ""))
        if not _IRI.fullmatch(entry.get("ref", "")) or entry.get("ref") in ids:
            yield "a deleted entry without a name, or still there"
    yield from _repeated(entry.get("ref", "") for entry in deleted)


def _json(content: bytes, url: str) -> Iterator[str]:
    feed = json.loads(content)
    if feed["version"] != "https://jsonfeed.org/version/1.1" or not feed["title"] or feed["feed_url"] != url:
        yield "no JSON Feed 1.1 of this address"
    yield from _addresses(feed["home_page_url"])
    known = {"id", "url", "title", "content_text", "date_published", "authors", "tags"}
    for item in feed["items"]:
        if not item["id"] or not isinstance(item["id"], str) or not item["content_text"] or item.keys() - known:
            yield f"an item without id or text, or with what is not in the specification: {item}"
        yield from _addresses(item["url"])
        yield from _moments(_RFC3339.fullmatch, item["date_published"])
        if not all(author["name"] for author in item["authors"]) or not all(
            isinstance(tag, str) for tag in item["tags"]
        ):
            yield "authors without names, or tags that are no text"
    yield from _repeated(item["id"] for item in feed["items"])


def _opml(content: bytes, _url: str) -> Iterator[str]:
    root = ET.fromstring(content)
    if (root.tag, root.get("version"), [child.tag for child in root]) != ("opml", "2.0", ["head", "body"]):
        yield "no OPML 2.0 with head and body"
    outlines = list(root[1].iter("outline"))
    if not outlines or not all(outline.get("text") for outline in outlines):
        yield "no outlines, or one without text"
    subscribed = [outline for outline in outlines if outline.get("type") == "rss"]
    yield from _addresses(*(outline.get("xmlUrl", "") for outline in subscribed))
    yield from _repeated(outline.get("xmlUrl", "") for outline in subscribed)


def _only(element: ET.Element, name: str) -> str:
    """The text of the only child of this name, '' where there is not exactly one."""
    found = element.findall(name)
    return (found[0].text or "") if len(found) == 1 else ""


def _links(element: ET.Element, relation: str) -> list[tuple[str, str | None]]:
    found = [link for link in element.findall(f"{ATOM}link") if link.get("rel") == relation]
    return [(link.get("href", ""), link.get("type")) for link in found]


def _addresses(*urls: str) -> Iterator[str]:
    return (f"no address: {url!r}" for url in urls if not re.fullmatch(r"https?://\S+", url))


def _moments(read: Callable[[str], object], *texts: str) -> Iterator[str]:
    return (f"no time: {text!r}" for text in texts if not read(text))


def _rfc822(text: str) -> bool:
    return parsedate_to_datetime(text).tzinfo is not None


def _repeated(names: Iterable[str]) -> Iterator[str]:
    return (f"not unique: {name!r}" for name, count in Counter(names).items() if count > 1)
