"""What a night is to do, from what an operator typed; every mistake is found here, before anything is asked or written."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path

from flows.crawling import declarations, seconds
from flows.failures import WrongUse
from leads.landing import Landing
from pipelines.score.profiles import load_all


@dataclass(frozen=True)
class Plan:
    """What a night is to do: paths, names and numbers only, so that it can cross any process boundary."""

    data: Path
    landing: str
    profiles: Path
    sources: tuple[str, ...]
    arguments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Arguments of single sources: `{"no_brreg": {"since": "2026-11-01"}}`."""
    day: date | None = None
    """The day the lists are for; None: the newest day any crawl was sealed."""
    workers: int = 2
    """Countries worked on at a time; spiders run one more at a time."""
    threads: int | None = None
    """Threads of DuckDB in each; None lets it decide."""
    force: bool = False
    """Publish even where the gate would keep yesterday's list."""
    crawl: bool = True
    """Whether to ask the sources and registers, or only to work through what was landed before."""


def plan(
    data: str | Path,
    profiles: str | Path,
    landing: str | None = None,
    sources: Sequence[str] = (),
    arguments: Mapping[str, Mapping[str, str]] | None = None,
    day: str | date | None = None,
    workers: int | None = None,
    threads: int | None = None,
    force: bool = False,
    crawl: bool = True,
) -> Plan:
    """A plan from what an operator typed.

    Raises WrongUse for a source, day, landing or argument that does not exist, ProfileError for the profiles.
    """
    wanted = day if isinstance(day, date) else _day(day)
    load_all(Path(profiles))
    known = [each.name for each in declarations()]
    for name in (*sources, *(arguments or {})):
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]!r}? The" if near else "the"
            raise WrongUse(f"there is no source {name!r}; {hint} sources are {', '.join(known)}")
    for name, given in (arguments or {}).items():
        _day(given.get("since"), f"--since {name}")
    root = Path(data).resolve()
    where = landing or os.environ.get("FIRSTCALL_LANDING") or str(root / "landing")
    try:
        Landing(where)
    except (ValueError, ImportError) as error:
        raise WrongUse(f"the landing {where} cannot be used: {error}") from None
    for name in ("FIRSTCALL_CRAWL_SECONDS", "FIRSTCALL_GRACE_SECONDS"):
        seconds(name, 0.0)
    return Plan(
        data=root,
        landing=where,
        profiles=Path(profiles),
        sources=tuple(dict.fromkeys(sources)) or tuple(known),
        arguments=arguments or {},
        day=wanted,
        workers=workers or os.cpu_count() or 1,
        threads=threads,
        force=force,
        crawl=crawl,
    )


def list_day(plan: Plan) -> date:
    """The day the lists are for. Raises WrongUse where nothing was ever landed."""
    if plan.day:
        return plan.day
    sealed = [manifest.ended_at for manifest in Landing(plan.landing).manifests()]
    if not sealed:
        raise WrongUse(
            f"nothing was ever landed in {plan.landing}; run `firstcall night` so that the sources are asked"
        )
    return max(sealed).astimezone(UTC).date()


def today() -> date:
    """FIRSTCALL_TODAY where set (tests, replay), else the UTC day. Raises WrongUse where it is no day."""
    return _day(os.environ.get("FIRSTCALL_TODAY"), "FIRSTCALL_TODAY") or datetime.now(UTC).date()


def _day(text: str | None, what: str = "--day") -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUse(f"{what}: {text!r} is not a day; write it as 2026-11-21") from None
