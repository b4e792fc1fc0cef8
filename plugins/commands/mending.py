"""What `check --fix` does: mends the files that can be mended, and shows each change."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from plugins.registry import replace_file, reporting, repository
from plugins.registry.checking import Checked

from . import console

if TYPE_CHECKING:
    from plugins.registry.history import Previous


def mend(
    root: Path, paths: Iterable[str], checked: Checked, before: Previous | None, show: Callable[[str], object]
) -> bool:
    """Mends what can be mended in the files at `paths`; false where there was nothing.

    before: the publication that the check was held against. Raises console.Stop where a file cannot be written.
    """
    from plugins.registry import fixing

    mended = list(_mended(root, paths, checked, before))
    # All or nothing, as far as can be known before.
    for path, _, _ in mended:
        if not (os.access(root / path, os.W_OK) and os.access((root / path).parent, os.W_OK)):
            raise console.Stop(f"{path} 没有写的权限，什么都没有改")
    secret = reporting.secret(checked.problems)
    for done, (path, old, new) in enumerate(mended):
        try:
            replace_file.write(root / path, new.encode())
        except OSError as error:
            raise console.Stop(f"{path} 写不进去（{error.strerror}），在它之前已改好 {done} 个文件") from error
        hidden = f"{path}：改好了；文件里有不得公开的内容，不列出改动\n"
        show(hidden if path in secret else fixing.diff(path, old, new))
    show(f"改好了 {len(mended)} 个文件。\n\n" if mended else "没有可以自动改好的。\n\n")
    return bool(mended)


def _mended(
    root: Path, paths: Iterable[str], checked: Checked, before: Previous | None
) -> Iterator[tuple[str, str, str]]:
    """The files that can be mended: path, text as it is, text as it should be."""
    # Loaded where it is wanted: a check alone should not wait for it.
    from plugins.registry import fixing
    from plugins.registry.public import SHOWN

    backdated = {problem.place.path for problem in checked.problems if problem.code == "published-backdated"}
    public = {record for record, was in before.records.items() if was.state in SHOWN} if before else set()
    for path in paths:
        try:
            text = repository.read(root, path).decode()
            known = repository.locate(path).id in public
        except (repository.Misplaced, UnicodeDecodeError):
            continue
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        day = str(checked.today) if path in backdated else ""
        new = mark + fixing.fixes(path, text.removeprefix(mark), published=day, public=known)
        if new != text:
            yield path, text, new
