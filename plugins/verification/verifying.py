"""The whole way: from the root to the last file, then against an earlier publication."""

from __future__ import annotations

from contextlib import closing

from . import against, changes, files, listings, tree
from .against import Earlier
from .changes import INDEX
from .contents import Contents
from .faults import Faults, Refused
from .forms import Malformed
from .places import place
from .reading import Reader
from .report import Comparison, Result
from .root import ROOT, Root, read_root
from .tree import Progress


def verify(where: str, earlier: str | None = None, progress: Progress = lambda _done, _total: None) -> Result:
    """Reads the publication at a folder or a web address back, and compares it with an earlier one.

    progress: is told how many of how many records, then files, are done. Raises Refused where there is nothing to
    verify: no root, a preview, an earlier publication that is not whole.
    """
    before = _earlier(earlier) if earlier is not None else None
    with closing(place(where)) as there:
        result = Result(where, Faults())
        try:
            root = read_root(there, where, result.faults)
        except Malformed as error:
            result.faults.add("verify-form", ROOT, str(error))
            return result
        with closing(Reader(there, root.url, result.faults)) as reader:
            _read(reader, root, result, progress)
        if before and earlier is not None and result.tree:
            fresh = against.compare(result.faults, before, result.tree, result.events)
            result.comparison = Comparison(earlier, before, fresh)
        return result


def _read(reader: Reader, root: Root, result: Result, progress: Progress) -> None:
    listed = files.read(reader, root)
    found = result.tree = tree.walk(reader, root, progress)
    tree.counts(reader, found)
    listings.categories(reader, found)
    listings.figures(reader, found)
    result.events = changes.read(reader, found)
    changes.check(reader, found, result.events)
    Contents(reader, found, result.events, listed).check(progress)
    files.strangers(reader)
    result.files = len(reader.met) + 1


def _earlier(where: str) -> Earlier:
    """An earlier publication, of which the data up to the shards and the change list must be whole. Raises Refused."""
    faults = Faults()
    with closing(place(where)) as there:
        try:
            root = read_root(there, where, faults)
        except Malformed as error:
            raise Refused(f"上次发布 {where} 的 {ROOT}：{error}") from None
        with closing(Reader(there, root.url, faults)) as reader:
            found = tree.walk(reader, root, lambda _done, _total: None, deep=False)
            events = changes.read(reader, found)
        said = changes.folded(events)
        if any(said.get(name) != known.commitment for name, known in found.records.items()):
            faults.add("verify-changes", INDEX, "变动清单与公示的内容对不上")
        for fault in faults:
            raise Refused(f"上次发布 {where} 本身不完好，不能作比较：{fault.path} {fault.message}")
        foreign = {name for name, agency in found.agencies.items() if agency.origin}
        return Earlier(root, found.records, events, foreign)
