"""Files for which the publication is enough: another process writes them while this one writes the pages."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from plugins.registry import parallel

from .clock import Clock
from .output import Output
from .state import Written

# Lower priority, as `nice` counts it.
_GIVING_WAY = 10

Given = TypeVar("Given")
Result = TypeVar("Result")


class Part(NamedTuple):
    """A stage, and what writes its files and returns plain data for whoever must know of them."""

    stage: str
    write: Callable[[], Any]


class Done(NamedTuple):
    """What the other process tells: files it wrote, files it kept, its chapters, seconds by stage, what each part returned."""

    written: dict[str, Written]
    kept: set[str]
    chapters: dict[bytes, tuple[str, ...]]
    stages: list[tuple[str, float]]
    told: dict[str, Any]


@dataclass
class Apart:
    """The parts in order, and what they told by their stages."""

    parts: list[Part] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)
    _running: Future[Done] | None = None
    _others: list[Future[Any]] = field(default_factory=list)

    @property
    def running(self) -> bool:
        """True while the parts are left to another process."""
        return self._running is not None

    def begin(self, output: Output, jobs: int) -> None:
        """Leaves the parts to another process; with one job each is written in its turn."""
        if jobs > 1 and self.parts:
            self._running = parallel.meanwhile(self._write, output)

    def gather(self, output: Output, clock: Clock) -> None:
        """Takes over what the other process wrote. Raises what was raised there, and Collision."""
        if self._running is None:
            return
        done, self._running = self._running.result(), None
        for path, written in done.written.items():
            output.take(path, written)
        for path in done.kept:
            output.keep(path)
        output.chapters |= done.chapters
        clock.stages += done.stages
        self.told |= done.told

    def meanwhile(self, function: Callable[[Given], Result], given: Given) -> Future[Result]:
        """What a generator begins early in a process of its own, and asks for when it writes."""
        future = parallel.meanwhile(function, given)
        self._others.append(future)
        return future

    def wait(self) -> None:
        """Comes back when nobody writes any more, whatever became of it."""
        wait([*self._others, *([self._running] if self._running else [])])

    def _write(self, output: Output) -> Done:
        if self._others:
            # What a generator began takes longest, and everybody waits for it: this process gives way.
            os.nice(_GIVING_WAY)
        before, kept, clock = set(output.files), set(output.kept), Clock()
        told = {}
        for part in self.parts:
            with clock.stage(part.stage):
                told[part.stage] = part.write()
        new = output.files.keys() - before - output.kept
        written = {path: output.files[path] for path in new}
        return Done(written, output.kept - kept, output.chapters, clock.stages, told)
