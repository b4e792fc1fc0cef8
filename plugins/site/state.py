"""What the last build made, and of what: kept outside the site and the repository, so that the next one makes the rest.

It vouches for a file only while the file is what was written. So a build that was killed, or a file that somebody
changed, needs no journal: what is not as it was left is made again, and what nobody wrote is taken away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from plugins.registry import replace_file
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

    content: digest of its file; moments: the days on which its public form changes; paths: its files; listed: how lists
    show it, None before it is public; the rest: what else the next publication compares it by (`history.Now`), substance
    "" where it is the digest of all.
    """

    content: bytes
    moments: tuple[str, ...]
    paths: tuple[str, ...]
    listed: Listed | None
    published: str
    substance: str = ""
    corrections: tuple[str, ...] = ()
    imported: bool = False

    def stands(self, one_day: str, other_day: str) -> bool:
        """True where the same file gives the same on both days, with all else as it was."""
        if one_day == other_day:
            return True
        earlier, later = sorted((one_day, other_day))
        return not any(earlier < moment <= later for moment in self.moments)

    def now(self, path: str) -> Now:
        """The decision at a path as it is compared."""
        shown = self.listed
        if shown is None:
            _, agency, _, year, name = path.split("/")
            return Now(f"{agency}/{year}/{name.rpartition('.')[0]}", path, "", self.published)
        return Now(
            id=shown.id,
            path=path,
            state=shown.state,
            published=self.published,
            digest=shown.digest,
            substance=self.substance or shown.digest,
            corrections=self.corrections,
            imported=self.imported,
            former=shown.former,
        )


class OfAgency(Struct):
    """What was made of an agency's decisions, by path in the repository.

    key: of all else that their files were made of; day: on which that holds; shown: a digest of all that lists show of
    them (`Publication.record_digests`); written: of their files.
    """

    key: bytes
    day: str
    decisions: dict[str, Made]
    shown: bytes = b""
    written: bytes = b""


class State(Struct):
    """agencies: what was made of their decisions; files: by path in the site; folders: when each was last changed (ns).

    chapters: the files of each chapter (`output.Chapter`) by its key.
    """

    agencies: dict[str, OfAgency] = {}
    files: dict[str, Written] = {}
    chapters: dict[bytes, tuple[str, ...]] = {}
    folders: dict[str, int] = {}

    @property
    def decisions(self) -> Iterator[tuple[str, Made]]:
        """Every decision by its path."""
        return (item for agency in self.agencies.values() for item in agency.decisions.items())


class Files(Struct):
    """The state but for the decisions, which looking through the old site does not need."""

    files: dict[str, Written] = {}
    chapters: dict[bytes, tuple[str, ...]] = {}
    folders: dict[str, int] = {}


_FILES = "files"
Kept = TypeVar("Kept", OfAgency, Files)


def load(folder: Path | None) -> State:
    """The state of the last build; an empty one where there is none. Keys say what program made a file."""
    known = load_files(folder)
    found = {path.stem: _load(path, OfAgency) for path in folder.glob("*.decisions")} if folder else {}
    agencies = {agency: one for agency, one in found.items() if one}
    return State(agencies, known.files, known.chapters, known.folders)


def load_files(folder: Path | None) -> Files:
    """The same without the decisions."""
    return (folder and _load(folder / _FILES, Files)) or Files()


def save(folder: Path | None, state: State, before: Mapping[str, OfAgency]) -> None:
    """Keeps the state for the next build, where there is a place for it; what stands as it stood `before` is kept already.

    The files come last: what was made of a decision counts only while its files are known as they are.
    """
    if folder is None:
        return
    for agency, one in state.agencies.items():
        if one is not before.get(agency):
            _save(folder / f"{agency}.decisions", one)
    for agency in before.keys() - state.agencies.keys():
        (folder / f"{agency}.decisions").unlink(missing_ok=True)
    _save(folder / _FILES, Files(state.files, state.chapters, state.folders))


def forget(folder: Path | None) -> None:
    """Nothing of the last build is used."""
    for path in folder.iterdir() if folder and folder.is_dir() else ():
        path.unlink()


def _save(path: Path, kept: OfAgency | Files) -> None:
    replace_file.keep(path, _form(type(kept)) + msgspec.msgpack.encode(kept))


def _load(path: Path, part: type[Kept]) -> Kept | None:
    """What was kept at a path; None where nothing was, or by a program that keeps another form."""
    form = _form(part)
    try:
        content = path.read_bytes()
        return msgspec.msgpack.decode(memoryview(content)[len(form) :], type=part) if content.startswith(form) else None
    except (OSError, msgspec.DecodeError):
        return None


@cache
def _form(part: type) -> bytes:
    return digest(msgspec.json.schema(part))
