"""Whatever stands in a file, the answer is a report, never a traceback."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.verification.faults import Refused
from plugins.verification.report import as_text
from plugins.verification.verifying import verify
from tests.forging import API, ROOT, Forged
from tests.publications import BULK, CHANGES, FEED, FIRST, SHARD, SITEMAP, WITHDRAWN, codes

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
TARGETS = [
    ROOT,
    SHARD,
    f"{API}/records/{FIRST}.json",
    f"{API}/records/{WITHDRAWN}.json",
    f"{API}/agencies/index.json",
    f"{API}/agencies/anshi-scjg/index.json",
    f"{API}/lists/anshi-scjg/matters.json",
    f"{API}/changes/index.json",
    f"{API}/kinds/index.json",
    f"{API}/kinds/penalty/2026.json",
    f"{API}/years/2026.json",
    f"{API}/statistics.json",
    f"{API}/files/index.json",
    f"{API}/files/site.json",
]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a JSON value that can be set: its container and key."""
    found: list[tuple[Any, Any]] = []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        found.append((value, key))
        found += places(inner)
    return found


def fuzz(publications: tuple[Path, Path], forged: Forged, path: str, number: int, value: Any) -> None:
    """Any value in any place of any file, with all checksums right where they can be: the answer is a report."""
    forged.restore()
    content = forged.json(path)
    container, key = (found := places(content))[number % len(found)]
    container[key] = value
    forged.write(path, json.dumps(content).encode("utf-8", "surrogatepass"))
    with suppress(ValueError, KeyError, TypeError, AttributeError, OSError):
        forged.seal()
    try:
        result = verify(str(forged.root), str(publications[0]))
    except Refused:
        return
    assert re.search("没有发现问题|处问题", as_text(result))


FUZZED = given(path=st.sampled_from(TARGETS), number=st.integers(0, 10_000), value=JSON_VALUES)
SAME_FOLDER = [HealthCheck.function_scoped_fixture]


@settings(max_examples=25, suppress_health_check=SAME_FOLDER)
@FUZZED
def test_malformed_data_never_ends_in_a_traceback(
    publications: tuple[Path, Path], forged: Forged, path: str, number: int, value: Any
) -> None:
    fuzz(publications, forged, path, number, value)


@pytest.mark.heavy
@settings(max_examples=400, suppress_health_check=SAME_FOLDER)
@FUZZED
def test_malformed_data_never_ends_in_a_traceback_at_length(
    publications: tuple[Path, Path], forged: Forged, path: str, number: int, value: Any
) -> None:
    fuzz(publications, forged, path, number, value)


@pytest.mark.parametrize(
    "path",
    [ROOT, SHARD, CHANGES, FEED, SITEMAP, f"{BULK}/2026.csv", f"{BULK}/2026.ndjson.gz", f"{BULK}/datapackage.json"],
)
@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[" * 100_000, b"{}", b'"\\ud800"', b"9" * 9_999, b"\x1f\x8b", b"\x00" * 99]
)
def test_garbage_never_ends_in_a_traceback(forged: Forged, path: str, content: bytes) -> None:
    forged.write(path, content)
    if path not in (ROOT, SHARD):
        forged.seal()
    assert codes(verify(str(forged.root)))
