"""Why two companies or parties are, or are not, one company: the evidence for and against, its sum, and what decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from leads.profile import LANGUAGES
from pipelines.link.evidence import TABLE, THRESHOLD, Evidence, probability, weighed
from pipelines.link.identity import resolve
from pipelines.link.judged import Judgement, judged
from pipelines.link.members import TABLES as MEMBER_TABLES
from pipelines.link.pairs import TABLES as PAIR_TABLES
from pipelines.link.soles import TABLES as SOLE_TABLES
from pipelines.link.spellings import TABLES as SPELLING_TABLES
from pipelines.link.units import TABLES as UNIT_TABLES
from pipelines.link.why_scratch import weigh_two
from pipelines.link.why_words import DECISIONS, reasons

HELD = {
    "number": ("number_equal",),
    "site": ("name_equal", "domain_equal"),
    "place": ("name_equal", "city_equal"),
}
"""What holds between two parties that are one unit, by how they became one."""

_SHARED_UNIT = """
SELECT a.how, b.how FROM link_units a JOIN link_units b USING (unit) JOIN link_parties p ON p.nr = a.nr JOIN link_parties q ON q.nr = b.nr
WHERE p.party_id = $left AND q.party_id = $right
"""

_ENDS = """
WITH known AS (SELECT nr, party_id, name, company_id FROM link_parties JOIN parties USING (party_id) JOIN members USING (party_id)),
ends AS (
    SELECT w.*, a.party_id AS lp, a.name AS ln, a.company_id AS lc, b.party_id AS rp, b.name AS rn, b.company_id AS rc
    FROM link_weighed w JOIN known a ON a.nr = l JOIN known b ON b.nr = r),
asked AS (SELECT unit FROM link_units JOIN link_parties USING (nr) WHERE list_contains($wanted::VARCHAR[], party_id))
SELECT lp, ln, lc, rp, rn, rc, mask FROM ends
ORDER BY (SELECT count(*) FROM asked WHERE unit IN (l, r)) DESC, weight DESC, l, r LIMIT 1
"""


_KEPT = """
WITH kept AS (
    SELECT party_id AS l, other AS r, held, weight FROM members
    WHERE how = 'evidence' AND (party_id, other) IN (($left, $right), ($right, $left))
    UNION ALL
    SELECT left_party, right_party, held, weight FROM doubts
    WHERE $one <> $two AND (left_company, right_company) IN (($one, $two), ($two, $one)))
SELECT l, a.name, ma.company_id, r, b.name, mb.company_id, kept.held, kept.weight
FROM kept JOIN parties a ON a.party_id = l JOIN parties b ON b.party_id = r
JOIN members ma ON ma.party_id = l JOIN members mb ON mb.party_id = r ORDER BY kept.weight DESC, l, r LIMIT 1
"""


@dataclass(frozen=True)
class Side:
    """One of the two: the party compared, and its company."""

    party_id: str
    company_id: str
    name: str


@dataclass(frozen=True)
class Row:
    """One piece of evidence."""

    word: str
    weight: float
    text: dict[str, str]
    """By language."""


@dataclass(frozen=True)
class Step:
    """One link of the way from a party to another of the same company."""

    party_id: str
    name: str
    other: str
    other_name: str
    how: str
    text: dict[str, str]


@dataclass(frozen=True)
class Why:
    """What speaks for and against, and what decided."""

    left: Side
    right: Side
    joined: bool
    """Whether they are one company in these facts."""
    decision: str
    """number, site, place, evidence, word, numbers, two_ways, mean, between, too_little or nothing."""
    sentence: dict[str, str]
    """The decision in words, by language."""
    rows: tuple[Row, ...]
    """The evidence of the closest pair of parties, the weightiest first, for before against among equals."""
    total: float
    threshold: float
    probability: float
    way: tuple[Step, ...] = ()
    """Of one company: link by link from the left to the right."""

    def as_json(self) -> dict[str, Any]:
        """Plain values, as a waterfall needs them: `total` is the sum of the rows' weights."""
        return asdict(self)


