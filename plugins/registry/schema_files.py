"""The files of schemas/ as plain values, kept beside them as Python keeps its modules: YAML takes longer than a small check."""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from msgspec import DecodeError, msgpack

from . import program, replace_file

FOLDER = Path(__file__).with_name("schemas")


@cache
def schema_files(folder: Path = FOLDER) -> dict[str, Any]:
    """The content of every schema file by its name (penalty); what is kept is worth something to this program only."""
    kept, made_by = folder / "__pycache__" / "schemas.pyc", program.digest()
    with suppress(OSError, DecodeError):
        content = kept.read_bytes()
        if content.startswith(made_by):
            found: dict[str, Any] = msgpack.decode(content.removeprefix(made_by))
            return found
    files = {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.yaml"))}
    read = {name: yaml.load(text, Loader=yaml.CSafeLoader) for name, text in files.items()}
    if not sys.dont_write_bytecode:
        replace_file.keep(kept, made_by + msgpack.encode(read))
    return read
