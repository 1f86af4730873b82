"""What holds for the tree as a whole: arrows between rooms, names, what may be committed."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("leads", "spiders", "pipelines", "flows", "portal", "world")
ARROWS = {
    "leads": {"leads"},
    "spiders": {"spiders", "leads", "settings"},
    "pipelines": {"pipelines", "leads"},
    "flows": {"flows", "pipelines", "leads"},
    "portal": {"portal", "leads"},
    "world": {"world"},
}
OURS = {*ROOMS, "settings"}


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Top-level names a module imports, wherever in its text."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("room", ROOMS)
def test_arrows_between_rooms(room: str) -> None:
    assert modules(room), f"{room}/ is empty"
    for path in modules(room):
        wrong = (set(imported(path)) & OURS) - ARROWS[room]
        assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


def test_who_may_import_scrapy_and_prefect() -> None:
    for room in ROOMS:
        for path in modules(room):
            names, where = set(imported(path)), path.relative_to(ROOT).as_posix()
            assert "scrapy" not in names or room == "spiders" or where == "pipelines/land.py", where
            assert "prefect" not in names or room == "flows", where


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


def test_no_empty_names() -> None:
    empty = re.compile(r"(^|/)(utils?|helpers?|common|base|manager|misc)(\.py|/|$)")
    assert not [p for p in tracked() if empty.search(p.relative_to(ROOT).as_posix())]


def test_flows_hide_no_package() -> None:
    """Prefect puts flows/ first on sys.path: a module there must not be named like anything importable."""
    taken = set(sys.stdlib_module_names) | set(importlib.metadata.packages_distributions())
    assert not {path.stem for path in (ROOT / "flows").glob("*.py")} & taken


def test_nothing_installed_hides_our_rooms() -> None:
    distributions = importlib.metadata.packages_distributions()
    assert {room: distributions.get(room, ["firstcall"]) for room in OURS} == {room: ["firstcall"] for room in OURS}


def test_no_registry_host_or_machine_path_is_committed() -> None:
    # written so that this file does not name them itself
    names = ["p[y]thonhosted", "registry[.]np[m]js", "de[b][.]debian", "p[y]pi[.]org", "/(w[o]rk|r[o]ot)/"]
    hosts = re.compile("|".join(names))
    text = {".py", ".md", ".toml", ".txt", ".cfg", ".sh", ".html", ".css", ".js", ".csv", ".po", ""}
    for path in tracked():
        if path.suffix in text and (found := hosts.search(path.read_text("utf-8", errors="ignore"))):
            pytest.fail(f"{path.relative_to(ROOT)} names {found.group()}")


def test_every_tests_folder_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert not [folder for folder in folders if not (folder / "__init__.py").exists()]