def why(facts: duckdb.DuckDBPyConnection, left: str, right: str, judgements: Sequence[Judgement] = ()) -> Why | None:
    """Explain two ids of companies or parties; None where these facts do not hold both, or they are the same party.

    `facts` may be read-only: only temporary tables are made, and dropped again.
    """
    one, other = _side(facts, left), _side(facts, right)
    if one is None or other is None or one.party_id == other.party_id:
        return None
    way = _way(facts, one, other)
    try:
        weigh_two(facts, one.company_id, other.company_id)
        word = _word(facts, one, other, judgements)
        pair = _told(facts, one, other) or _closest(facts, one, other, named=(left[0] == "p", right[0] == "p"))
    finally:
        for table in (
            *SPELLING_TABLES,
            *SOLE_TABLES,
            *UNIT_TABLES,
            *PAIR_TABLES,
            *MEMBER_TABLES,
            "near",
            "parties",
            "numbers",
            "contacts",
        ):
            facts.execute(f"DROP TABLE IF EXISTS temp.{table}")
    if pair is None and not way and word is None:
        return None
    one, other, rows = pair or (one, other, ())
    total = round(sum(row.weight for row in rows), 6)
    decision, told = _decision(facts, one, other, way, word, total)
    sentence = {language: DECISIONS[decision][language].format(**told) for language in LANGUAGES}
    joined = one.company_id == other.company_id
    return Why(one, other, joined, decision, sentence, rows, total, THRESHOLD, probability(total), way)


def _side(facts: duckdb.DuckDBPyConnection, known_id: str) -> Side | None:
    company = resolve(facts, known_id)
    if company is None:
        return None
    found = facts.execute(
        """SELECT party_id, name FROM members JOIN parties USING (party_id) WHERE company_id = $company
        ORDER BY party_id <> $id, NOT starts_with(party_id, 'p' || substr($id, 2)), first_seen_at NULLS LAST, party_id LIMIT 1""",
        {"company": company, "id": known_id},
    ).fetchone()
    assert found
    return Side(found[0], company, found[1] or "")


def _closest(
    facts: duckdb.DuckDBPyConnection, left: Side, right: Side, named: tuple[bool, bool]
) -> tuple[Side, Side, tuple[Row, ...]] | None:
    """The pair with most evidence between the two; that of the parties' own units where parties were `named`."""
    shared = facts.execute(_SHARED_UNIT, {"left": left.party_id, "right": right.party_id}).fetchone()
    if shared is not None and (left.company_id == right.company_id):
        held = [row for row in TABLE if row.name in HELD.get(shared[0] or shared[1], ())]
        return left, right, _sorted(held)
    wanted = [side.party_id for side, asked in zip((left, right), named, strict=True) if asked]
    found = facts.execute(_ENDS, {"wanted": wanted}).fetchone()
    if found is None:
        return None
    one, other = Side(found[0], found[2], found[1] or ""), Side(found[3], found[5], found[4] or "")
    if one.company_id != left.company_id or one.party_id == right.party_id or other.party_id == left.party_id:
        one, other = other, one
    return one, other, _sorted([row for nr, row in enumerate(TABLE) if found[6] >> nr & 1])


def _told(facts: duckdb.DuckDBPyConnection, left: Side, right: Side) -> tuple[Side, Side, tuple[Row, ...]] | None:
    """The pair as the night weighed it, where it kept that: a link between just these two, or a doubt about their companies."""
    found = facts.execute(
        _KEPT, {"left": left.party_id, "right": right.party_id, "one": left.company_id, "two": right.company_id}
    )
    row = found.fetchone()
    if row is None:
        return None
    sides = Side(row[0], row[2], row[1] or ""), Side(row[3], row[5], row[4] or "")
    one, other = (
        sides if sides[0].company_id == left.company_id and sides[0].party_id != right.party_id else sides[::-1]
    )
    return one, other, _rows(row[6], row[7])


