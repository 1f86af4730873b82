"""The stage: fill `purchases` from the tenders among the signals, before scoring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa

from leads.run import Run
from pipelines.score.buying.model import fit
from pipelines.score.buying.occasions import LEAST_GAPS, Facts, features, make_occasions

HORIZON = 30
"""Days ahead that the chance speaks of."""

_FILL = """
INSERT INTO purchases
SELECT company_id, division, sum(listings)::BIGINT, if(count(DISTINCT currency) = 1, sum(value), NULL), if(count(DISTINCT currency) = 1,
    max(currency), NULL), min(day), max(day), if(count(gap) >= $least, round(median(gap))::BIGINT, NULL), any_value(regular),
    list_transform(range(1, 13), lambda m: len(list_filter(list(month(day)), lambda d: d = m))), any_value(next_on),
    any_value(chance), max_by(title, day), max_by(listing_id, day)
FROM occasions JOIN expected USING (company_id, division)
GROUP BY company_id, division ORDER BY company_id, division
"""


@dataclass(frozen=True)
class PurchasesReport:
    """What came of it."""

    shard: str
    histories: int
    learned_from: int

    def as_line(self) -> str:
        """One sentence for the operator."""
        if not self.histories:
            return f"{self.shard}: no purchases to learn from"
        how = (
            f"chances learned from {self.learned_from:,} looks back" if self.learned_from else "too short to learn from"
        )
        return f"{self.shard}: {self.histories:,} purchase histories, {how}"


def purchases(facts: Facts, run: Run) -> PurchasesReport:
    """Fill `purchases` anew as of `run.day`."""
    facts.execute("DELETE FROM purchases")
    if not make_occasions(facts, run.day):
        return PurchasesReport(run.shard, 0, 0)
    run.progress(f"reckoning when the buyers of {run.shard} buy again")
    model = fit(facts, run.day, HORIZON)
    keys, rows, told = features(facts, run.day, HORIZON)
    chances = model.of(rows)
    expected = pa.table(
        {
            "company_id": [company for company, _ in keys],
            "division": [division for _, division in keys],
            "regular": [regular for regular, _ in told],
            "next_on": pa.array([_next(run.day, *each) for each in told], pa.date32()),
            "chance": chances,
        }
    )
    facts.register("expected", expected)
    facts.execute(_FILL, {"least": LEAST_GAPS})
    facts.unregister("expected")
    facts.execute("DROP TABLE occasions")
    return PurchasesReport(run.shard, len(keys), model.examples if model.weights else 0)


def _next(today: date, regular: bool, due: int | None) -> date | None:
    """The day the next purchase is expected; None where no rhythm tells one, or it is overdue."""
    if regular and due is not None and due >= 0:
        return today + timedelta(days=due)
    return None
