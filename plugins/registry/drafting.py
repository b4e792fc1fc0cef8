"""Texts of records for people to go on with: an annotated empty file of a kind, and an entry added to an existing one.

What is there stays as it was written, comments and all: only lines are put in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from . import writing, yaml_text
from .kinds import Field, Kind

_KEY = re.compile(r"(?P<key>[^\s#:'\"\-][^:]*):(?:\s|$)")
_NEEDS = {"必备": "必备", "应填": "应填"}


def template(of_kind: Kind, filled: Mapping[str, Any]) -> str:
    """An annotated file of a kind: required fields to fill in, optional ones as comments, in the schema's order."""
    lines = [
        f"# {of_kind.name}：{of_kind.schema['description']}。带 # 的行是说明，填好后可以删去；选填的，去掉行首的 # 再填。"
    ]
    for item in of_kind.fields.values():
        if item.private:
            continue
        need = _NEEDS.get(item.need, "选填")
        when = (
            "（" + "，".join(f"{name}为{'、'.join(words)}时" for name, words in item.when.items()) + "）"
            if item.when
            else ""
        )
        lines.append(f"# {need}{when}：{item.schema['description']}{_words(item)}")
        if item.name in filled:
            made = writing.dump({item.name: filled[item.name]}).rstrip("\n")
            lines += _nested(made) if isinstance(filled[item.name], list) else made.split("\n")
        elif need == "选填" or item.when:
            lines += [f"# {line}" for line in _blank(item)]
        else:
            lines += _blank(item)
    return "\n".join(lines) + "\n"


def _words(item: Field) -> str:
    return f"；可写：{'、'.join(item.values)}" if item.values else ""


def _blank(item: Field) -> list[str]:
    """The lines of a field to be filled: its name, and below it the names of its parts."""
    schema = item.schema
    if schema.get("type") == "array":
        entry = schema["items"]
        if entry.get("type") != "object":
            return [f"{item.name}:", "  - "]
        first, *rest = entry["properties"]
        return [f"{item.name}:", f"  - {first}: ", *(f"    {name}: " for name in rest)]
    if schema.get("type") == "object":
        return [f"{item.name}:", *(f"  {name}: " for name in schema["properties"])]
    return [f"{item.name}: "]


def with_entry(text: str, of_kind: Kind, name: str, entry: Mapping[str, Any]) -> str:
    """The text of a record with one more entry of a list field, or with a field that is a mapping.

    The text is that of a .yaml file or the front matter of a .md file. Raises ValueError where the mapping is there.
    """
    lines = text.split("\n")
    tops = _tops(lines)
    many = of_kind.fields[name].schema.get("type") == "array"
    if name in tops:
        if not many:
            raise ValueError(name)
        begin, end = tops[name], _end(lines, tops, tops[name])
        if (old := _in_brackets(lines[begin:end], name)) is not None:
            rewritten = _nested(writing.dump({name: [*old, dict(entry)]}).rstrip("\n"))
            return "\n".join([*lines[:begin], *rewritten, *lines[end:]])
        return "\n".join(_put(lines, end, _indented(entry, lines, begin)))
    order = list(of_kind.fields)
    behind = [line for key, line in tops.items() if key in order and order.index(key) > order.index(name)]
    place = min(behind) if behind else _last(lines)
    made = writing.dump({name: [dict(entry)] if many else dict(entry)}).rstrip("\n")
    return "\n".join(_put(lines, place, _nested(made) if many else made.split("\n")))


def _in_brackets(lines: list[str], name: str) -> list[Any] | None:
    """The entries of a list that is written in brackets behind its key, without remarks that would be lost; else None."""
    text = "\n".join(lines)
    if not re.match(r"[^:]+:\s*\[", text) or re.search(r"(?m)(?:^|\s)#", text):
        return None
    return list(yaml_text.parse(text).get(name, []))


def _tops(lines: list[str]) -> dict[str, int]:
    """Where each field begins; front matter ends at its second rule."""
    found: dict[str, int] = {}
    for number, line in enumerate(lines[: _last(lines)]):
        if match := _KEY.match(line):
            found.setdefault(match["key"].strip(), number)
    return found


def _last(lines: list[str]) -> int:
    """The line before which a field at the end belongs."""
    if lines and lines[0].rstrip() == "---":
        return next((number for number, line in enumerate(lines) if number and line.rstrip() == "---"), len(lines))
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return end


def _end(lines: list[str], tops: Mapping[str, int], begin: int) -> int:
    """The line behind the field that begins at a line, less the blanks and comments above the next one."""
    end = min((line for line in tops.values() if line > begin), default=_last(lines))
    while end > begin + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end


def _indented(entry: Mapping[str, Any], lines: list[str], begin: int) -> list[str]:
    """An entry with the indent that the list's others have."""
    first = lines[begin + 1] if begin + 1 < len(lines) else ""
    indent = " " * (len(first) - len(first.lstrip())) if first.lstrip().startswith("-") else "  "
    body = writing.dump(entry).rstrip("\n").split("\n")
    return [f"{indent}{'- ' if not number else '  '}{line}" for number, line in enumerate(body)]


def _nested(made: str) -> list[str]:
    """A list below its key, indented as people write it."""
    first, *rest = made.split("\n")
    return [first, *(f"  {line}" for line in rest)]


def _put(lines: list[str], place: int, more: list[str]) -> list[str]:
    return [*lines[:place], *more, *lines[place:]]
