"""The gate: whether a new list may replace the one people work with now.

It compares the new list with the current one and looks at the health of the sources. A list that fails stays
unpublished; the current one stays up with a banner that says why and how old it is. Nobody suppressed and no sum that
does not add up ever passes, whoever insists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from leads.sheets.draft import ListDraft, Texts
from pipelines.deliver.phrases import phrase

SHRINK = 0.4
"""Fewer leads than this share of yesterday's: a source died or a rule broke. Real markets move by tenths in a night."""
GROWTH = 5
"""More than this many times yesterday's, while a source is out of order: what used to exclude companies is missing."""
SMALL = 20
"""Lists under this size double and halve by chance: only emptiness is suspicious there."""
NEEDED = 0.2
"""A source is needed by a list where at least this share of the current leads have a reason from it."""
PATIENCE = 3
"""After so many days a list without the broken source is better than the old one: it is published with a banner."""


class Decision(StrEnum):
    """What becomes of a new list."""

    publish = "publish"
    """It replaces the current one."""
    first = "first"
    """There was none before."""
    forced = "forced"
    """It failed, and an operator published it all the same."""
    keep = "keep"
    """The current one stays."""


@dataclass(frozen=True)
class SourceState:
    """How a source is doing.

    `state` is ok, stale, degraded, broken, blocked or not run; `age_days` counts from its last good crawl.
    """

    name: str
    title: str
    state: str
    age_days: int | None = None

    @property
    def down(self) -> bool:
        """Whether tonight's data of it cannot be trusted to be there."""
        return self.state in {"broken", "blocked"}


@dataclass(frozen=True)
class Current:
    """What the gate knows of the list that is up now."""

    day: date
    size: int
    reasons_by_source: Mapping[str, int] = field(default_factory=dict)
    """In how many of its leads each source gave a reason."""


@dataclass(frozen=True)
class Verdict:
    """The gate's word, with one sentence by language and, where readers must know something, a banner."""

    decision: Decision
    sentence: Texts
    banner: Texts = field(default_factory=dict)

    @property
    def published(self) -> bool:
        """Whether the new list goes up."""
        return self.decision is not Decision.keep


def gate(
    current: Current | None,
    draft: ListDraft,
    sources: Sequence[SourceState] = (),
    suppressed: frozenset[str] = frozenset(),
    force: bool = False,
) -> Verdict:
    """Judge a new list. `suppressed` are ids of companies on it that must never be shown: there should be none."""
    never = _never(draft, suppressed)
    if never:
        return Verdict(Decision.keep, never, never)
    objection = _objection(current, draft, sources)
    if objection is None:
        decision = Decision.publish if current else Decision.first
        return Verdict(decision, phrase("published", n=len(draft.leads)), _warning(sources, draft))
    if force and draft.leads:
        return Verdict(Decision.forced, phrase("forced", why=objection), _warning(sources, draft))
    return Verdict(Decision.keep, objection, phrase("kept", why=objection, day=current.day) if current else {})


def _never(draft: ListDraft, suppressed: frozenset[str]) -> Texts | None:
    inside = sorted(suppressed.intersection(lead.company_id for lead in draft.leads))
    if inside:
        return phrase("suppressed_inside", n=len(inside), first=inside[0])
    for lead in draft.leads:
        total = sum(reason.points for reason in lead.reasons)
        if total != lead.points:
            return phrase("sum_wrong", company=lead.company_id, total=total, points=lead.points)
    return None


def _objection(current: Current | None, draft: ListDraft, sources: Sequence[SourceState]) -> Texts | None:
    size = len(draft.leads)
    if size == 0 and (current is None or current.size > 0):
        return phrase("empty")
    if current is None or size == 0:
        return None
    if current.size >= SMALL and size < current.size * SHRINK:
        return phrase("shrunk", old=current.size, new=size)
    if current.size >= SMALL and size > current.size * GROWTH and any(source.state != "ok" for source in sources):
        return phrase("grown", old=current.size, new=size)
    patience_left = (draft.day - current.day).days < PATIENCE
    for source in sources:
        share = current.reasons_by_source.get(source.name, 0) / max(current.size, 1)
        if source.down and share >= NEEDED and patience_left:
            return phrase("source_down", title=source.title, percent=round(100 * share))
    return None


def _warning(sources: Sequence[SourceState], draft: ListDraft) -> Texts:
    """What a reader of a published list must know: which of its sources are not as fresh as the list."""
    used = {reason.source for lead in draft.leads for reason in lead.reasons}
    old = [source for source in sources if source.state != "ok" and source.name in used]
    if not old:
        return {}
    names = "; ".join(source.title for source in old)
    return phrase("stale", names=names, n=max(source.age_days or 0 for source in old))
