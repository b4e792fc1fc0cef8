"""Seconds per stage of a build, for the line at its end and for the benchmark."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Clock:
    """Collects (stage, seconds) in the order in which stages end."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, float]] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Times the block under a name."""
        start = time.perf_counter()
        yield
        self.stages.append((name, time.perf_counter() - start))

    def __str__(self) -> str:
        return "用时：" + "、".join(f"{name} {seconds:.2f} 秒" for name, seconds in self.stages)
