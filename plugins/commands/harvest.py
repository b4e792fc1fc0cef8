"""publish.py harvest: collect from the sources that content/harvest.yaml names, incrementally, verified."""

from __future__ import annotations

import fcntl
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from plugins.harvest import collecting
from plugins.harvest.collecting import Harvest, Run
from plugins.harvest.fetching import Limits
from plugins.harvest.store import FOLDER, BadStore, Locked, Store, read_lock, write_lock
from plugins.registry import inspecting, reporting, source
from plugins.registry.assembly import Registry
from plugins.registry.checking import begin
from plugins.registry.harvested import NOTES
from plugins.registry.problems import Level, Place, Problem
from plugins.registry.rules import sources as rules
from plugins.registry.sources import PATH, Source, sources

from . import console


def options(parser: ArgumentParser) -> None:
    """The command's own options."""
    parser.add_argument("--sources", type=Path, metavar="FILE", help=f"来源清单（默认站点的 {PATH}）")
    parser.add_argument("--store", type=Path, metavar="DIR", help=f"归集的内容存在哪里（默认站点下的 {FOLDER}/）")
    parser.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="SOURCE",
        help="核对过了：按这个来源现在的样子采用（少了的撤下、重新建站的重新开始）；可以多次",
    )
    parser.add_argument("--only", action="append", default=[], metavar="SOURCE", help="只归集这个来源；可以多次")
    parser.add_argument(
        "--timeout", type=console.positive, default=20, metavar="SECONDS", help="多久没有答复就放弃（默认 20 秒）"
    )
    parser.add_argument(
        "--connections", type=console.positive, default=8, metavar="N", help="对一个来源同时几个连接（默认 8）"
    )
    console.root_option(parser)
    console.day_option(parser)


def run(arguments: Namespace) -> int:
    """Harvests; returns 1 where a source had a problem, 2 where nothing could be harvested at all."""
    root = console.site_root(arguments.root)
    begun = begin(root, arguments.today)
    named = arguments.sources or root / PATH
    if not named.is_file():
        raise console.Stop(f"没有 {named}，不知道从哪里归集；写法见 docs/guide/operators.md")
    raw = named.read_bytes()
    found, problems = _sources(raw, begun.registry, begun.today)
    lines = partial(_lines, raw)
    if problems:
        console.say(reporting.as_text(problems, lines) + "\n没有归集：先改正来源清单。\n")
        return console.PROBLEMS
    if unknown := {*arguments.accept, *arguments.only} - {item.id for item in found}:
        raise console.Stop(f"来源清单里没有“{sorted(unknown)[0]}”")
    limits = Limits(silence=arguments.timeout, file=6 * arguments.timeout, connections=arguments.connections)
    store = Store((arguments.store or root / FOLDER).resolve())
    wanted = [item for item in found if not arguments.only or item.id in arguments.only]
    try:
        lock = read_lock(root)
        with _alone(store), console.progress("归集"):
            made = collecting.harvest(
                wanted,
                lock,
                Run(
                    store,
                    str(begun.today),
                    limits,
                    begun.registry.agencies.keys(),
                    arguments.accept,
                    arguments.timeout / 10,
                ),
            )
        # A list of one's own is for trying; what content/harvest.yaml no longer names is forgotten.
        kept = lock if arguments.sources else {item.id: lock[item.id] for item in found if item.id in lock}
        kept |= {result.source.id: result.locked for result in made if result.locked}
        write_lock(root, kept.values())
        _prune(store, kept.values(), found)
    except BadStore as error:
        raise console.Stop(str(error)) from error
    order = {item.id: index for index, item in enumerate(found)}
    report = [problem for result in made for problem in _problems(result, order[result.source.id], raw)]
    console.say("".join(_line(result) for result in made))
    if report:
        console.say("\n" + reporting.as_text(report, lines) + "\n")
    return console.PROBLEMS if any(problem.level is Level.ERROR for problem in report) else console.FINE


@contextmanager
def _alone(store: Store) -> Iterator[None]:
    """One harvest at a time fills a store. Raises console.Stop."""
    store.folder.mkdir(parents=True, exist_ok=True)
    with open(store.folder / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise console.Stop(f"另一个进程正在归集到 {store.folder}，请等它结束") from None
        yield


def _sources(raw: bytes, registry: Registry, today: object) -> tuple[list[Source], list[Problem]]:
    """The sources of a file, and what is wrong with it."""
    record, problems = inspecting.inspect(PATH, raw, today)  # type: ignore[arg-type]
    problems = [problem for problem in problems if problem.level is Level.ERROR]
    registry.harvest = record
    read, _ = source.read(PATH, raw)
    if record and read:
        for rule in (rules.trust_known, rules.trust_apart):
            problems += [finding.at(read.place(finding.keys)) for _, finding in rule(registry, today)]  # type: ignore[arg-type]
    return (sources(record.values) if record and not problems else []), problems


def _prune(store: Store, locked: Iterable[Locked], found: Iterable[Source]) -> None:
    """What no good state names any more leaves the store: what was withdrawn must not stay there either.

    What an attempt that failed brought stays for the next. Nothing leaves a store that lacks a good state.
    """
    from plugins.harvest.snapshots import Snapshot

    wanted = {name for item in found for name in store.status(item.id).begun}
    for item in locked:
        if not store.has(item.snapshot):
            return
        wanted |= {item.snapshot, *store.decode(item.snapshot, Snapshot).objects}
    store.prune(wanted)


def _problems(result: Harvest, index: int, raw: bytes) -> list[Problem]:
    """What went wrong with a source, at its place in the list of sources."""
    read, _ = source.read(PATH, raw)
    return [
        Problem(
            trouble.code,
            Level.WARNING if trouble.code in NOTES else Level.ERROR,
            read.place(("来源", index, "网址")) if read else Place(PATH),
            f"{result.source.name}：{trouble.text}",
            _help(trouble.code, result),
        )
        for trouble in result.troubles
    ]


def _help(code: str, result: Harvest) -> str:
    """What to do, and what happens meanwhile."""
    kept = "本站照旧公示上一次归集到的内容，网页上注明日期。" if result.failed and result.locked else ""
    accept = f"与来源核对以后，用 --accept {result.source.id} 照它现在的样子采用。" if code in _FOR_A_PERSON else ""
    return f"{accept}{kept}"


_FOR_A_PERSON = ("harvest-shrunk", "harvest-lost", "harvest-undone", "harvest-history")


def _line(result: Harvest) -> str:
    name = f"{result.source.name}（{result.source.id}）"
    asked = f"请求 {result.requests} 次，{result.bytes:,} 字节，{result.seconds:.1f} 秒"
    locked = result.locked
    if locked is None:
        return f"{name}：没有归集到。{asked}\n"
    state = "没有采用新的，仍是" if result.failed else "没有变化，" if result.same else "采用到"
    moved = f"（新增 {result.added}、更改 {result.changed}、撤下 {result.gone}）" if not result.same else ""
    return f"{name}：{state}第 {locked.sequence} 号，记录 {result.records} 条{moved}。{asked}\n"


def _lines(raw: bytes, _path: str) -> list[str]:
    return raw.decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n")
