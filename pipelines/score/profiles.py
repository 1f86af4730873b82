"""Loading profiles with the words of our signals."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from leads.profile import Profile, ProfileError
from pipelines.score import signals
from pipelines.score.registry import vocabulary

__all__ = ["FOLDER", "load_all", "load_profile", "signals"]

FOLDER = Path("profiles")
"""Where profiles live, below the checkout."""


def load_profile(path: Path) -> Profile:
    """One profile. Raises ProfileError with every problem in it."""
    return Profile.load(path, vocabulary())


def load_all(folder: Path = FOLDER, names: Sequence[str] = ()) -> list[Profile]:
    """All profiles of a folder (or those named), by name. Raises ProfileError with every problem of all of them."""
    profiles, problems = [], list[str]()
    for path in paths(folder, names):
        try:
            profiles.append(load_profile(path))
        except ProfileError as error:
            problems += error.problems
    if problems:
        raise ProfileError(problems)
    return profiles


def paths(folder: Path = FOLDER, names: Sequence[str] = ()) -> list[Path]:
    """The profile files of a folder. Raises ProfileError where there is no folder, no profile in it, or none of a name."""
    if not folder.is_dir():
        raise ProfileError([f"there is no folder '{folder}'; profiles are TOML files in it"])
    found = {path.stem: path for path in sorted(folder.glob("*.toml"))}
    if not found:
        raise ProfileError([f"there is no profile in '{folder}'; a profile is a TOML file there"])
    for name in names:
        if name not in found:
            raise ProfileError([f"there is no profile '{name}'; there are: {', '.join(found)}"])
    return [found[name] for name in names] if names else list(found.values())
