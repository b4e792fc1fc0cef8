"""Repairs of what is mechanical and has one reading: colons, width, date forms, amounts, brackets of a 文号, blanks, key order.

Only single values change, in their place; comments, quotes and line ends stay. Free text is never touched. What a file
says besides the repaired values is the same before and after, or nothing is repaired.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import yaml

from . import mending, repository, source
from .characters import clean
from .kinds import DECISION_KINDS, Kind, kind, kinds
from .problems import Keys
from .reporting import safe_text

_FRONT = re.compile(r"---\r?\n.*?^(?=---\r?$)", re.DOTALL | re.MULTILINE)
# At the beginning of a line, where nothing but a field can stand.
_COLON = re.compile(r"^([^\s:：#]+)(?:：[ \t\u3000]*|:)(?=[^\s:：])", re.MULTILINE)
# Longer texts are prose.
_SHORT = 200


def fixes(path: str, text: str, *, published: str = "", public: bool = False) -> str:
    """The text of a site's file with what can be repaired; the same text where nothing can, or where it cannot be read.

    published: the day to put for a 公示日期 that is back-dated. public: the record was published, so that its 文号 may
    not change without a 更正.
    """
    text = _with_colons(path, text)
    read, _ = source.read(path, text.encode("utf-8", "surrogatepass"))
    of_kind = _kind(path, read.values) if read else None
    match = _FRONT.match(text) if path.endswith(".md") else None
    if of_kind is None or (path.endswith(".md") and not match):
        return text
    front = match[0] if match else text
    rest = text[len(front) :]
    try:
        front = _with_values(front, of_kind, published, public=public)
        return (front if match else _in_order(path, front, of_kind)) + rest
    except yaml.YAMLError:
        return text


def diff(path: str, before: str, after: str) -> str:
    """What changed, for a person to read: a unified diff without personal numbers."""
    old, new = ([safe_text(line) for line in text.splitlines()] for text in (before, after))
    return "".join(f"{line}\n" for line in difflib.unified_diff(old, new, f"a/{path}", f"b/{path}", lineterm=""))


def _kind(path: str, values: Mapping[str, Any]) -> Kind | None:
    try:
        found = repository.locate(path).kind
    except repository.Misplaced:
        return None
    if found != "decision":
        return kind(found)
    return next((item for item in map(kind, DECISION_KINDS) if item.name == values.get("执法类别")), None)


class _Scalar(NamedTuple):
    """A value where it stands: what leads to it, its node and its schema."""

    keys: Keys
    node: Any
    schema: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The name of the field, or of the list that the value is an entry of."""
        return next((key for key in reversed(self.keys) if isinstance(key, str)), "")

    @property
    def start(self) -> int:
        return int(self.node.start_mark.index)

    @property
    def end(self) -> int:
        return int(self.node.end_mark.index)

    @property
    def value(self) -> str:
        """The value as it is read."""
        return clean(self.node.value).strip()


class _Edit(NamedTuple):
    start: int
    end: int
    new: str


def _with_colons(path: str, text: str) -> str:
    """The text of a file that cannot be read only because fields have a Chinese colon, or no blank behind theirs."""
    if _readable(path, text):
        return text
    front = _FRONT.match(text) if path.endswith(".md") else None
    if path.endswith(".md") and not front:
        return text
    names = {name for item in kinds() for name in item.fields}
    end = front.end() if front else len(text)
    made = _COLON.sub(lambda match: f"{match[1]}: " if match[1] in names else match[0], text[:end]) + text[end:]
    return made if _readable(path, made) else text


def _readable(path: str, text: str) -> bool:
    return source.read(path, text.encode("utf-8", "surrogatepass"))[0] is not None


def _compose(text: str) -> Any:
    loader: Any = yaml.CBaseLoader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def _scalars(node: Any, schema: Mapping[str, Any], keys: Keys = ()) -> Iterator[_Scalar]:
    if isinstance(node, yaml.ScalarNode):
        yield _Scalar(keys, node, schema)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _scalars(item, schema.get("items", {}), (*keys, index))
    elif isinstance(node, yaml.MappingNode):
        for key, item in node.value:
            name = clean(key.value).strip()
            yield from _scalars(item, schema.get("properties", {}).get(name, {}), (*keys, name))


