"""What our Pelican generators share: they turn a finished publication into files, and read no content of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pelican.generators import Generator

from plugins.registry.public import Publication

from .output import Output


class PublicationGenerator(Generator):  # type: ignore[misc]
    """A Pelican generator over the publication; a subclass names its `stage` and yields (path, bytes) in `files`."""

    stage = ""

    def generate_context(self) -> None:
        """Nothing to read: the publication is complete before generators start."""

    @property
    def publication(self) -> Publication:
        found: Publication = self.settings["PUBLICATION"]
        return found

    @property
    def output(self) -> Output:
        found: Output = self.settings["OUTPUT"]
        return found

    @property
    def base_url(self) -> str:
        return str(self.settings["BASE_URL"])

    def files(self) -> Iterable[tuple[str, bytes]]:
        """What to write."""
        raise NotImplementedError

    def generate_output(self, writer: Any) -> None:
        """Writes every file. Pelican's own writer is left alone: it is slow and knows only its own content."""
        with self.settings["CLOCK"].stage(self.stage):
            for path, content in self.files():
                self.output.write(path, content)
