"""Runs Pagefind over the token documents: one index per bundle under search/index/, and a list of them.

Pagefind reads a throw-away tree of tiny pages (its Python interface manages ten records a second). A bundle whose
records did not change is left where it is. The list comes out last, so that it never names a bundle that is not there.
"""

from __future__ import annotations

import gzip
import html
import json
import os
import re
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from plugins.registry import parallel, program
from plugins.registry.looking import Progress
from plugins.registry.public import Publication
from plugins.registry.records import Agency
from plugins.site.building import Reports
from plugins.site.failures import Failed
from plugins.site.keys import digest
from plugins.site.output import Output
from plugins.site.paths import record_data

from .bundles import Bundle, bundles
from .documents import Document, document, result_fields

INDEX = "search/index"
KEY_WEIGHT = 6

# Pagefind needs about 150 KB of memory for each record that it indexes.
AT_A_TIME = 14_000

# "und" keeps Pagefind from cutting Chinese into words of its own; tokens need no more than the plain program.
LANGUAGE = "und"
PACKAGES = ("pagefind_bin", "pagefind_bin_extended")

_NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
_ENDINGS = (".pf_meta", ".pagefind")
_MAGIC = b"pagefind_dcd"
_VERSION = 12
_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta data-pagefind-sort="date[content]" content="{date}"></head><body data-pagefind-body>'
    '<div data-pagefind-weight="{weight}">{key}</div><div>{text}</div></body></html>'
)


class SearchFailed(Failed):
    """The index could not be made; the message is a plain sentence for the person who runs the build."""


class _Given(NamedTuple):
    """What a worker that writes pages for Pagefind needs: where to, and the agencies."""

    folder: Path
    agencies: dict[str, Agency]


