"""Runs Pagefind over a folder of token pages and takes from its bundle what the site needs, byte for byte the same again.

Its index is cut anew (`cutting`). Its fragments are left out, because what a result shows comes from the API: a bundle
has lists of the ids of its records instead. Pagefind's program for the browser is the same for all bundles and stands
once, in a folder of its own.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from plugins.registry.keys import digest
from plugins.site.failures import Failed

from .cutting import Strange, cut

# "und" keeps Pagefind from cutting Chinese into words of its own; tokens need no more than the plain program.
LANGUAGE = "und"
PACKAGES = ("pagefind_bin", "pagefind_bin_extended")

_WORKER, _ENTRY, _SCRIPT, _WASM = "pagefind-worker.js", "pagefind-entry.json", "pagefind.js", "wasm.unknown.pagefind"
_FRAGMENT_URL = re.compile(rb'"url":"/([^"]+)\.html"')

# Ids in a file: a result asks for one of them, and the results of a page often stand close together.
IDS = 64

# pagefind.js looks for its worker in the bundle that is opened first, which is another one every time.
_WORKER_PLACE = b"`${basePath}pagefind-worker.js`"
_OUR_WORKER = b'new URL("pagefind-worker.js",import.meta.url)'

# Where Pagefind goes on without a part of the index that it could not load, as if nothing stood there. Ours must say so.
_LENIENT = b"console.error(`Failed to load the index chunk ${url}:\n${e?.toString()}`);"
_VERSION = 12


class SearchFailed(Failed):
    """The index could not be made; the message is a plain sentence for the person who runs the build."""


class Made(NamedTuple):
    """A bundle: its files, those of the program in its folder, in how many records words stand."""

    files: dict[str, bytes]
    program: dict[str, bytes]
    counts: dict[str, int]


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


def index(executable: Path, name: str, ids: Sequence[str], pages: Path, target: Path) -> Made:
    """The index of a folder of pages, one for each of `ids`, made in a folder `target`; results are places in `ids`.

    Raises SearchFailed, naming the bundle.
    """
    _run(executable, name, pages, target)
    entry = json.loads((target / _ENTRY).read_text("utf-8"))
    indexed = sum(language["page_count"] for language in entry["languages"].values())
    if set(entry["languages"]) != {LANGUAGE} or indexed != len(ids):
        raise SearchFailed(f"{name} 的检索索引不完整：应有 {len(ids)} 条，实有 {indexed} 条")
    program = {
        "pagefind.js": _patched(_strict((target / _SCRIPT).read_bytes()), _WORKER_PLACE, _OUR_WORKER),
        _WORKER: _strict((target / _WORKER).read_bytes()),
        "wasm.pagefind": (target / _WASM).read_bytes(),
    }
    engine = f"engine.{_short(program)}"
    # Pagefind asks for wasm.<this>.pagefind beside the bundle's other files: all bundles share one.
    language = entry["languages"][LANGUAGE]
    language["wasm"] = f"{LANGUAGE}/../../{engine}/wasm"
    meta = f"pagefind.{language['hash']}.pf_meta"
    places = {id_: place for place, id_ in enumerate(ids)}
    order = {file.stem: places[_id(file.read_bytes())] for file in (target / "fragment").iterdir()}
    pieces = {file.stem: file.read_bytes() for file in (target / "index").iterdir()}
    try:
        made, counts = cut((target / meta).read_bytes(), pieces, order)
    except Strange:
        raise _unexpected() from None
    files = {_ENTRY: json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode(), meta: made.pop(""), **made}
    for start in range(0, len(ids), IDS):
        files[f"ids/{start // IDS}.txt"] = "".join(f"{one}\n" for one in ids[start : start + IDS]).encode()
    return Made(files, {f"{engine}/{name}": content for name, content in program.items()}, counts)


def folder_of(name: str, files: dict[str, bytes]) -> str:
    """A folder of its own for every content, so that no reader meets half an old and half a new bundle."""
    return f"{name}.{_short(files)}"


def _short(files: dict[str, bytes]) -> str:
    return digest(files).hex()[:_VERSION]


def _run(executable: Path, name: str, source: Path, target: Path) -> None:
    command = [str(executable), "--site", str(source), "--output-path", str(target.absolute()), "--silent"]
    # Pagefind takes settings from variables of this prefix, and the index must depend on nothing but the records.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=source, env=environment, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise SearchFailed(f"检索程序 Pagefind 无法运行：{error.strerror}") from error
    if done.returncode != 0 or not (target / _ENTRY).exists():
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise SearchFailed(f"检索程序 Pagefind 没能为 {name} 建立索引：{lines[-1] if lines else '原因不明'}")


def _strict(script: bytes) -> bytes:
    return _patched(script, _LENIENT, _LENIENT + b"throw e;")


def _patched(script: bytes, old: bytes, new: bytes) -> bytes:
    if script.count(old) != 1:
        raise _unexpected()
    return script.replace(old, new)


def _unexpected() -> SearchFailed:
    return SearchFailed("检索程序 Pagefind 的索引格式与预期不同，请使用规定的版本")


def _id(fragment: bytes) -> str:
    path = _FRAGMENT_URL.search(gzip.decompress(fragment))
    if path is None:
        raise _unexpected()
    return path[1].decode()
