"""Writes the index: Pagefind's bundles below search/index/, and beside them totals, names and a list of the bundles.

Pagefind reads a throw-away tree of tiny pages (its Python interface manages ten records a second). A bundle whose
records did not change is left where it is. The list comes out last, so that it never names a bundle that is not there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import msgspec

from plugins.registry import parallel, program
from plugins.registry.looking import Progress
from plugins.registry.public import Publication
from plugins.registry.records import Agency
from plugins.site.building import Reports
from plugins.site.keys import digest
from plugins.site.output import Output
from plugins.site.paths import record_data

from .bundles import Bundle, bundles
from .documents import Document, document, result_fields
from .filters import filters, region_of
from .names import names
from .ordering import order
from .pagefind import LANGUAGE, Made, folder_of, index, pagefind

INDEX = "search/index"

# Pagefind needs about 150 KB of memory for each record that it indexes.
AT_A_TIME = 16_000

_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta data-pagefind-sort="date[content]" content="{date}"></head><body data-pagefind-body>'
    "<div>{key}</div><div>{text}</div><div>{apart}</div></body></html>"
)


class _Given(NamedTuple):
    """What a worker that writes pages for Pagefind needs: where to, and the agencies with their regions."""

    folder: Path
    agencies: dict[str, tuple[Agency, str]]


def write_index(publication: Publication, output: Output, *, jobs: int = 1, progress: Reports) -> int:
    """Writes the search indexes of a publication below search/index/ and returns the number of records in them.

    At most `jobs` bundles are indexed at a time; the files are the same for any number. Raises SearchFailed.
    """
    made = bundles(publication)
    engine_key = digest("engine", program.digest())
    keys = [_key(bundle, engine_key, publication, output) for bundle in made]
    standing = _standing(output)
    missing = [
        number
        for number, key in enumerate(keys)
        if engine_key not in standing or {key, engine_key} & set(output.lost) or key not in standing
    ]
    places = {number: standing[key][0].split("/")[2] for number, key in enumerate(keys) if number not in set(missing)}
    for path in [path for number in places for path in standing[keys[number]]]:
        output.keep(path)
    engine = ""
    if missing:
        found = _make([made[number] for number in missing], publication, output, jobs, progress)
        for number, new in zip(missing, found, strict=True):
            engine, program_files = new.engine, new.program
            places[number] = _write(made[number], new, keys[number], output)
        for name, content in program_files.items():
            output.offer(f"{INDEX}/{engine}/{name}", engine_key, partial(bytes, content))
    elif made:
        engine = standing[engine_key][0].split("/")[2]
        for path in standing[engine_key]:
            output.keep(path)
    _write_lists(publication, output, made, places, engine)
    return sum(len(bundle.records) for bundle in made)


def _standing(output: Output) -> dict[bytes, list[str]]:
    """The files of the last run by what they were made of."""
    found: dict[bytes, list[str]] = {}
    for path, written in output.before.items():
        if path.startswith(f"{INDEX}/"):
            found.setdefault(written.key, []).append(path)
    return found


def _key(bundle: Bundle, engine_key: bytes, publication: Publication, output: Output) -> bytes:
    """A digest of all that a bundle is made of: the files of its records, and what its agencies are called."""
    agencies = [publication.agencies[name] for name in sorted({record.agency for record in bundle.records})]
    named = [(one.id, one.name, one.short, one.level, region_of(one, publication)) for one in agencies]
    records = [(record.id, output.files[record_data(record.id)].sha256) for record in bundle.records]
    return digest(engine_key, bundle.name, named, records)


def _make(
    missing: Sequence[Bundle], publication: Publication, output: Output, jobs: int, progress: Reports
) -> Iterator[Made]:
    """The bundles that must be made, one after the other."""
    executable = pagefind()
    with TemporaryDirectory(prefix="search-") as name:
        folder = Path(name)
        with progress("检索词") as report:
            _write_pages(folder, missing, publication, output, jobs, report)
        largest = max(len(bundle.records) for bundle in missing)

        def run(bundle: Bundle) -> Made:
            return index(
                executable,
                bundle.name,
                len(bundle.records),
                folder / "pages" / bundle.name,
                folder / "made" / bundle.name,
            )

        with ThreadPoolExecutor(max_workers=max(1, min(jobs, AT_A_TIME // largest))) as pool:
            yield from pool.map(run, missing)


def _write_pages(
    folder: Path, missing: Iterable[Bundle], publication: Publication, output: Output, jobs: int, report: Progress
) -> None:
    """Writes the page of every record of the missing bundles, below pages/<bundle>/."""
    items = [
        (bundle.name, output.place(record_data(record.id)), record.agency)
        for bundle in missing
        for record in bundle.records
    ]
    agencies = {agency.id: (agency, region_of(agency, publication)) for agency in publication.agencies.values()}
    done = 0
    for count in parallel.spread(_write_batch, _Given(folder, agencies), items, jobs):
        done += count
        report(done, len(items))


def _write_batch(given: _Given, items: Sequence[tuple[str, Path, str]]) -> int:
    for bundle, path, agency in items:
        item = document(msgspec.json.decode(path.read_bytes()), *given.agencies[agency])
        target = given.folder / "pages" / bundle / f"{item.id}.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page(item), "utf-8")
    return len(items)


def page(item: Document) -> str:
    """What Pagefind reads of a record. Words hold nothing that must be escaped."""
    return _PAGE.format(language=LANGUAGE, date=item.date, key=item.key, text=item.text, apart=item.apart)


def _write(bundle: Bundle, made: Made, key: bytes, output: Output) -> str:
    """Writes a bundle into the site and returns its folder."""
    files = made.files | {"order.txt": order(bundle.records, made.ids)}
    folder = folder_of(bundle.name, files)
    for name, content in files.items():
        output.write(f"{INDEX}/{folder}/{name}", content, key)
    return folder


def _write_lists(
    publication: Publication, output: Output, made: Sequence[Bundle], places: dict[int, str], engine: str
) -> None:
    """Writes what no bundle holds, and the list of the bundles."""
    files = names(publication)
    for number, content in enumerate(files):
        output.offer(f"{INDEX}/names/{number}.json", digest(content), partial(_dump, content))
    output.write(f"{INDEX}/filters.json", _dump(filters(publication)))
    listing = {
        "schema": "search-4",
        "engine": f"{engine}/" if engine else "",
        "fields": result_fields(),
        "names": len(files),
        "short": _short_names(publication),
        "bundles": [
            {"first": bundle.first, "last": bundle.last, "path": f"{places[number]}/", "count": len(bundle.records)}
            for number, bundle in enumerate(made)
        ],
    }
    output.write(f"{INDEX}/bundles.json", _dump(listing))


def _short_names(publication: Publication) -> dict[str, str]:
    """Other names by which agencies are found, where no record of theirs tells them."""
    return {agency.id: agency.short for agency in publication.agencies.values() if agency.short not in agency.name}


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
