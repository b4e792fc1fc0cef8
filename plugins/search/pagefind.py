"""Runs Pagefind over a folder of token pages and takes from its bundle what the site needs, byte for byte the same again.

Fragments hold no more than the id of their record, because what a result shows comes from the API. Nothing that depends
on the machine is left in: they are written without compression, whose result depends on the machine's library.

Pagefind's program for the browser is the same for all bundles and stands once, in a folder of its own; its worker alone
must stand in every bundle, where pagefind.js looks for it.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from plugins.site.failures import Failed
from plugins.site.keys import digest

# "und" keeps Pagefind from cutting Chinese into words of its own; tokens need no more than the plain program.
LANGUAGE = "und"
PACKAGES = ("pagefind_bin", "pagefind_bin_extended")

_WORKER, _ENTRY, _SCRIPT, _WASM = "pagefind-worker.js", "pagefind-entry.json", "pagefind.js", "wasm.unknown.pagefind"
_MAGIC = b"pagefind_dcd"

# Where Pagefind goes on without a part of the index that it could not load, as if nothing stood there. Ours must say so.
_LENIENT = b"console.error(`Failed to load the index chunk ${url}:\n${e?.toString()}`);"
_VERSION = 12


class SearchFailed(Failed):
    """The index could not be made; the message is a plain sentence for the person who runs the build."""


class Made(NamedTuple):
    """A bundle: its files and those of the program by path, the folder of the program, the ids of records by result."""

    files: dict[str, bytes]
    program: dict[str, bytes]
    engine: str
    ids: dict[str, str]


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


def index(executable: Path, name: str, count: int, pages: Path, target: Path) -> Made:
    """The index of a folder of `count` pages, made in a folder `target`. Raises SearchFailed, naming the bundle."""
    _run(executable, name, pages, target)
    entry = json.loads((target / _ENTRY).read_text("utf-8"))
    indexed = sum(language["page_count"] for language in entry["languages"].values())
    if set(entry["languages"]) != {LANGUAGE} or indexed != count:
        raise SearchFailed(f"{name} 的检索索引不完整：应有 {count} 条，实有 {indexed} 条")
    program = {"pagefind.js": _strict((target / _SCRIPT).read_bytes()), "wasm.pagefind": (target / _WASM).read_bytes()}
    engine = f"engine.{_short(program)}"
    # Pagefind asks for wasm.<this>.pagefind beside the bundle's other files: all bundles share one.
    entry["languages"][LANGUAGE]["wasm"] = f"{LANGUAGE}/../../{engine}/wasm"
    files = {_ENTRY: json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()}
    files[_WORKER] = _strict((target / _WORKER).read_bytes())
    ids: dict[str, str] = {}
    for file in sorted(target.rglob("*.pf_*")):
        path = file.relative_to(target).as_posix()
        files[path] = file.read_bytes()
        if file.suffix == ".pf_fragment":
            ids[file.stem] = _id(files[path])
            files[path] = _emptied(ids[file.stem])
    return Made(files, program, engine, ids)


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
    if script.count(_LENIENT) != 1:
        raise _unexpected()
    return script.replace(_LENIENT, _LENIENT + b"throw e;")


def _unexpected() -> SearchFailed:
    return SearchFailed("检索程序 Pagefind 的索引格式与预期不同，请使用规定的版本")


def _id(fragment: bytes) -> str:
    path = re.search(rb'"url":"/([^"]+)\.html"', gzip.decompress(fragment))
    if path is None:
        raise _unexpected()
    return path[1].decode()


def _emptied(record: str) -> bytes:
    rest: dict[str, object] = {"content": "", "word_count": 0, "filters": {}, "meta": {}, "anchors": []}
    return _MAGIC + json.dumps({"url": record} | rest, separators=(",", ":")).encode()