def _rows(held: Sequence[str], total: float) -> tuple[Row, ...]:
    return tuple(Row(row.name, weight, row.texts) for row, weight in weighed(held, total))


def _sorted(held: Sequence[Evidence]) -> tuple[Row, ...]:
    return _rows([row.name for row in held], sum(row.weight for row in held))


def _word(facts: duckdb.DuckDBPyConnection, left: Side, right: Side, judgements: Sequence[Judgement]) -> bool | None:
    """What people said of the two, as far as it joins or parts their units directly."""
    said = judged(facts, judgements)
    placed = facts.execute(
        "SELECT DISTINCT unit, company_id FROM link_units JOIN link_parties USING (nr) JOIN members USING (party_id)"
    )
    companies = dict(placed.fetchall())
    wanted = {left.company_id, right.company_id}
    for pairs, same in ((said.apart, False), (said.same, True)):
        if any({companies.get(a), companies.get(b)} == wanted for a, b in pairs):
            return same
    return None


def _decision(
    facts: duckdb.DuckDBPyConnection, left: Side, right: Side, way: tuple[Step, ...], word: bool | None, total: float
) -> tuple[str, dict[str, str]]:
    told = {"total": f"{total:g}", "threshold": f"{THRESHOLD:g}", "registers": "", "steps": str(len(way))}
    if left.company_id == right.company_id:
        hows = {step.how for step in way}
        weakest = (
            next(how for how in ("word", "evidence", "place", "site", "number") if how in hows) if hows else "evidence"
        )
        return weakest, told
    if word is False:
        return "apart", told
    registers = facts.execute(
        """WITH held AS (SELECT DISTINCT company_id, register, number FROM members JOIN numbers USING (party_id)
            WHERE company_id IN ($left, $right) AND register NOT IN ('RU-KPP', 'XX-OTHER', 'GB-CFS'))
        SELECT DISTINCT a.register, a.number, b.number FROM held a JOIN held b USING (register)
        WHERE a.company_id = $left AND b.company_id = $right AND a.number <> b.number ORDER BY ALL""",
        {"left": left.company_id, "right": right.company_id},
    ).fetchall()
    if registers:
        told["registers"] = ", ".join(f"{register} {mine} / {theirs}" for register, mine, theirs in registers)
        return "numbers", told
    cause = facts.execute(
        """SELECT cause FROM doubts WHERE (left_company, right_company) IN (($left, $right), ($right, $left))
            AND cause IN ('two_ways', 'mean') ORDER BY cause LIMIT 1""",
        {"left": left.company_id, "right": right.company_id},
    ).fetchone()
    if cause:
        return str(cause[0]), told
    return "too_little" if total < THRESHOLD else "not_compared", told


def _way(facts: duckdb.DuckDBPyConnection, left: Side, right: Side) -> tuple[Step, ...]:
    """The links between two parties of one company: up from each to where the ways meet."""
    if left.company_id != right.company_id:
        return ()
    rows = facts.execute(
        """SELECT m.party_id, p.name, m.other, o.name, how, coalesce(held, []), weight FROM members m JOIN parties p USING (party_id)
        LEFT JOIN parties o ON o.party_id = m.other WHERE company_id = $company""",
        {"company": left.company_id},
    ).fetchall()
    above = {row[0]: row for row in rows}

    def up(party: str | None) -> list[str]:
        passed: list[str] = []
        while party and party not in passed:
            passed.append(party)
            party = above[party][2]
        return passed

    mine, theirs = up(left.party_id), up(right.party_id)
    met = next((party for party in mine if party in theirs), None)
    if met is None:
        return ()
    steps = [*mine[: mine.index(met)], *reversed(theirs[: theirs.index(met)])]
    return tuple(
        Step(party, name or "", other or "", other_name or "", how, reasons(how, held, weight))
        for party, name, other, other_name, how, held, weight in (above[step] for step in steps)
    )
