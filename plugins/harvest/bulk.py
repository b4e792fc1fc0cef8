"""Many records at once: the bulk files of a source spare a request for each record that is not here yet.

Nothing in them is believed: a record is taken only where it is, written as the API writes it, to the last byte the file
that its shard names. What is missing there or does not fit is fetched by itself, and so is everything where there are none.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from hashlib import sha256

import msgspec
from msgspec import Struct

from plugins.registry.source import MAX_PUBLIC_BYTES

from . import wire
from .fetching import Fetcher
from .snapshots import Entry
from .troubles import Stopped
from .verifying import API

FOLDER = f"{API}bulk/"
INDEX = f"{FOLDER}index.json"

# Fewer records of a year than so many, or less than this part of its file, are not worth the whole file.
_FEWEST, _PART = 20, 3
_INDEX_BYTES = 4_000_000
_LARGEST = 4_000_000_000
# What unpacks to more than so many times its size is no text.
_GROWTH = 200
_PIECE = 1 << 18
_GZIP = 31


class _File(wire.Named, kw_only=True):
    """A bulk file in their index."""

    form: wire.Short
    year: wire.Short | None
    records: wire.Count


class _Index(Struct, kw_only=True, tag_field="schema", tag="bulk-1"):
    """The index of the bulk files."""

    files: list[_File]


class _Line(Struct):
    """A record in a bulk file, as far as it tells which one it is."""

    id: str


def records(fetcher: Fetcher, root: wire.Root, missing: Sequence[Entry]) -> Iterator[bytes]:
    """Of the decisions that are missing here, the files of those that bulk files hold.

    Raises nothing that a source could bring about: what does not come this way has to come the other.
    """
    years: dict[str, dict[str, Entry]] = {}
    for entry in missing:
        if entry.shown:
            years.setdefault(entry.id.split("/")[1], {})[entry.id] = entry
    if not any(len(wanted) >= _FEWEST for wanted in years.values()):
        return
    for file in _index(fetcher):
        wanted = years.pop(file.year or "", {}) if file.form == "ndjson" else {}
        worth = len(wanted) >= _FEWEST and len(wanted) * _PART >= file.records
        path = f"{FOLDER}{file.year}.ndjson.gz"
        if not worth or file.url != f"{root.url}{path}" or file.bytes > _LARGEST:
            continue
        before = len(wanted)
        with suppress(Stopped, zlib.error), closing(fetcher.pieces(path, file.bytes)) as pieces:
            yield from _held(_lines(pieces, file.bytes * _GROWTH), wanted)
        if len(wanted) == before:
            # A source that writes its records otherwise does so in all its files.
            return


def _index(fetcher: Fetcher) -> list[_File]:
    try:
        index: _Index = wire.decode(fetcher.get(INDEX, _INDEX_BYTES).content or b"", _Index, INDEX)
    except Stopped:
        return []
    return index.files


def _held(lines: Iterator[bytes], wanted: dict[str, Entry]) -> Iterator[bytes]:
    """The files of the wanted records among some lines; what was found is not wanted any more."""
    for line in lines:
        try:
            entry = wanted.get(msgspec.json.decode(line, type=_Line).id)
            content = msgspec.json.format(line, indent=1) + b"\n" if entry else b""
        except (msgspec.DecodeError, RecursionError):
            continue
        if entry and len(content) == entry.size and sha256(content).hexdigest() == entry.sha256:
            del wanted[entry.id]
            yield content
        if not wanted:
            return


def _lines(pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
    """The lines of a file that is packed with gzip. Raises zlib.error where it is none, or unpacks to more than `most`."""
    unpacking, kept, size = zlib.decompressobj(_GZIP), b"", 0
    for packed in pieces:
        while packed:
            piece = unpacking.decompress(packed, _PIECE)
            packed = unpacking.unconsumed_tail
            size += len(piece)
            *whole, kept = (kept + piece).split(b"\n")
            if size > most or len(kept) > MAX_PUBLIC_BYTES:
                raise zlib.error
            yield from whole
        if unpacking.eof:
            return
