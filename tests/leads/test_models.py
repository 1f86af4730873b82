"""The models of the decisions store: described, migrated, and the same on both databases."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

OURS = list(apps.get_app_config("leads").get_models())


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_field_is_described(model: type[models.Model]) -> None:
    assert (model.__doc__ or "").strip()
    for field in model._meta.local_fields:
        if not field.primary_key:
            assert len(str(field.help_text)) > 3, f"{model.__name__}.{field.name}"
            assert str(field.help_text).endswith("."), f"{model.__name__}.{field.name}"


def test_migrations_make_exactly_these_models(store: Path) -> None:
    call_command("makemigrations", "leads", check=True, dry_run=True, stdout=StringIO())


def test_rows_survive_with_their_texts(store: Path) -> None:
    """Cyrillic, quotes and structures come back as they went in, on both databases."""
    from datetime import UTC, date, datetime

    from leads.models import Lead, PublishedList, Reason

    at = datetime(2026, 11, 21, 4, 12, 7, 123456, tzinfo=UTC)
    row = PublishedList.objects.create(
        profile="p", title={"uk": "Прибирання"}, day=date(2026, 11, 21), published_at=at, size=1, current=True
    )
    lead = Lead.objects.create(
        published=row, lead_id="l1", company_id="c1", rank=1, band="A", points=30, name='ТОВ «Ромашка» "і" сини',
        numbers=[{"register": "UA-EDRPOU", "number": "00131305"}], evidence={"name": {"line": 3, "text": "їґ"}},
    )  # fmt: skip
    Reason.objects.create(lead=lead, ordinal=1, signal="new_company", points=30, text_en="e", text_ru="р", text_uk="у")
    back = Lead.objects.get(lead_id="l1")
    assert (back.name, back.numbers[0]["number"], back.evidence["name"]) == (
        lead.name,
        "00131305",
        {"line": 3, "text": "їґ"},
    )
    assert back.published.published_at == at
    assert str(back.reasons.get()) == "e (+30)"