def write_index(publication: Publication, output: Output, *, jobs: int = 1, progress: Reports) -> int:
    """Writes the search indexes of a publication below search/index/ and returns the number of records in them.

    At most `jobs` bundles are indexed at a time; the files are the same for any number. Raises SearchFailed.
    """
    executable = pagefind()
    made = bundles(publication)
    keys = [_key(bundle, publication, output) for bundle in made]
    standing: dict[bytes, list[str]] = {}
    for path, written in output.before.items():
        if path.startswith(f"{INDEX}/"):
            standing.setdefault(written.key, []).append(path)
    missing = [
        (bundle, key) for bundle, key in zip(made, keys, strict=True) if key in output.lost or key not in standing
    ]
    with TemporaryDirectory(prefix="search-") as name:
        folder = Path(name)
        with progress("检索词") as report:
            _write_pages(folder, [bundle for bundle, _ in missing], publication, output, jobs, report)
        largest = max((len(bundle.records) for bundle, _ in missing), default=1)
        with ThreadPoolExecutor(max_workers=max(1, min(jobs, AT_A_TIME // largest))) as pool:
            made_at = pool.map(lambda found: _index(executable, found[0], found[1], folder, output), missing)
            places = {key: place for (_, key), place in zip(missing, made_at, strict=True)}
    for key in set(keys) - places.keys():
        for path in standing[key]:
            output.keep(path)
            places[key] = path.split("/")[2]
    listing = {
        "schema": "search-2",
        "fields": result_fields(),
        "bundles": [
            {"first": bundle.first, "last": bundle.last, "path": f"{places[key]}/", "count": len(bundle.records)}
            for bundle, key in zip(made, keys, strict=True)
        ],
    }
    text = json.dumps(listing, ensure_ascii=False, separators=(",", ":"))
    output.write(f"{INDEX}/bundles.json", f"{text}\n".encode())
    return sum(len(bundle.records) for bundle in made)


def _key(bundle: Bundle, publication: Publication, output: Output) -> bytes:
    """A digest of all that a bundle is made of: the files of its records, and what its agencies are called."""
    agencies = sorted({record.agency for record in bundle.records})
    names = [(agency, publication.agencies[agency].name, publication.agencies[agency].short) for agency in agencies]
    records = [(record.id, output.files[record_data(record.id)].sha256) for record in bundle.records]
    return digest(program.digest(), bundle.name, names, records)


def pagefind() -> Path:
    """The Pagefind program: PAGEFIND_BINARY_PATH, else that of the installed package. Raises SearchFailed."""
    if given := os.environ.get("PAGEFIND_BINARY_PATH"):
        return Path(given)
    for package in PACKAGES:
        try:
            return Path(import_module(package).get_executable())
        except (ImportError, FileNotFoundError):
            continue
    raise SearchFailed("没有找到检索程序 Pagefind，请安装 pagefind[bin] 后重试")


def _write_pages(
    folder: Path, missing: list[Bundle], publication: Publication, output: Output, jobs: int, report: Progress
) -> None:
    """Writes the page of every record of the missing bundles, below pages/<bundle>/."""
    items = [
        (bundle.name, output.place(record_data(record.id)), record.agency)
        for bundle in missing
        for record in bundle.records
    ]
    done = 0
    for count in parallel.spread(_write_batch, _Given(folder, dict(publication.agencies)), items, jobs):
        done += count
        report(done, len(items))


def _write_batch(given: _Given, items: Sequence[tuple[str, Path, str]]) -> int:
    for bundle, path, agency in items:
        item = document(json.loads(path.read_bytes()), given.agencies[agency])
        target = given.folder / "pages" / bundle / f"{item.id}.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page(item), "utf-8")
    return len(items)


def _index(executable: Path, bundle: Bundle, key: bytes, folder: Path, output: Output) -> str:
    """Makes the index of one bundle, writes it into the site and returns where."""
    pages, target = folder / "pages" / bundle.name, folder / "made" / bundle.name
    _run(executable, bundle.name, pages, target)
    entry = json.loads((target / "pagefind-entry.json").read_text("utf-8"))
    indexed = sum(language["page_count"] for language in entry["languages"].values())
    if set(entry["languages"]) != {LANGUAGE} or indexed != len(bundle.records):
        raise SearchFailed(f"{bundle.name} 的检索索引不完整：应有 {len(bundle.records)} 条，实有 {indexed} 条")
    return _take(target, bundle.name, key, output)


def _take(made: Path, name: str, key: bytes, output: Output) -> str:
    """Writes into the site what it needs of a bundle; Pagefind's own user interfaces are left behind.

    Returns the folder: one of its own for every content, so that no reader meets half an old and half a new bundle.
    """
    files = {}
    for file in sorted(made.rglob("*")):
        if file.parent.name == "fragment":
            files[f"fragment/{file.name}"] = _emptied(file.read_bytes())
        elif file.is_file() and (file.parent != made or file.name in _NEEDED or file.suffix in _ENDINGS):
            files[file.relative_to(made).as_posix()] = file.read_bytes()
    place = f"{name}.{digest(files).hex()[:_VERSION]}"
    for path, content in files.items():
        output.write(f"{INDEX}/{place}/{path}", content, key)
    return place


def page(item: Document) -> str:
    """The page that Pagefind reads. Words hold nothing but letters and digits: nothing in them needs escaping.

    No metadata: Pagefind would make it searchable, and the id of a record must not answer to a query.
    """
    return _PAGE.format(language=LANGUAGE, date=html.escape(item.date), weight=KEY_WEIGHT, key=item.key, text=item.text)


def _run(executable: Path, name: str, source: Path, bundle: Path) -> None:
    command = [str(executable), "--site", str(source), "--output-path", str(bundle.absolute()), "--silent"]
    # Pagefind takes settings from variables of this prefix, and the index must depend on nothing but the records.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=source, env=environment, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise SearchFailed(f"检索程序 Pagefind 无法运行：{error.strerror}") from error
    if done.returncode != 0 or not (bundle / "pagefind-entry.json").exists():
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise SearchFailed(f"检索程序 Pagefind 没能为 {name} 建立索引：{lines[-1] if lines else '原因不明'}")


def _emptied(fragment: bytes) -> bytes:
    """A fragment with the record's id only: the text of a result comes from the API, never from tokens.

    It is not compressed, because the result of a compression depends on the machine's library.
    """
    rest: dict[str, object] = {"content": "", "word_count": 0, "filters": {}, "meta": {}, "anchors": []}
    path = re.search(rb'"url":"/([^"]+)\.html"', gzip.decompress(fragment))
    if path is None:
        raise SearchFailed("检索程序 Pagefind 的索引格式与预期不同，请使用规定的版本")
    return _MAGIC + json.dumps({"url": path[1].decode()} | rest, separators=(",", ":")).encode()
