"""The order of a list and its bands."""

from __future__ import annotations

from random import Random

from pipelines.score.rank import LeadRow, band, best, ranked
from tests.pipelines.score.market import Market, ago, card, line, scored


def test_most_points_first_then_the_freshest_then_the_id() -> None:
    rows = [
        LeadRow("c1", 10, ago(3)),
        LeadRow("c4", 20, None),
        LeadRow("c3", 10, ago(1)),
        LeadRow("c2", 10, ago(3)),
        LeadRow("c0", 10, None),
    ]
    for seed in range(5):
        shuffled = Random(seed).sample(rows, len(rows))
        assert [r.lead.company_id for r in ranked(shuffled, 2)] == ["c4", "c3", "c1", "c2", "c0"]


def test_bands_are_multiples_of_the_quota() -> None:
    rows = [LeadRow(f"c{at:03}", 1, None) for at in range(40)]
    found = "".join(r.band for r in ranked(rows, 2))
    assert found == "A" * 2 + "B" * 4 + "C" * 8 + "D" * 16 + "E" * 10
    assert (band(1, 1), band(15, 1), band(16, 1)) == ("A", "D", "E")


def test_the_list_is_cut_to_its_size() -> None:
    rows = [LeadRow(f"c{at}", at, None) for at in range(5)]
    assert [(r.rank, r.lead.points) for r in ranked(rows, 1, 2)] == [(1, 4), (2, 3)]


def test_the_best_of_a_shard_come_in_the_same_order_as_the_list() -> None:
    market = Market()
    for at in range(6):
        market.company(sources=2 + at % 2, registered_on=ago(at % 3))
    profile = card(line("several_sources", 3), line("several_sources", 5, at_least=3), line("new_company", 4))
    _, con = scored(market, profile)
    everyone = best(con, "test", 100)
    assert [r.lead for r in ranked(everyone, 2)] == everyone
    assert best(con, "test", 3) == everyone[:3]
    assert len(everyone) == 6
