"""The index that Pagefind makes, cut anew: nothing is lost, whatever is unexpected is refused."""

from __future__ import annotations

import gzip
import subprocess
from pathlib import Path

import pytest

from plugins.search.cutting import MARK, PIECE, Strange, base36, cut, pack, unpack
from plugins.search.documents import document
from plugins.search.making import page
from plugins.search.pagefind import pagefind
from plugins.search.presence import BLOCKS, marks, packed, part, shard, shard_count
from tests.search_site import AGENCIES, records, served

META, PIECES = "*.pf_meta", "index/*.pf_index"


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, dict[str, bytes], dict[str, int]]:
    """What Pagefind makes of forty records: its list, its pieces, an order of its records."""
    folder: Path = tmp_path_factory.mktemp("raw")
    (folder / "pages").mkdir()
    for number, record in enumerate(one for one in records() if one.data):
        item = document(served(record), AGENCIES[record.agency], "清河县")
        (folder / f"pages/{number}.html").write_text(page(item), "utf-8")
    command = [pagefind(), "--site", folder / "pages", "--output-path", folder / "made", "--silent"]
    subprocess.run(command, check=True)
    pieces = {file.stem: file.read_bytes() for file in (folder / "made").glob(PIECES)}
    order = {file.stem: number for number, file in enumerate(sorted((folder / "made/fragment").iterdir()))}
    return next((folder / "made").glob(META)).read_bytes(), pieces, order


def entries(pieces: dict[str, bytes]) -> bytes:
    """The words of all pieces in one, without the heads of the lists that held them."""
    contents = (gzip.decompress(piece).removeprefix(MARK) for piece in pieces.values())
    return b"".join(content[{0x98: 3, 0x99: 4}.get(content[1], 2) :] for content in contents)


def test_every_word_stands_in_one_small_piece(raw: tuple[bytes, dict[str, bytes], dict[str, int]]) -> None:
    meta, pieces, order = raw
    files, counts = cut(meta, pieces, order)
    listed = files.pop("")
    assert len(files) > len(pieces)
    assert all(len(unpack(file)) < PIECE + 10 or len(counts) for file in files.values())
    assert sorted(entries(files)) == sorted(entries(pieces)), "every byte of every word"
    assert counts["鼎盛"] == sum("鼎盛" in str(record.data) for record in records() if record.data)
    content = unpack(listed)
    for number in range(len(files)):
        assert base36(number).encode() in content
    assert not any(record.encode() in content for record in order), "random names are gone"
    assert cut(meta, pieces, order).files == cut(meta, pieces, order).files


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x80",
        b"\x81\x82\x01",
        b"\x81\x81\x83\x61",
        b"\x81\x82\x83\x61a\x80\x80",
        b"\x81\x81\x83\x61a\x80\x81\x82\x61b\x80",
    ],
)
def test_another_format_is_refused(raw: tuple[bytes, dict[str, bytes], dict[str, int]], content: bytes) -> None:
    meta, pieces, order = raw
    with pytest.raises(Strange):
        cut(meta, dict.fromkeys(pieces, pack(content)), order)
    with pytest.raises(Strange):
        cut(gzip.compress(b"nothing"), pieces, order)


def test_marks_are_never_forgotten_and_seldom_invented() -> None:
    runs = [tuple(f"w{number}" for number in range(start, start + 5)) for start in range(0, 30_000, 5)]
    found = set().union(*map(marks, runs))
    made = part(packed(found))
    count = shard_count([len(made) // BLOCKS])
    assert b"".join(shard([made], number, count) for number in range(count)) == made
    assert made == part(packed(sorted(found, reverse=True)) * 2), "in any order and any number of times"
    assert part(b"") == bytes(BLOCKS)
