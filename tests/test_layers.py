"""Imports run one way: towards the heart. The heart knows neither Pelican nor HTML nor a terminal."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

PLUGINS = Path(__file__).parents[1] / "plugins"

# Each room and the rooms of ours that it may import.
ROOMS = {
    "registry": set(),
    "harvest": {"registry"},
    "site": {"registry", "harvest"},
    "columns": {"registry", "site"},
    "open_data": {"registry", "site"},
    "feeds": {"registry", "site", "columns"},
    "downloads": {"registry", "site", "open_data", "columns"},
    "search": {"registry", "site"},
    "verification": set(),
    "commands": {"registry", "site", "search", "harvest", "verification"},
}
FOREIGN_TO_HEART = {"pelican", "jinja2", "markdown", "markupsafe", "nh3", "rich", "feedgen", "pagefind", "argparse"}

# Modules of the heart that may open files.
DISK = {"importing/files.py", "repository.py"}


def imported(path: Path) -> set[str]:
    """The dotted names a module imports; relative ones made absolute."""
    names: set[str] = set()
    package = path.relative_to(PLUGINS.parent).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            names.add(".".join(filter(None, (base, node.module))))
    return names


@pytest.mark.parametrize("room", ROOMS)
def test_arrows_point_towards_the_heart(room: str) -> None:
    modules = list((PLUGINS / room).rglob("*.py"))
    assert modules
    for path in modules:
        used = {name.split(".")[1] for name in imported(path) if name.startswith("plugins.")}
        assert used <= ROOMS[room] | {room}, f"{path} imports {used - ROOMS[room]}"


def test_every_room_is_on_the_map() -> None:
    assert {path.name for path in PLUGINS.iterdir() if (path / "__init__.py").exists()} == set(ROOMS)


def test_the_heart_is_plain_python() -> None:
    for path in (PLUGINS / "registry").rglob("*.py"):
        foreign = {name.split(".")[0] for name in imported(path)} & FOREIGN_TO_HEART
        assert not foreign, f"{path} imports {foreign}"
        calls = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert "print" not in calls, f"{path} prints"
        if path.relative_to(PLUGINS / "registry").as_posix() not in DISK:
            assert "open" not in calls, f"{path} opens files"


def test_only_one_module_asks_the_network() -> None:
    asking = {
        path.relative_to(PLUGINS).as_posix()
        for path in PLUGINS.rglob("*.py")
        if {name.split(".")[0] for name in imported(path)} & {"httpx", "requests", "aiohttp"}
    }
    assert asking == {"harvest/fetching.py"}


def test_verification_shares_nothing_with_the_writer() -> None:
    """Whoever trusts nobody gets this folder alone: the standard library, and its own modules by relative imports."""
    for path in (PLUGINS / "verification").rglob("*.py"):
        used = {name.split(".")[0] for name in imported(path) if not name.startswith("plugins.verification")}
        assert used <= sys.stdlib_module_names, f"{path} imports {used - sys.stdlib_module_names}"
        assert "import plugins" not in path.read_text("utf-8") and "from plugins" not in path.read_text("utf-8")


def test_rules_know_no_files() -> None:
    for path in (PLUGINS / "registry" / "rules").glob("*.py"):
        assert not imported(path) & {"pathlib", "os", "plugins.registry.source"}, path
