"""Files that listings name, with their checksums."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from plugins.registry import program
from plugins.registry.keys import digest
from plugins.site.output import Output
from plugins.site.state import Written

from .v1 import dump

Listed = TypeVar("Listed", bound=msgspec.Struct)


class Shelf:
    """Where files are written, and how whatever lists them names them."""

    def __init__(self, output: Output, base_url: str) -> None:
        self.output = output
        self.base_url = base_url

    def entry(self, of_type: type[Listed], path: str, **more: Any) -> Listed:
        """How a listing names a file that was written."""
        written: Written = self.output.files[path]
        return of_type(url=f"{self.base_url}{path}", sha256=written.sha256.hex(), bytes=written.size, **more)

    def write(self, of_type: type[Listed], path: str, content: msgspec.Struct | dict[str, Any], **more: Any) -> Listed:
        """Writes a small file."""
        self.output.write(path, dump(content))
        return self.entry(of_type, path, **more)

    def offer(
        self, of_type: type[Listed], path: str, made_of: Any, content: Callable[[], msgspec.Struct], **more: Any
    ) -> Listed:
        """Writes a file unless it stands already and was made of the same (plain data)."""
        self.output.offer(path, digest(program.digest(), self.base_url, made_of), lambda: dump(content()))
        return self.entry(of_type, path, **more)
