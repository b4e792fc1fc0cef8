"""A forge for tests: as much of the API of GitHub and Gitea as a comment under a pull request needs."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


class Forge:
    """One repository with one open pull request, number 7, and its comments.

    head: what the request has come to; author: who writes with the token; paged: whether comments come in pages, as on
    GitHub; refuses: the token may only read.
    """

    def __init__(
        self, head: str = "b" * 40, author: str = "github-actions[bot]", *, paged: bool = True, refuses: bool = False
    ) -> None:
        self.head, self.author, self.paged, self.refuses = head, author, paged, refuses
        self.comments: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.tokens: list[str | None] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def write(self, login: str, body: str) -> dict[str, Any]:
        """A new comment."""
        self.comments.append({"id": len(self.comments) + 1, "user": {"login": login}, "body": body})
        return self.comments[-1]

    def answer(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        """The status and the value for one call."""
        parts = urlsplit(path)
        below = parts.path.removeprefix("/repos/example-org/xzzf")
        if method == "GET" and below == "/pulls":
            return 200, [{"number": 7, "head": {"sha": self.head}}]
        if method == "GET" and below == "/issues/7/comments":
            query = parse_qs(parts.query)
            size, page = int(query["per_page"][0]), int(query["page"][0])
            return 200, self.comments[(page - 1) * size : page * size] if self.paged else self.comments
        if self.refuses:
            return 403, {"message": "Resource not accessible by integration"}
        if method == "POST" and below == "/issues/7/comments":
            return 201, self.write(self.author, body["body"])
        if method == "PATCH" and (match := re.fullmatch(r"/issues/comments/(\d+)", below)):
            self.comments[int(match[1]) - 1]["body"] = body["body"]
            return 200, self.comments[int(match[1]) - 1]
        return 404, {"message": "Not Found"}

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(forge) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else {}
                forge.asked.append(self.path)
                forge.tokens.append(self.headers.get("Authorization"))
                status, value = forge.answer(self.command, self.path, body)
                content = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PATCH = _answer  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Tests print nothing."""

        return Handler
