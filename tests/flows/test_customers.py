"""The commands about the user's own clients, as an operator types them."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from flows.customers import customers
from flows.failures import WRONG_USE, WrongUse, sentence
from leads import decisions
from leads.decisions import models
from pipelines.customers.importing import NotImported
from tests.pipelines.customers.samples import CLIENTS_RU, ORDERS_RU, write

app = typer.Typer()
app.add_typer(customers, name="customers")


def run(data: Path, *words: str) -> Result:
    done = CliRunner().invoke(
        app, ["customers", *words, "--data", str(data)], terminal_width=200, env={"COLUMNS": "200"}
    )
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_import_list_match_mapping_and_report(data: Path, tmp_path: Path) -> None:
    files = [write(tmp_path / "clients.csv", CLIENTS_RU), write(tmp_path / "orders.csv", ORDERS_RU)]
    done = run(data, "import", *map(str, files), "--country", "ru", "--currency", "rub")
    assert "clients.csv: 3 new clients, 0 changed, 0 as before; 1 persons or sole traders left out" in done.output
    assert "Контактное лицо" in done.output
    assert "Петров" not in done.output
    told = (data / "customers" / "orders.rejects.csv").read_text("utf-8-sig")
    assert '4,"Сумма, руб.",abc,not a number' in told

    listed = run(data, "list")
    assert "4 clients, 0 of them found among the companies" in listed.output
    assert run(data, "list", "--doubtful").output.startswith("no client is doubtful")

    row = models.Customer.objects.get(owner="Смирнов")
    assert "it counts from the next night on" in run(data, "match", row.customer_id, "c0123456789ab", "--not").output
    (word,) = models.CustomerMatch.objects.all()
    assert (word.customer, word.company_id, word.same) == (row, "c0123456789ab", False)

    shown = run(data, "mapping")
    assert "2 mappings are remembered" in shown.output
    assert "Сумма, руб. → amount" in shown.output
    assert "forgotten" in run(data, "mapping", "--forget", str(models.ColumnMapping.objects.earliest("id").pk)).output
    assert models.ColumnMapping.objects.count() == 1

    done = run(data, "report", "--out", str(tmp_path / "out"))
    assert "1 of 4 clients ordered 2 times up to 2026-02-17" in done.output
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        f"clients{suffix}.{ending}" for suffix in ("", ".ru", ".uk") for ending in ("html", "xlsx")
    }


def test_wrong_use_is_told_in_a_sentence(data: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="no file"):
        run(data, "import", str(tmp_path / "none.csv"))
    path = write(tmp_path / "clients.csv", CLIENTS_RU)
    with pytest.raises(WrongUse, match="COLUMN=field"):
        run(data, "import", str(path), "--map", "Скидка")
    with pytest.raises(NotImported) as error:
        run(data, "import", str(path), "--map", "Цвет=custom")
    assert sentence(error.value) == (str(error.value), WRONG_USE)
    with pytest.raises(WrongUse, match="no client"):
        run(data, "match", "k0", "c0")
    assert decisions.models.Customer.objects.count() == 0
