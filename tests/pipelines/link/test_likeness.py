"""Names that are not the same to the table of evidence: mentions without a place, slips of the pen, other scripts."""

from __future__ import annotations

from tests.pipelines.link.seen import Seen, linked, party_id, together

N1, N2 = (("GB-COH", "11111111"),), (("GB-COH", "22222222"),)
LEEDS = {"country": "GB", "city": "Leeds", "region": "GB-LDS", "postcode": "LS1 4AP"}


def mention(label: str, name: str, **values: object) -> Seen:
    """A company named in the news: no place, no number."""
    return Seen(label, name, role="subject", day=3, values={"country": "GB"} | values)


OTHERS = [
    Seen(
        f"o{at}", f"{first} {second}", numbers=(("GB-COH", f"9{at:07}"),), values={"country": "GB", "city": f"Town{at}"}
    )
    for at, (first, second) in enumerate(
        (first, second)
        for first in ("Robin", "Elm", "Silver", "Oak", "North", "West", "Stone", "Clear")
        for second in ("Bakery", "Haulage", "Lettings", "Care")
    )
]
"""A small country of common words, in which rare ones stand out."""


def test_a_mention_without_a_place_goes_to_the_only_company_of_its_name() -> None:
    seen = [*OTHERS, Seen("a", "Garnetpoint Freight", numbers=N1, values=LEEDS), mention("m", "Garnetpoint Freight")]
    assert {"a", "m"} in together(seen)


def test_a_mention_of_a_common_name_is_asked_about() -> None:
    seen = [*OTHERS, mention("m", "Silver Bakery")]
    facts, report = linked(seen)
    asked = facts.execute("SELECT left_party, right_party, cause, held, probability FROM doubts").fetchall()
    facts.close()
    silver = next(each.label for each in OTHERS if each.name == "Silver Bakery")
    assert [({left, right}, *rest) for left, right, *rest in asked] == [
        ({party_id(silver), party_id("m")}, "between", ["name_equal"], 0.5)
    ]
    assert report.doubts == 1


def test_a_mention_that_fits_two_companies_goes_to_neither() -> None:
    two = [
        Seen("a", "Garnetpoint Freight", numbers=N1, values=LEEDS),
        Seen("b", "Garnetpoint Freight", numbers=N2, values={"country": "GB", "city": "York"}),
    ]
    assert {"m"} in together([*OTHERS, *two, mention("m", "Garnetpoint Freight")])


def test_another_legal_form_is_not_the_only_bearer() -> None:
    seen = [*OTHERS, Seen("a", "Garnetpoint Freight", numbers=N1, values=LEEDS | {"legal_form": "LLP"})]
    assert {"m"} in together([*seen, mention("m", "Garnetpoint Freight", legal_form="PLC")])


def test_a_slip_of_the_pen_at_the_same_postcode_is_one_company_and_says_so() -> None:
    seen = [
        Seen("a", "Kingfisherbay Confectionery", role="registered", numbers=N1, values=LEEDS),
        Seen("b", "Kingfisherbay Confectioneyr", role="supplier", day=1, values=LEEDS),
    ]
    facts, _ = linked(seen)
    (row,) = facts.execute("SELECT how, other, held, weight FROM members WHERE how <> 'first'").fetchall()
    facts.close()
    assert row[:2] == ("evidence", party_id("a"))
    assert "names_alike" in row[2] and "name_differs" not in row[2]
    assert row[3] >= 10


def test_alike_names_never_join_two_numbers_of_one_register() -> None:
    seen = [
        Seen("a", "Kingfisherbay Confectionery", numbers=N1, values=LEEDS),
        Seen("b", "Kingfisherbay Confectioneyr", numbers=N2, values=LEEDS),
        Seen("c", "Kingfisherbay Confectionary", values={"country": "GB", "city": "York"}),
    ]
    assert together(seen) == [{"a"}, {"b"}, {"c"}]


def test_other_firms_of_one_house_stay_apart() -> None:
    seen = [
        Seen("a", "Robinstone Bakery", numbers=N1, values=LEEDS),
        Seen("b", "Thornley Bakery", values=LEEDS),
        Seen("c", "Kingfisher Dental", values=LEEDS),
    ]
    assert together(seen) == [{"a"}, {"b"}, {"c"}]
