"""The night as plain functions: crawl, build the shards, publish, and say in one line how it went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from flows.crawling import Crawled, Spiders, declarations
from flows.failures import DONE, STALE
from flows.planning import Plan, list_day
from flows.shards import Built, Shard, build_all, countries, reading
from flows.syncing import Synced, in_a_line, pull_outcomes, push_lists
from flows.working import close, working
from leads import decisions
from leads.assigning import assign
from leads.health import Health, State, health
from leads.landing import Landing
from leads.run import Run
from pipelines.clean.rejected import rejected
from pipelines.customers.routing import route
from pipelines.deliver.deliver import DeliverReport, deliver
from pipelines.deliver.gate import SourceState
from pipelines.link.review import publish_review
from pipelines.score.profiles import load_all

Progress = Callable[[str], None]

HEARTBEAT = 20.0
"""Seconds after which the operator is told which spiders are still at work."""


@dataclass(frozen=True)
class Night:
    """How a night went."""

    day: date
    exit_code: int
    verdict: str
    health: tuple[Health, ...]
    crawled: tuple[Crawled, ...]
    built: tuple[Built, ...]
    report: DeliverReport
    seconds: float
    synced: tuple[Synced, ...] = ()
    """What was exchanged with CRMs."""

    def as_line(self) -> str:
        """The one line an operator reads."""
        return self.verdict


def night(plan: Plan, progress: Progress) -> Night:
    """The whole night, without Prefect."""
    with working(plan) as record:
        crawled = crawl_all(plan, progress)
        pulled = pull_outcomes(plan.data, progress)
        built = build_shards(plan, progress)
        done = publish(plan, crawled, built, record, progress)
        return to_crm(done, pulled, plan, record, progress)


def crawl_one(plan: Plan, source: str, spiders: Spiders) -> Crawled:
    """Crawl one source in its own process."""
    return spiders.crawl(source, Landing(plan.landing), plan.data, plan.arguments.get(source, {}))


def crawl_all(plan: Plan, progress: Progress) -> list[Crawled]:
    """Crawl all sources, a few at a time, each in its own process; whoever stops this stops them all."""
    if not plan.crawl:
        return []
    spiders, pool = Spiders(), ThreadPoolExecutor(plan.workers + 1)
    progress(f"crawling {len(plan.sources)} sources")
    try:
        asked = {pool.submit(crawl_one, plan, source, spiders): source for source in plan.sources}
        waiting: set[Future[Crawled]] = set(asked)
        while waiting:
            done, waiting = wait(waiting, HEARTBEAT, FIRST_COMPLETED)
            for each in sorted(done, key=lambda future: asked[future]):
                progress(each.result().as_line())
            if not done:
                progress(f"still crawling {', '.join(sorted(asked[each] for each in waiting if each.running()))}")
        return [each.result() for each in asked]
    except BaseException:
        progress("stopping: the spiders seal what they have")
        spiders.stop()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def build_shards(plan: Plan, progress: Progress) -> list[Built]:
    """Rebuild every shard's facts from landing, and score them."""
    profiles = tuple(load_all(plan.profiles))
    decisions.open_decisions(plan.data)
    judgements, day = decisions.judgements(), list_day(plan)
    named = countries(Landing(plan.landing), profiles)
    mine = own_clients(plan.data, day, progress)
    progress(f"working through {len(named)} countries, {min(plan.workers, len(named))} at a time")
    shards = [
        Shard(each, plan.data, plan.landing, day, profiles, judgements, plan.threads, mine, lookups=plan.crawl)
        for each in named
    ]
    return build_all(shards, plan.workers, progress)


def own_clients(data: Path, day: date, progress: Progress) -> Path | None:
    """The file of the user's own clients with what their orders say of them, for every country; None where there are none."""
    if not decisions.models.Customer.objects.exists():
        return None
    from pipelines.customers.known import write_known  # it loads scipy

    progress("measuring the orders of your own clients")
    return write_known(data, day)


def publish(
    plan: Plan,
    crawled: Sequence[Crawled],
    built: Sequence[Built],
    record: decisions.models.RunRecord,
    progress: Progress,
) -> Night:
    """Judge the sources, let the lists through the gate, and say how the night went."""
    day, landing = list_day(plan), Landing(plan.landing)
    states = healths(plan, crawled)
    titles = {each.name: each.title for each in declarations()}
    sources = [SourceState(each.source, titles[each.source], each.state, each.age_days) for each in states]
    run = Run(plan.data, landing, "", day, progress=progress)
    with ExitStack() as opened:
        facts = {each.country: opened.enter_context(reading(each.facts)) for each in built}
        routed = route(facts.values())
        if routed.owned or routed.gone:
            progress(routed.as_line())
        report = deliver([*facts.values()], run, load_all(plan.profiles), sources, plan.force)
        progress(publish_review(facts, day).as_line())
        refused = rejected(facts.values())
    progress(assign(day).as_line())
    exit_code = DONE if all(each.state is State.ok for each in states) and not report.kept else STALE
    seconds = (datetime.now(UTC) - record.started_at).total_seconds()
    done = Night(day, exit_code, verdict(states, report), tuple(states), tuple(crawled), tuple(built), report, seconds)
    record.day = day
    record.figures = {
        "countries": {each.country: each.figures for each in built},
        "sources": [asdict(each) for each in states],
        "rejects": refused,
    }
    close(record, done.verdict, exit_code)
    return done


def to_crm(
    done: Night, pulled: Sequence[Synced], plan: Plan, record: decisions.models.RunRecord, progress: Progress
) -> Night:
    """Push the lists, which are published by now, and say in the night's line how that and the pull went."""
    synced = tuple(dict.fromkeys((*pulled, *push_lists(plan.data, progress))))
    if not synced:
        return done
    done = replace(done, verdict=f"{done.verdict}; {in_a_line(synced)}", synced=synced)
    record.figures["crm"] = [asdict(each) for each in synced]
    close(record, done.verdict, done.exit_code)
    return done


def verdict(states: Sequence[Health], report: DeliverReport) -> str:
    """The night in one line: did it work, is the list safe to use."""
    good = sum(each.state is State.ok for each in states)
    bad = "; ".join(f"{each.source} is {each.state}" for each in states if each.state is not State.ok)
    published = len(report.lists) - len(report.kept)
    lists = f"{published} of {len(report.lists)} lists published"
    if report.kept:
        stays = ", ".join(each.profile for each in report.kept if each.list_hash)
        none = ", ".join(each.profile for each in report.kept if not each.list_hash)
        kept = f", the last good one stays for {stays}" if stays else ""
        kept += f", there is none yet for {none}" if none else ""
        return f"NOT ALL NEW: {lists}{kept}; {good} of {len(states)} sources ok{bad and ': ' + bad}"
    if bad:
        return f"OK with stale sources: {lists}, safe to use; {good} of {len(states)} sources ok: {bad}"
    return f"OK: {lists}, safe to use; all {len(states)} sources ok"


def healths(plan: Plan, crawled: Sequence[Crawled] = ()) -> list[Health]:
    """The state of each source, from its manifests and expectations; one whose spider died tonight is not ok."""
    landing, day = Landing(plan.landing), list_day(plan)
    died = {each.source: each.sentence for each in crawled if each.crawl is None}
    found = [health(landing.manifests(each.name), each, day) for each in declarations() if each.name in plan.sources]
    return [
        replace(each, state=State.degraded, sentence=died[each.source])
        if each.source in died and each.state is State.ok
        else each
        for each in found
    ]
