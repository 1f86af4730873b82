"""Members, aliases: which party belongs to which company and why, and the ids that lead to it."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pyarrow as pa

from pipelines.link.clusters import Clusters
from pipelines.link.evidence import TABLE
from pipelines.link.judged import Judged
from pipelines.link.units import HOW

TABLES = ("link_solos", "link_accepted", "link_roots", "link_masks", "link_company")

WORD = "A person said so"
FIRST = "First seen"
LARGE = 20
"""A company that unites units of more different names than this is reported: a chain of links may have run away."""

OLDEST = 5
"""Parties of a unit whose ids are listed as aliases: crawls land in the order of time, so that even one older party is rare."""

_HOW = "CASE u.how " + " ".join(f"WHEN '{how}' THEN '{text}'" for how, text in HOW.items()) + " END"

_MEMBERS = f"""
INSERT INTO members
SELECT p.party_id, s.solo AS company_id, CASE
    WHEN u.nr = c.root THEN $first
    WHEN u.nr <> u.unit THEN ({_HOW}) || ' as ' || head.party_id
    WHEN a.mask = -1 THEN $word || ': ' || other.party_id
    ELSE m.text || ' as ' || other.party_id || ' (' || a.weight || ' points)' END AS why
FROM link_parties p JOIN link_units u USING (nr) JOIN link_company c ON c.unit = u.unit JOIN link_solos s ON s.nr = c.root
JOIN link_parties head ON head.nr = u.unit
LEFT JOIN link_accepted a ON a.unit = u.unit LEFT JOIN link_parties other ON other.nr = a.other
LEFT JOIN link_masks m ON m.mask = a.mask
"""

_ALIASES = """
INSERT INTO aliases
SELECT solo AS alias, company_id FROM (
    SELECT unnest(min(nr, $oldest)) AS nr FROM link_units GROUP BY unit UNION SELECT unnest($judged::INTEGER[]))
JOIN link_solos USING (nr) JOIN link_parties p USING (nr) JOIN members USING (party_id)
WHERE solo <> company_id
"""


def make_members(facts: duckdb.DuckDBPyConnection, judged: Judged) -> tuple[int, list[str]]:
    """Cluster the units and fill `members` and `aliases`; returns how many links were refused, and alarms.

    Any party's own id leads to its company (`identity.resolve`). Listed as aliases are those that can have been shown: of the
    oldest parties of each unit (a merge retires the oldest one's, an older party that appears later the next ones'), and of
    parties that people spoke of. A buyer of two thousand tenders would have as many aliases otherwise.
    """
    refused, alarms = _cluster(facts, judged)
    facts.execute(
        """CREATE OR REPLACE TEMP TABLE link_company AS
        SELECT unit, coalesce(root, unit) AS root FROM (SELECT DISTINCT unit FROM link_units) LEFT JOIN link_roots USING (unit)"""
    )
    facts.execute(_MEMBERS, {"first": FIRST, "word": WORD})
    facts.execute(_ALIASES, {"oldest": OLDEST, "judged": list(judged.parties)})
    return refused, alarms + _large(facts)


def merged(facts: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Parties that joined an older one, by what decided it."""
    found = facts.execute(
        """SELECT coalesce(nullif(regexp_extract(why, '^(.*?)(,| as p|: p)', 1), ''), why) AS decided, count(*)
        FROM members WHERE why <> $first GROUP BY decided ORDER BY count(*) DESC, decided""",
        {"first": FIRST},
    ).fetchall()
    return dict(found)


