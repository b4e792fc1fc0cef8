"""Finds a site's files and says what each one is by its path. The only part of reading that touches the disk."""

from __future__ import annotations

import errno
import os
import re
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from . import harvested
from .folders import File, walk
from .kinds import Kind, kinds

AGENCY_ID = re.compile(r"[a-z][a-z0-9]{1,19}-[a-z0-9]{2,40}")
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
YEAR = re.compile(r"(?:19|20)\d{2}", re.ASCII)

_IGNORED = frozenset(("README.md", "CODEOWNERS", ".gitkeep"))
# Written and read by `publish.py harvest` and `build` alone.
HARVEST_LOCK = "content/harvest.lock"
_READ = 1 << 16
_PAGES = {kind.folder: kind for kind in kinds("page") if kind.id != "page"}
_PAGE_KINDS = {kind.id: kind for kind in _PAGES.values()}
_LISTS = frozenset(kind.id for kind in kinds("list"))


@dataclass(frozen=True)
class Location:
    """What a path says: the record's id, its kind ('decision' until the record itself says which), agency, year, slug."""

    id: str
    kind: str
    agency: str = ""
    year: str = ""
    slug: str = ""


class Misplaced(Exception):
    """A path that is not part of the layout; the message says in Chinese what was expected."""


class Seen(NamedTuple):
    """The files of a site, and since when (ns) they may have been written again."""

    since_ns: int
    files: list[File]


def look(root: Path, agencies: Collection[str] | None = None) -> Seen:
    """The `files` of a site as they are now."""
    return Seen(time.time_ns(), files(root, agencies))


def files(root: Path, agencies: Collection[str] | None = None) -> list[File]:
    """All files under agencies/ and content/ of a site, sorted by path; links are named and not followed.

    agencies: the decisions of these agencies only; all else is named in any case.
    """

    def enter(path: str) -> bool:
        *_, agency, name = ("", *path.split("/"))
        return not name.startswith(".") and (agencies is None or name != "decisions" or agency in agencies)

    # A link to a folder is named, so that reading refuses it; following it could lead anywhere.
    tops = [top for top in ("agencies", "content") if (root / top).is_dir()]
    return sorted(file for top in tops for file in walk(str(root), top, enter) if not _is_ignored(file.path))


def is_decision(path: str) -> bool:
    """True for what lies in an agency's decisions/ folder."""
    top = path.find("/") + 1
    return path.startswith(("agencies/", harvested.TOP)) and path.find("/decisions/") == path.find("/", top) > 0


