"""What earlier runs found out about the files of a site, so that nothing is read and judged twice.

It is kept outside the repository: what a pull request brings along must not vouch for itself. One shard holds all that
is no decision, and one the decisions of each agency, so that checking one file loads little.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from . import folders, replace_file, repository
from .inspecting import Inspection

# A file written so shortly before it was looked at may be written again within the same tick of the clock.
_RACY_NS = 2_000_000_000
_BASE = "base"


class _Shard(Struct, array_like=True):
    program: bytes
    inspections: list[Inspection]


class Memory:
    """Inspections by path. `folder`: where they are kept, None to forget; `program`: what program made them."""

    def __init__(self, folder: Path | None = None, program: bytes = b"") -> None:
        self._folder = folder
        self._program = program
        self._shards: dict[str, dict[str, Inspection]] = {}
        # All shards that were loaded, in one.
        self._known: dict[str, Inspection] = {}

    def get(self, path: str) -> Inspection | None:
        """What is known of a file, whatever it holds now."""
        return self._known.get(path) or self._shard(_shard_of(path)).get(path)

    def keep(self, inspections: Iterable[Inspection], complete: Iterable[str], now_ns: int) -> None:
        """Keeps the inspections of a run that began at `now_ns`; of the `complete` agencies there are no others."""
        if self._folder is None:
            return
        shards: dict[str, dict[str, Inspection]] = {name: {} for name in (_BASE, *complete)}
        for inspection in inspections:
            # A name that is no UTF-8 cannot be written down.
            if not inspection.path.isprintable():
                continue
            if inspection.signature[0] > now_ns - _RACY_NS:
                inspection.signature = folders.UNKNOWN
            shards.setdefault(_shard_of(inspection.path), {})[inspection.path] = inspection
        for name, shard in shards.items():
            if shard != self._shard(name):
                content = msgspec.msgpack.encode(_Shard(self._program, list(shard.values())))
                replace_file.keep(self._folder / f"{name}.inspections", content)

    def _shard(self, name: str) -> dict[str, Inspection]:
        if name not in self._shards:
            self._shards[name] = self._load(name)
            self._known |= self._shards[name]
        return self._shards[name]

    def _load(self, name: str) -> dict[str, Inspection]:
        if self._folder is None:
            return {}
        try:
            content = (self._folder / f"{name}.inspections").read_bytes()
            shard = msgspec.msgpack.decode(content, type=_Shard)
        except (OSError, msgspec.DecodeError):
            return {}
        if shard.program != self._program:
            return {}
        return {inspection.path: inspection for inspection in shard.inspections}


def _shard_of(path: str) -> str:
    top, agency, folder, *_ = (*path.split("/", 3), "", "")
    own = top == "harvest" or (top == "agencies" and folder == "decisions")
    return agency if own and _is_name(agency) else _BASE


@cache
def _is_name(agency: str) -> bool:
    return repository.AGENCY_ID.fullmatch(agency) is not None
