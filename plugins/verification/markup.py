"""XML read safely: no DTD, so no entities; no other encoding; limits to what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple
from xml.parsers import expat

from .forms import Malformed

_CHUNK = 1 << 16
_DEEPEST = 40
_LONGEST = 4_000_000


class Element(NamedTuple):
    """An element at its end: the local names that lead to it, its attributes, and the text right in it."""

    path: tuple[str, ...]
    attributes: dict[str, str]
    text: str

    @property
    def name(self) -> str:
        """Its own local name."""
        return self.path[-1]


class _Open:
    def __init__(self, attributes: dict[str, str]) -> None:
        self.attributes = attributes
        self.texts: list[str] = []
        self.length = 0


def elements(opened: BinaryIO) -> Iterator[Element]:
    """The elements of an XML document in the order in which they end. Raises Malformed."""
    names: list[str] = []
    stack: list[_Open] = []
    ended: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        names.append(name.rpartition(" ")[2])
        stack.append(_Open({key.rpartition(" ")[2]: value for key, value in attributes.items()}))
        if len(stack) > _DEEPEST:
            raise Malformed("XML 嵌套得不合常理")

    def end(_: str) -> None:
        inner = stack.pop()
        ended.append(Element(tuple(names), inner.attributes, "".join(inner.texts)))
        names.pop()

    def characters(text: str) -> None:
        inner = stack[-1]
        inner.length += len(text)
        if inner.length > _LONGEST:
            raise Malformed("XML 里有一段长得不合常理")
        inner.texts.append(text)

    def refuse(*_: object) -> None:
        raise Malformed("XML 里有 DTD")

    parser = expat.ParserCreate("utf-8", " ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        while chunk := opened.read(_CHUNK):
            parser.Parse(chunk, False)
            yield from ended
            ended.clear()
        parser.Parse(b"", True)
        yield from ended
    except expat.ExpatError as error:
        raise Malformed(f"不是规范的 XML（第 {error.lineno} 行）") from None
