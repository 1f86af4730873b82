"""The stage itself: facts of all shards → one gated, published list of each profile, with its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from leads import decisions
from leads.facts import open_facts
from leads.landing import Manifest
from leads.profile import LANGUAGES, Profile
from leads.run import Run
from leads.sheets.draft import LeadDraft, ListDraft, SourceNote, lead_id
from pipelines.deliver.files import write_files
from pipelines.deliver.gate import SourceState, Verdict, gate
from pipelines.deliver.gather import Gathered, gather
from pipelines.deliver.publish import companies_before, current_of, keep, publish
from pipelines.deliver.select import Candidate, DeliverError, Facts, select, suppressed_of
from pipelines.score import rank
from pipelines.score.learn.foretelling import foretell
from pipelines.score.words import Reason, label, why_now


@dataclass(frozen=True)
class Delivered:
    """What became of one profile's list."""

    profile: str
    verdict: Verdict
    size: int
    """Leads of the new list, published or not."""
    list_hash: str | None
    """Of the list that is current now; None where there is none."""
    folder: Path | None
    """Where its files are; None where it was not published."""
    written: bool
    """False where the very same list had been published before."""


@dataclass(frozen=True)
class DeliverReport:
    """What became of all lists."""

    lists: list[Delivered] = field(default_factory=list)

    @property
    def kept(self) -> list[Delivered]:
        """Lists that the gate held back."""
        return [delivered for delivered in self.lists if not delivered.verdict.published]

    def as_line(self) -> str:
        """One sentence for the operator."""
        said = "; ".join(f"{each.profile}: {each.verdict.sentence['en']}" for each in self.lists)
        return f"{len(self.lists) - len(self.kept)} of {len(self.lists)} lists published. {said}".strip()


def deliver(
    shards: Sequence[Facts | Path],
    run: Run,
    profiles: Sequence[Profile],
    sources: Sequence[SourceState] = (),
    force: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> DeliverReport:
    """Publish the list of each profile for `run.day` from scored facts, where the gate lets it through.

    `shards` are open facts stores, or paths of ones; `sources` say how the sources are doing; `force` overrides the
    gate except for suppressed companies and wrong sums. `now` only stamps the publication. Files go to
    `<data>/lists/<day>/`. Raises DeliverError or `leads.decisions.DecisionsError` with one sentence.
    """
    decisions.open_decisions(run.data)
    with ExitStack() as opened:
        stores = [_store(shard, opened) for shard in shards]
        report = DeliverReport()
        for profile in sorted(profiles, key=lambda each: each.name):
            run.progress(f"Making the list {profile.name}")
            report.lists.append(_deliver(stores, run, profile, sources, force, now))
        return report


def draft_of(stores: Sequence[Facts], run: Run, profile: Profile) -> ListDraft:
    """The list of a profile as it would be published."""
    chosen = select(stores, profile, decisions.suppressed())
    gathered: dict[str, Gathered] = {}
    for number, facts in enumerate(stores):
        ids = [candidate.lead.company_id for candidate in chosen if candidate.shard == number]
        if ids:
            gathered |= gather(facts, ids, profile.name, run.day)
    known = companies_before(profile.name, run.day)
    leads = tuple(
        _lead(place, candidate, gathered[candidate.lead.company_id], profile, known)
        for place, candidate in enumerate(chosen, start=1)
    )
    words = sorted({reason.signal for lead in leads for reason in lead.reasons})
    return ListDraft(
        profile.name,
        dict(profile.title),
        run.day,
        profile.hash,
        leads,
        _notes(stores, run, leads),
        signals={word: {language: label(word, language) for language in LANGUAGES} for word in words},
        quota=profile.quota,
    )


def _deliver(
    stores: Sequence[Facts],
    run: Run,
    profile: Profile,
    sources: Sequence[SourceState],
    force: bool,
    now: Callable[[], datetime],
) -> Delivered:
    draft = draft_of(stores, run, profile)
    # Suppressions are read again: a person may have said "do not call me" while the list was made.
    hidden = decisions.suppressed()
    ids = [lead.company_id for lead in draft.leads]
    inside = frozenset(company for facts in stores for company in suppressed_of(facts, ids, hidden))
    verdict = gate(current_of(profile.name), draft, sources, inside, force)
    if not verdict.published:
        row = keep(profile.name, verdict)
        return Delivered(profile.name, verdict, len(draft.leads), row.list_hash if row else None, None, False)
    at = now()
    published = publish(draft, verdict, at)
    foretell(profile.name, profile.hash, at)
    folder = write_files(draft, run.data / "lists")
    return Delivered(profile.name, verdict, len(draft.leads), published.row.list_hash, folder, published.written)


def _lead(place: int, candidate: Candidate, gathered: Gathered, profile: Profile, known: frozenset[str]) -> LeadDraft:
    scored = candidate.lead
    words = [Reason(reason.signal, reason.points, reason.params) for reason in gathered.reasons]
    if "name" not in gathered.record:
        raise DeliverError(
            f"The company {scored.company_id} was scored but is not among the facts: link and score again."
        )
    record: dict[str, Any] = gathered.record
    return LeadDraft(
        lead_id=lead_id(profile.name, scored.company_id),
        company_id=scored.company_id,
        rank=place,
        band=rank.band(place, profile.quota),
        points=scored.points,
        fresh_on=scored.fresh_on,
        why_now={language: why_now(words, language) for language in LANGUAGES},
        reasons=gathered.reasons,
        is_new=known.isdisjoint((scored.company_id, *record["aliases"])),
        **record,
    )


def _notes(stores: Sequence[Facts], run: Run, leads: Sequence[LeadDraft]) -> tuple[SourceNote, ...]:
    """Every source that a list shows something of, with the words its licence asks for."""
    used: Counter[str] = Counter()
    for lead in leads:
        names = {reason.source for reason in lead.reasons} | {
            str(proof.get("source", "")) for proof in lead.evidence.values()
        }
        used.update(names - {""})
    crawls: dict[str, tuple[str, str, str]] = {}
    for facts in stores:
        rows = facts.execute(
            """SELECT source, max(crawl), coalesce(max_by(licence, crawl), ''), coalesce(max_by(attribution, crawl), '')
               FROM crawls GROUP BY source"""
        ).fetchall()
        for source, *newest in rows:
            crawls[source] = max(tuple(newest), crawls.get(source, ("", "", "")))
    return tuple(_note(name, count, run, *crawls.get(name, ("", "", ""))) for name, count in sorted(used.items()))


def _note(name: str, leads: int, run: Run, crawl: str, licence: str, attribution: str) -> SourceNote:
    """A source as its newest manifest declares it; as the facts know it where the landing was archived since."""
    try:
        text = run.landing.fs.cat_file(run.landing.path(name, f"{crawl}.json"))
    except FileNotFoundError:
        return SourceNote(name, name, licence, attribution, leads)
    declared = Manifest.model_validate_json(text).declaration
    return SourceNote(name, declared.title, declared.licence, declared.attribution, leads)


def _store(shard: Facts | Path, opened: ExitStack) -> Facts:
    if not isinstance(shard, Path):
        return shard
    if not shard.exists():
        raise DeliverError(f"There are no facts at {shard}: run the night first.")
    return opened.enter_context(open_facts(shard))
