"""What the last build made, and of what: kept outside the site and the repository, so that the next one makes the rest.

It vouches for a file only while the file is what was written. So a build that was killed, or a file that somebody
changed, needs no journal: what is not as it was left is made again, and what nobody wrote is taken away.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from plugins.registry import folders, replace_file
from plugins.registry.folders import Signature
from plugins.registry.history import Now
from plugins.registry.keys import digest
from plugins.registry.public import Listed


class Written(Struct, array_like=True, gc=False):
    """A file that was written: SHA-256, signature, and a digest of all it was made of (b"": unknown)."""

    sha256: bytes
    signature: Signature
    key: bytes = b""

    @property
    def size(self) -> int:
        """In bytes."""
        return self.signature[2]


class Made(Struct, array_like=True, gc=False):
    """What was made of one decision.

    content: digest of its file; key: of all else that its files were made of; moments: the days on which its public
    form changes; listed: how lists show it, None before it is public; now: what the next publication compares it by;
    paths: its files.
    """

    content: bytes
    key: bytes
    day: str
    moments: tuple[str, ...]
    listed: Listed | None
    now: Now
    paths: tuple[str, ...]

    def stands(self, key: bytes, day: str) -> bool:
        """True where the same file would give the same on another day, with all else as `key` says."""
        if self.key != key:
            return False
        if self.day == day:
            return True
        earlier, later = sorted((self.day, day))
        return not any(earlier < moment <= later for moment in self.moments)


class State(Struct):
    """decisions: by path in the repository; files: by path in the site; folders: when each was last changed (ns).

    chapters: the files of each chapter (`output.Chapter`) by its key.
    """

    decisions: dict[str, Made] = {}
    files: dict[str, Written] = {}
    chapters: dict[bytes, tuple[str, ...]] = {}
    folders: dict[str, int] = {}


class _Decisions(Struct):
    """Kept apart from the files: looking through the old site needs those only.

    form: of which form the state is; a program that keeps another one begins anew.
    """

    form: bytes = b""
    decisions: dict[str, Made] = {}


class _Files(Struct):
    form: bytes = b""
    files: dict[str, Written] = {}
    chapters: dict[bytes, tuple[str, ...]] = {}
    folders: dict[str, int] = {}


Kept = TypeVar("Kept", _Decisions, _Files)


def load(path: Path | None) -> State:
    """The state of the last build; an empty one where there is none. Keys say what program made a file."""
    files = _load(path, _Files)
    return State(_load(path, _Decisions).decisions, files.files, files.chapters, files.folders)


def save(path: Path | None, state: State) -> None:
    """Keeps the state for the next build, where there is a place for it.

    If only one part gets there, nothing is lost: what was made of a decision counts only while its files are known.
    """
    if path is None:
        return
    files = _Files(_form(_Files), state.files, state.chapters, state.folders)
    for kept in (files, _Decisions(_form(_Decisions), state.decisions)):
        replace_file.keep(_part(path, type(kept)), msgspec.msgpack.encode(kept))


def forget(path: Path | None) -> None:
    """Nothing of the last build is used."""
    if path:
        for part in (_Decisions, _Files):
            _part(path, part).unlink(missing_ok=True)


def _load(path: Path | None, part: type[Kept]) -> Kept:
    if path is None:
        return part()
    try:
        kept = msgspec.msgpack.decode(_part(path, part).read_bytes(), type=part)
    except (OSError, msgspec.DecodeError):
        return part()
    return kept if kept.form == _form(part) else part()


def _part(path: Path, part: type) -> Path:
    return path.with_suffix(f".{part.__name__[1:].lower()}")


@cache
def _form(part: type) -> bytes:
    return digest(msgspec.json.schema(part))


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
    known = _load(path, _Files)
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
