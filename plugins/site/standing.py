"""A site that was built before: what of it is still as it was left, and what else stands there."""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from plugins.registry import folders
from plugins.registry.folders import Signature

from .state import Files, Written, load_files


class Verdict(NamedTuple):
    """What became of a site since it was written.

    spoilt: files that are gone or hold something else; moved: signatures of those that were copied as they were;
    strange: files that nobody of ours wrote.
    """

    spoilt: list[str]
    moved: dict[str, Signature]
    strange: list[str]


def inspect(path: Path | None, output: Path) -> Verdict:
    """Holds the site at `output` against the state kept at `path`."""
    known: Files = load_files(path)
    verdict = Verdict([], {}, [])
    top = str(output)
    for file, written in known.files.items():
        signature = _signature(f"{top}/{file}")
        if signature != written.signature:
            if signature[2] == written.size and sha256((output / file).read_bytes()).digest() == written.sha256:
                verdict.moved[file] = signature
            else:
                verdict.spoilt.append(file)
    # Where nothing came or went since, there is nothing strange: looking into every folder takes much longer.
    changed = [folder for folder, time in known.folders.items() if _signature(f"{top}/{folder}")[0] != time]
    for folder in changed if known.folders else [""]:
        if (output / folder).is_dir():
            inside = folders.walk(str(output), folder, lambda path: path not in known.folders)
            verdict.strange.extend(file.path for file in inside if file.path not in known.files)
    return verdict


def look_at(output: Path, paths: Iterable[str]) -> dict[str, Written]:
    """Files of a site of which nothing is remembered, as they stand there."""
    found = {}
    for path in paths:
        signature = _signature(f"{output}/{path}")
        if (output / path).is_file() and not (output / path).is_symlink():
            found[path] = Written(sha256((output / path).read_bytes()).digest(), signature)
    return found


def changed_at(output: Path, wanted: Iterable[str]) -> dict[str, int]:
    """When each of these folders of a site was last changed; those that are gone are left out."""
    found = ((folder, _signature(f"{output}/{folder}")[0]) for folder in wanted)
    return {folder: time for folder, time in found if time}


def folders_of(files: Iterable[str]) -> set[str]:
    """Every folder on the way to a file, '' for the site itself."""
    found = {""}
    for folder in {file.rpartition("/")[0] for file in files}:
        while folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _signature(path: str) -> Signature:
    try:
        found = os.lstat(path)
    except OSError:
        return folders.UNKNOWN
    return folders.signature(found)
