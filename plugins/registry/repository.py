"""Finds a site's files and says what each one is by its path. The only part of reading that touches the disk."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .kinds import kinds

AGENCY_ID = re.compile(r"[a-z][a-z0-9]{1,19}-[a-z0-9]{2,40}")
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
YEAR = re.compile(r"(?:19|20)\d{2}", re.ASCII)

_IGNORED = frozenset(("README.md", "CODEOWNERS", ".gitkeep"))
_PAGE_FOLDERS = {kind.folder: kind.id for kind in kinds("page")}
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


def paths(root: Path) -> list[str]:
    """All files under agencies/ and content/ of a site, relative to `root`, sorted; links are not followed."""
    found: list[str] = []
    for top in ("agencies", "content"):
        for folder, folders, names in os.walk(root / top):
            folders[:] = [name for name in folders if not name.startswith(".")]
            base = Path(folder).relative_to(root).as_posix()
            # A link to a folder is named, so that reading refuses it; following it could lead anywhere.
            names += [name for name in folders if Path(folder, name).is_symlink()]
            found += [f"{base}/{name}" for name in names if not name.startswith(".") and name not in _IGNORED]
    return sorted(found)


def read(root: Path, path: str) -> bytes:
    """The bytes of a file. Raises Misplaced for a link, which could lead anywhere, and OSError."""
    file = root / path
    if file.is_symlink():
        raise Misplaced("不接受符号链接，请放真正的文件")
    return file.read_bytes()


def locate(path: str) -> Location:
    """What the file at a relative path is. Raises Misplaced where the layout has no place for it."""
    parts = path.split("/")
    if parts[0] == "content":
        return _content(parts)
    if len(parts) < 3 or not AGENCY_ID.fullmatch(parts[1]):
        raise Misplaced("机关文件夹名应是“政府编号-机关”，小写字母和数字，如 agencies/qinghe-scjg/")
    return _agency(parts[1], parts[2:])


def _content(parts: list[str]) -> Location:
    match parts[1:]:
        case ["governments.yaml"]:
            return Location("content/governments", "government")
        case ["settings.yaml"]:
            return Location("content/settings", "settings")
        case ["pages", name] if name.endswith(".md") and SLUG.fullmatch(name[:-3]):
            return Location(f"content/pages/{name[:-3]}", "page", slug=name[:-3])
    raise Misplaced(
        "content/ 下只放 governments.yaml、settings.yaml 和 pages/ 里的 .md 文件，文件名用小写字母、数字和连字符"
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
        case [folder, name] if folder in _PAGE_FOLDERS:
            if not name.endswith(".md") or not SLUG.fullmatch(name[:-3]):
                raise Misplaced("文件名应是小写字母、数字和连字符，以 .md 结尾，如 shipin-jingying.md")
            return Location(
                f"{agency}/{_PAGE_FOLDERS[folder]}/{name[:-3]}", _PAGE_FOLDERS[folder], agency, slug=name[:-3]
            )
    folders = ["decisions", "lists", *_PAGE_FOLDERS]
    raise Misplaced(f"机关文件夹下只放 agency.yaml 和 {'、'.join(folders)} 文件夹")


def batches(items: list[str], size: int = 200) -> Iterator[list[str]]:
    """The items in runs of at most `size`, for workers."""
    return (items[start : start + size] for start in range(0, len(items), size))
