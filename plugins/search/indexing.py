"""Writes the index: Pagefind's bundles below search/index/, then what is common to all of them (`listing`).

Pagefind reads a throw-away tree of tiny pages (its Python interface manages ten records a second). A bundle whose
records did not change is left where it is. The list comes out last, so that it never names a bundle that is not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import msgspec

from plugins.registry import parallel, program
from plugins.registry.keys import digest
from plugins.registry.looking import Progress
from plugins.registry.public import Publication
from plugins.registry.records import Agency
from plugins.site.building import Reports
from plugins.site.output import Output
from plugins.site.paths import record_data

from .bundles import Bundle, bundles
from .documents import Document, document
from .filters import region_of
from .listing import COMMON, INDEX, PRESENCE, frequent, write_lists
from .ordering import order
from .pagefind import LANGUAGE, Made, folder_of, index, pagefind
from .presence import marks, packed, part

# Records that are indexed at the same time: together they need 2 GB of memory.
AT_A_TIME = 10_000

_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    "</head><body data-pagefind-body>"
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
    keys = [_key(bundle, engine_key, publication) for bundle in made]
    standing = _standing(output)
    missing = [
        number
        for number, key in enumerate(keys)
        if engine_key not in standing or {key, engine_key} & set(output.lost) or key not in standing
    ]
    places = {number: standing[key][0].split("/")[2] for number, key in enumerate(keys) if number not in set(missing)}
    output.keep_all([path for number in places for path in standing[keys[number]]])
    engine = ""
    if missing:
        found = _make([made[number] for number in missing], publication, output, jobs, progress)
        for number, (new, presence) in zip(missing, found, strict=True):
            engine, program_files = new.engine, new.program
            places[number] = _write(made[number], new, presence, keys[number], output)
        for name, content in program_files.items():
            output.offer(f"{INDEX}/{engine}/{name}", engine_key, partial(bytes, content))
    elif made:
        engine = standing[engine_key][0].split("/")[2]
        output.keep_all(standing[engine_key])
    write_lists(publication, output, [(bundle, places[number]) for number, bundle in enumerate(made)], engine)
    return sum(len(bundle.records) for bundle in made)


def _standing(output: Output) -> dict[bytes, list[str]]:
    """The files of the last run by what they were made of."""
    found: dict[bytes, list[str]] = {}
    for path, written in output.before.items():
        if path.startswith(f"{INDEX}/"):
            found.setdefault(written.key, []).append(path)
    return found


def _key(bundle: Bundle, engine_key: bytes, publication: Publication) -> bytes:
    """A digest of all that a bundle is made of: its records, and what their agencies and origins are called."""
    agencies = [publication.agencies[name] for name in sorted({record.agency for record in bundle.records})]
    named = [
        (one.id, one.name, one.short, one.level, region_of(one, publication), publication.origins.get(one.id))
        for one in agencies
    ]
    # A record's commitment covers all of its public form.
    return digest(engine_key, bundle.name, named, [record.commitment for record in bundle.records])


def _make(
    missing: Sequence[Bundle], publication: Publication, output: Output, jobs: int, progress: Reports
) -> Iterator[tuple[Made, bytes]]:
    """The bundles that must be made, one after the other, each with its part of `presence`."""
    executable = pagefind()
    with TemporaryDirectory(prefix="search-") as name:
        folder = Path(name)
        with progress("检索词") as report:
            found = _write_pages(folder, missing, publication, output, jobs, report)
        largest = max(len(bundle.records) for bundle in missing)

        def run(bundle: Bundle) -> tuple[Made, bytes]:
            pages, target = folder / "pages" / bundle.name, folder / "made" / bundle.name
            made = index(executable, bundle.name, [record.id for record in bundle.records], pages, target)
            return made, part(bytes(found.pop(bundle.name)))

        with ThreadPoolExecutor(max_workers=max(1, min(jobs, AT_A_TIME // largest))) as pool:
            yield from pool.map(run, missing)


def _write_pages(
    folder: Path, missing: Iterable[Bundle], publication: Publication, output: Output, jobs: int, report: Progress
) -> dict[str, bytearray]:
    """Writes the page of every record of the missing bundles, below pages/<bundle>/; the marks of each bundle's words."""
    items = [
        (bundle.name, output.place(record_data(record.id)), record.agency)
        for bundle in missing
        for record in bundle.records
    ]
    agencies = {agency.id: (agency, region_of(agency, publication)) for agency in publication.agencies.values()}
    found: dict[str, bytearray] = defaultdict(bytearray)
    done = 0
    for count, marked in parallel.spread(_write_batch, _Given(folder, agencies), items, jobs):
        for bundle, numbers in marked.items():
            found[bundle] += numbers
        done += count
        report(done, len(items))
    return found


def _write_batch(given: _Given, items: Sequence[tuple[str, Path, str]]) -> tuple[int, dict[str, bytes]]:
    found: dict[str, set[int]] = defaultdict(set)
    for bundle, path, agency in items:
        item = document(msgspec.json.decode(path.read_bytes()), *given.agencies[agency])
        target = given.folder / "pages" / bundle / f"{item.id}.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page(item), "utf-8")
        found[bundle].update(*map(marks, (*item.key, *item.text, *item.apart)))
    return len(items), {bundle: packed(numbers) for bundle, numbers in found.items()}


def page(item: Document) -> str:
    """What Pagefind reads of a record. Words hold nothing that must be escaped."""
    key, text, apart = (" ".join(map(" ".join, runs)) for runs in (item.key, item.text, item.apart))
    return _PAGE.format(language=LANGUAGE, key=key, text=text, apart=apart)


def _write(bundle: Bundle, made: Made, presence: bytes, key: bytes, output: Output) -> str:
    """Writes a bundle into the site and returns its folder."""
    common = frequent(made.counts, len(bundle.records))
    files = made.files | {"order.txt": order(bundle.records), PRESENCE: presence, COMMON: common}
    folder = folder_of(bundle.name, files)
    for name, content in files.items():
        output.write(f"{INDEX}/{folder}/{name}", content, key)
    return folder
