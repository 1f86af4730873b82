"""What `firstcall profile check` prints: one line for each good profile, one for each problem of a bad one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from leads.profile import Profile, ProfileError
from pipelines.score.profiles import FOLDER, load_profile, paths
from pipelines.score.template import plural


@dataclass(frozen=True)
class Checked:
    """The verdict on all profiles checked."""

    lines: tuple[str, ...]
    ok: bool


def check(folder: Path = FOLDER, names: Sequence[str] = ()) -> Checked:
    """Check the profiles of a folder (or those named); never raises for what is wrong in them."""
    lines, ok = list[str](), True
    try:
        files = paths(folder, names)
    except ProfileError as error:
        return Checked(tuple(error.problems), ok=False)
    for path in files:
        try:
            lines.append(_good(load_profile(path)))
        except ProfileError as error:
            ok = False
            lines += error.problems
    return Checked(tuple(lines), ok)


def _good(profile: Profile) -> str:
    best: dict[str, int] = {}
    for signal in profile.signals:
        best[signal.word] = max(best.get(signal.word, 0), signal.points)
    where = ", ".join(profile.countries)
    return (
        f"{profile.name}: good. “{profile.title['en']}”, {where}, {profile.list_size} leads, {profile.quota} calls a day; "
        f"{plural(len(best), ['signal', 'signals'], 'en')} worth up to {sum(best.values())} points, "
        f"{plural(len(profile.exclusions), ['exclusion', 'exclusions'], 'en')}; {profile.hash[:12]}"
    )
