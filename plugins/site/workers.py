"""One file per record, written by several processes: the only place that knows how work is spread.

Workers get plain data (a context once, then ranges of records) and return plain data, behind the interface of
concurrent.futures, so that another executor can take the place of the local processes. The files are the same for any
number of workers.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from plugins.registry.public import Publication, PublicRecord

from .output import write_file

# Ranges are small enough that the last ones end together; fewer records than ALONE are done before workers start.
BATCH = 250
ALONE = 500

Make = Callable[[Any, PublicRecord], tuple[str, bytes]]


@dataclass(frozen=True)
class Written:
    """A file that was written: relative path, SHA-256 and size in bytes."""

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Task:
    """`make(prepare(publication, *arguments), record)` gives the path and content of a record's file.

    All three are importable or picklable; `prepare` runs once in each worker.
    """

    prepare: Callable[..., Any]
    arguments: tuple[Any, ...]
    make: Make


def write_records(task: Task, publication: Publication, root: Path, jobs: int) -> Iterator[Written]:
    """Writes the file of every record below `root`, and tells of each in the order of the records."""
    count = len(publication.records)
    _begin(task, publication)
    if jobs <= 1 or count <= ALONE:
        yield from _write(root, range(count))
        return
    # Templates that the first record compiles here need not be compiled again in every worker.
    _make(0)
    ranges = [range(start, min(start + BATCH, count)) for start in range(0, count, BATCH)]
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(task, publication)) as pool:
        for written in pool.map(partial(_write, root), ranges):
            yield from written


# What a worker was given when it started: its records, the prepared context, and how to make a file.
_begun: list[tuple[tuple[PublicRecord, ...], Any, Make]] = []


def _begin(task: Task, publication: Publication) -> None:
    # What is read once and kept would be searched for garbage again and again, and copied for each worker.
    gc.freeze()
    _begun[:] = [(publication.records, task.prepare(publication, *task.arguments), task.make)]


def _write(root: Path, span: range) -> list[Written]:
    written = []
    for index in span:
        path, content = _make(index)
        write_file(root, path, content)
        written.append(Written(path, hashlib.sha256(content).hexdigest(), len(content)))
    return written


def _make(index: int) -> tuple[str, bytes]:
    records, context, make = _begun[0]
    return make(context, records[index])
