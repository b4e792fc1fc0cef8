"""Catalogues for other people's harvesters: what they say of a file is what the site's own lists say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from . import forms
from .reading import Listed, Reader

_SHA256 = "sha256:"


def package(reader: Reader, listed: Listed, opened: BinaryIO) -> None:
    """A data package (datapackage.org, version 2): path, bytes and hash of each resource. Raises Malformed."""
    value = forms.load(opened.read())
    folder = PurePosixPath(listed.path).parent
    for resource in forms.items(value if isinstance(value, dict) else {}, "resources"):
        path = f"{folder}/{forms.text(resource, 'path')}"
        said = (forms.text(resource, "hash").removeprefix(_SHA256), forms.number(resource, "bytes"))
        _agrees(reader, listed, path, *map(str, said))


def catalogue(reader: Reader, listed: Listed, opened: BinaryIO) -> None:
    """A DCAT catalogue as JSON-LD: address, size and checksum of each distribution that has them. Raises Malformed."""
    for node in _nodes(forms.load(opened.read())):
        address, checksum = _inner(node, "dcat:downloadURL", "@id"), node.get("spdx:checksum")
        if address and isinstance(checksum, dict):
            path = address.removeprefix(reader.base)
            _agrees(
                reader,
                listed,
                path,
                _inner(checksum, "spdx:checksumValue", "@value"),
                _inner(node, "dcat:byteSize", "@value"),
            )


def _agrees(reader: Reader, listed: Listed, path: str, sha256: str, size: str) -> None:
    known = reader.met.get(path)
    if known is None or (known.sha256, str(known.size)) != (sha256, size):
        reader.faults.add("verify-disagrees", listed.path, f"{path} 的校验和或者字节数与文件清单登记的不同")


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value."""
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, dict):
            yield inner
            waiting += inner.values()
        elif isinstance(inner, list):
            waiting += inner


def _inner(node: dict[str, Any], key: str, inner: str) -> str:
    value = node.get(key)
    found = value.get(inner) if isinstance(value, dict) else value
    return str(found) if isinstance(found, str | int) else ""
