"""What our Pelican generators share: they turn a finished publication into files, and read no content of their own."""

from __future__ import annotations

from typing import Any

from pelican.generators import Generator

from plugins.registry.public import Publication

from .apart import Part
from .building import Build
from .output import Output
from .records import Task


class PublicationGenerator(Generator):  # type: ignore[misc]
    """A Pelican generator over the publication.

    A subclass names its `stage`, writes its files in `write`, and may have a `task` that makes a file per decision.
    """

    stage = ""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        if task := self.task():
            self.build.tasks.append(task)
        if self.apart:
            self.build.apart.parts.append(Part(self.stage, self.write))

    def generate_context(self) -> None:
        """Nothing to read: the publication is complete before files are written. A place to begin what takes long."""

    @property
    def apart(self) -> bool:
        """True where the publication and the files of its records are enough for it: another process may write its files."""
        return False

    @property
    def build(self) -> Build:
        found: Build = self.settings["BUILD"]
        return found

    @property
    def publication(self) -> Publication:
        return self.build.publication

    @property
    def output(self) -> Output:
        return self.build.output

    @property
    def jobs(self) -> int:
        """How many processes may work for it."""
        return 1 if self.apart else self.build.jobs

    @property
    def base_url(self) -> str:
        return str(self.settings["BASE_URL"])

    def task(self) -> Task | None:
        """What to make of each decision; None where there is no file per decision."""
        return None

    def write(self) -> Any:
        """Writes all other files through `output`; may return plain data for later generators (`build.apart.told`)."""
        raise NotImplementedError

    def generate_output(self, writer: Any) -> None:
        """Writes every file. Pelican's own writer is left alone: it is slow and knows only its own content."""
        if self.apart and self.build.apart.running:
            return
        with self.build.clock.stage(self.stage):
            self.build.apart.told[self.stage] = self.write()


class RecordsGenerator(Generator):  # type: ignore[misc]
    """The first of the generators: reads, checks and publishes the decisions, and has their files written."""

    def generate_context(self) -> None:
        """Fills the build's publication. Raises Refused where the site has errors."""
        build: Build = self.settings["BUILD"]
        with build.clock.stage("决定"):
            build.read_decisions()

    def generate_output(self, writer: Any) -> None:
        """The files of the decisions are written already: now another process can begin with its part."""
        build: Build = self.settings["BUILD"]
        # Both processes ask for them: here they are worked out once.
        _ = build.publication.record_digests, build.publication.current
        build.apart.begin(build.output, build.jobs)
