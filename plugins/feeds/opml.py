"""feeds/index.opml: all feeds in groups (OPML 2.0, http://opml.org/spec2.opml), which feed readers take over at once."""

from __future__ import annotations

from itertools import groupby

from lxml import etree

from plugins.registry.public import Publication

from .entries import clean
from .streams import Choice, Stream, choices


def opml(publication: Publication, streams: list[Stream], base_url: str) -> bytes:
    """The list: the platform, then governments by level with their agencies, then what is sorted by content."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = f"{clean(publication.settings.title)}：全部订阅"
    etree.SubElement(head, "docs").text = "http://opml.org/spec2.opml"
    body = etree.SubElement(root, "body")
    for level, group in groupby(choices(publication, streams), key=lambda choice: choice.level):
        above = etree.SubElement(body, "outline", text=f"{level}级") if level else body
        for choice in group:
            _add(above, choice, base_url)
    return bytes(etree.tostring(root, pretty_print=True, encoding="UTF-8", xml_declaration=True))


def _add(above: etree._Element, choice: Choice, base_url: str) -> None:
    outline = etree.SubElement(above, "outline", text=choice.name)
    for stream in choice.streams:
        etree.SubElement(
            outline,
            "outline",
            text=stream.name,
            title=stream.title,
            type="rss",
            version="RSS2",
            language="zh-CN",
            description=stream.about,
            xmlUrl=f"{base_url}{stream.path}.rss",
            htmlUrl=f"{base_url}{stream.path}/",
        )
