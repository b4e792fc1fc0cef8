"""Draws a 行政执法流程图: the steps from top to bottom, the longest way in one straight line, side ways beside it.

`draw` gives plain numbers and texts; theme/templates/_flowchart.html prints them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.registry.flow import Steps, following

from .flow_channels import finish
from .flow_lanes import Grid, Way
from .flow_routing import Plan
from .flow_shapes import NAME, NAME_LINE, NOTE, NOTE_LINE, Area, Box, Drawing, Line, breaks, extent, hanging, wrap

_PAD, _LOWEST, _LOWEST_DIAMOND, _TALLEST_DIAMOND = 8, 40, 56, 110
# Two side by side suit a phone; a step that nothing follows may wait this many ranks for a free place.
_ABREAST, _PATIENCE = 2, 4
# So much higher may a diamond be for each line less that ends in the middle of a phrase.
_BAD_BREAK = 28


def draw(steps: Steps) -> Drawing:
    """The drawing of the steps of a 流程图 (步骤 of its schema). Any graph is drawn, also one that is wrong."""
    if not steps:
        return Drawing(0, 0, (), ())
    ways: dict[tuple[int, int], list[str]] = {}
    for source, found in enumerate(following(steps)):
        for target, condition in found:
            ways.setdefault((source, target), []).append(condition)
    grid = _grid(len(steps), list(ways))
    labelled = [Way(*pair, "；".join(filter(None, labels))) for pair, labels in ways.items()]
    return finish(Plan(grid, labelled, lambda step, width: _box(step, steps[step], width)))


def _grid(count: int, pairs: list[tuple[int, int]]) -> Grid:
    """Gives each step a rank and a column. Column 0 is the longest way from the start, one step in every rank."""
    import networkx as nx  # here, because only few pages need it

    graph = nx.DiGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(pairs)
    # A way that leads back to a step on the way to it turns up in the search with a later number.
    finished = {step: number for number, step in enumerate(nx.dfs_postorder_nodes(graph))}
    graph.remove_edges_from([(a, b) for a, b in pairs if finished[b] >= finished[a]])
    order = list(nx.lexicographical_topological_sort(graph))
    spine = nx.dag_longest_path(graph, topo_order=order)
    rank = dict(zip(spine, range(count), strict=False))
    taken = [1] * len(spine)
    # Steps that nothing follows come last: they can wait for a place further down.
    for step in sorted(order, key=lambda step: not graph[step]):
        if step not in rank:
            earliest = max((rank[before] + 1 for before in graph.pred[step]), default=0)
            last = min(len(spine) - 1, earliest + (0 if graph[step] else _PATIENCE))
            free = (place for place in range(earliest, last + 1) if taken[place] < _ABREAST)
            rank[step] = next(free, earliest)
            taken[rank[step]] += 1
    return Grid([rank[step] for step in range(count)], _columns(order, rank, set(spine), graph))


def _columns(order: list[int], rank: dict[int, int], spine: set[int], graph: Any) -> list[int]:
    """The column of each step: the spine, else below the steps that lead to it where that is free."""
    column = dict.fromkeys(spine, 0)
    beside = [[step for step in order if rank[step] == level and step not in spine] for level in range(len(spine))]
    last = max(map(len, beside))

    def wanted(step: int) -> float:
        above = [column[source] for source in graph.pred[step] if source in column]
        return sum(above) / len(above) if above else 1

    for members in beside:
        free = 1
        for number, step in enumerate(sorted(members, key=wanted)):
            column[step] = max(free, min(round(wanted(step)), last - len(members) + number + 1))
            free = column[step] + 1
    return [column[step] for step in range(len(column))]


def _box(index: int, step: Mapping[str, Any], width: int) -> Box:
    """The step as a box of that width with its left upper corner at (0, 0), as high as its text needs."""
    shape, name, room = step.get("类型") or "环节", str(step.get("名称") or ""), width - 2 * _PAD
    names, notes = wrap(name, NAME, room), _notes(step, room)
    height = max(_LOWEST, len(names) * NAME_LINE + len(notes) * NOTE_LINE + 2 * _PAD)
    if shape == "判断":
        choices = [wrap(name, NAME, less) for less in range(room - 2 * _PAD, 2 * NAME, -NAME)]
        names = min(choices, key=lambda lines: _diamond(width, lines, []) + _BAD_BREAK * (len(lines) - breaks(lines)))
        notes = notes if _diamond(width, names, notes) <= _TALLEST_DIAMOND else []
        height = _diamond(width, names, notes)
    middle, top = width // 2, (height - len(names) * NAME_LINE - len(notes) * NOTE_LINE) // 2
    below = top + len(names) * NAME_LINE
    return Box(
        index,
        shape,
        Area(0, 0, width, height),
        tuple(Line(text, middle + hanging(text), top + 15 + number * NAME_LINE) for number, text in enumerate(names)),
        tuple(Line(text, middle + hanging(text), below + 12 + number * NOTE_LINE) for number, text in enumerate(notes)),
    )


def _notes(step: Mapping[str, Any], room: int) -> list[str]:
    """Who and how long, where it is short enough; the text beside the drawing has it all."""
    facts = [fact for key in ("负责", "时限") if (fact := str(step.get(key) or "")) and extent(fact, NOTE) <= room]
    joined = " · ".join(facts)
    return [joined] if joined and extent(joined, NOTE) <= room else facts


def _diamond(width: int, names: list[str], notes: list[str]) -> int:
    """How high a diamond must be to hold the lines: towards its ends there is less room for a line."""
    lines = [(text, NAME, NAME_LINE) for text in names] + [(text, NOTE, NOTE_LINE) for text in notes]
    height, y = float(_LOWEST_DIAMOND), -sum(line for _, _, line in lines) / 2
    for text, size, line in lines:
        height = max(height, 2 * max(-y, y + line) / (1 - (extent(text, size) + _PAD) / width))
        y += line
    return round(height / 2) * 2
