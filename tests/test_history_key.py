"""Only the site's key turns a preview into a publication; it is told to nobody, and the salts come from it."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.publishing import KEY, OTHER_KEY, RECORD, WITHDRAWAL, Site, added, replaced
from tests.trees import readable, tree


def test_a_publication_says_that_it_is_none_of_the_previews(site: Site) -> None:
    assert "\n预览，" in site.build(key="").said
    assert site.index()["preview"] is True
    assert "\n发布，" in site.build("--first").said
    assert site.index()["preview"] is False
    assert "\n发布，" in site.build("--previous", site.output).said
    assert site.index()["preview"] is False


@pytest.mark.parametrize("key", ["", "only-15-letters"])
@pytest.mark.parametrize("how", ["first", "previous"])
def test_no_publication_without_the_sites_key(site: Site, published: Path, how: str, key: str) -> None:
    arguments = ["--first"] if how == "first" else ["--previous", published]
    done = site.build(*arguments, key=key)
    assert done.code == 2
    assert "PUBLISH_KEY" in done.said
    assert not key or key not in done.said
    assert not site.output.exists()


def test_a_first_publication_has_none_before_it(site: Site, published: Path) -> None:
    with pytest.raises(SystemExit) as end:
        site.build("--first", "--previous", published)
    assert end.value.code == 2


def test_the_key_is_told_to_nobody(site: Site, published: Path) -> None:
    """Not on a terminal, not in the site, not in what is remembered, whether the build succeeds or not."""
    said = site.build("--previous", published).said
    site.edit(RECORD, replaced("12 袋", "13 袋"))
    said += site.build("--previous", published, "--full").said
    said += site.build("--previous", "nowhere").said
    assert KEY not in said
    for folder in (site.output, Path(os.environ["PUBLISH_MEMORY"])):
        assert not [path for path, content in tree(folder).items() if KEY.encode() in content]


def test_salts_come_from_the_key(site: Site) -> None:
    """Another key, or none, gives other salts; every record has its own; the same key gives the same again."""
    first, second = "anshi-scjg/2026/cf-0001", "anshi-scjg/2026/cf-0002"
    salts = []
    for arguments, key in (([], KEY), (["--first"], KEY), (["--first"], OTHER_KEY)):
        assert site.build(*arguments, key=key).code == 0
        salts += [site.record(first)["salt"], site.record(second)["salt"]]
    assert len(set(salts)) == 6
    assert all(re.fullmatch("[0-9a-f]{32}", salt) for salt in salts)
    site.build("--first", key=KEY)
    assert [site.record(first)["salt"], site.record(second)["salt"]] == salts[2:4]


def test_a_salt_vanishes_with_the_content(site: Site, published: Path) -> None:
    """Who kept a copy cannot prove that it was genuine once it is withdrawn."""
    shutil.copytree(published, site.output)
    record = site.record("anshi-scjg/2026/cf-0001")
    site.edit(RECORD, added(WITHDRAWAL))
    assert site.build("--previous", published).code == 0
    gone = site.record("anshi-scjg/2026/cf-0001")
    assert not {"salt", "digest", "data", "marks", "timeliness"} & gone.keys()
    for secret in (record["salt"], record["digest"]):
        assert not [path for path, content in readable(site.output).items() if secret in content]
