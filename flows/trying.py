"""Scoring on trial: the last night's facts, read only, with leads that are thrown away afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from flows.failures import WrongUse
from flows.shards import reading
from leads import decisions
from leads.facts import TABLES
from leads.landing import Landing
from leads.profile import Profile
from leads.run import Run
from pipelines.deliver.select import select
from pipelines.score import load_all, score
from pipelines.score.buying import purchases
from pipelines.score.compare import Placed
from pipelines.score.worth import Credit, Lags, ages, contacts_of, credits_of, lags, without
from pipelines.score.worth.lags import Age

Facts = duckdb.DuckDBPyConnection

_LEADS = "SELECT count(*) FROM shard.leads WHERE profile = ?"
_LEADS_ON_TRIAL = "SELECT count(*) FROM leads WHERE profile = ?"


@contextmanager
def shards(data: Path) -> Iterator[dict[str, Facts]]:
    """The facts of every country, read only; what is written goes into temporary tables. Raises WrongUse where there are none."""
    with ExitStack() as opened:
        yield {path.stem: opened.enter_context(_trial(path)) for path in _paths(data)}


def placed(
    data: Path, profiles: Sequence[Profile], progress: Callable[[str], None]
) -> tuple[dict[str, list[Placed]], dict[str, str]]:
    """The list each profile would give, and the names of its companies, as of the day of the last night.

    Nobody suppressed is on it. The decisions store must be open.
    """
    day = last_day()
    with shards(data) as stores:
        for country, facts in stores.items():
            score(facts, Run(data, Landing(str(data / "landing")), country, day, progress=progress), profiles)
        connections = list(stores.values())
        hidden, names, lists = decisions.suppressed(), dict[str, str](), dict[str, list[Placed]]()
        for profile in profiles:
            found: list[Placed] = []
            for rank, candidate in enumerate(select(connections, profile, hidden), start=1):
                facts, company = connections[candidate.shard], candidate.lead.company_id
                points = dict(
                    facts.execute(
                        "SELECT signal, points FROM reasons WHERE profile = ? AND company_id = ?",
                        [profile.name, company],
                    ).fetchall()
                )
                found.append(Placed(company, rank, points))
                row = facts.execute("SELECT name FROM companies WHERE company_id = ?", [company]).fetchone()
                names[company] = row[0] if row else company
            lists[profile.name] = found
    return lists, names


@dataclass(frozen=True)
class Loss:
    """What switching a source off costs: leads by profile, before and after."""

    source: str
    before: dict[str, int]
    after: dict[str, int]

    @property
    def lost(self) -> int:
        """How many leads fewer, over all profiles."""
        return sum(self.before.values()) - sum(self.after.values())


def losses(data: Path, folder: Path, wanted: Sequence[str], progress: Callable[[str], None]) -> list[Loss]:
    """Score the last night's facts again without each of the sources ("all": each there is).

    The decisions store must be open. Raises WrongUse on a source nothing came from.
    """
    profiles, day = load_all(folder), last_day()
    with shards(data) as stores:
        given = {country: _sources(facts) for country, facts in stores.items()}
        known = sorted(set().union(*given.values()))
        if strange := sorted(set(wanted) - {*known, "all"}):
            raise WrongUse(f"nothing came from {', '.join(strange)}; there are {', '.join(known)}")
        found = []
        for source in known if "all" in wanted else sorted(set(wanted)):
            before, after = Counter[str](), Counter[str]()
            for country, facts in stores.items():
                now = {each.name: _leads(facts, _LEADS, each) for each in profiles}
                before.update(now)
                if source in given[country]:
                    progress(f"{country} without {source}")
                    run = Run(data, Landing(str(data / "landing")), country, day)
                    without(facts, source)
                    purchases(facts, run)
                    score(facts, run, profiles)
                    now = {each.name: _leads(facts, _LEADS_ON_TRIAL, each) for each in profiles}
                after.update(now)
            found.append(Loss(source, dict(before), dict(after)))
    return found


def ledger(data: Path) -> tuple[dict[str, Credit], list[Lags]]:
    """What each source gave to the last night's leads, with what people marked of them, and how late its news were.

    The decisions store must be open.
    """
    kinds = decisions.models.Mark.Kind
    latest = dict(decisions.models.Mark.objects.order_by("at", "id").values_list("company_id", "kind"))
    good = {company for company, kind in latest.items() if kind in (kinds.GOOD, kinds.CALLED, kinds.WON, kinds.LOST)}
    bad = {company for company, kind in latest.items() if kind in (kinds.BAD, kinds.WRONG_PHONE)}
    won = {company for company, kind in latest.items() if kind == kinds.WON}
    ranked = max(decisions.models.PublishedList.objects.filter(day=last_day()).values_list("published_at", flat=True))
    credited, aged, wrong_contacts = dict[str, Credit](), list[Age](), decisions.retired()
    for path in _paths(data):
        facts = reading(path)
        for each in credits_of(facts, good | bad, good, won):
            credited.setdefault(each.source, Credit(each.source)).add(each)
        for source, (given, wrong) in contacts_of(facts, wrong_contacts).items():
            credited[source].contacts += given
            credited[source].wrong += wrong
        aged += ages(facts, ranked)
        facts.close()
    return credited, lags(aged)


def last_day() -> date:
    """The day the newest lists are for. Raises WrongUse where no night ever ended well."""
    newest = decisions.models.PublishedList.objects.order_by("-day").first()
    if newest is None:
        raise WrongUse("no list was published yet: run `firstcall night` first")
    return newest.day


@contextmanager
def _trial(path: Path) -> Iterator[Facts]:
    facts = reading(path)
    try:
        for table in ("leads", "reasons"):
            facts.execute(f"CREATE TEMP TABLE {table} ({TABLES[table]})")
        yield facts
    finally:
        facts.close()


def _paths(data: Path) -> list[Path]:
    paths = sorted((data / "facts").glob("*.duckdb"))
    if not paths:
        raise WrongUse(f"there are no facts under {data}: run `firstcall night` first")
    return paths


def _sources(facts: Facts) -> set[str]:
    return {row[0] for row in facts.execute("SELECT DISTINCT source FROM shard.listings").fetchall()}


def _leads(facts: Facts, query: str, profile: Profile) -> int:
    row = facts.execute(query, [profile.name]).fetchone()
    return int(row[0]) if row else 0
