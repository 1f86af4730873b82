"""What finders already asked: their own manifests are the cache."""

from __future__ import annotations

from datetime import UTC, date, timedelta

from leads.landing import Landing


def remembered(landing: Landing, source: str, day: date, good_for: int) -> dict[str, str]:
    """Question → what became of it, as far as the answer is still good on a day (`good_for` days after it was asked).

    Every manifest of a finder holds all questions of its run in `state["asked"]`, found or not; only sealed runs count, so that
    a run that was killed is asked again.
    """
    oldest = day - timedelta(days=good_for)
    known: dict[str, str] = {}
    for manifest in landing.manifests(source):
        if manifest.started_at.astimezone(UTC).date() > oldest:
            known |= (manifest.state or {}).get("asked", {})
    return known
