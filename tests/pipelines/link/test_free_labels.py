"""A model of one's own, trained on pairs that register numbers label."""

from __future__ import annotations

import numpy as np

from pipelines.link.matcher import Matcher
from tests.pipelines.link.made_records import STEMS, TOWNS, record, table


def test_slips_in_numbers_do_not_teach_that_a_common_phone_means_nothing() -> None:
    """A register, tenders with the same numbers but for some slips, and vacancies with name, town and phone: these still find their company."""
    dice = np.random.default_rng(3)
    rows = []
    for nr in range(700):
        stem = f"{STEMS[nr % len(STEMS)]} {STEMS[nr // 7 % len(STEMS)]}"
        town, phone = TOWNS[int(dice.integers(3))], f"+38044{1000000 + 7919 * nr}"
        number = f"{30000000 + nr}"
        slip = f"{50000000 + nr}" if nr % 20 == 0 else number
        place = {"city": town, "address": f"Shevchenka {nr + 1}", "phone": phone}
        rows += [
            record(f"r{nr:03}", f"{stem} LLC", number=number, **{**place, "source": "register"}),
            record(f"t{nr:03}", stem, number=slip, **{**place, "source": "tender"}),
            record(f"v{nr:03}", stem, city=town, phone=phone, source="vacancy"),
        ]
    linked = Matcher().link(table(rows))
    assert "pairs with the same number" in linked.model.origin
    top = dict(zip(linked.rids.to_pylist(), linked.cluster.tolist(), strict=True))
    found = [top[f"v{nr:03}"] in (top[f"r{nr:03}"], top[f"t{nr:03}"]) for nr in range(700)]
    assert sum(found) >= 695
