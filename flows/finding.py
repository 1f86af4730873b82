"""Which company a person means: by id, lead id, rank on a list, register number or name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from flows.failures import WrongUse
from flows.shards import reading
from pipelines.link import resolve

_ID = re.compile(r"[cp][0-9a-f]{12,16}")
_LEAD = re.compile(r"l[0-9a-f]{12}|\d+")

_BY_NUMBER = """
SELECT DISTINCT company_id, name FROM numbers JOIN members USING (party_id) JOIN companies USING (company_id)
WHERE register || ':' || number = $words ORDER BY company_id
"""
_BY_NAME = """
SELECT company_id, name FROM companies WHERE contains(lower(name), lower($words))
QUALIFY lower(name) = lower($words) OR NOT bool_or(lower(name) = lower($words)) OVER ()
ORDER BY length(name), company_id LIMIT 6
"""


@contextmanager
def shards(data: Path) -> Iterator[dict[str, duckdb.DuckDBPyConnection]]:
    """The facts of every country, read-only. Raises WrongUse where there are none."""
    opened = {path.stem: reading(path) for path in sorted((data / "facts").glob("*.duckdb"))}
    try:
        if not opened:
            raise WrongUse(f"there are no facts under {data}: run `firstcall night`")
        yield opened
    finally:
        for facts in opened.values():
            facts.close()


def named(facts: dict[str, duckdb.DuckDBPyConnection], words: str, profile: str | None) -> tuple[str, str]:
    """The country and id that somebody means; a party's id stays one, everything else becomes a company's.

    Needs the decisions store open. Raises WrongUse where nobody or several fit.
    """
    if _LEAD.fullmatch(words):
        from flows.proving import find

        words = find(words, profile).company_id
    if _ID.fullmatch(words):
        held = {country: resolve(each, words) for country, each in facts.items()}
        found = [(country, words if words[0] == "p" else company) for country, company in held.items() if company]
        if not found:
            raise WrongUse(f"no facts hold {words!r}; `firstcall list` and `firstcall review` show ids")
        return found[0]
    query = _BY_NUMBER if re.fullmatch(r"[A-Z]{2}-[A-Z]+:\S+", words) else _BY_NAME
    rows = [
        (country, *row) for country, each in facts.items() for row in each.execute(query, {"words": words}).fetchall()
    ]
    if len(rows) == 1:
        return rows[0][0], rows[0][1]
    if not rows:
        raise WrongUse(
            f"no company is called {words!r}, nor has it as number; write an id, REGISTER:number, or part of the name"
        )
    some = "; ".join(f"{company} {name} ({country})" for country, company, name in rows[:5])
    raise WrongUse(f"several companies fit {words!r}: {some}{' …' if len(rows) > 5 else ''}")


def one_shard(
    facts: dict[str, duckdb.DuckDBPyConnection], left: str, right: str, profile: str | None
) -> tuple[duckdb.DuckDBPyConnection, str, str]:
    """The facts that hold both, and their ids. Raises WrongUse where they are of two countries or one and the same."""
    (here, one), (there, other) = named(facts, left, profile), named(facts, right, profile)
    if here != there:
        raise WrongUse(f"{one} is in {here} and {other} in {there}: companies of two countries are never compared")
    return facts[here], one, other
