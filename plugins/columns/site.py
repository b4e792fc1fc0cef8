"""The two plain shapes at the edge of this package: the site that pages are made for, and a finished page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Site:
    """Where the site will stand (`base_url` with trailing slash, or '' where unknown) and whether it has a search."""

    base_url: str
    has_search: bool = True

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).netloc

    @property
    def base_path(self) -> str:
        """The path under which the site stands, / or /sub/path/: the 404 page cannot use relative links."""
        return urlsplit(self.base_url).path or "/"


class Page:
    """A page: its path below the site's root (qinghe-scjg/2026/cf-0001/index.html), and what is made when asked for."""

    def __init__(self, path: str, key: Callable[[], bytes], html: Callable[[], str]) -> None:
        self.path = path
        self._key = key
        self._html = html

    @property
    def key(self) -> bytes:
        """A digest of all that the page is made of: the same key, the same HTML."""
        return self._key()

    @property
    def html(self) -> str:
        """The page, rendered."""
        return self._html()

    def content(self) -> bytes:
        """The page as it is written."""
        return self.html.encode()


def address(path: str) -> str:
    """The URL of a page below the site's root: its path without index.html."""
    return path.removesuffix("index.html")


def root(path: str) -> str:
    """The relative way from a page back to the site's root: '' for index.html, ../ for about/index.html."""
    return "../" * path.count("/")
