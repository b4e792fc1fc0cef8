"""What is common to all bundles of the index: their list, where words may stand, look-ups by name and number, totals."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import pairwise
from typing import Any, NamedTuple

from plugins.registry import program
from plugins.registry.keys import digest
from plugins.registry.public import Publication
from plugins.site.output import Chapter, Output

from .bundles import Bundle
from .documents import result_fields
from .filters import filters
from .names import Called, files, names, numbers, serial, spelt
from .presence import BLOCKS, shard, shard_count
from .tokens import JOINT

INDEX = "search/index"

# Beside each bundle's index, for the next run: its part of `presence`, its common words.
PRESENCE, COMMON = "presence.bin", "common.json"

# What share of the records holds words of which the list tells how usual they are, because a question is looked up by the
# rarer ones first; and how many records at least: where there are few, hardly any word is usual.
OFTEN, FEWEST = (0.01, 0.1, 0.5, 2.0), 30
# What share of the records of a bundle holds a word that is counted there, and how many at least.
NOTED, NOTED_FEWEST = 0.005, 3

_VERSION = 12


def frequent(counts: Mapping[str, int], records: int) -> bytes:
    """Which words stand in many of the records of a bundle, and in how many, as the content of a file."""
    # A filter is no part of a phrase.
    least = max(NOTED * records, NOTED_FEWEST)
    return _dump({word: count for word, count in counts.items() if count >= least and word.count(JOINT) < 2})


def write_look_ups(publication: Publication, output: Output) -> dict[str, int]:
    """Writes what needs no bundle; the number of files of each look-up."""
    output.write(f"{INDEX}/filters.json", _dump(filters(publication)))
    return {
        "names": _look_up("names", names(publication), spelt, output),
        "numbers": _look_up("numbers", numbers(publication), serial, output),
    }


def write_list(
    publication: Publication,
    output: Output,
    made: Sequence[tuple[Bundle, str]],
    engine: str,
    look_ups: Mapping[str, int],
) -> None:
    """Writes the list of the bundles, each given with its folder, newest first, and what is read of all of them."""
    # What changes every day apart from what is closed, so that the closed years' shards stay as they are.
    newest = str(publication.day.year)
    recent = [folder for bundle, folder in made if bundle.first >= newest]
    tables = [recent, [folder for _, folder in made[len(recent) :]]]
    widths = {folder: _width(output, folder) for _, folder in made}
    shared = {word: count for word, count in _shared(output, made).items() if count >= FEWEST}
    records = sum(len(bundle.records) for bundle, _ in made)
    listing = {
        "schema": "search-6",
        "engine": f"{engine}/" if engine else "",
        "fields": result_fields(),
        **look_ups,
        "short": _short_names(publication),
        "often": [
            " ".join(word for word, count in shared.items() if low * records <= count < high * records)
            for low, high in pairwise(OFTEN)
        ],
        "tables": [_write_table(output, folders, widths) for folders in tables if folders],
        "bundles": [
            {
                "first": bundle.first,
                "last": bundle.last,
                "path": f"{folder}/",
                "count": len(bundle.records),
                "width": widths[folder],
            }
            for bundle, folder in made
        ],
    }
    output.write(f"{INDEX}/bundles.json", _dump(listing))


class _File(NamedTuple):
    """A file of a look-up that can be made."""

    path: str
    found: dict[str, list[str]]

    @property
    def key(self) -> bytes:
        return digest(self.found)

    def content(self) -> bytes:
        return _dump(self.found)


def _look_up(folder: str, called: list[Called], word: Callable[[str], str], output: Output) -> int:
    """Offers the files of a look-up, made anew only where a record is called otherwise; returns how many they are."""
    key = digest(program.digest(), folder, called)

    def made() -> Iterator[_File]:
        for number, found in enumerate(files(called, word)):
            yield _File(f"{INDEX}/{folder}/{number}.json", found)

    output.offer_all([Chapter(key, made)], 1)
    return len(output.chapters[key])


def _write_table(output: Output, folders: Sequence[str], widths: Mapping[str, int]) -> dict[str, Any]:
    """Writes the shards of some bundles' parts; where they are, how many, of how many bundles."""
    count = shard_count(widths[folder] for folder in folders)
    key = digest(folders, count)
    path = f"presence.{key.hex()[:_VERSION]}"

    # Read only where a shard is missing.
    @cache
    def parts() -> list[bytes]:
        return [output.place(f"{INDEX}/{folder}/{PRESENCE}").read_bytes() for folder in folders]

    def make(number: int) -> bytes:
        return shard(parts(), number, count)

    for number in range(count):
        output.offer(f"{INDEX}/{path}/{number}.bin", key, partial(make, number))
    return {"path": f"{path}/", "shards": count, "bundles": len(folders)}


def _width(output: Output, folder: str) -> int:
    return output.files[f"{INDEX}/{folder}/{PRESENCE}"].size // BLOCKS


def _shared(output: Output, made: Sequence[tuple[Bundle, str]]) -> dict[str, int]:
    """The words that many records hold, and about how many hold them, in the order of the words."""
    total = Counter[str]()
    for _, folder in made:
        total.update(json.loads(output.place(f"{INDEX}/{folder}/{COMMON}").read_bytes()))
    return dict(sorted(total.items()))


def _short_names(publication: Publication) -> dict[str, str]:
    """Other names by which agencies are found, where no record of theirs tells them."""
    return {agency.id: agency.short for agency in publication.agencies.values() if agency.short not in agency.name}


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
