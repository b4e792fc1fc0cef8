"""Against a publication that is spoilt, half or out of reach nothing is published: one sentence, and the old site stands."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.conftest import BASE_URL
from tests.publishing import LATER, Site
from tests.trees import tree


@pytest.fixture
def earlier(published: Path, tmp_path: Path) -> Path:
    """The data of the first publication, for a test that spoils them."""
    shutil.copytree(published / "api", tmp_path / "earlier" / "api")
    return tmp_path / "earlier"


def tampered(path: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def tamper(folder: Path) -> None:
        content = (folder / path).read_bytes()
        assert old in content
        (folder / path).write_bytes(content.replace(old, new))

    return tamper


def rooted(**values: object) -> Callable[[Path], None]:
    """The root says something else."""

    def write(folder: Path) -> None:
        file = folder / "api/v1/index.json"
        file.write_text(json.dumps(json.loads(file.read_bytes()) | values), "utf-8")

    return write


def led_astray(where: str) -> Callable[[Path], None]:
    """The root names a shard that lies elsewhere, with the right checksum of what lies there."""

    def lead(folder: Path) -> None:
        (folder / "elsewhere.json").write_text('{"records": []}', "utf-8")
        digest = sha256((folder / "elsewhere.json").read_bytes()).hexdigest()
        rooted(shards=[{"url": f"{BASE_URL}{where}", "sha256": digest, "bytes": 1}])(folder)

    return lead


SHARD = "api/v1/agencies/anshi-scjg/2026.json"
UNTRUSTED: dict[str, tuple[Callable[[Path], object], str]] = {
    "a preview": (rooted(preview=True), "预览不能作为上次发布"),
    "a shard says less": (tampered(SHARD, b'"state": "\xe6\x9c\x89\xe6\x95\x88"', b'"state": "x"'), "校验和不符"),
    "one blank more in a shard": (tampered(SHARD, b"}\n", b"} \n"), "校验和不符"),
    "a shard is missing": (lambda folder: (folder / SHARD).unlink(), SHARD),
    "no root": (lambda folder: (folder / "api/v1/index.json").unlink(), "读不到上次发布的 api/v1/index.json"),
    "nothing at all": (shutil.rmtree, "读不到上次发布的 api/v1/index.json"),
    "a root that is a page": (
        lambda folder: (folder / "api/v1/index.json").write_text("<html>", "utf-8"),
        "不是 JSON",
    ),
    "a root that is a list": (lambda folder: (folder / "api/v1/index.json").write_text("[]", "utf-8"), "内容不对"),
    "the root of another program": (rooted(schema="catalogue"), "不是本程序发布的网站"),
    "a root without a day": (rooted(day=""), "不是本程序发布的网站"),
    "a shard outside the data": (led_astray("elsewhere.json"), "奇怪的地方"),
    "a shard up and away": (led_astray("api/v1/../../elsewhere.json"), "奇怪的地方"),
    "a shard of somebody else": (rooted(url="https://elsewhere.example/"), "奇怪的地方"),
}


@pytest.mark.parametrize(("spoil", "reason"), UNTRUSTED.values(), ids=list(UNTRUSTED))
def test_a_publication_that_cannot_be_trusted(
    site: Site,
    earlier: Path,
    published: Path,
    standing: dict[str, bytes],
    address: Callable[[Path], str],
    spoil: Callable[[Path], object],
    reason: str,
) -> None:
    """One sentence, exit code 2, and the old site stands; from a folder and from the web."""
    site.output = published
    spoil(earlier)
    for place in (earlier, address(earlier)):
        done = site.build("--previous", place)
        assert done.code == 2
        assert done.said.startswith("不能继续：")
        assert reason in done.said
        assert done.said.count("\n") == 1, "one sentence"
    assert tree(published) == standing


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize("place", ["http://127.0.0.1:1/", "nowhere", "ftp://127.0.0.1/"])
def test_a_publication_that_cannot_be_reached(site: Site, place: str, command: str) -> None:
    done = site.run(command, "--previous", place, "--today", LATER)
    assert (done.code, done.said.count("\n")) == (2, 1)
    assert done.said.startswith("不能继续：读不到上次发布的")


def test_a_publication_that_sends_its_reader_elsewhere(
    site: Site, published: Path, address: Callable[[Path], str]
) -> None:
    """A redirect is not followed, although a good publication stands at its end: it could be anybody's copy."""
    target = address(published).rstrip("/")

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", f"{target}{self.path}")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Tests print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        done = site.build("--previous", f"http://127.0.0.1:{server.server_port}/")
        server.shutdown()
    assert done.code == 2
    assert done.said.startswith("不能继续：读不到上次发布的 api/v1/index.json")


def without(name: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        file = folder / "api/v1/index.json"
        values = json.loads(file.read_bytes())
        values.pop(name)
        file.write_text(json.dumps(values), "utf-8")

    return write


@pytest.mark.parametrize(
    "spoil",
    [
        without("url"),
        without("shards"),
        rooted(shards=None),
        rooted(shards=["x"]),
        rooted(day="garbage"),
        rooted(day=5),
    ],
)
def test_a_root_that_says_half(site: Site, earlier: Path, spoil: Callable[[Path], None]) -> None:
    spoil(earlier)
    done = site.build("--previous", earlier)
    assert (done.code, done.said.count("\n")) == (2, 1)


def test_a_root_without_checksums(site: Site, earlier: Path) -> None:
    file = earlier / "api/v1/index.json"
    values = json.loads(file.read_bytes())
    for shard in values["shards"]:
        shard["sha256"] = ""
    file.write_text(json.dumps(values), "utf-8")
    assert site.build("--previous", earlier).code == 2


@pytest.mark.parametrize("place", ["http://[::1", "http://a b/"])
def test_an_address_that_is_none(site: Site, place: str) -> None:
    done = site.build("--previous", place)
    assert (done.code, done.said.count("\n")) == (2, 1)


@pytest.mark.parametrize("command", ["build", "check"])
def test_an_empty_previous_is_no_preview(site: Site, command: str) -> None:
    done = site.build("--previous", "") if command == "build" else site.run("check", "--previous", "")
    assert done.code == 2
