"""The published tree of the tiny site, file by file. `BLESS=1 pytest tests/test_golden.py` accepts what is built now."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.conftest import BASE_URL, INSTANCE, Publish
from tests.trees import differences, tree

EXPECTED = Path(__file__).parent / "instance_expected"


def test_golden_tree(tmp_path: Path, publish: Publish) -> None:
    output = tmp_path / "site"
    publish("build", "--root", INSTANCE, "--output", output, "--base-url", BASE_URL, "--no-search")
    # The theme's own files are copied as they are; test_golden_theme looks at them.
    shutil.rmtree(output / "theme")
    if os.environ.get("BLESS"):
        shutil.rmtree(EXPECTED, ignore_errors=True)
        shutil.copytree(output, EXPECTED)
    found = differences(tree(EXPECTED), tree(output))
    assert not found, "\n".join([*found, "确认新的输出正确后：BLESS=1 pytest tests/test_golden.py"])


def test_golden_theme(instance_site: Path) -> None:
    """The theme's static files stand under /theme/, unchanged; the stylesheet is joined from its parts."""
    static = tree(INSTANCE.parents[1] / "theme" / "static")
    assert static
    served = tree(instance_site / "theme")
    assert served.pop("css/style.css")
    assert served == static
