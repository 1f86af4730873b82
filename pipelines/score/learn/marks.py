"""Marks of people, and outcomes read back from a CRM, beside the reasons their leads were shown with. The decisions store must be open."""

from __future__ import annotations

from datetime import datetime

from leads.decisions import models
from pipelines.score.learn.outcomes import Marked

_GOOD = ("good", "won")
_BAD = ("bad", "lost")


def marked(profile: str, until: datetime | None = None, profile_hash: str = "") -> list[Marked]:
    """The newest verdict on each lead of a profile that a list showed, oldest first. `until`: later marks are not known yet;
    `profile_hash`: only leads that were shown with the points of the profile of this hash.
    """
    verdicts: dict[str, tuple[datetime, bool]] = {}
    for lead, kind, at in models.Mark.objects.filter(kind__in=(*_GOOD, *_BAD)).values_list("lead_id", "kind", "at"):
        _newest(verdicts, lead, at, kind in _GOOD, until)
    outcomes = models.CrmOutcome.objects.filter(semantic__in=("won", "lost", "junk"))
    for lead, semantic, at in outcomes.values_list("our_id", "semantic", "changed_at"):
        _newest(verdicts, lead, at, semantic == "won", until)
    if not verdicts:
        return []
    shown: dict[str, tuple[datetime, int]] = {}
    hashes: dict[str, str] = {}
    leads = models.Lead.objects.filter(published__profile=profile, lead_id__in=list(verdicts))
    for key, lead, day, which in leads.order_by("published__published_at", "pk").values_list(
        "pk", "lead_id", "published__published_at", "published__profile_hash"
    ):
        if day <= verdicts[lead][0] or lead not in shown:
            shown[lead], hashes[lead] = (day, key), which
    if profile_hash:
        shown = {lead: where for lead, where in shown.items() if hashes[lead] == profile_hash}
    points: dict[int, dict[str, int]] = {key: {} for _, key in shown.values()}
    reasons = models.Reason.objects.filter(lead_id__in=list(points)).order_by("lead_id", "ordinal")
    for key, word, value in reasons.values_list("lead_id", "signal", "points"):
        points[key][word] = points[key].get(word, 0) + value
    found = [Marked(lead, points[key], verdicts[lead][1], verdicts[lead][0]) for lead, (_, key) in shown.items()]
    return sorted(found, key=lambda mark: (mark.at, mark.lead_id))


def _newest(
    verdicts: dict[str, tuple[datetime, bool]], lead: str, at: datetime, good: bool, until: datetime | None
) -> None:
    if until is not None and at > until:
        return
    if lead not in verdicts or verdicts[lead][0] <= at:
        verdicts[lead] = (at, good)
