"""Which parties become one company, and which do not."""

from __future__ import annotations

import random

import pytest

from leads.facts import open_facts
from pipelines.link import link, resolve
from pipelines.link.why_words import reasons
from tests.pipelines.link.seen import RUN, Seen, companies, company_id, linked, party_id, put, tables, together

LVIV = {"city": "Львів", "region": "UA-46"}
N1, N2 = (("UA-EDRPOU", "11111111"),), (("UA-EDRPOU", "22222222"),)


def test_same_number_is_one_company_whatever_the_names() -> None:
    seen = [Seen("a", "Svitanok", numbers=N1), Seen("b", "Zorya", day=1, numbers=N1)]
    assert together(seen) == [{"a", "b"}]


def test_same_number_of_another_register_is_not_the_same() -> None:
    assert together([Seen("a", "Alpha", numbers=N1), Seen("b", "Beta", numbers=(("RU-INN", "11111111"),))]) == [
        {"a"},
        {"b"},
    ]


@pytest.mark.parametrize("register", ["RU-KPP", "XX-OTHER"])
def test_numbers_that_are_no_identity_never_link(register: str) -> None:
    assert together([Seen(x, f"Name {x}", numbers=((register, "770101001"),)) for x in "ab"]) == [{"a"}, {"b"}]


def test_a_number_under_many_names_links_nobody_and_is_reported() -> None:
    seen = [Seen(f"x{i}", f"Firm{i}", numbers=(("UA-EDRPOU", "00000000"),)) for i in range(21)]
    facts, report = linked(seen)
    assert report.companies == 21
    assert "UA-EDRPOU 00000000 is carried by 21 parties" in report.as_line()
    assert linked(seen[:20])[1].companies == 1
    facts.close()


def test_a_large_supplier_may_have_many_spellings() -> None:
    seen = [Seen(f"x{i}", f"Firm{i % 21}", numbers=N1) for i in range(90)]
    assert len(together(seen)) == 1


def test_same_name_and_town_is_one_company_and_other_towns_are_not() -> None:
    seen = [
        Seen("a", values=LVIV),
        Seen("b", values=LVIV | {"postcode": "79000"}, day=1),
        Seen("c", values={"city": "Одеса"}, day=2),
    ]
    assert together(seen) == [{"a", "b"}, {"c"}]


def test_towns_are_compared_without_their_prefixes() -> None:
    assert together(
        [Seen("a", values={"city": "м. Львів"}), Seen("b", values={"city": "ЛЬВІВ", "postcode": "79000"})]
    ) == [{"a", "b"}]


def test_same_name_and_postcode_is_one_company() -> None:
    assert together(
        [Seen("a", values={"postcode": "79 000"}), Seen("b", values={"postcode": "79000", "city": "Львів"})]
    ) == [{"a", "b"}]


def test_a_name_and_a_region_are_not_enough() -> None:
    assert together([Seen("a", values={"region": "UA-46"}), Seen("b", values={"region": "UA-46"})]) == [{"a"}, {"b"}]


def test_an_address_alone_is_never_enough() -> None:
    place = LVIV | {"postcode": "79000", "street": "Зелена 1"}
    assert together([Seen("a", "Alpha", values=place), Seen("b", "Beta", values=place)]) == [{"a"}, {"b"}]
    assert together([Seen("a", "Alpha", values=place), Seen("b", "Alpha Plus", values=place)]) == [{"a"}, {"b"}]


def test_same_name_and_web_domain_is_one_company_even_across_towns() -> None:
    seen = [
        Seen("a", values=LVIV | {"domain": "svitanok.ua"}),
        Seen("b", values={"city": "Одеса", "region": "UA-51", "domain": "svitanok.ua"}),
    ]
    assert together(seen) == [{"a", "b"}]


def test_part_of_a_name_needs_the_domain_and_the_town() -> None:
    site = {"domain": "svitanok.ua"}
    assert together([Seen("a", "Svitanok", values=LVIV | site), Seen("b", "Svitanok Trade", values=LVIV | site)]) == [
        {"a", "b"}
    ]
    assert together([Seen("a", "Svitanok", values=site), Seen("b", "Svitanok Trade", values=site)]) == [{"a"}, {"b"}]
    assert together([Seen("a", "Svitanok", values=LVIV | site), Seen("b", "Zorya", values=LVIV | site)]) == [
        {"a"},
        {"b"},
    ]


def test_same_name_and_phone_or_email_is_one_company() -> None:
    for contact in (("phone", "+380441112233"), ("email", "office@svitanok.ua")):
        assert together([Seen(x, contacts=(contact,)) for x in "ab"]) == [{"a", "b"}]


