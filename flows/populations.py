"""The two populations that are cut into segments, now and on the day before: a published list, and the user's clients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from flows.failures import WrongUse
from flows.shards import reading
from flows.trying import last_day
from leads import decisions
from pipelines.deliver.publish import current_list, load
from pipelines.score.profiles import load_profile
from pipelines.segments.members import Member, of_clients, of_leads


@dataclass(frozen=True)
class Population:
    """Companies to be cut into segments, and who they were before."""

    name: str
    day: date
    members: Sequence[Member]
    before: Sequence[Member] = ()
    since: date | None = None
    """The day of `before`; None where there is nothing to compare with."""
    sells: Mapping[str, str] = field(default_factory=dict)
    """What the team sells, by language; empty for clients."""


def of_list(profile: str, folder: Path) -> Population:
    """The current list of a profile, and the newest of an earlier day. Raises WrongUse where none was published."""
    row = current_list(profile)
    if row is None:
        raise WrongUse(f"no list of {profile!r} was published; `firstcall list` shows which there are")
    older = (
        decisions.models.PublishedList.objects.filter(profile=profile, day__lt=row.day).order_by("-day", "-id").first()
    )
    path = folder / f"{profile}.toml"
    sells = load_profile(path).sells if path.exists() else row.title
    before = of_leads(load(older).leads) if older else []
    return Population(profile, row.day, of_leads(load(row).leads), before, older.day if older else None, sells)


def of_customers(data: Path) -> Population:
    """The imported clients as the last night saw them, and as they were when segments of an earlier day were made.

    Keeps them under `<data>/segments/` for the days to come. Raises WrongUse where no client was linked to a company.
    """
    day, folder = last_day(), data / "segments"
    with ExitStack() as opened:
        shards = [opened.enter_context(closing(reading(path))) for path in sorted((data / "facts").glob("*.duckdb"))]
        members = of_clients(shards)
    if not members:
        raise WrongUse(
            "none of your clients is known among the companies: `firstcall customers import FILE`, then a night"
        )
    folder.mkdir(exist_ok=True)
    kept = sorted(path for path in folder.glob("clients.*.json") if path.name < f"clients.{day}.json")
    before = [Member(**_dated(row)) for row in orjson.loads(kept[-1].read_bytes())] if kept else []
    part = folder / f"clients.{day}.json.part"
    part.write_bytes(orjson.dumps([asdict(member) for member in members]))
    part.replace(folder / f"clients.{day}.json")
    since = date.fromisoformat(kept[-1].name.split(".")[1]) if kept else None
    return Population("clients", day, members, before, since)


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"born": date.fromisoformat(row["born"]) if row["born"] else None}
