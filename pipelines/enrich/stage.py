"""Enrich: ask each finder's questions, land the answers. A finder that cannot be reached is a sentence, never a failed night."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import duckdb

from leads.run import Run
from pipelines.enrich.brreg import NoBrregLookup
from pipelines.enrich.client import Client, ClientError, UnreadableError
from pipelines.enrich.finder import FOUND, UNREADABLE, Finder
from pipelines.enrich.memory import remembered
from pipelines.enrich.report import Asked, EnrichReport
from pipelines.enrich.sealing import Answered, land

FINDERS: tuple[Finder, ...] = (NoBrregLookup(),)
"""All finders; a contract test holds each to the rules."""

PATIENCE = 3
"""UnreadableError answers in a row after which the layout has changed: one odd entry is no reason to stop, three are."""


def enrich(
    facts: duckdb.DuckDBPyConnection,
    run: Run,
    finders: Sequence[Finder] = FINDERS,
    connect: Callable[[float], Client] = Client.from_environment,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> EnrichReport:
    """Ask what the finders of this shard's country want to know, and land it as crawls of their own sources.

    Reads facts that `clean` filled and writes none: what was landed is read by the next clean. Answers are remembered from the
    manifests, "not found" too, and asked again after the finder's `good_for` days; its `budget` bounds a run. `clock` stamps
    what is fetched, as a spider would; whether an answer is still good is counted from `run.day`.
    """
    own = [each for each in finders if each.declaration.country in (run.shard, "XX")]
    return EnrichReport(tuple(_one(facts, run, each, connect, clock) for each in own))


def _one(
    facts: duckdb.DuckDBPyConnection,
    run: Run,
    finder: Finder,
    connect: Callable[[float], Client],
    clock: Callable[[], datetime],
) -> Asked:
    name = finder.declaration.name
    wanted = finder.wants(facts)
    known = remembered(run.landing, name, run.day, finder.good_for)
    fresh = [question for question in wanted if question not in known]
    questions = fresh[: finder.budget]
    if not questions:
        return Asked(name, remembered=len(wanted))
    run.progress(f"{run.shard}: {name} is asked {len(questions):,} questions")
    started_at = clock()
    answered: list[Answered] = []
    trouble: ClientError | None = None
    try:
        with connect(finder.declaration.delay) as client:
            _ask(finder, questions, client, clock, answered)
    except ClientError as error:
        trouble = error
    listings, refused = land(run, finder.declaration, started_at, clock(), answered, trouble) if answered else (0, 0)
    return Asked(
        name,
        asked=len(answered),
        landed=listings,
        missing=sum(each.became not in (FOUND, UNREADABLE) for each in answered),
        refused=refused,
        remembered=len(wanted) - len(fresh),
        waiting=len(fresh) - len(answered),
        trouble=str(trouble or ""),
    )


def _ask(
    finder: Finder, questions: Sequence[str], client: Client, clock: Callable[[], datetime], answered: list[Answered]
) -> None:
    """Ask one question after another, and note each answer. Raises ClientError where it makes no sense to go on."""
    odd = 0
    for question in questions:
        try:
            answer = finder.ask(question, client)
        except UnreadableError as error:
            odd += 1
            answered.append(Answered(question, clock(), [], UNREADABLE))
            if odd == PATIENCE:
                del answered[-PATIENCE:]
                raise UnreadableError(f"the layout has changed: {error}") from None
            continue
        odd = 0
        answered.append(Answered(question, clock(), answer.rows, answer.became))
