"""Reads one file from its bytes: encoding, front matter, YAML. Every key has a place.

Markdown with YAML front matter is the same record with a body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from . import characters, harvested, yaml_text
from .harvested import Gone
from .problems import Keys, Level, Place, Problem
from .yaml_text import Refused

MAX_BYTES = 1_000_000
# The same as JSON with its indents and its envelope.
MAX_PUBLIC_BYTES = 4 * MAX_BYTES

_HEAD = "---\n"


@dataclass(frozen=True)
class Source:
    """What stands in one file: `values` (texts, lists, mappings), the Markdown `body` and the text they came from.

    gone: what a harvested tombstone says.
    """

    path: str
    values: dict[str, Any]
    body: str
    text: str
    gone: Gone | None = None

    def place(self, keys: Keys = ()) -> Place:
        """The place of a key, or of the nearest key above it that exists; the file as a whole where none does."""
        if not self.text:
            return Place(self.path)
        marks: yaml_text.Marks = {}
        front, _ = _split(self.path, self.text)
        yaml_text.parse(front, marks)
        while keys and keys not in marks:
            keys = keys[:-1]
        if not keys:
            return Place(self.path)
        line, column = marks[keys]
        return Place(self.path, line + 1, column + 1)

    def before(self, name: str, order: Sequence[str]) -> str:
        """The field behind which a missing one belongs, by the order of all fields; '' where it stands there, empty."""
        if re.search(rf"^{re.escape(name)}[ \t]*:", self.text, re.M) or name not in order:
            return ""
        return next((item for item in reversed(order[: order.index(name)]) if item in self.values), "")


def read(path: str, raw: bytes) -> tuple[Source | None, list[Problem]]:
    """Reads a .yaml file, a .md file with front matter, or harvested JSON from its bytes.

    Returns the source (None where it cannot be read at all) and the problems found. Never raises for bad input.
    """
    if path.endswith(".json") and harvested.is_harvested(path):
        return _restored(path, raw)
    text, problems = _decode(path, raw)
    if text is None:
        return None, problems
    try:
        front, body = _split(path, text)
        values = yaml_text.parse(front)
    except Refused as refused:
        place = Place(path, refused.line + 1, refused.column + 1)
        return None, [*problems, Problem(refused.code, Level.ERROR, place, refused.message, refused.help)]
    return Source(path, values, body, text), problems


def _restored(path: str, raw: bytes) -> tuple[Source | None, list[Problem]]:
    """A harvested file; it has no text of its own: nothing but its values is taken over."""
    if len(raw) > MAX_PUBLIC_BYTES:
        return None, [Problem("file-size", Level.ERROR, Place(path), harvested.HOLDING["file-size"])]
    try:
        values, body, gone = harvested.restore(raw)
    except ValueError:
        return None, [Problem("value-type", Level.ERROR, Place(path), harvested.HOLDING["value-type"])]
    return Source(path, values, body, "", gone), []


def _decode(path: str, raw: bytes) -> tuple[str | None, list[Problem]]:
    if len(raw) > MAX_BYTES:
        message = f"文件有 {len(raw):,} 字节，超过 {MAX_BYTES:,} 字节"
        return None, [
            Problem("file-size", Level.ERROR, Place(path), message, "一条记录一个文件；附件和长文不要放进来。")
        ]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        message = "文件不是 UTF-8 编码" + ("（看起来是 GB18030/GBK）" if _is_gb18030(raw) else "")
        help_text = "用编辑器“另存为”，编码选 UTF-8，再提交。"
        return None, [Problem("encoding", Level.ERROR, Place(path, line, column), message, help_text, secret=True)]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems = list(_strange_characters(path, text))
    return characters.clean(text), problems


def _is_gb18030(raw: bytes) -> bool:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _strange_characters(path: str, text: str) -> Iterator[Problem]:
    for position, what in characters.strange(text):
        line = text.count("\n", 0, position) + 1
        column = position - text.rfind("\n", 0, position)
        message = f"文中有{what}，公示时会被去掉或者显示为“\ufffd”"
        help_text = "多半是从别的软件粘贴来的，请删去后重新输入。"
        yield Problem("control-character", Level.WARNING, Place(path, line, column), message, help_text, length=1)


def _split(path: str, text: str) -> tuple[str, str]:
    """YAML part and Markdown body. Front matter keeps its line numbers: the fence stays as the YAML document start."""
    if not path.endswith(".md"):
        return text, ""
    if not text.startswith(_HEAD):
        raise Refused(
            "front-matter", "Markdown 文件缺少开头的 --- 字段部分", "第一行写 ---，写完字段后再写一行 ---。", 0, 0
        )
    end = text.find("\n---\n", len(_HEAD) - 1)
    if end < 0 and text.endswith("\n---"):
        end = len(text) - len("\n---")
    if end < 0:
        raise Refused("front-matter", "字段部分没有结束的 --- 行", "在字段之后、正文之前单独写一行 ---。", 0, 0)
    return text[: end + 1], text[end + len("\n---\n") :].strip()