def _with_values(text: str, of_kind: Kind, published: str, *, public: bool) -> str:
    """The text with repaired values and without blanks at the ends of lines."""
    scalars = list(_scalars(_compose(text), of_kind.schema))
    expected: dict[Keys, str] = {scalar.keys: scalar.value for scalar in scalars}
    edits = []
    for scalar in scalars:
        new = mending.mended(scalar.value, scalar.name, scalar.schema)
        if scalar.keys == (of_kind.role("published"),) and published:
            new = published
        if public and scalar.keys == (of_kind.role("number"),):
            new = scalar.value
        if edit := _edit(scalar, new, text):
            edits.append(edit)
            expected[scalar.keys] = new
    edits += _blank_ends(text, scalars)
    if not edits:
        return text
    made = _edited(text, edits)
    return made if {item.keys: item.value for item in _scalars(_compose(made), of_kind.schema)} == expected else text


def _edit(scalar: _Scalar, new: str, text: str) -> _Edit | None:
    """What to write in the place of a value, with the quotes it has; None where it stays."""
    style = scalar.node.style or ""
    if style in ("|", ">") or scalar.node.start_mark.line != scalar.node.end_mark.line:
        return None
    if new != scalar.value:
        return _Edit(scalar.start, scalar.end, f"{style}{new}{style}")
    written = text[scalar.start + len(style) : scalar.end - len(style)]
    bare = written.strip()
    # Without its blanks a bare value may begin with what means something to YAML.
    is_short = scalar.schema.get("type") == "string" and scalar.schema.get("maxLength", _SHORT) <= _SHORT
    if bare != written and bare and is_short and "\\" not in written and (style or bare[0].isalnum()):
        return _Edit(scalar.start, scalar.end, f"{style}{bare}{style}")
    return None


def _blank_ends(text: str, scalars: Iterable[_Scalar]) -> Iterator[_Edit]:
    """Blanks at the ends of lines, but for those inside a value."""
    spans = sorted((scalar.start, scalar.end) for scalar in scalars)
    ends = [end for _, end in spans]
    for match in re.finditer(r"[ \t]+(?=\r?\n|\Z)", text):
        place = bisect_left(ends, match.start() + 1)
        if place == len(spans) or spans[place][0] >= match.end():
            yield _Edit(match.start(), match.end(), "")


def _edited(text: str, edits: Iterable[_Edit]) -> str:
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


def _in_order(path: str, text: str, of_kind: Kind) -> str:
    """The fields in the order of the schema, each with all its lines; as they are where a comment stands among them."""
    node = _compose(text)
    order = {name: place for place, name in enumerate(of_kind.fields)}
    keys = [key for key, _ in node.value] if isinstance(node, yaml.MappingNode) and not node.flow_style else []
    names = [key.value for key in keys]
    if not all(name in order for name in names) or any(key.start_mark.column for key in keys):
        return text
    wanted = sorted(names, key=order.__getitem__)
    if names == wanted or _has_comment(text, node, keys[0].start_mark.index if names[0] == wanted[0] else 0):
        return text
    starts = [key.start_mark.index for key in keys]
    blocks = {name: text[start:end] for name, (start, end) in zip(names, pairwise([*starts, len(text)]), strict=True)}
    closed = text.endswith("\n")
    if not closed:
        blocks[names[-1]] += "\r\n" if "\r\n" in text else "\n"
    made = text[: starts[0]] + "".join(blocks[name] for name in wanted)
    made = made if closed else made.removesuffix("\n").removesuffix("\r")
    before, after = (source.read(path, item.encode("utf-8", "surrogatepass"))[0] for item in (text, made))
    return made if before and after and before.values == after.values else text


def _has_comment(text: str, node: Any, begin: int) -> bool:
    spans = [(scalar.start, scalar.end) for scalar in _scalars(node, {})]
    places = (match.end() - 1 for match in re.finditer(r"^[ \t]*#", text[begin:], re.MULTILINE))
    return any(not any(start <= begin + place < end for start, end in spans) for place in places)
