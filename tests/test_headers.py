"""What servers say of the files: the rules, the file for static hosts, and the example for nginx under a real one."""

from __future__ import annotations

import re
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest

from plugins.open_data.headers import RULES, header_file
from tests.conftest import REPOSITORY
from tests.nginx import nginx

HOSTING = REPOSITORY / "docs/hosting"
ORIGIN, CACHE, TYPE = "Access-Control-Allow-Origin", "Cache-Control", "Content-Type"
FOR_EVER = "public, max-age=31536000, immutable"

# What a browser or a harvester must be told; '' where nothing is to be said.
EXPECTED = {
    "index.html": {ORIGIN: ""},
    "api/v1/index.json": {ORIGIN: "*", CACHE: "no-cache"},
    "api/v1/catalog.jsonld": {ORIGIN: "*", CACHE: "no-cache", TYPE: "application/ld+json"},
    "api/v1/changes/000001.ndjson": {ORIGIN: "*", TYPE: "application/x-ndjson; charset=utf-8"},
    "api/v1/bulk/2026.ndjson.gz": {ORIGIN: "*", TYPE: "application/gzip", "Content-Encoding": ""},
    "api/v1/bulk/2026.parquet": {TYPE: "application/vnd.apache.parquet"},
    "api/v1/bulk/decisions.sqlite": {TYPE: "application/vnd.sqlite3"},
    "api/v1/bulk/2026.csv": {ORIGIN: "*", TYPE: "text/csv; charset=utf-8"},
    "feeds/all.rss": {ORIGIN: "*", CACHE: "no-cache"},
    "search/index/bundles.json": {ORIGIN: "*", CACHE: "no-cache"},
    "search/index/2026-01-04.0123456789ab/order.txt": {ORIGIN: "*", CACHE: FOR_EVER},
    "search/index/engine.0123456789ab/pagefind.js": {ORIGIN: "*", CACHE: FOR_EVER},
    "search/index/presence.0123456789ab/0.bin": {ORIGIN: "*", CACHE: FOR_EVER},
    "search/index/names/0.json": {ORIGIN: "*"},
}


def said(text: str, path: str) -> dict[str, str]:
    """The headers that a host which reads `_headers` sends: all rules that fit, a header said twice is refused."""
    found: dict[str, str] = {}
    for block in text.strip().split("\n\n"):
        pattern, *lines = block.splitlines()
        assert pattern.count("*") <= 1
        if re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), path):
            for line in lines:
                name, _, value = line.strip().partition(": ")
                assert name not in found, f"{name} is said twice of {path}"
                found[name] = value
    return found


@pytest.mark.parametrize("start", ["/", "/xzzf/"])
def test_static_hosts_are_told(start: str) -> None:
    text = header_file(f"https://www.example.gov.cn{start}").decode()
    for path, headers in EXPECTED.items():
        found = said(text, f"{start}{path}")
        assert {name: found.get(name, "") for name in headers} == headers, path


def test_the_site_holds_it(instance_site: Path) -> None:
    assert "/xzzf/api/*\n  Access-Control-Allow-Origin: *\n" in (instance_site / "_headers").read_text("utf-8")


def test_the_example_for_caddy_says_the_same() -> None:
    text = (HOSTING / "Caddyfile").read_text("utf-8")
    for rule in RULES:
        assert f"/{rule.path}" in text
        assert all(name in text and value in text for name, value in rule.headers)


@pytest.fixture
def served(downloads_site: Path, tmp_path: Path) -> Iterator[str]:
    """A site with a file of each sort under a real server."""
    site = tmp_path / "site"
    shutil.copytree(downloads_site, site)
    for path in EXPECTED:
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).touch()
    with nginx(site, tmp_path) as url:
        yield url


@pytest.mark.heavy
def test_the_example_for_nginx_says_the_same(served: str) -> None:
    # What was withdrawn must not live on in the cache of a visitor; hosts that read `_headers` see to it themselves.
    for path, headers in (EXPECTED | {"index.html": {ORIGIN: "", CACHE: "no-cache"}}).items():
        request = urllib.request.Request(f"{served}{path}", headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request) as answer:
            found = {name: answer.headers.get(name, "") for name in headers}
        assert found == headers, path
    with pytest.raises(HTTPError) as missing:
        urllib.request.urlopen(f"{served}nowhere/")
    assert missing.value.code == 404
    assert "没有".encode() in missing.value.read()
    request = urllib.request.Request(f"{served}api/v1/index.json")
    with urllib.request.urlopen(request) as answer:
        request.add_header("If-None-Match", answer.headers["ETag"])
    with pytest.raises(URLError, match="304"):
        urllib.request.urlopen(request)
