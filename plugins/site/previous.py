"""Reads a published site's API back, from a folder or a URL, checking every checksum on the way down."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import msgspec

from plugins.registry import dates
from plugins.registry.changes import Event
from plugins.registry.history import Previous, Was

from .failures import Failed
from .paths import API, ROOT, record_data

_SECONDS = 30
_MOST_BYTES = 64_000_000

Read = Callable[[str], bytes]


class NoPrevious(Failed):
    """The previous publication cannot be read or trusted; the message says why in Chinese."""


def previous(place: str) -> Previous:
    """The publication at a folder or a URL. Raises NoPrevious."""
    try:
        web = urlsplit(place).scheme in ("http", "https")
    except ValueError as error:
        raise NoPrevious(f"“{place}”不是网址") from error
    read = partial(_fetch, place) if web else partial(_open, Path(place))
    root = _json(read, ROOT)
    day, base, shards = root.get("day"), root.get("url"), root.get("shards")
    if root.get("schema") != "root-1" or not dates.parse(str(day)) or not isinstance(base, str):
        raise NoPrevious(f"{place} 不是本程序发布的网站")
    if root.get("preview"):
        raise NoPrevious(f"{place} 是预览，不是发布过的网站；预览不能作为上次发布")
    if not isinstance(shards, list):
        raise NoPrevious(f"{place} 的索引不完整")
    records, sums = {}, {}
    try:
        for listed in shards:
            for entry in _json(read, _path(base, listed), _checksum(listed))["records"]:
                records[entry["id"]] = Was(
                    entry["state"], entry["published"], entry["updated"], entry.get("digest") or ""
                )
                sums[entry["id"]] = _checksum(entry)
    except (KeyError, TypeError, AttributeError) as error:
        raise NoPrevious(f"{place} 的索引不完整") from error
    log_id, events = _events(read, base, root)
    return Previous(str(day), records, partial(_data, read, sums), log_id, events, _foreign(read, base, root))


def _foreign(read: Read, base: str, root: dict[str, Any]) -> frozenset[str]:
    """The agencies that the publication had from other sites."""
    try:
        listed = _json(read, _path(base, root["agencies"]), _checksum(root["agencies"]))["agencies"]
        return frozenset(str(agency["id"]) for agency in listed if agency.get("origin"))
    except (KeyError, TypeError, AttributeError) as error:
        raise NoPrevious("上次发布的机关清单不完整") from error


def _events(read: Read, base: str, root: dict[str, Any]) -> tuple[str, tuple[Event, ...]]:
    """The name of the change list, and all of it. Raises NoPrevious where a line is missing or is not what it was."""
    lines = []
    try:
        index = _json(read, _path(base, root["changes"]), _checksum(root["changes"]))
        for page in index["pages"]:
            lines += _content(read, _path(base, page), _checksum(page)).splitlines()
        events = tuple(msgspec.json.decode(line, type=Event) for line in lines)
    except (KeyError, TypeError, msgspec.MsgspecError) as error:
        raise NoPrevious("上次发布的变更清单不完整") from error
    if [event.seq for event in events] != list(range(1, len(events) + 1)) or len(events) != root.get("sequence"):
        raise NoPrevious("上次发布的变更清单序号不连续")
    if root.get("log_id") != index.get("log_id") or not isinstance(index.get("log_id"), str):
        raise NoPrevious("上次发布的变更清单与索引不符")
    return str(index["log_id"]), events


def _checksum(listed: dict[str, Any]) -> str:
    """What a listing says that a file holds; a listing that does not say is none. Raises NoPrevious."""
    if not re.fullmatch(r"[0-9a-f]{64}", listed["sha256"]):
        raise NoPrevious("上次发布的索引里没有校验和")
    return str(listed["sha256"])


def _data(read: Read, sums: dict[str, str], record_id: str) -> dict[str, Any]:
    return dict(_json(read, record_data(record_id), sums[record_id]).get("data", {}))


def _path(base: str, listed: dict[str, Any]) -> str:
    """The path below the site's root of what a listing names; nothing that leads out of the API."""
    path = str(listed["url"]).removeprefix(base)
    if not path.startswith(API) or ".." in path:
        raise NoPrevious(f"上次发布的索引指向了奇怪的地方：{path[:80]}")
    return path


def _content(read: Read, path: str, digest: str = "") -> bytes:
    try:
        content = read(path)
    except (OSError, URLError, ValueError, HTTPException) as error:
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        raise NoPrevious(f"读不到上次发布的 {path}：{reason}") from error
    if digest and sha256(content).hexdigest() != digest:
        raise NoPrevious(f"上次发布的 {path} 与索引里的校验和不符")
    return content


def _json(read: Read, path: str, digest: str = "") -> dict[str, Any]:
    try:
        value = json.loads(_content(read, path, digest))
    except ValueError as error:
        raise NoPrevious(f"上次发布的 {path} 不是 JSON") from error
    if not isinstance(value, dict):
        raise NoPrevious(f"上次发布的 {path} 内容不对")
    return value


def _open(folder: Path, path: str) -> bytes:
    return (folder / path).read_bytes()


class _Stay(HTTPRedirectHandler):
    """A publication that sends its reader elsewhere is not the one that was asked for."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _fetch(base: str, path: str) -> bytes:
    with build_opener(_Stay).open(f"{base.rstrip('/')}/{path}", timeout=_SECONDS) as answer:
        content: bytes = answer.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise NoPrevious(f"上次发布的 {path} 太大")
    return content
