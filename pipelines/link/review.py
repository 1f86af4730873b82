"""The review queue: doubtful merges of a night, published to the decisions store with the evidence side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
from django.db import transaction

from leads import decisions
from leads.decisions import models
from leads.judging import key_of
from pipelines.link.evidence import THRESHOLD, weighed
from pipelines.link.why_words import CAUSES

SHOWN = 5
"""Values of one kind that are shown of each side."""

BATCH = 500
"""Rows of one INSERT, and values of one IN."""

_SIDES = f"""
WITH asked AS (
    SELECT DISTINCT party_id AS side, CASE WHEN cause <> 'large' THEN company_id END AS company_id FROM (
        SELECT left_party AS party_id, left_company AS company_id, cause FROM doubts
        UNION ALL SELECT right_party, right_company, cause FROM doubts)),
held AS (
    SELECT side, party_id FROM asked JOIN members USING (company_id)
    UNION SELECT side, side FROM asked WHERE company_id IS NULL),
told AS (
    SELECT side, h.party_id, p.first_seen_at, p.name, p.legal_form, p.website, p.domain, source, url,
        CASE WHEN coalesce(p.postcode, p.city, p.street, p.region) IS NOT NULL
            THEN concat_ws(', ', p.postcode, p.city, p.street, p.region, p.country) END AS place
    FROM held h JOIN parties p USING (party_id) LEFT JOIN listings l ON l.listing_id = p.listing_id),
numbered AS (
    SELECT side, list_sort(list(DISTINCT register || ' ' || number)) AS numbers
    FROM held JOIN numbers USING (party_id) GROUP BY side),
reached AS (
    SELECT side, list_sort(list(DISTINCT value) FILTER (kind = 'phone')) AS phones,
        list_sort(list(DISTINCT value) FILTER (kind = 'email')) AS emails
    FROM held JOIN contacts USING (party_id)
    WHERE label IS DISTINCT FROM 'personal' AND NOT starts_with(value, 'vault:') GROUP BY side)
SELECT side, list(t.party_id ORDER BY t.party_id <> side, first_seen_at NULLS LAST, t.party_id)[:{SHOWN}] AS parties, count(*) AS seen,
    list_sort(list(DISTINCT name) FILTER (name IS NOT NULL))[:{SHOWN}] AS names,
    list_sort(list(DISTINCT legal_form) FILTER (legal_form IS NOT NULL))[:{SHOWN}] AS legal_forms,
    list_sort(list(DISTINCT place) FILTER (place IS NOT NULL))[:{SHOWN}] AS places,
    list_sort(list(DISTINCT coalesce(website, domain)) FILTER (coalesce(website, domain) IS NOT NULL))[:{SHOWN}] AS websites,
    list_sort(list(DISTINCT source) FILTER (source IS NOT NULL)) AS sources,
    list(DISTINCT url ORDER BY url) FILTER (url IS NOT NULL)[:{SHOWN}] AS urls,
    any_value(numbers)[:{SHOWN}] AS numbers, any_value(phones)[:{SHOWN}] AS phones, any_value(emails)[:{SHOWN}] AS emails
FROM told t LEFT JOIN numbered USING (side) LEFT JOIN reached USING (side) GROUP BY side
"""


@dataclass(frozen=True)
class ReviewReport:
    """What became of the queue."""

    open: int
    """Questions that are open now."""
    new: int
    gone: int
    """Questions that tonight's facts do not ask any more."""

    def as_line(self) -> str:
        """One sentence."""
        return f"{self.open:,} doubtful pairs to look at, {self.new:,} of them new, {self.gone:,} no longer in doubt"


def questions(facts: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The doubtful pairs of one shard as values of `ReviewPair`, ordered by their parties; both sides and the evidence included."""
    found = facts.execute(_SIDES)
    names = [column for column, *_ in found.description or []]
    sides: dict[str, dict[str, Any]] = {}
    for values in found.fetchall():
        row = {name: value if value is not None else [] for name, value in zip(names, values, strict=True)}
        sides[row.pop("side")] = row
    asked = []
    for left, right, left_company, right_company, cause, weight, probability, held in facts.execute(
        """SELECT left_party, right_party, left_company, right_company, cause, weight, probability, coalesce(held, []) FROM doubts
        ORDER BY ALL"""
    ).fetchall():
        one, other = sorted(((left, left_company), (right, right_company)))
        rows = weighed(held, weight)
        asked.append(
            {
                "left_party": one[0],
                "right_party": other[0],
                "left_company": one[1],
                "right_company": other[1],
                "cause": cause,
                "why": CAUSES[cause],
                "weight": weight,
                "threshold": float(THRESHOLD),
                "probability": round(probability, 4),
                "left": sides[one[0]],
                "right": sides[other[0]],
                "evidence": [{"word": row.name, "weight": part, "text": row.texts} for row, part in rows],
            }
        )
    return sorted({(each["left_party"], each["right_party"]): each for each in asked}.values(), key=_pair)


def publish_review(shards: Mapping[str, duckdb.DuckDBPyConnection], day: date) -> ReviewReport:
    """Put tonight's doubtful pairs of these countries into the decisions store, in one transaction.

    A question that was asked before keeps its first day, one that a person answered meanwhile stays answered, and one that no
    fact asks any more goes, unless it was answered.
    """
    listed = set(models.Lead.objects.filter(published__current=True).values_list("company_id", flat=True))
    known = {
        (each.left_party, each.right_party): each for each in models.ReviewPair.objects.filter(country__in=[*shards])
    }
    wanted: dict[tuple[str, str], models.ReviewPair] = {}
    for country, facts in sorted(shards.items()):
        for each in questions(facts):
            before = known.get(_pair(each))
            wanted[_pair(each)] = models.ReviewPair(
                **each,
                country=country,
                listed=not listed.isdisjoint((each["left_company"], each["right_company"])),
                first_on=before.first_on if before else day,
                **({name: getattr(before, name) for name in ("state", "same", "by", "at")} if before else {}),
                last_on=day,
            )
    gone = [each.pk for pair, each in known.items() if pair not in wanted and each.state == each.State.OPEN]
    with transaction.atomic():
        for start in range(0, len(gone), BATCH):
            models.ReviewPair.objects.filter(pk__in=gone[start : start + BATCH]).delete()
        models.ReviewPair.objects.bulk_create(
            wanted.values(),
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["left_party", "right_party"],
            update_fields=[
                field.name
                for field in models.ReviewPair._meta.fields
                if field.name not in ("id", "left_party", "right_party")
            ],
        )
        _answer()
    still = models.ReviewPair.objects.filter(state=models.ReviewPair.State.OPEN).count()
    return ReviewReport(still, len(wanted.keys() - known.keys()), len(gone))


def _pair(asked: Mapping[str, Any]) -> tuple[str, str]:
    return asked["left_party"], asked["right_party"]


def _answer() -> None:
    """Somebody may have answered while the night was at work: the newest words count."""
    words = {frozenset((key_of(left), key_of(right))): same for left, right, same in decisions.judgements()}
    for asked in models.ReviewPair.objects.filter(state=models.ReviewPair.State.OPEN) if words else ():
        for left in (asked.left_party, asked.left_company):
            for right in (asked.right_party, asked.right_company):
                same = words.get(frozenset((key_of(left), key_of(right))))
                if same is not None and left != right:
                    asked.state, asked.same = asked.State.DECIDED, same
        if asked.state == asked.State.DECIDED:
            asked.save(update_fields=["state", "same"])
