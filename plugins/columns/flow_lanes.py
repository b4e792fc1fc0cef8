"""The ways of a 流程图 between its steps, and which of them run in lanes at the left or the right of all boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

LEFT, RIGHT = -1, 1

# All ways to one step share the lane at a side: the step and the side.
LaneKey = tuple[int, int]


class Way(NamedTuple):
    """From one step to another, under a condition ('' where there is none)."""

    source: int
    target: int
    label: str


class Grid(NamedTuple):
    """The rank (from above) and the column (from the left) of each step."""

    rank: Sequence[int]
    column: Sequence[int]

    def outermost(self, step: int, side: int) -> bool:
        """Whether nothing stands beside the step on that side."""
        place = self.column[step] * side
        return all(r != self.rank[step] or c * side <= place for r, c in zip(self.rank, self.column, strict=True))

    def upwards(self, way: Way) -> bool:
        """Whether the way leads back."""
        return self.rank[way.target] <= self.rank[way.source]

    def sideways(self, way: Way) -> int:
        """How many columns to the right the way leads."""
        return self.column[way.target] - self.column[way.source]


@dataclass
class Path:
    """A way and how it is led.

    `lane` is the side of its lane (0: none) and `lane_x` where that runs; `leaves` the side at which it leaves its box
    (0: below); `down` where it goes down into the channel (None: it runs straight into its lane); `enters` the side
    at which it arrives (0: above). Its text stands `beside` the box, or in the channel at `label_x`.
    """

    way: Way
    lane: int = 0
    lane_x: int = 0
    leaves: int = 0
    down: int | None = None
    enters: int = 0
    label: list[str] = field(default_factory=list)
    label_x: int = 0
    beside: bool = False


def choose_lanes(paths: list[Path], grid: Grid) -> dict[LaneKey, int]:
    """Gives a `lane` to every way that does not lead to the next rank; returns how far outside each lane is."""
    spans: dict[LaneKey, tuple[int, int]] = {}
    for path in paths:
        source, target = grid.rank[path.way.source], grid.rank[path.way.target]
        if target == source + 1:
            continue
        path.lane = min((RIGHT, LEFT), key=lambda side: _cost(path, side, paths, grid))
        key = path.way.target, path.lane
        # Even: beside a rank, odd: in the channel below it. Where the way leaves and arrives is not yet known.
        first, last = min(2 * source, 2 * target - 1), max(2 * source + 1, 2 * target)
        before = spans.get(key, (first, last))
        spans[key] = min(before[0], first), max(before[1], last)
    number: dict[LaneKey, int] = {}
    for key, (first, last) in sorted(spans.items(), key=lambda item: (item[1][1] - item[1][0], item)):
        met = [lane for lane in number if lane[1] == key[1] and spans[lane][0] <= last and first <= spans[lane][1]]
        number[key] = min(set(range(len(met) + 1)) - {number[lane] for lane in met})
    return number


def _cost(path: Path, side: int, paths: list[Path], grid: Grid) -> float:
    """How ill a lane on that side suits a way. On the left there is little room for texts."""
    source, target, label = path.way
    back = grid.upwards(path.way)
    cost = 2 * (not grid.outermost(source, side)) + (not grid.outermost(target, side))
    shared = any((other.way.target, other.lane) == (target, side) for other in paths)
    if side == LEFT:
        turn = 1.5 if label and back else 0.25 if label else 0
    else:
        others = [other for other in paths if other.way.source == source and other is not path]
        busy = any(other.lane == RIGHT or grid.sideways(other.way) > 0 for other in others)
        turn = busy + (0.5 if back and not label else 0)
    return cost + turn - (0.25 if shared else 0)
