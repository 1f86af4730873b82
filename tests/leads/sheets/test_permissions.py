"""Whom one may call, and when."""

from __future__ import annotations

import pytest

from leads.sheets.draft import LANGUAGES
from leads.sheets.permissions import CAUTIOUS, RULES, WORDS, best_time, email_permission, phone_permission
from tests.pipelines.deliver.samples import lead


@pytest.mark.parametrize(
    ("country", "label", "expected"),
    [("UA", "office", "call"), ("UA", "mobile", "ask"), ("RU", "office", "ask"), ("RU", "mobile", "no"), ("FR", "office", "ask")],
)  # fmt: skip
def test_a_phone_by_country_and_kind(country: str, label: str, expected: str) -> None:
    assert phone_permission(lead(country=country, phones=({"value": "+380322220001", "label": label},))) == expected


def test_advertising_by_mail_to_russia_is_no() -> None:
    assert email_permission(lead(country="RU")) == "no"


def test_what_is_not_there_needs_no_permission() -> None:
    bare = lead(phones=(), emails=())
    assert (phone_permission(bare), email_permission(bare), best_time(bare)) == ("", "", "")


def test_every_rule_is_explained_in_every_language() -> None:
    for given in (*RULES.values(), CAUTIOUS):
        assert set(given.why) == set(LANGUAGES)
        assert {given.phone, given.mobile, given.email} <= set(WORDS)


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("+73432345678", "09:00–17:00 Asia/Yekaterinburg"),
        ("+79161234567", ""),  # a mobile of Russia may be in any of its eleven zones
        ("not a number", ""),
    ],
)
def test_office_hours_of_the_number(phone: str, expected: str) -> None:
    assert best_time(lead(phones=({"value": phone, "label": "office"},))) == expected