def test_a_giant_shared_domain_or_phone_does_not_glue() -> None:
    seen = [
        Seen(f"{name}{i}", name, values={"domain": "portal.ua"}, contacts=(("phone", "+380441112233"),))
        for name in ("Alpha", "Beta", "Gamma", "Delta", "Epsilon")
        for i in range(8)
    ]
    facts, report = linked(seen)
    assert report.companies == 40
    assert report.alarms == (
        "portal.ua is the web domain of 40 parties under 5 names",
        "1 phones stand with more than 4 names each, in 40 parties: they link nobody",
    )
    facts.close()


def test_another_legal_form_at_the_same_place_is_another_company() -> None:
    assert together(
        [Seen("a", values=LVIV | {"legal_form": "TOV"}), Seen("b", values=LVIV | {"legal_form": "PP"})]
    ) == [{"a"}, {"b"}]


def test_legal_forms_of_one_kin_and_free_words_do_not_set_apart() -> None:
    for form in ("LTD", "OOO", "Товариство"):
        assert together(
            [Seen("a", values=LVIV | {"legal_form": "TOV"}), Seen("b", values=LVIV | {"legal_form": form})]
        ) == [{"a", "b"}]


def test_towns_are_compared_across_languages() -> None:
    seen = [
        Seen("a", values={"city": "Львів"}),
        Seen("b", values={"city": "Lviv", "postcode": "79000"}),
        Seen("c", values={"city": "г. Львов"}),
    ]
    assert together(seen) == [{"a", "b", "c"}]


def test_another_country_is_another_company() -> None:
    seen = [Seen("a", values={"domain": "svitanok.com"}), Seen("b", values={"domain": "svitanok.com", "country": "NO"})]
    assert together(seen) == [{"a"}, {"b"}]


def test_two_numbers_of_one_register_never_meet() -> None:
    site = LVIV | {"domain": "svitanok.ua"}
    seen = [Seen("a", numbers=N1, values=site), Seen("b", day=1, numbers=N2, values=site)]
    facts, report = linked(seen)
    assert report.companies == 2
    assert report.refused == 1
    facts.close()


def test_portal_account_numbers_do_not_set_apart() -> None:
    seen = [Seen("a", numbers=(("GB-CFS", "1"),), values=LVIV), Seen("b", numbers=(("GB-CFS", "2"),), values=LVIV)]
    assert together(seen) == [{"a", "b"}]


def test_a_party_that_fits_two_companies_alike_is_left_alone() -> None:
    site = LVIV | {"domain": "svitanok.ua"}
    seen = [
        Seen("a", numbers=N1, values=site),
        Seen("b", day=1, numbers=N2, values=site),
        Seen("v", day=2, values=site),
    ]
    facts, report = linked(seen)
    assert (report.companies, report.left_alone) == (3, 2)
    facts.close()
    closer = Seen("v", day=2, values=site, contacts=(("phone", "+380441112233"),))
    assert together([seen[0], Seen("b", day=1, numbers=N2, values=site, contacts=closer.contacts), closer]) == [
        {"a"},
        {"b", "v"},
    ]


def test_namesakes_in_a_town_are_not_glued_by_parties_without_numbers() -> None:
    seen = [
        Seen("a", numbers=N1, values=LVIV),
        Seen("b", numbers=N2, values=LVIV),
        Seen("v", values=LVIV),
        Seen("w", values=LVIV),
    ]
    assert together(seen) == [{"a"}, {"b"}, {"v"}, {"w"}]


def test_a_source_that_contradicts_itself_glues_nothing() -> None:
    seen = [Seen("a", "Alpha", numbers=N1), Seen("b", "Beta", numbers=N2), Seen("x", "Xi", numbers=N1 + N2)]
    facts, report = linked(seen)
    assert companies(facts, seen) == [{"a"}, {"b"}, {"x"}]
    assert report.alarms == (f"two numbers of UA-EDRPOU at once are carried by 1 parties, such as {party_id('x')}",)
    facts.close()


def test_order_and_threads_change_nothing() -> None:
    rng = random.Random(4)
    seen = [
        Seen(
            f"x{i}",
            f"Firm{rng.randrange(12)}",
            day=rng.randrange(5),
            role=rng.choice(["registered", "buyer", "employer"]),
            numbers=((("UA-EDRPOU", f"{rng.randrange(15):08}"),) if rng.random() < 0.5 else ()),
            values={"city": rng.choice(["Львів", "Київ", None]), "domain": rng.choice(["a.ua", "b.ua", None, None])},
            codes=(("KVED", "14.13", "14"), ("KVED", "13.10", "13")),
        )
        for i in range(120)
    ]
    facts, _ = linked(seen, threads=1)
    first = tables(facts)
    facts.close()
    for _ in range(3):
        rng.shuffle(seen)
        again, _ = linked(seen, threads=2)
        assert tables(again) == first
        again.close()


