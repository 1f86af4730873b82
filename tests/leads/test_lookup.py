"""How leads are found, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from leads import decisions
from leads.decisions import models
from leads.lookup import folded, found_by, words
from pipelines.deliver.gate import Decision, Verdict
from pipelines.deliver.phrases import phrase
from pipelines.deliver.publish import publish
from tests.pipelines.deliver.samples import AT, draft, lead, texts


def test_words_are_compared_without_case_and_accents() -> None:
    assert folded("Ёлка Їжак Ærø CAFÉ") == folded("елка іжак ærø cafe")
    assert words("ТОВ «Ромашка-2», вул. Зелена, 1") == ["тов", "ромашка", "2", "вул", "зелена", "1"]
    assert words("+38 (032) 222-00-01") == ["380322220001"]
    assert words("snake_case and ''") == ["snake", "case", "and"]


def found(question: str) -> list[int]:
    return sorted(found_by(models.LeadEntry.objects.all(), question).values_list("rank", flat=True))


def test_leads_are_found_and_withdrawn(store: Path) -> None:
    def listed(profile: str) -> None:
        made = draft(
            (
                lead(1, profile, name="Ёжик і Компанія", city="Львів", aliases=("c0000000000aa",)),
                lead(2, profile, name="ÆRØ RENHOLD AS", city="OSLO", why_now=texts("won a tender", "выиграла торги")),
                lead(3, profile, name="A & B", city="Łódź", domain="example.org", website=""),
            ),
            profile=profile,
        )
        publish(made, Verdict(Decision.publish, phrase("published", n=3)), AT)

    listed("cleaning")
    for question, expected in {
        "ежик": [1], "ЁЖ": [1], "компания": [], "компанія львів": [1], "lviv": [], "oslo": [2], "торги": [2], "tender": [2],
        "łodz": [3], "ŁÓDŹ": [3], "lodz": [], "0322220003": [3], "+380 32 222 0002": [2], "220001": [],
        "": [1, 2, 3], "   ": [1, 2, 3], "&|!:*": [], "a:* & zzz": [], "' OR zzz=1 --": [],
    }.items():  # fmt: skip
        assert found(question) == expected, question
    decisions.suppress("company", "c0000000000aa")  # an id that was merged into the first
    decisions.suppress("domain", "EXAMPLE.org")
    shown = models.LeadEntry.objects.filter(withdrawn=False).values_list("rank", flat=True)
    assert list(shown) == [2]
    listed("sewing")
    assert list(models.LeadEntry.objects.filter(withdrawn=False).values_list("rank", flat=True)) == [2, 2]


def test_what_is_deleted_is_not_found(data: Path) -> None:
    publish(draft(2), Verdict(Decision.publish, phrase("published", n=2)), AT)
    models.PublishedList.objects.all().delete()
    assert found("ромашка") == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM leads_leadtext_words WHERE leads_leadtext_words MATCH 'ромашка'")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("kind", ["fax", ""])
def test_only_phones_and_mailboxes_are_retired(kind: str, data: Path) -> None:
    with pytest.raises(ValueError, match="There is no contact"):
        decisions.retire(kind, "+1")
