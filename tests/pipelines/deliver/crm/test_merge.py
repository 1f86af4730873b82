"""Three-way merge: what a person touched stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.deliver.crm.merge import merge, same

values = st.sampled_from(["", "Львів", "Київ", " львів ", "+380 32 222-22-22", "+380322222222"]) | st.text(max_size=5)
records = st.dictionaries(st.sampled_from(["city", "phone", "name"]), values)


@pytest.mark.parametrize(
    ("last", "there", "ours", "written"),
    [
        ("", "", "Львів", True),  # nothing there: ours
        ("Львів", "Львів", "Київ", True),  # still what we wrote: ours
        ("Львів", "Стрий", "Київ", False),  # a person changed it
        ("", "Стрий", "Київ", False),  # a person filled it in
        ("Львів", "", "Львів", False),  # a person emptied it
        ("Львів", "", "Київ", True),  # a person emptied what is no longer true; we know better now
        ("Львів", "ЛЬВІВ ", "Київ", True),  # the CRM reformatted what we wrote
        ("Львів", "Київ", "Київ", False),  # there already
    ],
)
def test_a_field_is_written_only_where_it_is_ours(last: str, there: str, ours: str, written: bool) -> None:
    merged = merge({"city": last} if last else {}, {"city": there}, {"city": ours})
    assert merged.write == ({"city": ours} if written else {})


def test_what_a_person_chose_is_told() -> None:
    merged = merge({"city": "Львів"}, {"city": "Стрий"}, {"city": "Київ"})
    assert (merged.kept, merged.base) == ({"city": "Київ"}, {"city": "Львів"})


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("+380 32 222-22-22", "+380322222222"),
        ("+380322222222", "380322222222"),
        ("+74951234567", "8 (495) 123-45-67"),
        ("https://example.org/", "https://example.org"),
        ("a\r\nb", "a b"),
        ("ТОВ Ромашка", "тов  ромашка"),
    ],
)
def test_what_a_crm_reformats_is_the_same(left: str, right: str) -> None:
    assert same(left, right)


@pytest.mark.parametrize(("left", "right"), [("+74951234567", "+74951234568"), ("12345678", "2345678"), ("8", "7")])
def test_other_values_are_not(left: str, right: str) -> None:
    assert not same(left, right)


@given(records, records, records)
def test_a_merge_is_final(base: dict[str, str], theirs: dict[str, str], ours: dict[str, str]) -> None:
    """Once written, the same wish writes nothing more, and nothing of a person's is ever among what is written."""
    ours = {name: value for name, value in ours.items() if value.strip()}
    first = merge(base, theirs, ours)
    assert not set(first.write) & set(first.kept)
    for name in first.write:
        assert not theirs.get(name) or same(theirs[name], base.get(name, ""))
    second = merge(first.base, {**theirs, **first.write}, ours)
    assert second.write == {}
