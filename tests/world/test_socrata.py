"""Socrata: the SoQL we use, paging, limits, nulls and hidden columns."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

CO = "/data.colorado.gov/resource/4ykn-tg5h.json"
NY = "/data.ny.gov/resource/k4vb-judh.json"


def _rows(client: httpx.Client, table: str, **query: str) -> list[dict[str, Any]]:
    answer = client.get(table, params={f"${key}": value for key, value in query.items()})
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()
    return rows


def test_offset_pages_cover_the_window_once(client: httpx.Client) -> None:
    where = "entityformdate >= '2026-09-15T00:00:00.000'"
    whole = _rows(client, CO, where=where, order="entityformdate,:id", limit="5000")
    pages = [
        _rows(client, CO, where=where, order="entityformdate,:id", limit="9", offset=str(start))
        for start in range(0, len(whole) + 9, 9)
    ]
    assert [row for page in pages for row in page] == whole
    assert len(whole) > 40
    assert pages[-1] == [] or len(pages[-1]) < 9


@pytest.mark.parametrize(
    ("where", "holds"),
    [
        (
            "entityformdate between '2026-10-01T00:00' and '2026-10-20T00:00'",
            lambda r: "2026-10-01" <= r["entityformdate"] < "2026-10-21",
        ),
        ("principalstate = 'CO' AND entityformdate > '2026-10-01'", lambda r: r["principalstate"] == "CO"),
        (
            "(entitytype = 'DLLC' OR entitytype = 'DPC') AND entitystatus != 'Delinquent'",
            lambda r: r["entitytype"] in ("DLLC", "DPC"),
        ),
        ("principaladdress2 IS NULL", lambda r: "principaladdress2" not in r),
        ("principaladdress2 IS NOT NULL", lambda r: "principaladdress2" in r),
        ("entityname like '%LLC%'", lambda r: "LLC" in r["entityname"]),
        ("entitytype in ('DPC','DNC')", lambda r: r["entitytype"] in ("DPC", "DNC")),
        (":updated_at >= '2026-11-01' AND :id > 'row-'", lambda r: r["entityformdate"] >= "2026-11-01"),
    ],
)
def test_where_forms(client: httpx.Client, where: str, holds: Any) -> None:
    rows = _rows(client, CO, where=where, limit="5000")
    assert rows
    assert all(holds(row) for row in rows)


def test_order_desc_and_hidden_columns(client: httpx.Client) -> None:
    rows = _rows(client, CO, select=":*,*", order="entityformdate DESC,:id", limit="50")
    dates = [row["entityformdate"] for row in rows]
    assert dates == sorted(dates, reverse=True)
    assert all(":id" in row and ":updated_at" in row for row in rows)
    assert all(not key.startswith(":") for row in _rows(client, CO, limit="20") for key in row)


def test_too_many_rows_and_bad_queries_are_refused(client: httpx.Client) -> None:
    many = client.get(CO, params={"$limit": "50001"})
    assert many.status_code == 400
    assert "errorCode" in many.json()
    bad = client.get(CO, params={"$where": "entityformdate >>> 'x'"})
    assert bad.status_code == 400
    assert bad.json()["errorCode"] == "query.compiler.malformed"


def test_colorado_has_its_habits(client: httpx.Client) -> None:
    rows = _rows(client, CO, limit="5000")
    assert any(", Delinquent " in row["entityname"] for row in rows)
    assert any("agentfirstname" in row for row in rows)
    assert any("agentorganizationname" in row for row in rows)
    assert {row["entitytype"][0] for row in rows} == {"D", "F"}


def test_new_york_keeps_thirty_days_of_all_kinds_of_documents(client: httpx.Client) -> None:
    rows = _rows(client, NY, limit="5000")
    assert min(row["date_filed"] for row in rows) >= "2026-10-21"
    kinds = {row["documenttype"] for row in rows}
    assert {"ARTICLES OF ORGANIZATION", "CERTIFICATE OF INCORPORATION"} < kinds
    assert kinds & {"TRADEMARK REGISTRATION", "CERTIFICATE OF CHANGE", "BIENNIAL STATEMENT", "CERTIFICATE OF AMENDMENT"}
    assert any("cnty_prin_ofc" not in row for row in rows)


def test_an_unknown_dataset_is_missing(client: httpx.Client) -> None:
    assert client.get("/data.ny.gov/resource/aaaa-bbbb.json").status_code == 404
