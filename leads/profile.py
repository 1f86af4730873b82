"""Profile: the ideal client as a scorecard in TOML that a salesperson can read aloud; refuses words that do not exist.

    countries = ["UA"]
    list_size = 60            # leads on the list
    quota = 20                # leads the team can call on a day
    working_hours = "Mon-Fri 09:00-18:00 Europe/Kyiv"   # when it calls; may be left out
    needs_one_of = ["new_company", "tender_open"]   # other points alone make no lead

    [title]                   # and [sells]: en, ru, uk
    en = "Cleaning services, Lviv region"

    [[signal]]
    word = "new_company"
    within_days = 60          # parameters of the word
    points = 40
    half_life_days = 14       # after 14 days half of the points are left
    must = true               # no lead without it

    [[exclude]]
    word = "closed"

Points add up. Several tables of one word are bands of one signal: a company gets the best of them only. Which words there
are, and with which parameters, is said by the `Vocabulary` given to `load`: `leads` knows no signal itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from leads.profile_words import Vocabulary

LANGUAGES = ("en", "ru", "uk")


class ProfileError(ValueError):
    """A profile that cannot be used; `problems` are sentences with file and line, in the order of the file."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Signal:
    """One line of the scorecard."""

    word: str
    points: int
    parameters: Mapping[str, Any]
    half_life_days: int | None = None
    must: bool = False


@dataclass(frozen=True)
class Exclusion:
    """Companies that never come on the list."""

    word: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Profile:
    """An ideal client."""

    name: str
    """The name of its file, without `.toml`."""
    title: Mapping[str, str]
    """What the list is called, by language."""
    sells: Mapping[str, str]
    """What the team sells, by language."""
    countries: tuple[str, ...]
    """Where its leads are, ISO 3166-1 alpha-2."""
    list_size: int
    """How many leads the list holds."""
    quota: int
    """How many leads the team can call on a day; bands A to E are multiples of it."""
    signals: tuple[Signal, ...]
    """The scorecard."""
    exclusions: tuple[Exclusion, ...] = ()
    """Who never comes on the list."""
    min_points: int = 1
    """Fewer points make no lead."""
    needs_fresh: bool = True
    """Whether a lead needs a reason with a day, since a list must say why now."""
    needs_one_of: tuple[str, ...] = ()
    """Signals of which a lead needs at least one: what makes it fit at all; empty where any points do."""
    working_hours: str = ""
    """When the team calls: days, hours and time zone, as "Mon-Fri 09:00-18:00 Europe/Kyiv"; empty where nobody said."""
    hash: str = field(default="", compare=False)
    """SHA-256 of its content with defaults filled in; comments and layout do not change it."""

    def __post_init__(self) -> None:
        content = {key: value for key, value in asdict(self).items() if key != "hash"}
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        object.__setattr__(self, "hash", hashlib.sha256(canonical.encode()).hexdigest())

    @classmethod
    def load(cls, path: Path, vocabulary: Vocabulary) -> Profile:
        """Read and check a profile. Raises ProfileError with every problem found, never only the first."""
        from leads.profile_file import ProfileFile  # it makes a Profile, so it imports this module

        return ProfileFile(path, vocabulary).profile()
