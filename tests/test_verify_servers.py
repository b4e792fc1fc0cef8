"""Places that cannot be verified, and servers that answer badly: the answer is a sentence and an exit code."""

from __future__ import annotations

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from plugins.verification.verifying import verify
from tests.conftest import BASE_URL
from tests.forging import ROOT, Forged
from tests.publications import CHANGES, SHARD, codes, shown
from tests.tampering import flipped, rooted


@pytest.mark.parametrize(
    "place",
    ["nowhere", "http://127.0.0.1:1/", "http://[::1", "http://a:b/", "ftp://x/", "https://u:p@x/", "http://x/?q"],
)
def test_a_place_that_cannot_be_read(capsys: pytest.CaptureFixture[str], place: str, monkeypatch: Any) -> None:
    monkeypatch.setattr("plugins.verification.web._PAUSE", 0)
    code, said = shown(capsys, place)
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith("不能继续：")


def test_previews_are_refused(capsys: pytest.CaptureFixture[str], forged: Forged, publications: Any) -> None:
    rooted(preview=True)(forged)
    code, said = shown(capsys, forged.root)
    assert (code, said.count("\n")) == (2, 1)
    assert "预览" in said
    assert shown(capsys, publications[1], "--against", forged.root)[0] == 2


@pytest.mark.parametrize(
    "spoil", [flipped(SHARD), flipped(CHANGES), rooted(day="x"), lambda f: (f.root / ROOT).unlink()]
)
def test_an_earlier_publication_that_is_not_whole(
    capsys: pytest.CaptureFixture[str], forged: Forged, publications: Any, spoil: Callable[[Forged], None]
) -> None:
    spoil(forged)
    code, said = shown(capsys, publications[1], "--against", forged.root)
    assert (code, said.count("\n")) == (2, 1)


class Hostile(BaseHTTPRequestHandler):
    """A web server that answers badly; the last of these answers for all files but the root."""

    root: Path
    how = ""
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.endswith(f"/{ROOT}"):
            self.answer((self.root / ROOT).read_bytes())
        elif self.how == "redirect":
            self.send_response(302)
            self.send_header("Location", f"{BASE_URL}x")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.how == "error":
            self.send_error(500)
        elif self.how == "half":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b"{")
            self.close_connection = True
        elif self.how == "endless":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
            except OSError:
                self.close_connection = True
        else:
            self.answer(b"<html>")

    def answer(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Tests print nothing."""


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("redirect", "verify-unreadable"),
        ("error", "verify-unreadable"),
        ("half", "verify-unreadable"),
        ("endless", "verify-checksum"),
        ("page", "verify-checksum"),
    ],
)
def test_a_server_that_answers_badly(publications: tuple[Path, Path], monkeypatch: Any, how: str, code: str) -> None:
    monkeypatch.setattr("plugins.verification.web._PAUSE", 0)
    handler = type("Handler", (Hostile,), {"root": publications[1], "how": how})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        result = verify(f"http://127.0.0.1:{server.server_port}/xzzf/")
        server.shutdown()
    assert code in codes(result)
