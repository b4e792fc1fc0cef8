"""Strict reading of JSON and of the values in it: what is not exactly as agreed is refused with a sentence."""

from __future__ import annotations

import json
import re
from datetime import date
from hashlib import sha256
from typing import Any

AGENCY = r"[a-z][a-z0-9]{1,19}-[a-z0-9]{2,40}"
_SLUG = r"[a-z0-9][a-z0-9-]{0,59}"
RECORD_ID = re.compile(rf"{AGENCY}/(?:19|20)\d\d/{_SLUG}", re.ASCII)
AGENCY_ID = re.compile(AGENCY, re.ASCII)
ANY_ID = re.compile(rf"[a-z][a-z0-9-]{{1,79}}(?:/{_SLUG}){{0,4}}", re.ASCII)
HEX = re.compile(r"[0-9a-f]{64}")
SALT = re.compile(r"[0-9a-f]{32}")
YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

SHOWN = frozenset(("有效", "已更正"))

_SEGMENT = re.compile(r"[A-Za-z0-9._~!$&'()+,;=@-]{1,200}", re.ASCII)
_LONGEST_PATH = 800


class Malformed(Exception):
    """Something is not as agreed; the message says what, and repeats no content."""


def load(content: bytes) -> Any:
    """The value of a JSON text in UTF-8. Raises Malformed; also where a key stands twice, as readers disagree then."""
    try:
        return json.loads(content.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Malformed("不是规范的 JSON") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Malformed("JSON 里同一个键出现两次")
    return made


def _no_number(_: str) -> None:
    raise Malformed("JSON 里有不是数的数")


def document(content: bytes, schema: str) -> dict[str, Any]:
    """A JSON object of the given schema. Raises Malformed."""
    value = load(content)
    if not isinstance(value, dict):
        raise Malformed("应是一个 JSON 对象")
    if value.get("schema") != schema:
        raise Malformed(f"schema 应是 {schema}")
    return value


def items(value: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """A list of objects. Raises Malformed."""
    found = value.get(key)
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise Malformed(f"{key} 应是一列对象")
    return found


def mapping(value: dict[str, Any], key: str) -> dict[str, Any]:
    """An object. Raises Malformed."""
    found = value.get(key)
    if not isinstance(found, dict):
        raise Malformed(f"{key} 应是一个对象")
    return found


def text(value: dict[str, Any], key: str, pattern: re.Pattern[str] | None = None) -> str:
    """A text, which matches the pattern as a whole. Raises Malformed."""
    found = value.get(key)
    if not isinstance(found, str) or (pattern and not pattern.fullmatch(found)):
        raise Malformed(f"{key} 的写法不对")
    return found


def number(value: dict[str, Any], key: str) -> int:
    """A whole number from 0. Raises Malformed."""
    found = value.get(key)
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise Malformed(f"{key} 应是不小于 0 的整数")
    return found


def day(value: dict[str, Any], key: str) -> str:
    """A date as 2026-11-20. Raises Malformed."""
    found = text(value, key, DAY)
    try:
        date.fromisoformat(found)
    except ValueError:
        raise Malformed(f"{key} 不是日期") from None
    return found


def is_path(path: str) -> bool:
    """Whether a path names a file inside of a site: no way up, nothing that a web server would read otherwise."""
    segments = path.split("/")
    return len(path) <= _LONGEST_PATH and all(
        _SEGMENT.fullmatch(segment) and segment not in (".", "..") for segment in segments
    )


def digest(data: Any) -> str:
    """SHA-256 of canonical JSON: keys sorted, no spaces, UTF-8. Raises Malformed."""
    try:
        canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return sha256(canonical.encode()).hexdigest()
    except (ValueError, RecursionError):
        raise Malformed("内容里有不成文字的字符") from None


def commitment(*parts: str) -> str:
    """SHA-256 of the parts, one a line. Raises Malformed."""
    try:
        return sha256("\n".join(parts).encode()).hexdigest()
    except ValueError:
        raise Malformed("内容里有不成文字的字符") from None
