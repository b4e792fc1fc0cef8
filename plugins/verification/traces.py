"""Nothing of a tombstone is left where content stands: its id is looked for, whatever the file's own form."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Collection, Iterator
from typing import BinaryIO

from .forms import AGENCY, Malformed
from .reading import Listed, Reader

_ID = re.compile(rf"{AGENCY}/(?:19|20)\d\d/[a-z0-9][a-z0-9-]{{0,59}}".encode(), re.ASCII)
_LONGEST = 160
_CHUNK = 1 << 18
_GZIP = b"\x1f\x8b"
# What is unpacked may be that many times larger.
_GROWTH = 200


def check(reader: Reader, ended: Collection[str], listed: Listed, opened: BinaryIO) -> None:
    """A file in which no tombstone may be named. Raises Malformed where it cannot be unpacked."""
    for name in sorted(ids(opened, listed.size) & set(ended) if ended else ()):
        reader.faults.add("verify-withdrawn", listed.path, f"这里还有撤下的 {name}")


def ids(opened: BinaryIO, size: int) -> set[str]:
    """Every record's id that a file names, unpacked where it is packed with gzip. Raises Malformed."""
    found: set[str] = set()
    kept = b""
    for chunk in unpacked(opened, size):
        text = kept + chunk
        found.update(match[0].decode() for match in _ID.finditer(text))
        kept = text[-_LONGEST:]
    return found


def unpacked(opened: BinaryIO, size: int) -> Iterator[bytes]:
    """A file's content, unpacked where it is packed with gzip. Raises Malformed."""
    packed = opened.read(2) == _GZIP
    opened.seek(0)
    source = gzip.GzipFile(fileobj=opened, mode="rb") if packed else opened
    total = 0
    try:
        while chunk := source.read(_CHUNK):
            total += len(chunk)
            if packed and total > size * _GROWTH + _CHUNK:
                raise Malformed("解压以后大得不合常理")
            yield chunk
    except (OSError, EOFError, zlib.error):
        raise Malformed("压缩文件不完整") from None
