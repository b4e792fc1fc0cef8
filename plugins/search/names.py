"""Whole names of legal persons, looked up without the index: which records are about them, in small static files.

search/index/names/<number>.json holds {name: [ids of records, newest first]} for the names whose number (CRC-32 of
the name as `spelt`) divided by the count of such files leaves that number. Natural persons are never in it.
"""

from __future__ import annotations

from zlib import crc32

from plugins.registry.public import Publication

from .tokens import tokens

LEGAL_PERSON = "法人及非法人组织"

# Names in a file on average: a few KB.
FULL = 40


def spelt(name: str) -> str:
    """One spelling of a name, whatever its width, script and brackets; the browser makes the same."""
    return " ".join(tokens(name))


def names(publication: Publication) -> list[dict[str, list[str]]]:
    """The content of the files, by their numbers."""
    found: dict[str, list[tuple[str, str]]] = {}
    for record in publication.current:
        if record.party_kind == LEGAL_PERSON and (name := spelt(record.party)):
            found.setdefault(name, []).append((record.published, record.id))
    files: list[dict[str, list[str]]] = [{} for _ in range(-(-len(found) // FULL))]
    for name in sorted(found):
        files[crc32(name.encode()) % len(files)][name] = [one for _, one in sorted(found[name], reverse=True)]
    return files
