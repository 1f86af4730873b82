"""A person's word on who is who: kept on parties, so that it outlives every rebuild, and told to the questions it answers."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from leads import models

STAND_INS = 5
"""Other parties of a company that are noted with a word on it: where its first party vanishes (a listing was withdrawn, or renamed
where there is no number), the next one stands for it."""


def key_of(known_id: str) -> str:
    """What a company id and the id of the party it is called after have in common."""
    return known_id[1:13]


def stand_ins(known_id: str) -> list[str]:
    """Other parties of the company with this id, or of the party's company, as far as anything published tells; oldest first."""
    found = list(
        models.Lead.objects.filter(company_id=known_id).order_by("-published_id").values_list("members", flat=True)[:1]
    )
    parties = [str(row["party_id"]) for members in found for row in members]
    for side in ("left", "right"):
        if parties:
            break
        asked = models.ReviewPair.objects.filter(Q(**{f"{side}_company": known_id}) | Q(**{f"{side}_party": known_id}))
        for known in asked.values_list(side, flat=True)[:1]:
            parties = [str(party) for party in known.get("parties", [])]
    return [party for party in dict.fromkeys(parties) if key_of(party) != key_of(known_id)][:STAND_INS]


def settle(left: str, right: str, same: bool | None, by: str, at: datetime) -> int:
    """Answer the open questions that a word on these two ids decides; with `same` None they are open again. Returns how many."""

    def side(name: str, known_id: str) -> Q:
        return Q(**{f"{name}_party": known_id}) | Q(**{f"{name}_company": known_id})

    asked = models.ReviewPair.objects.filter(
        (side("left", left) & side("right", right)) | (side("left", right) & side("right", left))
    )
    if same is None:
        return asked.update(state=models.ReviewPair.State.OPEN, same=None, by="", at=None)
    return asked.update(state=models.ReviewPair.State.DECIDED, same=same, by=by, at=at)
