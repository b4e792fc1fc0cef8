"""Finishes a 流程图 downwards: the heights of ranks and channels, the tracks in them, and every point of the arrows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from .flow_lanes import Path
from .flow_routing import MARGIN, Plan
from .flow_shapes import NOTE, NOTE_LINE, Area, Arrow, Box, Drawing, Line, Point, extent

_TRACK, _SPACE, _APPROACH, _HEAD, _HALF_HEAD = 12, 8, 20, 9, 4

# What shares a line across a channel: the arrows to a step below it (side 0), or those to the step's lane on a side.
_Net = tuple[int, int]


@dataclass
class _Track:
    """A line across a channel: where lines come to it from above, where they leave it below, and its other ends."""

    above: list[int] = field(default_factory=list)
    below: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    @property
    def reach(self) -> tuple[int, int]:
        places = self.above + self.below + self.ends
        return min(places), max(places)

    def crosses(self, x: int) -> bool:
        """Whether a line that goes down at x crosses this one."""
        return self.reach[0] < x < self.reach[1]

    def meets(self, other: _Track) -> bool:
        """Whether both would touch on the same level."""
        return self.reach[0] <= other.reach[1] and other.reach[0] <= self.reach[1]

    def cost(self, lower: _Track) -> int:
        """How often lines cross where the other lies lower."""
        return sum(map(lower.crosses, self.below)) + sum(map(self.crosses, lower.above))


@dataclass
class _Heights:
    """Everything down: the boxes where they stand, the y of each track and of the texts below each rank."""

    boxes: list[Box]
    tracks: dict[tuple[int, _Net], int] = field(default_factory=dict)
    texts: dict[int, int] = field(default_factory=dict)
    whole: int = 0


def finish(plan: Plan) -> Drawing:
    """The drawing of a plan."""
    heights = _heights(plan)
    arrows = tuple(_arrow(path, plan, heights) for path in plan.paths)
    return Drawing(plan.width, heights.whole, tuple(heights.boxes), arrows)


def _heights(plan: Plan) -> _Heights:
    """Stacks the ranks and the channels between them: each as high as its boxes, texts and tracks need."""
    found = _Heights(list(plan.boxes))
    last = max(plan.grid.rank)
    y = MARGIN
    for rank in range(-1, last + 1):  # above the first rank there is a channel too
        members = [step for step, level in enumerate(plan.grid.rank) if level == rank]
        leaving = [path for path in plan.paths if path.way.source in members]
        beside = [2 * (len(path.label) * NOTE_LINE + 4) for path in leaving if path.beside]
        height = max([*beside, *(found.boxes[step].area.height for step in members)], default=0)
        for step in members:
            found.boxes[step] = found.boxes[step].moved(0, y + (height - found.boxes[step].area.height) // 2)
        y += height
        found.texts[rank] = y + 3
        y += max((len(path.label) * NOTE_LINE + 4 for path in leaving if path.label and not path.beside), default=0)
        levels = _levels(_tracks(plan, rank))
        found.tracks |= {(rank, net): y + _SPACE + level * _TRACK for net, level in levels.items()}
        y += _SPACE + max(levels.values()) * _TRACK if levels else 0
        y += _APPROACH if rank < last and (members or levels) else 0
    found.whole = y + MARGIN
    return found


def _tracks(plan: Plan, rank: int) -> dict[_Net, _Track]:
    """The lines across the channel below a rank."""
    tracks: dict[_Net, _Track] = defaultdict(_Track)
    for path in plan.paths:
        target, end = path.way.target, plan.middle(path.way.target)
        if plan.grid.rank[path.way.source] == rank and path.down is not None and (path.lane or path.down != end):
            track = tracks[target, path.lane]
            track.above.append(path.down)
            (track.ends if path.lane else track.below).append(path.lane_x if path.lane else end)
        if plan.grid.rank[target] == rank + 1 and path.lane and not path.enters:
            tracks[target, 0].below.append(end)
            tracks[target, 0].ends.append(path.lane_x)
    return tracks


def _levels(tracks: Mapping[_Net, _Track]) -> dict[_Net, int]:
    """The level of each track from above, so that few lines cross."""
    levels: dict[_Net, int] = {}
    waiting = dict(sorted(tracks.items()))

    def price(net: _Net) -> int:
        track = waiting[net]
        return sum(track.cost(other) - other.cost(track) for other in waiting.values())

    while waiting:
        net = min(waiting, key=price)
        track = waiting.pop(net)
        levels[net] = max((level + 1 for other, level in levels.items() if track.meets(tracks[other])), default=0)
    return levels


def _arrow(path: Path, plan: Plan, heights: _Heights) -> Arrow:
    """The arrow of a path."""
    points = _corners(_points(path, plan, heights))
    before, tip = points[-2:]
    along = ((tip[0] > before[0]) - (tip[0] < before[0]), (tip[1] > before[1]) - (tip[1] < before[1]))
    base = (tip[0] - _HEAD * along[0], tip[1] - _HEAD * along[1])
    left, right = ((base[0] + side * along[1], base[1] + side * along[0]) for side in (-_HALF_HEAD, _HALF_HEAD))
    width = max((extent(text, NOTE) for text in path.label), default=0)
    x, y = path.label_x, heights.texts[plan.grid.rank[path.way.source]]
    if path.beside:
        start = points[0]
        x, y = start[0] + 5 if path.leaves > 0 else start[0] - 5 - width, start[1] - 2 - len(path.label) * NOTE_LINE
    label = tuple(Line(text, x, y + 13 + number * NOTE_LINE) for number, text in enumerate(path.label))
    area = Area(x, y, width, len(label) * NOTE_LINE) if label else None
    return Arrow(path.way.source, path.way.target, (*points[:-1], base), (tip, left, right), label, area)


def _points(path: Path, plan: Plan, heights: _Heights) -> list[Point]:
    """Where a path leaves its box, where it turns, and where it arrives."""
    source, target, _ = path.way
    rank, end = plan.grid.rank, plan.middle(target)
    box, goal = heights.boxes[source], heights.boxes[target]
    points = [(plan.edge(source, path.leaves), box.level) if path.leaves else box.foot(path.down or 0)]
    if path.down is not None:
        points.append((path.down, points[0][1]))
        if path.lane or path.down != end:
            across = heights.tracks[rank[source], (target, path.lane)]
            points += [(path.down, across), (path.lane_x if path.lane else end, across)]
    if path.lane:
        points.append((path.lane_x, points[-1][1]))
        across = goal.level if path.enters else heights.tracks[rank[target] - 1, (target, 0)]
        points.append((path.lane_x, across))
        points.append((plan.edge(target, path.enters) if path.enters else end, across))
    if not path.enters:
        points.append((end, goal.area.y))
    return points


def _corners(points: list[Point]) -> list[Point]:
    """The points without those that lie on the way from the one before to the one after."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        while len(kept) > 1 and (kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]):
            kept.pop()
        kept.append(point)
    return kept
