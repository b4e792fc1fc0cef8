"""Which program this is: what it remembers is worth nothing to another one."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

import msgspec

REPOSITORY = Path(__file__).resolve().parents[2]
_PARTS = ("plugins", "theme", "pelicanconf.py")
_INSTALLED = Path(msgspec.__file__).parents[1]


@cache
def digest() -> bytes:
    """A digest of the code, schemas and theme, of Python and of the versions of the libraries beside it."""
    made = hashlib.blake2b(sys.version.encode(), digest_size=20)
    made.update("\n".join(sorted(path.name for path in _INSTALLED.glob("*.dist-info"))).encode())
    for path in sorted(path for part in _PARTS for path in _files(REPOSITORY / part)):
        content = path.read_bytes()
        made.update(f"\n{path.relative_to(REPOSITORY)} {len(content)}\n".encode())
        made.update(content)
    return made.digest()


def _files(path: Path) -> list[Path]:
    return [file for file in path.rglob("*") if file.is_file() and file.suffix != ".pyc"] if path.is_dir() else [path]
