"""Templates compiled once and kept beside them, as Python keeps its modules: compiling takes longer than a small build."""

from __future__ import annotations

import sys
from pathlib import Path
from pickle import UnpicklingError

from jinja2.bccache import Bucket, BytecodeCache

from plugins.registry import program, replace_file


class CompiledTemplates(BytecodeCache):
    """Compiled templates in the __pycache__ of their folder, worth something to the program that made them only."""

    def __init__(self, templates: Path) -> None:
        self._folder = templates / "__pycache__"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fills the bucket where what is kept is of this program and of this text."""
        try:
            content = self._path(bucket).read_bytes()
        except OSError:
            return
        made_by = program.digest()
        if content.startswith(made_by):
            try:
                bucket.bytecode_from_string(content.removeprefix(made_by))
            except (UnpicklingError, EOFError):
                bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps what was compiled, where there is a place for it and Python keeps its own."""
        if not sys.dont_write_bytecode:
            replace_file.keep(self._path(bucket), program.digest() + bucket.bytecode_to_string())

    def _path(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.pyc"