def test_an_irrelevant_party_changes_no_other_company() -> None:
    seen = [
        Seen("a", numbers=N1, values=LVIV),
        Seen("b", day=1, values=LVIV | {"postcode": "79000"}),
        Seen("c", "Zorya", values=LVIV),
    ]
    facts, _ = linked(seen)
    before = tables(facts)
    after_facts, _ = linked([*seen, Seen("zz", "Omega", day=-3, numbers=N2, values={"city": "Одеса"})])
    after = tables(after_facts)
    assert after["aliases"] == before["aliases"]
    assert [row for row in after["companies"] if row[0] != company_id("zz")] == before["companies"]
    assert [row for row in after["members"] if row[1] != company_id("zz")] == before["members"]
    facts.close()
    after_facts.close()


def test_ids_stay_and_lead_on_when_an_older_party_appears() -> None:
    seen = [Seen("b", numbers=N1, day=5), Seen("c", numbers=N1, day=6)]
    facts, _ = linked(seen)
    assert facts.execute("SELECT company_id FROM companies").fetchall() == [(company_id("b"),)]
    facts.close()
    facts, _ = linked([*seen, Seen("a", numbers=N1, day=1)])
    assert facts.execute("SELECT company_id FROM companies").fetchall() == [(company_id("a"),)]
    aliases = dict(facts.execute("SELECT alias, company_id FROM aliases").fetchall())
    assert aliases[company_id("b")] == company_id("a")
    for label in "abc":
        assert resolve(facts, company_id(label)) == company_id("a")
        assert resolve(facts, party_id(label)) == company_id("a")
    assert resolve(facts, company_id("nobody")) is None
    facts.close()


def test_a_large_buyer_has_few_aliases_and_all_ids_lead_to_it() -> None:
    seen = [Seen(f"x{i}", numbers=N1, day=i) for i in range(30)]
    facts, _ = linked(seen, [(company_id("x20"), party_id("far"), True)])
    aliases = {alias for (alias,) in facts.execute("SELECT alias FROM aliases").fetchall()}
    assert aliases == {company_id(label) for label in ("x1", "x2", "x3", "x4", "x20")}
    assert {resolve(facts, company_id(each.label)) for each in seen} == {company_id("x0")}
    facts.close()


def test_a_younger_party_does_not_rename_a_company() -> None:
    facts, _ = linked([Seen("b", numbers=N1, day=1), Seen("a", numbers=N1, day=2)])
    assert facts.execute("SELECT company_id FROM companies").fetchall() == [(company_id("b"),)]
    facts.close()


def test_parties_that_share_twelve_digits_get_ids_of_their_own() -> None:
    with open_facts(":memory:") as facts:
        put(facts, [Seen("a", "Alpha"), Seen("b", "Beta", day=1)])
        facts.execute(
            "UPDATE parties SET party_id = 'p0123456789ab' || CASE name WHEN 'Alpha' THEN 'ffff' ELSE '0000' END"
        )
        assert link(facts, RUN).companies == 2
        found = facts.execute("SELECT name, company_id FROM companies ORDER BY name").fetchall()
        assert found == [("Alpha", "c0123456789ab"), ("Beta", "c0123456789ab0000")]
        assert [resolve(facts, company) for _, company in found] == [company for _, company in found]


def test_members_say_why() -> None:
    seen = [
        Seen("a", numbers=N1, values=LVIV),
        Seen("b", day=1, numbers=N1),
        Seen("c", day=2, values=LVIV | {"postcode": "79000"}),
        Seen("d", day=3, values=LVIV | {"postcode": "79000"}),
    ]
    facts, report = linked(seen)
    rows = facts.execute("SELECT party_id, how, other, held, weight FROM members").fetchall()
    assert {party: other for party, _, other, _, _ in rows} == {
        party_id("a"): None,
        party_id("b"): party_id("a"),
        party_id("c"): party_id("a"),
        party_id("d"): party_id("c"),
    }
    why = {party: reasons(how, held, weight) for party, how, _, held, weight in rows}
    assert {party: texts["en"] for party, texts in why.items()} == {
        party_id("a"): "First seen",
        party_id("b"): "Same register number",
        party_id("c"): "Same name, same town, same region (11 points)",
        party_id("d"): "Same name, legal form and address",
    }
    assert why[party_id("c")]["uk"] == "Та сама назва, те саме місто, той самий регіон (11 балів)"
    assert why[party_id("c")]["ru"] == "То же название, тот же город, тот же регион (11 баллов)"
    assert report.merged == {"evidence": 1, "number": 1, "place": 1}
    facts.close()


def test_link_may_run_twice() -> None:
    facts, first = linked([Seen("a", numbers=N1), Seen("b", numbers=N1)])
    before = tables(facts)
    assert link(facts, RUN) == first
    assert tables(facts) == before
    facts.close()
