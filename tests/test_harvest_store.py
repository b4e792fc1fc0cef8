"""What a harvest keeps: enough to go on after a break, the same for the same sources, nothing that was withdrawn."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests import serving
from tests.federation import Platform, command, source
from tests.harvesting import BREAD, CAKE, DAYS, MILK, States, becomes
from tests.serving import Served
from tests.trees import differences, tree


def test_what_was_fetched_before_a_break_is_not_fetched_again(served: Served, upper: Platform) -> None:
    served.tricks[f"api/v1/records/{MILK}.json"] = serving.failing
    upper.harvest(DAYS[0], code=1)
    assert not upper.lock
    served.tricks.clear()
    served.asked.clear()
    assert "新增 4" in upper.harvest(DAYS[0])
    assert [path for path in served.asked if "/agencies/" in path] == []


@pytest.mark.usefixtures("served")
def test_a_build_refuses_a_store_that_is_not_the_locks(upper: Platform) -> None:
    upper.harvest(DAYS[0])
    upper.build(DAYS[0])
    objects = sorted((upper.root / ".harvest/objects").rglob("*/*"), key=lambda path: path.read_bytes())
    victim = next(path for path in objects if b'"record-1"' in path.read_bytes())
    honest = victim.read_bytes()
    victim.write_bytes(honest.replace("面包".encode(), "糕点".encode()))
    said = upper_full(upper, 2)
    assert "content/harvest.lock 不符" in said and "重新运行 publish.py harvest" in said
    victim.unlink()
    assert "content/harvest.lock 不符" in upper.build(DAYS[0], code=2)
    assert upper.state(BREAD) == "有效", "the old site stands"
    victim.write_bytes(honest)
    upper.build(DAYS[0])
    lock = upper.root / "content/harvest.lock"
    lock.write_bytes(lock.read_bytes()[:50])
    assert "读不出来" in upper.build(DAYS[0], code=2)


def upper_full(upper: Platform, code: int) -> str:
    """A build that uses nothing of the last one."""
    return command("build", "--root", upper.root, "--output", upper.output, "--base-url", upper.url, "--full",
                   "--no-search", "--jobs", 1, "--today", DAYS[0], "--previous", upper.output, code=code)  # fmt: skip


@pytest.mark.usefixtures("served")
def test_the_same_harvest_gives_the_same_site(upper: Platform, tmp_path: Path) -> None:
    """Whatever was harvested before, however many jobs build it, and whether or not anything is remembered."""
    upper.harvest(DAYS[0])
    upper.build(DAYS[0])
    again = Platform(Path(shutil.copytree(upper.root, tmp_path / "again")), tmp_path / "again-site", upper.url)
    shutil.rmtree(again.root / ".harvest")
    (again.root / "content/harvest.lock").unlink()
    again.harvest(DAYS[0])
    assert again.lock == upper.lock
    command("build", "--root", again.root, "--output", again.output, "--base-url", again.url, "--no-search", "--full",
            "--jobs", 2, "--today", DAYS[0], "--first")  # fmt: skip
    assert not differences(tree(upper.output), tree(again.output))


def test_a_store_that_was_lost_or_damaged_is_filled_again(served: Served, upper: Platform, states: States) -> None:
    upper.harvest(DAYS[0])
    objects = upper.root / ".harvest/objects"
    one = sha256((states.first / f"api/v1/records/{BREAD}.json").read_bytes()).hexdigest()
    (objects / one[:2] / one[2:]).unlink()
    upper.harvest(DAYS[0])
    assert (objects / one[:2] / one[2:]).is_file()
    shutil.rmtree(upper.root / ".harvest")
    assert "删去" in upper.build(DAYS[0], code=2)
    becomes(served, states.second)
    upper.harvest(DAYS[1])
    upper.build(DAYS[1])
    assert upper.state(CAKE) == "已撤销"


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"")], ids=["lost", "emptied"])
@pytest.mark.parametrize("what", ["snapshot", "index", "record"])
def test_what_a_crash_left_half_is_fetched_again(
    served: Served, upper: Platform, states: States, what: str, damage: Callable[[Path], object]
) -> None:
    """A machine that lost its power has files with nothing in them, whatever was known of them."""
    upper.harvest(DAYS[0])
    good = {name: (upper.root / ".harvest/objects" / name[:2] / name[2:]).read_bytes() for name in objects(upper)}
    kinds = {"snapshot": b'"snapshot-1"', "index": b'"shard-1"', "record": b'"record-1"'}
    for name in [name for name, content in good.items() if kinds[what] in content[:200]]:
        damage(upper.root / ".harvest/objects" / name[:2] / name[2:])
    becomes(served, states.first)
    upper.harvest(DAYS[0])
    upper.build(DAYS[0])
    assert objects(upper) == good.keys() or what == "index"
    becomes(served, states.second)
    assert "撤下 1" in upper.harvest(DAYS[1])
    upper.build(DAYS[1])


def test_what_was_withdrawn_leaves_the_store(served: Served, upper: Platform, states: States) -> None:
    becomes(served, states.first)
    upper.harvest(DAYS[0])
    gone = sha256((states.first / f"api/v1/records/{CAKE}.json").read_bytes()).hexdigest()
    assert (upper.root / f".harvest/objects/{gone[:2]}/{gone[2:]}").is_file()
    becomes(served, states.second)
    upper.harvest(DAYS[1])
    assert not (upper.root / f".harvest/objects/{gone[:2]}/{gone[2:]}").exists()


def test_what_was_withdrawn_leaves_the_store_while_another_source_is_down(
    served: Served, upper: Platform, states: States
) -> None:
    upper.edit("content/governments.yaml", "政府:\n", "政府:\n  - 编号: shib\n    名称: 乙市人民政府\n    层级: 市\n")
    upper.sources(source("shib", "http://127.0.0.1:9/", "shib"), source("shia", served.url, "shia", "xian"))
    upper.harvest(DAYS[0], code=1)
    becomes(served, states.second)
    upper.harvest(DAYS[1], code=1)
    gone = sha256((states.first / f"api/v1/records/{CAKE}.json").read_bytes()).hexdigest()
    assert not (upper.root / f".harvest/objects/{gone[:2]}/{gone[2:]}").exists()


def test_what_a_source_floods_us_with_does_not_stay(served: Served, upper: Platform, states: States) -> None:
    """A state that never comes to be whole leaves no more than its last attempt."""
    upper.harvest(DAYS[0])
    before = len(objects(upper))
    for state in (states.second, states.third):
        becomes(served, state)
        served.tricks["api/v1/changes/index.json"] = serving.failing
        upper.harvest(DAYS[2], code=1)
        kept = objects(upper)
        assert sha256((state / f"api/v1/records/{BREAD}.json").read_bytes()).hexdigest() in kept
        assert len(kept) < before + 15
    served.tricks.clear()
    upper.harvest(DAYS[2])
    assert len(objects(upper)) < before + 3


def objects(upper: Platform) -> set[str]:
    """The names of all that is in a store."""
    found = (upper.root / ".harvest/objects").glob("*/*")
    return {path.parent.name + path.name for path in found}
