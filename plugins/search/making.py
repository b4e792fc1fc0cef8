"""Makes bundles with Pagefind, which reads a throw-away tree of tiny pages: its Python interface manages ten records a second."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import msgspec

from plugins.registry import parallel
from plugins.registry.looking import Progress
from plugins.registry.public import Publication
from plugins.registry.records import Agency
from plugins.site.building import Reports
from plugins.site.paths import record_data

from .bundles import Bundle
from .documents import Document, document
from .filters import region_of
from .pagefind import LANGUAGE, Made, index, pagefind
from .presence import marks, packed, part

# Records that are indexed at the same time: together they need 2 GB of memory.
AT_A_TIME = 10_000

_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    "</head><body data-pagefind-body>"
    "<div>{key}</div><div>{text}</div><div>{apart}</div></body></html>"
)

# Where a file of the site can be read.
Place = Callable[[str], Path]


class Indexed(NamedTuple):
    """A bundle that was made, and its part of `presence`."""

    made: Made
    presence: bytes


class _Given(NamedTuple):
    """What a worker that writes pages for Pagefind needs: where to, and the agencies with their regions."""

    folder: Path
    agencies: dict[str, tuple[Agency, str]]


def indexed(
    wanted: Sequence[Bundle], publication: Publication, place: Place, *, jobs: int, progress: Reports
) -> Iterator[Indexed]:
    """The wanted bundles one after the other; at most `jobs` are made at a time. Raises SearchFailed."""
    executable = pagefind()
    with TemporaryDirectory(prefix="search-") as name:
        folder = Path(name)
        with progress("检索词") as report:
            found = _write_pages(folder, wanted, publication, place, jobs, report)
        largest = max(len(bundle.records) for bundle in wanted)

        def run(bundle: Bundle) -> Indexed:
            pages, target = folder / "pages" / bundle.name, folder / "made" / bundle.name
            made = index(executable, bundle.name, [record.id for record in bundle.records], pages, target)
            return Indexed(made, part(bytes(found.pop(bundle.name))))

        with ThreadPoolExecutor(max_workers=max(1, min(jobs, AT_A_TIME // largest))) as pool:
            yield from pool.map(run, wanted)


def _write_pages(
    folder: Path, wanted: Iterable[Bundle], publication: Publication, place: Place, jobs: int, report: Progress
) -> dict[str, bytearray]:
    """Writes the page of every record of the wanted bundles, below pages/<bundle>/; the marks of each bundle's words."""
    items = [
        (bundle.name, place(record_data(record.id)), record.agency) for bundle in wanted for record in bundle.records
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
