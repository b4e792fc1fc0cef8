"""A site is written beside the old one and takes its place when it is whole: a crash leaves a site that still serves."""

from __future__ import annotations

import fcntl
import filecmp
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# What every site of ours holds: only a folder with it may be replaced.
_MARK = "api/v1/index.json"


class NotOurs(Exception):
    """The output folder holds something else, or another build is writing it."""


@contextmanager
def fresh(output: Path) -> Iterator[Path]:
    """An empty folder to build in; it becomes `output` when the block ends well and vanishes when it does not.

    Files that did not change keep their modification time, so that conditional requests stay worth something.
    Raises NotOurs where `output` is no site of ours or is being built by somebody else.
    """
    _refuse_strange(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    with _alone(output):
        for stale in output.parent.glob(f".{output.name}.new-*"):
            shutil.rmtree(stale)
        staging = Path(tempfile.mkdtemp(prefix=f".{output.name}.new-", dir=output.parent))
        staging.chmod(0o755)
        try:
            yield staging
            _keep_times(staging, output)
            _exchange(staging, output)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise


def clear(output: Path) -> None:
    """Takes an earlier site of ours out of the way of one that is written in place. Raises NotOurs for anything else."""
    _refuse_strange(output)
    if output.exists():
        shutil.rmtree(output)


def _refuse_strange(output: Path) -> None:
    if output.exists() and not (output / _MARK).is_file() and any(output.iterdir()):
        raise NotOurs(f"{output} 里有别的东西，不会覆盖；请换一个空文件夹，或者先把它移走")


@contextmanager
def _alone(output: Path) -> Iterator[None]:
    with open(output.parent / f".{output.name}.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise NotOurs(f"另一个进程正在生成 {output}，请等它结束") from None
        yield


def _keep_times(staging: Path, output: Path) -> None:
    if not output.exists():
        return
    for folder, _, names in os.walk(staging):
        old = output / Path(folder).relative_to(staging)
        for name in names:
            before, after = old / name, Path(folder, name)
            if before.is_file() and filecmp.cmp(before, after, shallow=False):
                times = before.stat()
                os.utime(after, ns=(times.st_atime_ns, times.st_mtime_ns))


def _exchange(staging: Path, output: Path) -> None:
    """Puts the new site in place. The old one is moved aside first and removed last."""
    if not output.exists():
        staging.rename(output)
        return
    old = staging.with_name(staging.name.replace(".new-", ".old-"))
    output.rename(old)
    try:
        staging.rename(output)
    except OSError:
        old.rename(output)
        raise
    shutil.rmtree(old)
