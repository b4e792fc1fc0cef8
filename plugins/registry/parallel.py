"""Work spread over processes: the only place that knows how.

Workers get plain data and return plain data, behind the interface of concurrent.futures, so that another executor can
take the place of the local processes. Results are the same, and come in the same order, for any number of workers.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool as Died
from contextlib import contextmanager
from typing import Any, TypeVar

# Raised where a worker was ended from outside, for want of memory as a rule.
__all__ = ["ALONE", "BATCH", "Died", "aside", "meanwhile", "spread"]

Given = TypeVar("Given")
Item = TypeVar("Item")
Result = TypeVar("Result")

# Ranges are small enough that the last ones end together; fewer items than ALONE are done before workers start.
BATCH = 200
ALONE = 400


def spread(
    function: Callable[[Given, Sequence[Item]], Result],
    given: Given,
    items: Sequence[Item],
    jobs: int,
    *,
    batch: int = BATCH,
    alone: int = ALONE,
) -> Iterator[Result]:
    """`function(given, batch)` for batches of the items, in their order. What workers raise is raised here.

    batch, alone: smaller where each item is much work by itself.
    """
    batches = [items[start : start + batch] for start in range(0, len(items), batch)]
    if jobs <= 1 or len(items) <= alone:
        yield from (function(given, batch) for batch in batches)
        return
    # What is read once and kept would be searched for garbage again and again, and copied for each worker.
    gc.freeze()
    with _pool(jobs, _receive, function, given) as pool:
        yield from pool.map(_work, batches)


@contextmanager
def aside(function: Callable[..., Result], *arguments: Any) -> Iterator[Future[Result]]:
    """What a function returns, worked out by a process of its own while this one goes on."""
    with _pool(1, _end_with_parent) as pool:
        future = pool.submit(function, *arguments)
        # It ends by itself, so that nobody waits for that in the end.
        pool.shutdown(wait=False)
        yield future


def meanwhile(function: Callable[[Given], Result], given: Given) -> Future[Result]:
    """The same of something large, which need not be written and read: the process begins with all that is there now."""
    gc.freeze()
    pool = _pool(1, _receive, function, given)
    future: Future[Result] = pool.submit(_work_alone)
    pool.shutdown(wait=False)
    return future


def _pool(jobs: int, begin: Callable[..., None], *given: Any) -> ProcessPoolExecutor:
    # Forked workers have what they are given without it being written and read again.
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork"), initializer=begin, initargs=given)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""

    def wait() -> None:
        if parent := multiprocessing.parent_process():
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


# What a worker was given when it started: the function and its first argument.
_received: list[tuple[Callable[..., Any], Any]] = []


def _receive(function: Callable[..., Any], given: Any) -> None:
    _end_with_parent()
    _received[:] = [(function, given)]


def _work_alone() -> Any:
    function, given = _received[0]
    return function(given)


def _work(batch: Sequence[Any]) -> Any:
    function, given = _received[0]
    return function(given, batch)
