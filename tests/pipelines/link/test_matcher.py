"""The matcher as its callers see it: records in, clusters out, whatever the order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.link.fields import prepare
from pipelines.link.index import FORMAT, Index, StaleIndex, write
from pipelines.link.matcher import Linked, Matcher
from tests.pipelines.link.made_records import companies, record, table


def groups(linked: Linked) -> set[frozenset[str]]:
    """Clusters as sets of rids."""
    found: dict[int, set[str]] = {}
    for rid, top in zip(linked.rids.to_pylist(), linked.cluster.tolist(), strict=True):
        found.setdefault(top, set()).add(rid)
    return {frozenset(members) for members in found.values()}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return companies()


@pytest.fixture(scope="module")
def linked(rows: list[dict[str, Any]]) -> Linked:
    return Matcher().link(table(rows))


def test_records_of_one_company_meet_and_others_do_not(linked: Linked) -> None:
    found = groups(linked)
    assert len(found) == 60
    assert all(len({rid[1:] for rid in members}) == 1 for members in found)


@settings(max_examples=4, deadline=None)
@given(st.randoms(use_true_random=False))
def test_order_changes_nothing(dice: Any) -> None:
    rows = companies()
    whole = Matcher().link(table(rows))
    dice.shuffle(rows)
    again = Matcher().link(table(rows))
    assert again.rids.equals(whole.rids)
    assert again.cluster.tolist() == whole.cluster.tolist()
    assert again.pairs.equals(whole.pairs)


def test_an_irrelevant_record_changes_no_other_cluster(rows: list[dict[str, Any]], linked: Linked) -> None:
    more = Matcher().link(table([*rows, record("z", "Xylophone Quartz", city="Kharkiv", phone="+380577777777")]))
    assert groups(more) == groups(linked) | {frozenset({"z"})}


def test_two_numbers_of_one_register_never_meet() -> None:
    same = {"city": "Lviv", "address": "Franka 1", "phone": "+380321111111"}
    rows = [
        record("a", "Vesna LLC", number="30000001", **same),
        record("b", "Vesna LLC", number="30000002", **same),
        record("c", "Vesna LLC", **same),
    ]
    for members in groups(Matcher().link(table(rows))):
        assert not {"a", "b"} <= members


def test_a_person_is_obeyed_and_taking_it_back_restores_what_was(rows: list[dict[str, Any]], linked: Linked) -> None:
    records = table(rows)
    joined = groups(Matcher(judgements={("r000", "r001"): True}).link(records))
    assert any({"r000", "t000", "r001", "t001"} <= members for members in joined)
    parted = groups(Matcher(judgements={("t000", "r000"): False}).link(records))
    assert frozenset({"r000"}) in parted
    assert frozenset({"t000"}) in parted
    assert groups(Matcher().link(records)) == groups(linked)


def test_a_list_that_holds_each_company_once_keeps_its_own_apart() -> None:
    rows = []
    for nr, stem in enumerate(
        f"{a}{b}" for a in ("Zor", "Lym", "Vor", "Sam", "Hor") for b in ("ivka", "enska", "uzh", "atyn", "opil", "ets")
    ):
        place = {"city": "Lviv", "address": f"Franka {nr}", "phone": f"+38032{2000000 + 37 * nr}"}
        rows += [
            record(f"a{nr:02}", stem, **{**place, "source": "one"}),
            record(f"b{nr:02}", f"{stem} LLC", **{**place, "source": "two"}),
        ]
    shared = {"city": "Lviv", "address": "Svobody 5", "phone": "+380329999999", "source": "one"}
    rows += [record("hotel", "Grand Karpaty Hotel", **shared), record("kitchen", "Grand Karpaty Restaurant", **shared)]
    found = groups(Matcher().link(table(rows)))
    assert frozenset({"hotel"}) in found
    assert frozenset({"kitchen"}) in found
    assert frozenset({"a00", "b00"}) in found


def test_a_rid_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="rid of its own"):
        Matcher().link(table([record("a", "Vesna"), record("a", "Osin")]))


def test_no_records_are_no_clusters() -> None:
    assert groups(Matcher().link(table([]))) == set()


@pytest.mark.parametrize("batch", [1, 7, 40])
def test_through_the_index_as_all_at_once(
    rows: list[dict[str, Any]], linked: Linked, tmp_path: Path, batch: int
) -> None:
    """New records in batches of any size find the companies that a full run puts them into."""
    new = [row for row in rows if row["rid"][0] == "v"]
    old = table([row for row in rows if row["rid"][0] != "v"])
    fields = prepare(old)
    matcher = Matcher()
    write(tmp_path / "index", fields, matcher.link_fields(fields), matcher.threshold)
    index = Index(tmp_path / "index")
    first_of = {rid: min(members) for members in groups(linked) for rid in members}
    for at in range(0, 2 * batch, batch):
        joined = index.link(table(new[at : at + batch]))
        assert dict(zip(joined.rids.to_pylist(), joined.cluster, strict=True)) == {
            row["rid"]: first_of[row["rid"]] for row in new[at : at + batch]
        }


def test_an_index_of_another_version_is_refused(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    fields = prepare(table(rows[:10]))
    write(tmp_path / "index", fields, Matcher().link_fields(fields), 0.5)
    about = tmp_path / "index" / "about.json"
    about.write_text(about.read_text("utf-8").replace(f'"format": {FORMAT}', '"format": 0'), "utf-8")
    with pytest.raises(StaleIndex, match="link everything once"):
        Index(tmp_path / "index")


def test_doubtful_pairs_say_why(linked: Linked) -> None:
    assert linked.doubtful.schema.names == ["l", "r", "probability", "why"]
    assert isinstance(linked.pairs, pa.Table)
