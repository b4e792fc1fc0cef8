"""Whatever was tampered with in a published site is found and named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.verification.report import as_json, as_text
from plugins.verification.verifying import verify
from tests.forging import API, ROOT, Forged
from tests.publications import codes
from tests.tampering import changed_with_event
from tests.tamperings import AGAINST, CARELESS, SEALED


@pytest.mark.parametrize(("tamper", "code"), CARELESS.values(), ids=list(CARELESS))
def test_careless_tampering_is_found(forged: Forged, tamper: Callable[[Forged], object], code: str) -> None:
    tamper(forged)
    result = verify(str(forged.root))
    assert code in codes(result), as_text(result)
    assert set(json.loads(as_json(result))["totals"]) == codes(result)


@pytest.mark.parametrize(("tamper", "code"), SEALED.values(), ids=list(SEALED))
def test_tampering_with_all_checksums_is_found(forged: Forged, tamper: Callable[[Forged], object], code: str) -> None:
    tamper(forged)
    result = verify(str(forged.seal().root))
    assert code in codes(result), as_text(result)
    assert "verify-checksum" not in codes(result), as_text(result)


def test_a_size_beyond_reason_is_not_read(forged: Forged) -> None:
    forged.edit(f"{API}/files/site.json", lambda value: value["files"][0].update(bytes=10**15))
    part = forged.json(f"{API}/files/site.json")
    forged.seal()
    part["files"] = forged.json(f"{API}/files/site.json")["files"]
    part["files"][0]["bytes"] = 10**15
    forged.write(f"{API}/files/site.json", part)
    for path in (f"{API}/files/index.json", ROOT):
        value = forged.json(path)
        forged._seal(value)
        forged.write(path, value)
    assert codes(verify(str(forged.root))) == {"verify-limit"}


@pytest.mark.parametrize(("tamper", "code", "itself"), AGAINST.values(), ids=list(AGAINST))
def test_tampering_is_found_by_an_earlier_publication(
    publications: tuple[Path, Path],
    forged: Forged,
    tamper: Callable[[Forged, Path], object],
    code: str,
    itself: bool,
) -> None:
    old, new = publications
    tamper(forged, old)
    result = verify(str(forged.seal().root), str(new if itself else old))
    assert code in codes(result), as_text(result)


def test_a_perfect_forgery_needs_an_earlier_copy(forged: Forged) -> None:
    """Said in the guide: who holds every file may rewrite everything; only what others kept tells."""
    changed_with_event(forged)
    found = codes(verify(str(forged.seal().root)))
    assert found <= {"verify-bulk"}


def test_an_old_root_on_a_new_site(publications: tuple[Path, Path], forged: Forged) -> None:
    old, new = publications
    forged.write(ROOT, (old / ROOT).read_bytes())
    found = codes(verify(str(forged.root), str(new)))
    assert {"verify-checksum", "verify-rollback"} <= found


def test_an_old_site_in_the_place_of_the_new(publications: tuple[Path, Path]) -> None:
    """It is whole, and it is old."""
    old, new = publications
    found = codes(verify(str(old), str(new)))
    assert {"verify-rollback", "verify-undone", "verify-lost"} <= found
    assert "verify-checksum" not in found
