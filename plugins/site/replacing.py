"""A site is written beside the old one, and then what changed is moved into it, each file whole.

Killed before, a build leaves the old site; killed while moving, it leaves some new files among the old ones, and the next
build finds that out and finishes.
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from .failures import Failed
from .paths import ROOT


class NotOurs(Failed):
    """The output folder holds something else, or another build is writing it."""


@contextmanager
def staging(output: Path) -> Iterator[Path]:
    """An empty folder beside `output`, for one builder at a time; it vanishes when the block ends.

    Raises NotOurs where `output` is no site of ours or is being built by somebody else.
    """
    _refuse_strange(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    with _alone(output):
        for stale in output.parent.glob(f".{output.name}.new-*"):
            shutil.rmtree(stale)
        made = Path(tempfile.mkdtemp(prefix=f".{output.name}.new-", dir=output.parent))
        made.chmod(0o755)
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)


def put_in_place(
    staged: Path, output: Path, changed: Collection[str], leaving: Collection[str], order: Callable[[str], int]
) -> None:
    """Moves the changed files of the staged site into the old one, from which others go.

    What leaves goes first, so that withdrawn content is gone before anything new is seen. Then the staged files take
    their places one by one, lowest `order` first. No other file is touched, so that conditional requests stay worth
    something.
    """
    if not output.exists():
        staged.rename(output)
        return
    for path in sorted(leaving):
        (output / path).unlink(missing_ok=True)
    for folder in sorted({folder for path in leaving for folder in (output / path).parents}, reverse=True):
        if folder != output and folder.is_relative_to(output) and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    for path in sorted(changed, key=lambda path: (order(path), path)):
        place = output / path
        place.parent.mkdir(parents=True, exist_ok=True)
        (staged / path).replace(place)


def clear(output: Path) -> None:
    """Takes an earlier site of ours out of the way of one that is written in place. Raises NotOurs for anything else."""
    _refuse_strange(output)
    if output.exists():
        shutil.rmtree(output)


def _refuse_strange(output: Path) -> None:
    # Every site of ours holds its root: only a folder with it may be changed.
    if output.exists() and not (output / ROOT).is_file() and any(output.iterdir()):
        raise NotOurs(f"{output} 里有别的东西，不会覆盖；请换一个空文件夹，或者先把它移走")


@contextmanager
def _alone(output: Path) -> Iterator[None]:
    with open(output.parent / f".{output.name}.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise NotOurs(f"另一个进程正在生成 {output}，请等它结束") from None
        try:
            yield
        finally:
            # A worker that is still about to end holds the same lock: closing the file here would not be enough.
            fcntl.flock(lock, fcntl.LOCK_UN)
