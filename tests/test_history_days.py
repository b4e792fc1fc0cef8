"""From one day to the next: the same day gives the same bytes, each publication is held against the last, none goes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.publishing import DAY, DECISIONS, LATER, Site, new_record, replaced
from tests.trees import differences, readable, tree


@pytest.mark.parametrize("where", ["folder", "web"])
def test_nothing_changed(site: Site, published: Path, address: Callable[[Path], str], where: str) -> None:
    """The same day and the same repository give the same bytes, wherever the publication before is read from."""
    done = site.build("--previous", published if where == "folder" else address(published), today=DAY)
    assert done.code == 0, done.said
    assert not differences(tree(published), tree(site.output))


def test_only_the_day_differs_on_another_day(site: Site) -> None:
    site.edit("content/settings.yaml", lambda text: text.replace("演示: 是\n今日: 2026-11-20\n", ""))
    assert site.build("--first", today=DAY).code == 0
    before = readable(site.output)
    assert site.build("--previous", site.output, today=LATER).code == 0
    after = readable(site.output)
    assert before.keys() == after.keys()
    different = [path for path in before if before[path] != after[path]]
    assert "api/v1/index.json" in different
    assert not [
        path for path in different if path.startswith(("api/v1/records", "api/v1/agencies", "feeds", "sitemap"))
    ]
    for path in different:
        expected, found = before[path].replace("11月20日", "11月25日").replace(DAY, LATER), after[path]
        if path == "api/v1/index.json" or path.startswith("api/v1/files/"):
            # They carry the checksums of the others.
            expected, found = (re.sub(r'"sha256": "[0-9a-f]{64}"', "", text) for text in (expected, found))
        assert expected == found


def test_what_time_brings_may_happen(site: Site, published: Path) -> None:
    """Seven years on, everything has come, and all but a permit that lasts has gone."""
    assert site.build("--previous", published, today="2033-11-20").code == 0
    assert site.index()["counts"]["records"] == 0
    assert site.index()["counts"]["tombstones"] == 10


def test_from_one_publication_to_the_next(site: Site) -> None:
    """Each holds against the one before it, also a record that was new in between."""
    assert site.build("--first", today=DAY).code == 0
    new_record(LATER)(site)
    assert site.build("--previous", site.output, today=LATER).code == 0
    site.edit(f"{DECISIONS}/2026/cf-0077.yaml", replaced("12 袋", "13 袋"))
    done = site.build("--previous", site.output, today="2026-11-26")
    assert (done.code, done.codes) == (1, {"change-silent"})
    (site.root / DECISIONS / "2026" / "cf-0077.yaml").unlink()
    done = site.build("--previous", site.output, today="2026-11-26")
    assert (done.code, done.codes) == (1, {"id-lost"})


def test_no_day_before_the_last_publication(site: Site) -> None:
    """A mistyped --today would take back what was published since."""
    assert site.build("--first", today=LATER).code == 0
    before = tree(site.output)
    done = site.build("--previous", site.output, today=DAY)
    assert done.code == 2
    assert f"上一次发布是 {LATER} 的，不能再发布更早的 {DAY}" in done.said
    assert tree(site.output) == before
    assert site.build("--previous", site.output, today=LATER).code == 0