def _is_ignored(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.startswith(".") or name in _IGNORED or path == HARVEST_LOCK


def read(root: Path, path: str) -> bytes:
    """The bytes of a file. Raises Misplaced for a link, which could lead anywhere, and OSError."""
    try:
        descriptor = os.open(f"{root}/{path}", os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Misplaced("不接受符号链接，请放真正的文件") from None
        raise
    try:
        # Most files are read in one go, and the second tells that there is no more.
        parts = []
        while part := os.read(descriptor, _READ):
            parts.append(part)
        return b"".join(parts)
    finally:
        os.close(descriptor)


def locate(path: str) -> Location:
    """What the file at a relative path is. Raises Misplaced where the layout has no place for it."""
    parts = path.split("/")
    if parts[0] == "content":
        return _content(parts)
    if len(parts) < 3 or not AGENCY_ID.fullmatch(parts[1]):
        raise Misplaced("机关文件夹名应是“政府编号-机关”，小写字母和数字，如 agencies/qinghe-scjg/")
    if harvested.is_harvested(path):
        return _harvested(parts[1], parts[2:])
    return _agency(parts[1], parts[2:])


def _content(parts: list[str]) -> Location:
    match parts[1:]:
        case ["governments.yaml"]:
            return Location("content/governments", "government")
        case ["settings.yaml"]:
            return Location("content/settings", "settings")
        case ["releases.yaml"]:
            return Location("content/releases", "releases")
        case ["harvest.yaml"]:
            return Location("content/harvest", "harvest")
        case ["pages", name] if name.endswith(".md") and SLUG.fullmatch(name[:-3]):
            return Location(f"content/pages/{name[:-3]}", "page", slug=name[:-3])
        case ["profiles", name] if name.endswith(".yaml") and SLUG.fullmatch(name[:-5]):
            return Location(f"content/profiles/{name[:-5]}", "profile", slug=name[:-5])
        case ["calendars", name] if name.endswith(".yaml") and YEAR.fullmatch(name[:-5]):
            return Location(f"content/calendars/{name[:-5]}", "calendar", year=name[:-5])
    raise Misplaced(
        "content/ 下只放 governments.yaml、settings.yaml、releases.yaml、harvest.yaml，pages/ 里的 .md 文件，profiles/ 里的 .yaml 文件和 "
        "calendars/ 里的 2026.yaml 等，文件名用小写字母、数字和连字符"
    )


def _agency(agency: str, parts: list[str]) -> Location:
    match parts:
        case ["agency.yaml"]:
            return Location(agency, "agency", agency)
        case ["decisions", year, name]:
            slug, _, ending = name.rpartition(".")
            if not YEAR.fullmatch(year):
                raise Misplaced("decisions/ 下按四位年份分文件夹，如 decisions/2026/")
            if ending not in ("yaml", "md") or not SLUG.fullmatch(slug):
                raise Misplaced("文件名应是小写字母、数字和连字符，以 .yaml 或 .md 结尾，如 cf-0001.yaml")
            return Location(f"{agency}/{year}/{slug}", "decision", agency, year, slug)
        case ["lists", name]:
            if not name.endswith(".yaml") or name[:-5] not in _LISTS:
                raise Misplaced(f"lists/ 下的文件应是：{'、'.join(f'{item}.yaml' for item in sorted(_LISTS))}")
            return Location(f"{agency}/{name[:-5]}", name[:-5], agency)
        case [folder, name] if folder in _PAGES and not _PAGES[folder].years:
            return _page(agency, _PAGES[folder], "", name)
        case [folder, year, name] if folder in _PAGES and _PAGES[folder].years and YEAR.fullmatch(year):
            return _page(agency, _PAGES[folder], year, name)
    folders = [
        "decisions",
        "lists",
        *(f"{kind.folder}/<年份>" if kind.years else kind.folder for kind in _PAGES.values()),
    ]
    raise Misplaced(f"机关文件夹下只放 agency.yaml 和 {'、'.join(folders)} 文件夹")


def _harvested(agency: str, parts: list[str]) -> Location:
    """What was harvested: the public JSON of a file, or a record made of a row of a table."""
    match parts:
        case ["agency.json" | "agency.yaml"]:
            return Location(agency, "agency", agency)
        case ["decisions", year, name]:
            slug, _, ending = name.rpartition(".")
            if YEAR.fullmatch(year) and SLUG.fullmatch(slug) and ending in ("json", "yaml"):
                return Location(f"{agency}/{year}/{slug}", "decision", agency, year, slug)
        case ["lists", name] if name.endswith(".json") and name[:-5] in _LISTS:
            return Location(f"{agency}/{name[:-5]}", name[:-5], agency)
        case ["pages", kind_id, name] if kind_id in _PAGE_KINDS and name.endswith(".json"):
            slug, dated = name[:-5], _PAGE_KINDS[kind_id].years
            if SLUG.fullmatch(slug) and (not dated or YEAR.fullmatch(slug[:4])):
                return Location(f"{agency}/{kind_id}/{slug}", kind_id, agency, slug[:4] if dated else "", slug)
    raise Misplaced("来源网站的编号不合规定")


def _page(agency: str, kind: Kind, year: str, name: str) -> Location:
    slug, _, ending = name.rpartition(".")
    if ending not in kind.endings or not SLUG.fullmatch(slug):
        endings = " 或 ".join(f".{ending}" for ending in kind.endings)
        example = f"{'2025' if kind.id == 'report' else 'shipin-jingying'}.{kind.endings[0]}"
        raise Misplaced(f"文件名应是小写字母、数字和连字符，以 {endings} 结尾，如 {example}")
    own = f"{year}-{slug}" if year else slug
    return Location(f"{agency}/{kind.id}/{own}", kind.id, agency, year, own)
