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
    """The theme's static files stand under /theme/; of scripts, lines that only explain are left out, and no other."""
    static = tree(INSTANCE.parents[1] / "theme" / "static")
    assert static
    served = tree(instance_site / "theme")
    assert served.pop("css/style.css")
    assert served.keys() == static.keys()
    assert served["icon.svg"] == static["icon.svg"]
    for path in static.keys() - {"icon.svg"}:
        lines, source = served[path].splitlines(), static[path].splitlines()
        left_out = [line.strip() for line in source if line not in lines]
        assert all(line.startswith(b"//") or (line.startswith(b"/**") and line.endswith(b"*/")) for line in left_out)
        assert lines == [line for line in source if line.strip() not in left_out]
