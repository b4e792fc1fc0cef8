"""Files held against the checksums that lead to them; what does not hold is a fault, and reading goes on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from typing import Any, BinaryIO, NamedTuple, TypeVar

from . import forms
from .faults import Faults
from .forms import Malformed
from .places import Missing, Place, TooLarge, Unreadable

# A file of the data; bulk files may be larger. What is larger than it says is not read to its end.
LARGEST = 64_000_000
LARGEST_BULK = 8_000_000_000
_CHUNK = 1 << 18
_AHEAD = 8

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


class Listed(NamedTuple):
    """What a listing says of a file."""

    path: str
    sha256: str
    size: int


class Reader:
    """Reads the files of one publication. `met`: every path that something leads to, with what was said of it; `opened`: those that
    were asked for.
    """

    def __init__(self, place: Place, base: str, faults: Faults) -> None:
        self.place, self.base, self.faults = place, base, faults
        self.met: dict[str, Listed] = {}
        self.opened: set[str] = set()
        self._pool = ThreadPoolExecutor(place.at_once) if place.at_once > 1 else None

    def listed(self, entry: dict[str, Any], expected: str = "") -> Listed:
        """What a file entry says, its address being `expected` where there is only one right. Raises Malformed."""
        url = forms.text(entry, "url")
        path = url.removeprefix(self.base)
        checked = Listed(path, forms.text(entry, "sha256", forms.HEX), forms.number(entry, "bytes"))
        if (path == url and self.base) or not forms.is_path(path) or (expected and path != expected):
            self.faults.add("verify-path", url, f"登记的地址不对{f'，应是 {expected}' if expected else ''}")
            raise Malformed("地址不对")
        return checked

    def meet(self, listed: Listed, said_in: str) -> bool:
        """Notes that a listing leads to a file; False where another said something else of it."""
        before = self.met.setdefault(listed.path, listed)
        if before != listed:
            self.faults.add("verify-disagrees", listed.path, f"{said_in} 登记的校验和或者字节数与别处登记的不同")
        return before == listed

    def open(self, listed: Listed, largest: int = LARGEST) -> BinaryIO | None:
        """A file that is what its listing says, from its beginning; None, and a fault, where it is not."""
        self.opened.add(listed.path)
        if listed.size > largest:
            self.faults.add("verify-limit", listed.path, f"登记为 {listed.size} 字节，超过上限")
            return None
        try:
            opened = self.place.open(listed.path, listed.size)
        except Missing:
            self.faults.add("verify-missing", listed.path, "登记了，但是没有这个文件")
        except Unreadable as error:
            self.faults.add("verify-unreadable", listed.path, f"读不出来：{error}")
        except TooLarge:
            self.faults.add("verify-checksum", listed.path, f"比登记的 {listed.size} 字节大")
        else:
            if self._holds(opened, listed):
                return opened
            opened.close()
        return None

    def content(self, listed: Listed) -> bytes | None:
        """A small file's content; None, and a fault, where it is not what its listing says."""
        opened = self.open(listed)
        if opened is None:
            return None
        with opened:
            return opened.read()

    def document(self, listed: Listed, schema: str) -> dict[str, Any] | None:
        """A JSON file of a schema; None, and a fault, where it is not."""
        content = self.content(listed)
        if content is None:
            return None
        with self.judged(listed.path):
            return forms.document(content, schema)
        return None

    def judged(self, path: str) -> Judged:
        """A context in which what is malformed becomes a fault of a file."""
        return Judged(self.faults, path)

    def _holds(self, opened: BinaryIO, listed: Listed) -> bool:
        sha, size = sha256(), 0
        while chunk := opened.read(_CHUNK):
            sha.update(chunk)
            size += len(chunk)
        opened.seek(0)
        if size != listed.size:
            self.faults.add("verify-checksum", listed.path, f"登记 {listed.size} 字节，实际 {size} 字节")
        elif sha.hexdigest() != listed.sha256:
            self.faults.add("verify-checksum", listed.path, "内容与登记的校验和不符")
        else:
            return True
        return False

    def each(self, work: Callable[[_Item], _Result], items: Iterable[_Item]) -> Iterator[_Result]:
        """What `work` makes of each item, in their order; several at a time where the place allows it."""
        if self._pool is None:
            yield from map(work, items)
            return
        waiting: deque[Future[_Result]] = deque()
        for item in items:
            waiting.append(self._pool.submit(work, item))
            if len(waiting) > _AHEAD * self.place.at_once:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def close(self) -> None:
        """Ends what was begun; what is still waited for is given up."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)


class Judged:
    """A context in which what is malformed becomes a fault of a file."""

    def __init__(self, faults: Faults, path: str) -> None:
        self._faults, self._path = faults, path

    def __enter__(self) -> None:
        return

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        if not isinstance(error, Malformed):
            return False
        self._faults.add("verify-form", self._path, str(error))
        return True
