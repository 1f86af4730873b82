"""Running the real commands of this environment, as an operator does, against a world of our own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).parent.parent.parent
BIN = Path(sys.executable).parent
TODAY = "2026-11-20"
SMALL = ("--source", "no_brreg", "--source", "gb_contracts_finder")
"""Two sources of two countries, and so two shards."""

PROFILE = """
countries = ["NO", "GB"]
list_size = 50
quota = 10

[title]
en = "Everybody"
ru = "Все"
uk = "Усі"

[sells]
en = "Anything"
ru = "Что угодно"
uk = "Будь-що"

[[signal]]
word = "newly_seen"
within_days = 3650
points = 10

[[signal]]
word = "new_company"
within_days = 3650
half_life_days = 100
points = 40

[[signal]]
word = "tender_buyer"
cpv = ["72", "48", "90", "45", "30", "32", "33", "50", "71", "79", "39", "18", "98"]
within_days = 3650
half_life_days = 30
points = 30

[[signal]]
word = "has_phone"
points = 5
"""


@dataclass
class Desk:
    """An operator's desk: a data folder, a profiles folder, and the environment of commands."""

    folder: Path
    rehost: str
    more: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """`$FIRSTCALL_DATA`."""
        return self.folder / "data"

    @property
    def profiles(self) -> Path:
        """`$FIRSTCALL_PROFILES`."""
        return self.folder / "profiles"

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment of a command: nothing of the test's own settings, all under the desk's folder."""
        strange = ("FIRSTCALL_", "PREFECT_", "DJANGO_", "DATABASE_URL", "SCRAPY_", "PYTHONPATH", "COLUMNS")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(strange)}
        return kept | {
            "FIRSTCALL_DATA": str(self.data),
            "FIRSTCALL_PROFILES": str(self.profiles),
            "FIRSTCALL_REHOST": self.rehost,
            "FIRSTCALL_NEWS_FEEDS": "https://ain.ua/feed/ UA uk",
            "FIRSTCALL_CONTACT": "test@firstcall.example",
            "FIRSTCALL_TODAY": TODAY,
            "FIRSTCALL_SECRET": "0b" * 32,
            "PREFECT_HOME": str(self.folder / "prefect-home"),
            "NO_COLOR": "1",
            "COLUMNS": "200",
        } | self.more | dict(more or {})  # fmt: skip

    def run(self, *arguments: str, command: str = "firstcall", timeout: float = 300, **more: str) -> Done:
        """Run a command of this environment to its end."""
        done = subprocess.run(
            [str(BIN / command), *arguments],
            capture_output=True, text=True, timeout=timeout, check=False, cwd=self.folder,
            env=self.environment(more), stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return Done(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        """Start `firstcall …`; whoever starts it ends it."""
        return subprocess.Popen(
            [str(BIN / "firstcall"), *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=self.folder,
            env=self.environment(more), stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def lists(self) -> dict[str, bytes]:
        """The canonical files of all lists, by their path under `lists`."""
        root = self.data / "lists"
        return {
            str(path.relative_to(root)): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.suffix in (".csv", ".json") and ".excel-" not in path.name
        }

    def leads(self, profile: str = "everybody") -> list[dict[str, Any]]:
        """The leads of a list's canonical JSON."""
        found: list[dict[str, Any]] = orjson.loads(self.lists()[f"{TODAY}/{profile}.json"])["leads"]
        return found


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The last line it said on standard error."""
        return self.err.strip().splitlines()[-1] if self.err.strip() else ""


def desk(folder: Path, rehost: str) -> Desk:
    """A desk with one small profile."""
    (folder / "profiles").mkdir(parents=True)
    (folder / "profiles" / "everybody.toml").write_text(PROFILE, "utf-8")
    return Desk(folder, rehost)
