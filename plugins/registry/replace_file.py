"""A file is written beside its place and moved there whole: whoever reads it meets the old one or the new one."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def keep(path: Path, content: bytes) -> None:
    """The same for what only saves time: where it cannot be written, the next run takes longer."""
    with suppress(OSError):
        write(path, content)


def write(path: Path, content: bytes) -> None:
    """Puts `content` at `path`. Its folder is made where there is none, readable for this user only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    beside.write_bytes(content)
    beside.replace(path)
