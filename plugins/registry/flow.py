"""The steps of a 行政执法流程图 as a graph: which step follows which, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .problems import Keys

Steps = Sequence[Mapping[str, Any]]


def following(steps: Steps) -> list[list[tuple[int, str]]]:
    """For each step the indexes of the steps it leads to, each with its condition ('' where there is none).

    A step without 下一步 leads to the one listed after it, unless it is an end. What names no step is left out.
    """
    index = _by_number(steps)
    found: list[list[tuple[int, str]]] = []
    for position, step in enumerate(steps):
        if step.get("下一步"):
            known = [(index.get(_number(way, "到")), str(way.get("条件") or "")) for way in step["下一步"]]
            found.append([(target, condition) for target, condition in known if target is not None])
        elif step.get("类型") != "结束" and position + 1 < len(steps):
            found.append([(position + 1, "")])
        else:
            found.append([])
    return found


def problems(steps: Steps) -> Iterator[tuple[Keys, str, str]]:
    """What is wrong with the steps: the keys below 步骤, the message and the help, in plain Chinese."""
    found = [
        *_numbers(steps),
        *(wrong for position, step in enumerate(steps) for wrong in _ways(steps, position, step)),
    ]
    # Where a way leads wrong, that nothing gets there is no news.
    yield from found or _paths(steps)


def _numbers(steps: Steps) -> Iterator[tuple[Keys, str, str]]:
    """Numbers that stand twice."""
    index = _by_number(steps)
    for position, step in enumerate(steps):
        number = _number(step, "编号")
        if index[number] != position:
            first = steps[index[number]].get("名称")
            yield (position, "编号"), f"编号 {number} 已经用在“{first}”", "每一步的编号在本图内只能用一次，请换一个。"


def _ways(steps: Steps, position: int, step: Mapping[str, Any]) -> Iterator[tuple[Keys, str, str]]:
    """What is wrong with the 下一步 of one step."""
    index = _by_number(steps)
    ways = step.get("下一步") or []
    name = step.get("名称")
    for order, way in enumerate(ways):
        number = _number(way, "到")
        keys = (position, "下一步", order)
        if number not in index:
            yield (*keys, "到"), f"本图没有编号为 {number} 的步骤", "“到”要写本图某一步的编号。"
        elif index[number] == position:
            yield (*keys, "到"), f"“{name}”的下一步是它自己", "写接着要做的那一步；要重做的，写回到前面的哪一步。"
        if step.get("类型") == "判断" and not way.get("条件"):
            yield keys, f"判断“{name}”的这个下一步没有写条件", "写明什么情况下走这一步，如：条件: 符合。"
    if step.get("类型") == "判断" and len(ways) < 2:
        yield (position,), f"判断“{name}”的下一步不足两个", "判断要有两个以上下一步，各写条件；没有选择的，类型写环节。"
    if step.get("类型") == "结束" and ways:
        yield (position, "下一步"), f"结束“{name}”后面还有下一步", "结束之后没有步骤：删去下一步，或者把类型改为环节。"


def _paths(steps: Steps) -> Iterator[tuple[Keys, str, str]]:
    """Steps that cannot be reached, and steps from which no end can be reached."""
    if not steps:
        return
    ways = [[target for target, _ in found] for found in following(steps)]
    back: list[list[int]] = [[] for _ in steps]
    for position, found in enumerate(ways):
        for target in found:
            back[target].append(position)
    reached = _reach(ways, [0])
    ending = _reach(back, [position for position, step in enumerate(steps) if step.get("类型") == "结束"])
    if 0 not in ending:
        yield (), "从第一步走不到任何结束", "至少有一步的类型是结束，并且从第一步能走到它。"
    for position, step in enumerate(steps):
        if position not in reached:
            yield (
                (position,),
                f"从第一步走不到“{step.get('名称')}”",
                "在通到它的步骤的下一步里写上它的编号，或者删去它。",
            )
        elif 0 in ending and position not in ending:
            yield (position,), f"从“{step.get('名称')}”走不到任何结束", "写明它的下一步；到此为止的，类型写结束。"


def _reach(ways: Sequence[Sequence[int]], starts: Iterable[int]) -> set[int]:
    """The starts and all that can be reached from them."""
    waiting = list(starts)
    reached = set(waiting)
    while waiting:
        new = [target for target in ways[waiting.pop()] if target not in reached]
        reached.update(new)
        waiting += new
    return reached


def _by_number(steps: Steps) -> dict[str, int]:
    """The index of each number; of two steps with the same number the first counts."""
    return {_number(step, "编号"): position for position, step in reversed(list(enumerate(steps)))}


def _number(values: Mapping[str, Any], key: str) -> str:
    return str(values.get(key, ""))
