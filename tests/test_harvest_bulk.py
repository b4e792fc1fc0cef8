"""A first harvest takes records out of bulk files, and comes to the same, to the last byte, as one file at a time."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable

import pytest

from plugins.harvest import bulk
from tests import serving
from tests.federation import Platform
from tests.harvesting import CAKE, DAYS, MILK, States, becomes, rewritten
from tests.serving import Served
from tests.trees import differences, tree

LINES = f"{bulk.FOLDER}2026.ndjson.gz"


@pytest.fixture(autouse=True)
def _few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four records are not worth a bulk file elsewhere."""
    monkeypatch.setattr(bulk, "_FEWEST", 2)


def singly(served: Served) -> list[str]:
    """The records that were asked for by themselves."""
    return [path for path in served.asked if "/records/" in path]


def stored(upper: Platform) -> dict[str, bytes]:
    """All that a harvest keeps."""
    return tree(upper.root / ".harvest/objects")


@pytest.fixture
def expected(served: Served, upper: Platform) -> dict[str, bytes]:
    """What a harvest keeps that has no bulk files to read."""
    served.tricks[bulk.INDEX] = serving.failing
    upper.harvest(DAYS[0])
    assert len(singly(served)) == 4
    found = stored(upper)
    shutil.rmtree(upper.root / ".harvest")
    (upper.root / "content/harvest.lock").unlink()
    served.tricks.clear()
    served.asked.clear()
    return found


def test_no_record_is_fetched_by_itself(served: Served, upper: Platform, expected: dict[str, bytes]) -> None:
    assert "新增 4" in upper.harvest(DAYS[0])
    assert not singly(served) and LINES in served.asked
    assert not differences(expected, stored(upper))


def test_tombstones_come_by_themselves(served: Served, upper: Platform, states: States) -> None:
    becomes(served, states.second)
    upper.harvest(DAYS[1])
    assert singly(served) == [f"api/v1/records/{CAKE}.json"]


def test_a_few_new_records_are_not_worth_a_bulk_file(
    served: Served, upper: Platform, states: States, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_FEWEST", 3)
    upper.harvest(DAYS[0])
    served.asked.clear()
    becomes(served, states.second)
    upper.harvest(DAYS[1])
    assert len(singly(served)) == 3 and LINES not in served.asked


def edited(change: Callable[[list[bytes]], list[bytes]]) -> serving.Trick:
    """Other lines than the honest ones, of at most as many bytes."""
    return lambda handler, honest: handler.send(
        gzip.compress(b"".join(change(gzip.decompress(honest).splitlines(keepends=True))), mtime=0)
    )


def bomb(handler: serving.Handler, honest: bytes) -> None:
    """Far more than it seems, and no line of it ends."""
    handler.send(gzip.compress(bytes(len(honest) * 900))[: len(honest)])


WRONG: dict[str, tuple[serving.Trick, int]] = {
    "it is not there": (serving.failing, 4),
    "it leads elsewhere": (serving.elsewhere, 4),
    "it is no gzip": (serving.saying(b"<html>"), 4),
    "it is endless": (serving.endless, 4),
    "it is a bomb": (bomb, 4),
    "it breaks off": (serving.half, 4),
    "a record is missing": (edited(lambda lines: lines[1:]), 1),
    "a record is another": (
        edited(lambda lines: [b'{"id":"%s"}\n' % json.loads(lines[0])["id"].encode(), *lines[1:]]),
        1,
    ),
    "lines of no record": (edited(lambda lines: [b"[]\n", b"\xff\n", b'{"id":5}\n', *lines[:2]]), 2),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_is_fetched_by_itself(
    name: str, served: Served, upper: Platform, expected: dict[str, bytes]
) -> None:
    trick, fetched = WRONG[name]
    served.tricks[LINES] = trick
    assert "新增 4" in upper.harvest(DAYS[0])
    assert LINES in served.asked and len(singly(served)) == fetched
    assert not differences(expected, stored(upper))


@pytest.mark.parametrize(
    "index",
    [b"", b"[" * 99_999, {"schema": "bulk-2", "files": []}, {"schema": "bulk-1", "files": [{}]}],
    ids=["nothing", "too deep", "another form", "other entries"],
)
def test_an_index_that_is_none_changes_nothing(
    served: Served, upper: Platform, index: bytes | dict[str, object]
) -> None:
    served.tricks[bulk.INDEX] = serving.saying(index if isinstance(index, bytes) else json.dumps(index).encode())
    assert "新增 4" in upper.harvest(DAYS[0])
    assert len(singly(served)) == 4


@pytest.mark.parametrize("where", ["https://evil.example/2026.ndjson.gz", "../2026.ndjson.gz", "/etc/passwd"])
def test_a_bulk_file_elsewhere_is_not_asked_for(served: Served, upper: Platform, where: str) -> None:
    index = json.loads((served.folder / bulk.INDEX).read_bytes())
    for file in index["files"]:
        file["url"] = where
    served.tricks[bulk.INDEX] = serving.saying(json.dumps(index).encode())
    assert "新增 4" in upper.harvest(DAYS[0])
    assert len(singly(served)) == 4
    assert not [path for path in served.asked if "gz" in path or "passwd" in path]


def test_a_lie_that_its_checksums_confirm_is_found_here_too(served: Served, upper: Platform) -> None:
    """The bulk file and the shard agree on a record that is not what its digest says."""
    file = served.folder / f"api/v1/records/{MILK}.json"
    honest = gzip.decompress((served.folder / LINES).read_bytes())
    old, new = ("面包".encode(), "糕点".encode())
    lines = [line.replace(old, new) if MILK.encode() in line else line for line in honest.splitlines(keepends=True)]
    file.write_bytes(file.read_bytes().replace(old, new))
    served.tricks[LINES] = serving.saying(gzip.compress(b"".join(lines), mtime=0))
    rewritten(served, {bulk.INDEX: lambda index: [entry.update(bytes=10_000) for entry in index["files"]]})
    said = upper.harvest(DAYS[0], code=1)
    assert "错误[harvest-identity]" in said and not upper.lock
    assert not singly(served)
