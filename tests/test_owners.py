"""Who reviews what: CODEOWNERS for both kinds of hosts, made from the agencies."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

from tests.conftest import REPOSITORY, Publish

GITHUB, GITEA = ".github/CODEOWNERS", ".gitea/CODEOWNERS"


def _rules(path: Path) -> list[tuple[str, list[str]]]:
    lines = [line.split() for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [(pattern, owners) for pattern, *owners in lines]


def _on_github(root: Path, path: str) -> list[str]:
    """The owners of a path as GitHub finds them: by the last line that matches."""
    found: list[str] = []
    for pattern, owners in _rules(root / GITHUB):
        if fnmatch(f"/{path}", f"{pattern}*" if pattern.endswith("/") else pattern):
            found = owners
    return found


def _on_gitea(root: Path, path: str) -> list[str]:
    """The owners of a path as Gitea finds them: by every line that matches, or with ! does not."""
    found: list[str] = []
    for pattern, owners in _rules(root / GITEA):
        if bool(re.fullmatch(pattern.removeprefix("!"), path)) != pattern.startswith("!"):
            found += owners
    return found


def test_both_hosts_ask_the_agency_and_the_reviewers(instance: Path, publish: Publish) -> None:
    publish("owners", "--root", instance, "--organisation", "anshi-gov")
    for owners in (_on_github, _on_gitea):
        decision = owners(instance, "agencies/anshi-scjg/decisions/2026/cf-0001.yaml")
        assert decision == ["@anshi-gov/anshi-scjg", "@anshi-gov/anshi-review"]
        for path in ("content/settings.yaml", "plugins/registry/kinds.py", ".github/CODEOWNERS", "publish.py"):
            assert owners(instance, path) == ["@anshi-gov/platform"]
    # Of a folder that nobody has registered yet.
    assert _on_github(instance, "agencies/anshi-new/agency.yaml") == ["@anshi-gov/platform"]


def test_check_tells_when_agencies_have_changed(instance: Path, publish: Publish) -> None:
    assert "与机关不一致" in publish("owners", "--check", "--root", instance, code=1).stdout
    publish("owners", "--root", instance, "--organisation", "anshi-gov")
    publish("owners", "--check", "--root", instance)
    agency = instance / "agencies/anshi-new/agency.yaml"
    agency.parent.mkdir()
    agency.write_text((instance / "agencies/anshi-sthj/agency.yaml").read_text("utf-8"), "utf-8")
    done = publish("owners", "--check", "--root", instance, code=1)
    assert [line.split()[0] for line in done.stdout.splitlines()] == [GITHUB, GITEA]
    # The organisation is remembered in the file.
    assert "已写" in publish("owners", "--root", instance).stdout
    assert "@anshi-gov/anshi-new" in (instance / GITHUB).read_text("utf-8")
    assert "没有变化" in publish("owners", "--root", instance).stdout


def test_an_abolished_agency_is_its_successor_s(instance: Path, publish: Publish) -> None:
    agency = instance / "agencies/anshi-sthj/agency.yaml"
    text = re.sub(
        "^状态: .*$", "状态: 撤销\n撤销日期: 2026-01-01\n承继机关: anshi-scjg", agency.read_text("utf-8"), flags=re.M
    )
    agency.write_text(text, "utf-8")
    publish("owners", "--root", instance)
    assert _on_github(instance, "agencies/anshi-sthj/agency.yaml")[0] == "@example-org/anshi-scjg"


def test_it_stops_where_it_cannot_know(instance: Path, publish: Publish) -> None:
    publish("owners", "--root", instance)
    for name in ("a b", "@org"):
        assert "不是组织名" in publish("owners", "--root", instance, "--organisation", name, code=2).stderr
    (instance / "agencies/anshi-sthj/agency.yaml").write_text("机构名称: [\n", "utf-8")
    before = (instance / GITHUB).read_bytes()
    assert "anshi-sthj" in publish("owners", "--root", instance, code=2).stderr
    assert (instance / GITHUB).read_bytes() == before


def test_the_demonstration_s_are_up_to_date(publish: Publish) -> None:
    publish("owners", "--check", "--root", REPOSITORY)
