"""What the last build made, and of what: kept outside the site and the repository, so that the next one makes the rest.

It vouches for a file only while the file is what was written. So a build that was killed, or a file that somebody
changed, needs no journal: what is not as it was left is made again, and what nobody wrote is taken away.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
from msgspec import Struct

from plugins.registry import folders, replace_file
from plugins.registry.folders import Signature
from plugins.registry.public import Listed


class Written(Struct, array_like=True, gc=False):
    """A file that was written: SHA-256, size in bytes, signature, and a digest of all it was made of (b"": unknown)."""

    sha256: bytes
    size: int
    signature: Signature
    key: bytes = b""


class Made(Struct, array_like=True, gc=False):
    """What was made of one decision.

    content: digest of its file; key: of all else that its files were made of; moments: the days on which its public
    form changes; listed: how lists show it, None before it is public; paths: its files.
    """

    content: bytes
    key: bytes
    day: str
    moments: tuple[str, ...]
    listed: Listed | None
    paths: tuple[str, ...]

    def stands(self, key: bytes, day: str) -> bool:
        """True where the same file would give the same on another day, with all else as `key` says."""
        earlier, later = sorted((self.day, day))
        return self.key == key and not any(earlier < moment <= later for moment in self.moments)


class State(Struct):
    """decisions: by path in the repository; files: by path in the site."""

    program: bytes = b""
    decisions: dict[str, Made] = {}
    files: dict[str, Written] = {}


def load(path: Path, program: bytes) -> State:
    """The state of the last build by this program; an empty one where there is none."""
    try:
        state = msgspec.msgpack.decode(path.read_bytes(), type=State)
    except (OSError, msgspec.DecodeError):
        return State(program)
    return state if state.program == program else State(program)


def save(path: Path, state: State) -> None:
    """Keeps the state for the next build."""
    replace_file.write(path, msgspec.msgpack.encode(state))


def intact(files: dict[str, Written], output: Path) -> dict[str, Written]:
    """Those of the files that stand in `output` as they were written; a file that was only copied counts as such."""
    if not files or not output.is_dir():
        return {}
    found = {}
    for path, signature in folders.walk(str(output)):
        written = files.get(path)
        if written and written.signature == signature:
            found[path] = written
        elif written and written.size == signature[2] and _sha256(output / path) == written.sha256:
            found[path] = Written(written.sha256, written.size, signature, written.key)
    return found


def _sha256(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()
