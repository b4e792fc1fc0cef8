"""Leads the arrows of a 流程图 across: where the columns are, where each arrow leaves its box, where its text stands.

An arrow to the next rank goes through the channel between the two; every other one runs in a lane beside the boxes.
Arrows that lead to one step share their last stretch; arrows that lead to different steps cross, but share nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from .flow_lanes import LEFT, RIGHT, Grid, LaneKey, Path, Way, choose_lanes
from .flow_shapes import NOTE, Box, extent, wrap

MARGIN = 3
_PHONE = 356
_TO_LANE, _BETWEEN_LANES = 15, 12
_GAP, _INTO_GAP = 24, 8
# Widths of boxes: in a single column, in the first of several, in the others, and the least.
_ALONE, _FIRST, _OTHER, _LEAST = 220, 160, 140, 120
# How far apart two lines are that go down: with a text between them, with none, and from the left edge of the box.
_WITH_TEXT, _CLEAR, _INSET = 36, 12, 20
_WIDEST_TEXT, _MOST_LINES = 8 * NOTE, 3


class Plan:
    """Everything across: `paths`, `boxes` (at the right x, all at y 0) and the whole `width`.

    `make` gives the box of a step for a width.
    """

    def __init__(self, grid: Grid, ways: Iterable[Way], make: Callable[[int, int], Box]) -> None:
        self.grid = grid
        self.paths = [Path(way) for way in ways]
        self._columns(choose_lanes(self.paths, grid))
        places = [(self._widths[column], self._lefts[column]) for column in grid.column]
        self.boxes = [make(step, width).moved(left, 0) for step, (width, left) in enumerate(places)]
        leaving = [[path for path in self.paths if path.way.source == step] for step in range(len(places))]
        for path in self.paths:
            target = path.way.target
            if path.lane and grid.outermost(target, path.lane) and path.lane not in map(self._side, leaving[target]):
                path.enters = path.lane
        for paths in leaving:
            self._leave(paths)
        for rank in set(grid.rank):
            self._write([path for path in self.paths if grid.rank[path.way.source] == rank])

    def middle(self, step: int) -> int:
        """The x of the middle of a step."""
        x, _, width, _ = self.boxes[step].area
        return x + width // 2

    def edge(self, step: int, side: int) -> int:
        """The x of one side of a step."""
        x, _, width, _ = self.boxes[step].area
        return x + width if side == RIGHT else x

    def _columns(self, lanes: Mapping[LaneKey, int]) -> None:
        """Fixes where the columns and lanes are, within the width of a phone where two columns suffice."""
        count = max(self.grid.column) + 1
        least = [_LEAST] * count
        for step, ways in Counter(path.way.source for path in self.paths).items():
            if ways > 2:
                column = self.grid.column[step]
                least[column] = max(least[column], _INSET + _WITH_TEXT * ways + 2 * _CLEAR)
        numbers = [[number for (_, side), number in lanes.items() if side == wanted] for wanted in (LEFT, RIGHT)]
        left, right = (_TO_LANE + max(found) * _BETWEEN_LANES if found else 0 for found in numbers)
        begin, room = MARGIN + left, _PHONE - 2 * MARGIN - left - right
        if count == 1:
            self._widths = [max(least[0], min(_ALONE, room))]
            texts = any(path.lane == RIGHT and path.way.label for path in self.paths)
            end = begin + max(room if texts else 0, self._widths[0])
        else:
            others = [max(width, min(_OTHER, (room - _GAP) * 45 // 100)) for width in least[1:]]
            self._widths = [max(least[0], min(_FIRST, room - _GAP - others[0])), *others]
            end = begin + sum(self._widths) + _GAP * (count - 1)
        self._lefts = [begin + sum(self._widths[:column]) + _GAP * column for column in range(count)]
        self._bounds = begin - _TO_LANE + 5 if left else MARGIN, end + _TO_LANE - 5 if right else end
        self.width = end + right + MARGIN
        for path in self.paths:
            if path.lane:
                away = _TO_LANE + lanes[path.way.target, path.lane] * _BETWEEN_LANES
                path.lane_x = end + away if path.lane == RIGHT else begin - away

    def _side(self, path: Path) -> int:
        """The side to which a way leads; 0 is straight down."""
        sideways = self.grid.sideways(path.way)
        return path.lane or (sideways > 0) - (sideways < 0)

    def _leave(self, paths: list[Path]) -> None:
        """Decides where the ways from one step leave it: first those straight down, then those far across, then lanes."""

        def turn(path: Path) -> tuple[bool, bool, int]:
            sideways = self.grid.sideways(path.way)
            return bool(path.lane), self.grid.upwards(path.way) if path.lane else sideways != 0, -abs(sideways)

        free = {LEFT, RIGHT}
        for path in sorted(paths, key=turn):
            # Round the box where the side to a lane on the left is taken: the right often has room for the text.
            side = RIGHT if path.lane == LEFT and LEFT not in free else self._side(path)
            if side in free and (path.lane or len(paths) > 1) and self._leaves(path, side):
                free.remove(side)
            else:
                path.down = self._port(path, side, paths)

    def _leaves(self, path: Path, side: int) -> bool:
        """Leads the way out at a side of its box if it can; says whether it did."""
        source, target, label = path.way
        edge = self.edge(source, side)
        if self.grid.outermost(source, side) and self._side(path) == side:
            bend = self._bounds[side == RIGHT] if path.lane else self.middle(target)
            room = abs(bend - edge) - 10
            lines = wrap(label, NOTE, min(room, _WIDEST_TEXT)) if room >= 2 * NOTE else []
            beside = 0 < len(lines) <= _MOST_LINES
            # Beside a lane on the left there is room for the text only below.
            if path.lane and label and not beside and (side == RIGHT or self.grid.upwards(path.way)):
                return False
            path.beside, path.label = beside, lines if beside else []
            path.down = None if path.lane else bend
        elif self.boxes[source].shape == "判断" and self._open(source, side):
            path.down = edge + side * _INTO_GAP
        else:
            return False
        path.leaves = side
        return True

    def _open(self, step: int, side: int) -> bool:
        """Whether a line may go down beside a step, with room for its text."""
        rank, place = self.grid.rank, self.edge(step, side) + side * _INTO_GAP
        if self.grid.outermost(step, side):
            arrived = any(path.way.target == step and path.enters == side for path in self.paths)
            return side == RIGHT and not arrived and place + _WITH_TEXT <= self._bounds[1]
        beside = [path.down for path in self.paths if path.down is not None and rank[path.way.source] == rank[step]]
        return all(abs(place - other) >= _WITH_TEXT for other in beside)

    def _port(self, path: Path, side: int, paths: list[Path]) -> int:
        """The x at which a way leaves the lower edge: as near to its direction as other lines allow."""
        rank, source, target = self.grid.rank, path.way.source, path.way.target
        x, _, width, _ = self.boxes[source].area
        middle = x + width // 2
        below = [other for other in paths if other.down is not None]
        best = middle if all(other.leaves for other in below) else middle + side * _WITH_TEXT
        # Other arrows that arrive from above in the next rank must not come from just this place.
        ends = {other.way.target for other in self.paths if not other.enters} - {target}
        apart = [(self.middle(end), _CLEAR) for end in ends if rank[end] == rank[source] + 1]
        apart += [(other.down or 0, _WITH_TEXT) for other in below]

        def badness(place: int) -> tuple[int, int]:
            return sum(max(0, least - abs(place - other)) for other, least in apart), abs(place - best)

        places: list[int] = [middle, *range(x + _INSET, x + width - _WITH_TEXT + 1, 2)]
        return min(places, key=badness)

    def _write(self, paths: list[Path]) -> None:
        """Puts the texts of the ways that leave one rank beside their lines, between each and the next to its right."""
        lines = sorted(
            (self._bounds[0] - 5 if path.down is None else path.down, number)
            for number, path in enumerate(paths)
            if path.down is not None or (path.way.label and not path.beside)
        )
        for place, (x, number) in enumerate(lines):
            path = paths[number]
            label = "" if path.beside else path.way.label
            end = lines[place + 1][0] if place + 1 < len(lines) else self._bounds[1] + 4
            room, before = end - x - 9, x - self._bounds[0] - 5
            if label and place == 0 and before > room and extent(label, NOTE) > room:
                path.label = wrap(label, NOTE, min(before, _WIDEST_TEXT))
                path.label_x = x - 5 - max(extent(text, NOTE) for text in path.label)
            elif label:
                path.label = wrap(label, NOTE, min(max(room, NOTE), _WIDEST_TEXT))
                path.label_x = x + 5
