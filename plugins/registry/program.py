"""Which program this is: what it remembers is worth nothing to another one."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

import msgspec

from . import folders

REPOSITORY = Path(__file__).resolve().parents[2]
_FOLDERS = ("plugins", "theme")
_COMPILED = "__pycache__"
_INSTALLED = Path(msgspec.__file__).parents[1]


@cache
def digest() -> bytes:
    """A digest of the code, schemas and theme, of Python and of the versions of the libraries beside it."""
    made = hashlib.blake2b(sys.version.encode(), digest_size=20)
    made.update("\n".join(sorted(path.name for path in _INSTALLED.glob("*.dist-info"))).encode())
    walked = (folders.walk(str(REPOSITORY), top, lambda path: not path.endswith(_COMPILED)) for top in _FOLDERS)
    for path in sorted([file.path for files in walked for file in files] + ["pelicanconf.py"]):
        content = (REPOSITORY / path).read_bytes()
        made.update(f"\n{path} {len(content)}\n".encode())
        made.update(content)
    return made.digest()
