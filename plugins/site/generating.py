"""What our Pelican generators share: they turn a finished publication into files, and read no content of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pelican.generators import Generator

from plugins.registry.public import Publication

from .output import Output
from .workers import Task, Written, write_records

# How many records go by between two words to whoever is waiting.
_REPORTED = 100


class PublicationGenerator(Generator):  # type: ignore[misc]
    """A Pelican generator over the publication.

    A subclass names its `stage`, yields (path, bytes) in `files`, and may have a `task` that makes a file per record.
    """

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

    def task(self) -> Task | None:
        """What to make of each record; None where there is no file per record."""
        return None

    def files(self, written: list[Written]) -> Iterable[tuple[str, bytes]]:
        """What else to write; `written` are the files of the records, in their order."""
        raise NotImplementedError

    def generate_output(self, writer: Any) -> None:
        """Writes every file. Pelican's own writer is left alone: it is slow and knows only its own content."""
        with self.settings["CLOCK"].stage(self.stage):
            task = self.task()
            written = self._write_records(task) if task else []
            for path, content in self.files(written):
                self.output.write(path, content)

    def _write_records(self, task: Task) -> list[Written]:
        written: list[Written] = []
        with self.settings["PROGRESS"](self.stage) as report:
            for file in write_records(task, self.publication, self.output.root, self.settings["JOBS"]):
                self.output.take(file.path)
                written.append(file)
                if not len(written) % _REPORTED:
                    report(len(written), len(self.publication.records))
        return written
