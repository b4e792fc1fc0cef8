"""Runs Pagefind over the token documents: one index per year under search/index/, and a list of them.

Pagefind reads a throw-away tree of tiny pages (its Python interface manages ten records a second). The list of indexes
comes out last, so that it never names one that is not there.
"""

from __future__ import annotations

import gzip
import html
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from plugins.registry.public import Publication

from .documents import Document, by_year, document, result_fields

INDEX = Path("search") / "index"
KEY_WEIGHT = 6

# "und" keeps Pagefind from cutting Chinese into words of its own; tokens need no more than the plain program.
LANGUAGE = "und"
PACKAGES = ("pagefind_bin", "pagefind_bin_extended")

_NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
_MAGIC = b"pagefind_dcd"
_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta data-pagefind-sort="date[content]" content="{date}"></head><body data-pagefind-body>'
    '<div data-pagefind-weight="{weight}">{key}</div><div>{text}</div></body></html>'
)


class SearchFailed(Exception):
    """The index could not be made; the message is a plain sentence for the person who runs the build."""


def build_index(publication: Publication, output: Path, *, jobs: int = 1) -> int:
    """Writes the search indexes of a publication to output/search/index/ and returns the number of records in them.

    What stood there before is replaced. `jobs` indexes are made at a time; the files are the same for any number.
    Raises SearchFailed.
    """
    program = pagefind()
    target = output / INDEX
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    years = by_year(publication)

    def make(year: str) -> str:
        found = (document(record, publication.agencies[record.agency]) for record in years[year])
        return _index(program, year, found, len(years[year]), target / year)

    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        versions = list(pool.map(make, years))
    listing = {
        "schema": "search-1",
        "fields": result_fields(),
        "bundles": [
            {"year": year, "path": f"{year}/", "count": len(years[year]), "version": version}
            for year, version in zip(years, versions, strict=True)
        ],
    }
    text = json.dumps(listing, ensure_ascii=False, separators=(",", ":"))
    (target / "bundles.json").write_text(text + "\n", "utf-8")
    return sum(map(len, years.values()))


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


def _index(program: Path, year: str, found: Iterable[Document], expected: int, target: Path) -> str:
    """Makes the index of one year and returns its version, which changes with its content."""
    with TemporaryDirectory(prefix="search-") as folder:
        source = Path(folder)
        _write_pages(found, source)
        _run(program, year, source, target)
    entry = json.loads((target / "pagefind-entry.json").read_text("utf-8"))
    indexed = sum(language["page_count"] for language in entry["languages"].values())
    if set(entry["languages"]) != {LANGUAGE} or indexed != expected:
        raise SearchFailed(f"{year} 年的检索索引不完整：应有 {expected} 条，实有 {indexed} 条")
    _keep_needed(target)
    _empty_fragments(target / "fragment")
    return str(entry["languages"][LANGUAGE]["hash"])


def _write_pages(found: Iterable[Document], source: Path) -> None:
    folders: set[Path] = set()
    for item in found:
        path = source / f"{item.id}.html"
        if path.parent not in folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            folders.add(path.parent)
        path.write_text(page(item), "utf-8")


def page(item: Document) -> str:
    """The page that Pagefind reads. Words hold nothing but letters and digits: nothing in them needs escaping.

    No metadata: Pagefind would make it searchable, and the id of a record must not answer to a query.
    """
    return _PAGE.format(language=LANGUAGE, date=html.escape(item.date), weight=KEY_WEIGHT, key=item.key, text=item.text)


def _run(program: Path, year: str, source: Path, bundle: Path) -> None:
    command = [str(program), "--site", str(source), "--output-path", str(bundle.absolute()), "--silent"]
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
        raise SearchFailed(f"检索程序 Pagefind 没能为 {year} 年建立索引：{lines[-1] if lines else '原因不明'}")


def _keep_needed(bundle: Path) -> None:
    """Deletes Pagefind's own user interfaces, which this site does not use."""
    for file in bundle.iterdir():
        needed = file.is_dir() or file.name in _NEEDED or file.suffix in (".pf_meta", ".pagefind")
        if not needed:
            file.unlink()


def _empty_fragments(folder: Path) -> None:
    """Leaves in each fragment only the record's id: the text of a result comes from the API, never from tokens.

    The files are not compressed, because the result of a compression depends on the machine's library.
    """
    rest: dict[str, object] = {"content": "", "word_count": 0, "filters": {}, "meta": {}, "anchors": []}
    for file in folder.iterdir():
        path = re.search(rb'"url":"/([^"]+)\.html"', gzip.decompress(file.read_bytes()))
        if path is None:
            raise SearchFailed("检索程序 Pagefind 的索引格式与预期不同，请使用规定的版本")
        file.write_bytes(_MAGIC + json.dumps({"url": path[1].decode()} | rest, separators=(",", ":")).encode())
