"""The list of files: whatever is not a record is listed there, and what is listed nowhere is a stranger."""

from __future__ import annotations

import re

from . import forms
from .reading import Listed, Reader
from .root import API, ROOT, Root

INDEX = f"{API}files/index.json"
_PART = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}", re.ASCII)


def read(reader: Reader, root: Root) -> list[Listed]:
    """Every file that the parts list."""
    found: dict[str, Listed] = {}
    with reader.judged(ROOT):
        index = reader.listed(forms.mapping(root.values, "files"), INDEX)
        reader.meet(index, ROOT)
        value = reader.document(index, "files-1") or {"parts": []}
        for entry in forms.items(value, "parts"):
            with reader.judged(INDEX):
                name = forms.text(entry, "part", _PART)
                item = reader.listed(entry, f"{API}files/{name}.json")
                reader.meet(item, INDEX)
                part = reader.document(item, "part-1")
                if part is not None:
                    _part(reader, item.path, part, forms.number(entry, "count"), found)
    return list(found.values())


def _part(reader: Reader, path: str, part: dict[str, object], count: int, found: dict[str, Listed]) -> None:
    with reader.judged(path):
        files = forms.items(part, "files")
        if len(files) != count:
            reader.faults.add("verify-count", path, f"有 {len(files)} 个文件，目录登记 {count} 个")
        for entry in files:
            listed = Listed(
                forms.text(entry, "path"), forms.text(entry, "sha256", forms.HEX), forms.number(entry, "bytes")
            )
            if not forms.is_path(listed.path):
                reader.faults.add("verify-path", listed.path, f"{path} 登记的路径指向网站以外")
            elif listed.path in found:
                reader.faults.add("verify-twice", listed.path, f"{path} 里登记了两次")
            else:
                reader.meet(listed, path)
                found[listed.path] = listed


def strangers(reader: Reader) -> None:
    """What is there and is listed nowhere."""
    there = reader.place.paths(reader.faults)
    for path in sorted((there or set()) - reader.met.keys() - {ROOT}):
        reader.faults.add("verify-unexpected", path, "没有登记的文件")
