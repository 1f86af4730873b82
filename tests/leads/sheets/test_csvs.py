"""CSV for people: what a Russian or Ukrainian Excel makes of it, and that it runs nothing."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from leads.sheets.columns import COLUMNS, Sheet
from leads.sheets.csvs import DANGEROUS, excel_ru, harmless
from tests.pipelines.deliver.samples import draft, lead, reason, texts

dirty = st.text(st.sampled_from("=+-@\t\r\n ;\"',аЯ1(\u00a0\ufeff")) | st.text()


def cells(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_excel_finds_its_mark_its_separator_and_its_comma() -> None:
    raw = excel_ru(draft((lead(capital=Decimal("1000.50")),)), Sheet("ru"))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 2
    head, row = cells(raw)
    by_head = dict(zip(head, row, strict=True))
    assert head[:5] == ["Место", "Группа", "Балл", "Компания", "Почему сейчас"]
    assert (by_head["Капитал"], by_head["Зарегистрирована"]) == ("1000,5", "18.11.2026")
    assert by_head["Номера в реестрах"] == "EDRPOU 00131311"
    assert by_head["Впервые замечена, UTC"] == "20.11.2026 23:00"


def test_a_phone_is_no_formula() -> None:
    raw = excel_ru(draft(1), Sheet("uk"))
    head, row = cells(raw)
    assert dict(zip(head, row, strict=True))["Телефон"] == "'+380322220001"


@given(dirty, dirty, dirty)
def test_no_cell_starts_like_a_formula(name: str, why: str, city: str) -> None:
    made = draft((lead(name=name, why_now=texts(why), city=city, reasons=(reason(text=texts(name)),)),))
    for row in cells(excel_ru(made, Sheet("ru")))[1:]:
        assert len(row) == len(COLUMNS)
        for cell in row:
            assert not cell.lstrip(" \n\u00a0\ufeff").startswith(DANGEROUS)


@given(dirty)
def test_nothing_but_an_apostrophe_is_added(text: str) -> None:
    assert harmless(text) in {text, f"'{text}"}
    assert harmless("Ромашка") == "Ромашка"
