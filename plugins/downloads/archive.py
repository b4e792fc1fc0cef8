"""A zip archive whose bytes depend on nothing but its members: fixed order, times and rights, and members as they came.

The library of Python would compress each member with the machine's zlib, and all of them again for one that changed.
Here a member comes compressed, by whoever made it, or out of the last archive. Format: PKWARE APPNOTE 6.3.3.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple

STORED, DEFLATED = 0, 8

# The first moment that the format knows: 1 January 1980, 00:00.
_TIME, _DAY = 0, 0b0000000_0001_00001
_VERSION = 20
_UNIX = 3
_UTF8 = 0x800
_RIGHTS = 0o100644 << 16
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_GZIP_HEAD, _GZIP_TAIL = 10, struct.Struct("<II")


class Member(NamedTuple):
    """A file of an archive: its name, how it is compressed, the CRC-32 and size of its content, and its packed bytes."""

    name: str
    method: int
    crc: int
    size: int
    packed: bytes


def stored(name: str, content: bytes) -> Member:
    """A member as it is: for what is compressed already."""
    return Member(name, STORED, zlib.crc32(content), len(content), content)


def from_gzip(name: str, content: bytes) -> Member:
    """A member out of a gzip file without a name in it: the same compressed bytes in another wrapping (RFC 1952)."""
    crc, size = _GZIP_TAIL.unpack(content[-_GZIP_TAIL.size :])
    return Member(name, DEFLATED, crc, size, content[_GZIP_HEAD : -_GZIP_TAIL.size])


def members(archive: Path) -> dict[str, Member]:
    """What an archive of ours holds, packed as it is, by name."""
    with zipfile.ZipFile(archive) as opened, archive.open("rb") as file:
        return {item.filename: _member(item, file) for item in opened.infolist()}


def _member(item: zipfile.ZipInfo, file: BinaryIO) -> Member:
    file.seek(item.header_offset + _LOCAL.size + len(item.filename.encode()))
    return Member(item.filename, item.compress_type, item.CRC, item.file_size, file.read(item.compress_size))


def archive(found: Iterable[Member]) -> bytes:
    """An archive of these members, in the order of their names. Raises struct.error above 4 GB or 65,535 members."""
    parts: list[bytes] = []
    directory: list[bytes] = []
    place = 0
    for member in sorted(found):
        name = member.name.encode()
        about = (_VERSION, _UTF8, member.method, _TIME, _DAY, member.crc, len(member.packed), member.size, len(name), 0)
        parts += [_LOCAL.pack(b"PK\x03\x04", *about), name, member.packed]
        made_by = _UNIX << 8 | _VERSION
        directory += [_CENTRAL.pack(b"PK\x01\x02", made_by, *about, 0, 0, 0, _RIGHTS, place), name]
        place += _LOCAL.size + len(name) + len(member.packed)
    listing = b"".join(directory)
    count = len(directory) // 2
    return b"".join((*parts, listing, _END.pack(b"PK\x05\x06", 0, 0, count, count, len(listing), place, 0)))