def _cluster(facts: duckdb.DuckDBPyConnection, judged: Judged) -> tuple[int, list[str]]:
    edges = facts.execute("SELECT l, r, weight, mask FROM link_edges ORDER BY weight DESC, l, r").fetchnumpy()
    clusters = Clusters(_numbers(facts, judged), judged.apart)
    accepted: dict[int, tuple[int, int, int]] = {}
    alarms, refused = [], 0
    for left, right in judged.same:
        if clusters.join_by_word(left, right):
            accepted.setdefault(right, (left, 0, -1))
            accepted.setdefault(left, (right, 0, -1))
        else:
            refused += 1
            alarms.append(
                f"people said both that {_name(facts, left)} is {_name(facts, right)} and that it is not: kept apart"
            )
    for left, right, weight, mask in zip(*(edges[name].tolist() for name in ("l", "r", "weight", "mask")), strict=True):
        if clusters.join(left, right):
            accepted.setdefault(right, (left, weight, mask))
            accepted.setdefault(left, (right, weight, mask))
        else:
            refused += 1
    alarms += [
        f"a person joined {_name(facts, left)} and {_name(facts, right)}, which carry different numbers of {', '.join(registers)}"
        for left, right, registers in clusters.worded
    ]
    _store(facts, clusters.roots(), accepted)
    return refused, alarms


def _numbers(facts: duckdb.DuckDBPyConnection, judged: Judged) -> Mapping[int, Mapping[str, frozenset[str]]]:
    """Register numbers of the units that may be joined."""
    spoken_of = sorted({unit for pair in (*judged.same, *judged.apart) for unit in pair})
    found = facts.execute(
        """WITH linked AS (SELECT l AS unit FROM link_edges UNION SELECT r FROM link_edges UNION SELECT unnest($units::INTEGER[]))
        SELECT DISTINCT unit, register, number FROM link_numbers JOIN link_units USING (nr) SEMI JOIN linked USING (unit) WHERE apart""",
        {"units": spoken_of},
    ).fetchall()
    numbers: dict[int, dict[str, frozenset[str]]] = {}
    for unit, register, number in found:
        held = numbers.setdefault(unit, {})
        held[register] = held.get(register, frozenset()) | {number}
    return numbers


def _store(facts: duckdb.DuckDBPyConnection, roots: dict[int, int], accepted: dict[int, tuple[int, int, int]]) -> None:
    whole = pa.int32()
    columns = {
        "link_roots": {"unit": pa.array(roots.keys(), whole), "root": pa.array(roots.values(), whole)},
        "link_accepted": {
            "unit": pa.array(accepted.keys(), whole),
            "other": pa.array((other for other, _, _ in accepted.values()), whole),
            "weight": pa.array((weight for _, weight, _ in accepted.values()), whole),
            "mask": pa.array((mask for _, _, mask in accepted.values()), whole),
        },
        "link_masks": _masks({mask for _, _, mask in accepted.values()}),
    }
    for table, arrays in columns.items():
        facts.register("link_incoming", pa.table(arrays))
        facts.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM link_incoming")
        facts.unregister("link_incoming")


def _masks(masks: set[int]) -> dict[str, pa.Array]:
    """What each set of rows of the table of evidence reads like."""
    texts = []
    for mask in sorted(masks):
        held = [row.meaning.split(";")[0].split(":")[0] for nr, row in enumerate(TABLE) if mask >= 0 and mask >> nr & 1]
        texts.append(", ".join([held[0], *(each[0].lower() + each[1:] for each in held[1:])]) if held else "")
    return {"mask": pa.array(sorted(masks), pa.int32()), "text": pa.array(texts, pa.string())}


def _name(facts: duckdb.DuckDBPyConnection, nr: int) -> str:
    found = facts.execute(
        "SELECT party_id, name FROM link_parties JOIN parties USING (party_id) WHERE nr = $nr", {"nr": nr}
    )
    ((party, name),) = found.fetchall()
    return f"{party} ({name})" if name else str(party)


def _large(facts: duckdb.DuckDBPyConnection) -> list[str]:
    found = facts.execute(
        """SELECT company_id, count(DISTINCT key) FILTER (nr = unit) AS names, count(*) AS parties
        FROM members JOIN link_parties USING (party_id) JOIN link_units USING (nr)
        WHERE company_id IN (SELECT company_id FROM members GROUP BY company_id HAVING count(*) > $large)
        GROUP BY company_id HAVING names > $large ORDER BY names DESC, company_id""",
        {"large": LARGE},
    ).fetchall()
    told = [f"company {company} unites {names:,} names in {parties:,} parties" for company, names, parties in found[:3]]
    return told + ([f"and so do {len(found) - 3:,} more companies"] if len(found) > 3 else [])
