"""Each night: do the points of a list still foretell which leads are won? What is found out says whether chances may be shown.

Only outcomes of leads that were shown with these very points count, the newest foretold from those before. The decisions store
must be open.
"""

from __future__ import annotations

from datetime import datetime

from leads.decisions import models


def foretell(profile: str, profile_hash: str, at: datetime) -> bool:
    """Look at all outcomes known at `at`; keep what they say as a ProfileVersion without a text where it is new. Gives whether it was.

    While outcomes are too few to fill a forward window, what was said of these points when they were made stays.
    """
    if not models.Mark.objects.exists() and not models.CrmOutcome.objects.exists():
        return False
    # the fit loads scipy, which a night without outcomes need not wait for
    from pipelines.score.learn.marks import marked
    from pipelines.score.learn.outcomes import foretold

    marks = marked(profile, until=at, profile_hash=profile_hash)
    found = foretold(marks)
    if found.error is None:
        return False
    outcomes = models.ProfileVersion.Origin.OUTCOMES
    versions = models.ProfileVersion.objects.filter(profile=profile, profile_hash=profile_hash, origin=outcomes)
    last = versions.order_by("-pk").first()
    slope, level = (found.chance.slope, found.chance.level) if found.chance else (None, None)
    said = {
        "examples": found.marks,
        "calibration_error": found.error,
        "slope": slope,
        "level": level,
        "note": found.why,
    }
    if last is not None and all(getattr(last, name) == value for name, value in said.items()):
        return False
    models.ProfileVersion.objects.create(profile=profile, at=at, origin=outcomes, profile_hash=profile_hash, **said)
    return True
