"""The only part that asks the network, and trusts nothing it answers: limits on time, size and place, no redirects."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx

from .troubles import Stopped
from .watching import Watch

_OK, _NOT_MODIFIED = 200, 304
# Seconds after which a change would have given a file another time.
_SETTLED = 2


@dataclass(frozen=True)
class Limits:
    """How long (seconds) and how much a source may take. silence: between two pieces of an answer."""

    silence: float = 20
    file: float = 120
    source: float = 4 * 3600
    connections: int = 8
    bytes: int = 20_000_000_000


class Answer(NamedTuple):
    """A file as it came; content is None where it is the one that the validators name."""

    content: bytes | None
    etag: str = ""
    modified: str = ""


class Fetcher:
    """Asks one source for files below its address, from any number of threads, until its time or its measure is full."""

    def __init__(self, url: str, limits: Limits) -> None:
        self.url, self.limits = url, limits
        self.requests = self.received = 0
        self.stopped = False
        self._end = time.monotonic() + limits.source
        self._lock = threading.Lock()
        self._watch = Watch(min(limits.file, limits.source))
        self._client = httpx.Client(
            timeout=httpx.Timeout(limits.silence),
            limits=httpx.Limits(max_connections=limits.connections, max_keepalive_connections=limits.connections),
            follow_redirects=False,
            # Compressed, a small answer could become an endless one.
            headers={"accept-encoding": "identity", "user-agent": "publish-harvest/1"},
        )

    def close(self) -> None:
        """Ends all connections."""
        self._watch.close()
        self._client.close()

    def get(self, path: str, most: int, etag: str = "", modified: str = "") -> Answer:
        """A file of at most `most` bytes; conditional where validators are given. Raises Stopped."""
        headers = {"if-none-match": etag, "if-modified-since": modified}
        with self._asked(path, {name: value for name, value in headers.items() if value}) as answer:
            if (etag or modified) and answer.status_code == _NOT_MODIFIED:
                return Answer(None, etag, modified)
            content = b"".join(self._read(answer, path, most))
        if not _settled(answer.headers):
            return Answer(content)
        return Answer(content, answer.headers.get("etag", "")[:200], answer.headers.get("last-modified", "")[:100])

    def pieces(self, path: str, most: int) -> Generator[bytes, None, None]:
        """A file of at most `most` bytes, piece by piece as it comes. Raises Stopped, also on the way."""
        with self._asked(path, {}) as answer:
            yield from self._read(answer, path, most)

    @contextmanager
    def _asked(self, path: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """An answer whose body is still to be read; what goes wrong with the network until the end becomes Stopped."""
        watched = {"trace": self._watch.trace}
        request = self._client.build_request("GET", f"{self.url}{path}", headers=headers, extensions=watched)
        with self._lock:
            self.requests += 1
        try:
            with self._watch.waiting():
                answer = self._sent(request)
            try:
                yield answer
            finally:
                answer.close()
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise Stopped("harvest-unreachable", f"读不到 {path or self._host}：{_why(error)}") from None

    def _sent(self, request: httpx.Request) -> httpx.Response:
        """The answer up to its headers; asked for once more where the line goes dead before it begins.

        A server may end a connection that it kept open just when the next request comes (RFC 9110, 9.2.2).
        """
        try:
            return self._client.send(request, stream=True)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            return self._client.send(request, stream=True)

    @property
    def _host(self) -> str:
        return urlsplit(self.url).netloc

    def _refuse(self, answer: httpx.Response, path: str) -> None:
        if answer.has_redirect_location or 300 <= answer.status_code < 400:
            raise Stopped("harvest-redirect", f"{path or self._host} 转向别的网址，没有跟去")
        if answer.status_code != _OK:
            raise Stopped("harvest-unreachable", f"读不到 {path or self._host}：服务器答复 {answer.status_code}")
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise Stopped("harvest-form", f"{path or self._host} 是压缩传输的，没有要求压缩")

    def _read(self, answer: httpx.Response, path: str, most: int) -> Iterator[bytes]:
        """The body, as long as it keeps coming, is not too much and does not take too long."""
        self._refuse(answer, path)
        end, size = min(time.monotonic() + self.limits.file, self._end), 0
        for piece in answer.iter_raw():
            size += len(piece)
            if size > most:
                raise Stopped("harvest-size", f"{path or self._host} 超过 {most:,} 字节")
            if self.stopped or time.monotonic() > end:
                raise Stopped("harvest-unreachable", f"{path or self._host} 传得太慢，没有等完")
            with self._lock:
                self.received += len(piece)
            if self.received > self.limits.bytes:
                raise Stopped("harvest-size", f"一次归集超过 {self.limits.bytes:,} 字节")
            yield piece


def _why(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "没有按时答复"
    if isinstance(error, httpx.ConnectError):
        return "连接不上"
    if isinstance(error, httpx.RemoteProtocolError):
        return "传到一半断了"
    return "网络出错"


def _settled(headers: httpx.Headers) -> bool:
    """Whether validators tell two contents apart: a file that is changed twice in a second has the same (RFC 9110, 8.8.2.2)."""
    try:
        age = parsedate_to_datetime(headers["date"]) - parsedate_to_datetime(headers["last-modified"])
    except (KeyError, ValueError, TypeError):
        return "last-modified" not in headers
    return age.total_seconds() >= _SETTLED
