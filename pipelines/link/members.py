"""Members, aliases, doubts: which party belongs to which company and why, the ids that lead to it, and what a person should look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

from pipelines.link.clusters import Clusters, Link, rooted
from pipelines.link.evidence import EVEN, TABLE
from pipelines.link.judged import Judged
from pipelines.link.pairs import KEPT, NUMBER

TABLES = (
    "link_solos",
    "link_accepted",
    "link_roots",
    "link_masks",
    "link_apart",
    "link_same",
    "link_company",
    "link_large",
    *KEPT,
)

DOUBTS = 1000
"""Pairs of one cause that are kept for people to look at, the likeliest first: nobody decides more in a day."""

LARGE = 20
"""A company that unites units of more different names than this is reported: a chain of links may have run away."""

OLDEST = 5
"""Parties of a unit whose ids are listed as aliases: crawls land in the order of time, so that even one older party is rare."""

_MEMBERS = """
INSERT INTO members
SELECT p.party_id, s.solo AS company_id, CASE
        WHEN u.nr = c.root THEN 'first'
        WHEN u.nr <> u.unit THEN u.how
        WHEN a.mask = -1 THEN 'word'
        ELSE 'evidence' END AS how,
    CASE WHEN u.nr = c.root THEN NULL WHEN u.nr <> u.unit THEN head.party_id ELSE other.party_id END AS other,
    CASE WHEN u.nr <> c.root AND u.nr = u.unit AND a.mask <> -1 THEN a.weight END AS weight,
    CASE WHEN u.nr <> c.root AND u.nr = u.unit THEN m.held END AS held
FROM link_parties p JOIN link_units u USING (nr) JOIN link_company c ON c.unit = u.unit JOIN link_solos s ON s.nr = c.root
JOIN link_parties head ON head.nr = u.unit
LEFT JOIN link_accepted a ON a.unit = u.unit LEFT JOIN link_parties other ON other.nr = a.other
LEFT JOIN link_masks m ON m.mask = a.mask
"""

_DOUBTS = """
INSERT INTO doubts
WITH placed AS (
    SELECT d.*, least(a.root, b.root) AS one, greatest(a.root, b.root) AS two
    FROM link_unsure d JOIN link_company a ON a.unit = l JOIN link_company b ON b.unit = r WHERE cause = 'large' OR a.root <> b.root),
best AS (
    FROM placed ANTI JOIN link_apart USING (one, two)
    QUALIFY row_number() OVER (PARTITION BY one, two, cause = 'large' ORDER BY weight DESC, cause, l, r) = 1),
likeliest AS (FROM best QUALIFY row_number() OVER (PARTITION BY cause ORDER BY weight DESC, l, r) <= $most)
SELECT lp.party_id, rp.party_id, ls.solo, rs.solo, cause, weight, 1 / (1 + pow(2, $even - least(weight, 60))), held
FROM likeliest d JOIN link_parties lp ON lp.nr = l JOIN link_parties rp ON rp.nr = r
JOIN link_company lc ON lc.unit = l JOIN link_solos ls ON ls.nr = lc.root
JOIN link_company rc ON rc.unit = r JOIN link_solos rs ON rs.nr = rc.root
LEFT JOIN link_masks m USING (mask)
"""

_LARGE = """
CREATE OR REPLACE TEMP TABLE link_large AS
SELECT root, count(DISTINCT key) FILTER (nr = u.unit) AS names, count(*) AS parties
FROM link_company JOIN link_units u USING (unit) JOIN link_parties USING (nr)
WHERE root IN (SELECT root FROM link_company GROUP BY root HAVING count(*) > $large)
GROUP BY root HAVING names > $large
"""

_WEAKEST = """
INSERT INTO link_unsure
SELECT least(a.unit, other), greatest(a.unit, other), weight, mask, 'large'
FROM link_accepted a JOIN link_company USING (unit) SEMI JOIN link_large USING (root)
WHERE mask <> -1 AND (mask & $number) = 0
    AND (least(a.unit, other), greatest(a.unit, other)) NOT IN (SELECT least(unit, other), greatest(unit, other) FROM link_same)
QUALIFY row_number() OVER (PARTITION BY root ORDER BY weight, unit) = 1
"""

_ALIASES = """
INSERT INTO aliases
SELECT solo AS alias, company_id FROM (
    SELECT unnest(min(nr, $oldest)) AS nr FROM link_units GROUP BY unit UNION SELECT unnest($judged::INTEGER[]))
JOIN link_solos USING (nr) JOIN link_parties p USING (nr) JOIN members USING (party_id)
WHERE solo <> company_id
"""


def make_members(facts: duckdb.DuckDBPyConnection, judged: Judged) -> tuple[int, list[str]]:
    """Cluster the units and fill `members`, `aliases` and `doubts`; returns how many links were refused, and alarms.

    Any party's own id leads to its company (`identity.resolve`). Listed as aliases are those that can have been shown: of the
    oldest parties of each unit (a merge retires the oldest one's, an older party that appears later the next ones'), and of
    parties that people spoke of. A buyer of two thousand tenders would have as many aliases otherwise.
    """
    refused, alarms = _cluster(facts, judged)
    facts.execute(
        """CREATE OR REPLACE TEMP TABLE link_company AS
        SELECT unit, coalesce(root, unit) AS root FROM (SELECT DISTINCT unit FROM link_units) LEFT JOIN link_roots USING (unit)"""
    )
    facts.execute(_MEMBERS)
    facts.execute(_ALIASES, {"oldest": OLDEST, "judged": list(judged.parties)})
    alarms += _large(facts)
    facts.execute(_WEAKEST, {"number": NUMBER})
    facts.execute(_DOUBTS, {"most": DOUBTS, "even": EVEN})
    return refused, alarms


def merged(facts: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Parties that joined an older one, by what decided it."""
    found = facts.execute(
        "SELECT how, count(*) FROM members WHERE how <> 'first' GROUP BY how ORDER BY count(*) DESC, how"
    ).fetchall()
    return dict(found)


def _cluster(facts: duckdb.DuckDBPyConnection, judged: Judged) -> tuple[int, list[str]]:
    edges = facts.execute("SELECT l, r, weight, mask FROM link_edges ORDER BY weight DESC, l, r").fetchnumpy()
    clusters = Clusters(_numbers(facts, judged), judged.apart, _weighed(facts))
    links: list[Link] = []
    alarms, refused = [], 0
    for left, right in judged.same:
        if clusters.find(left) == clusters.find(right):
            continue
        if clusters.join_by_word(left, right):
            links.append((left, right, 0, -1))
        else:
            refused += 1
            alarms.append(
                f"people said both that {_name(facts, left)} is {_name(facts, right)} and that it is not: kept apart"
            )
    for left, right, weight, mask in zip(*(edges[name].tolist() for name in ("l", "r", "weight", "mask")), strict=True):
        if clusters.find(left) != clusters.find(right) and clusters.join(left, right, sure=bool(mask & NUMBER)):
            links.append((left, right, weight, mask))
    refused += len(clusters.refused)
    alarms += [
        f"a person joined {_name(facts, left)} and {_name(facts, right)}, which carry different numbers of {', '.join(registers)}"
        for left, right, registers in clusters.worded
    ]
    apart = {tuple(sorted((clusters.find(left), clusters.find(right)))) for left, right in judged.apart}
    roots = clusters.roots()
    _store(facts, roots, rooted(links, roots), sorted(apart), judged.same)
    facts.register("link_incoming", _refused(clusters.refused))
    facts.execute(
        "INSERT INTO link_unsure SELECT l, r, weight, mask, cause FROM link_incoming JOIN link_edges USING (l, r)"
    )
    facts.unregister("link_incoming")
    facts.execute(_masks())
    return refused, alarms


def _weighed(facts: duckdb.DuckDBPyConnection) -> list[tuple[int, int, int]]:
    """What the mean of two clusters is made of; empty where nothing speaks against any link."""
    return facts.execute(
        """SELECT l, r, weight FROM link_against
        UNION ALL SELECT l, r, weight FROM link_edges WHERE EXISTS (FROM link_against) AND (mask & $number) = 0""",
        {"number": NUMBER},
    ).fetchall()


def _refused(refused: list[tuple[int, int, str]]) -> pa.Table:
    """Links that a guard, not a person, refused."""
    asked = [each for each in refused if each[2] != "apart"]
    return pa.table(
        {
            "l": pa.array((left for left, _, _ in asked), pa.int32()),
            "r": pa.array((right for _, right, _ in asked), pa.int32()),
            "cause": pa.array((cause for _, _, cause in asked), pa.string()),
        }
    )


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


def _store(
    facts: duckdb.DuckDBPyConnection,
    roots: dict[int, int],
    accepted: dict[int, tuple[int, int, int]],
    apart: list[tuple[int, ...]],
    same: Sequence[tuple[int, int]],
) -> None:
    whole = pa.int32()
    columns = {
        "link_roots": {"unit": pa.array(roots.keys(), whole), "root": pa.array(roots.values(), whole)},
        "link_accepted": {
            "unit": pa.array(accepted.keys(), whole),
            "other": pa.array((other for other, _, _ in accepted.values()), whole),
            "weight": pa.array((weight for _, weight, _ in accepted.values()), whole),
            "mask": pa.array((mask for _, _, mask in accepted.values()), whole),
        },
        "link_same": {"unit": pa.array((a for a, _ in same), whole), "other": pa.array((b for _, b in same), whole)},
        "link_apart": {"one": pa.array((a for a, _ in apart), whole), "two": pa.array((b for _, b in apart), whole)},
    }
    for table, arrays in columns.items():
        facts.register("link_incoming", pa.table(arrays))
        facts.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM link_incoming")
        facts.unregister("link_incoming")


def _masks() -> str:
    """The SQL that reads each set of rows of the table of evidence."""
    rows = ", ".join(f"CASE WHEN mask & {1 << nr} > 0 THEN '{row.name}' END" for nr, row in enumerate(TABLE))
    return f"""
    CREATE OR REPLACE TEMP TABLE link_masks AS
    SELECT mask, list_filter([{rows}], lambda word: word IS NOT NULL) AS held
    FROM (SELECT mask FROM link_accepted WHERE mask >= 0 UNION SELECT mask FROM link_unsure)"""


def _name(facts: duckdb.DuckDBPyConnection, nr: int) -> str:
    found = facts.execute(
        "SELECT party_id, name FROM link_parties JOIN parties USING (party_id) WHERE nr = $nr", {"nr": nr}
    )
    ((party, name),) = found.fetchall()
    return f"{party} ({name})" if name else str(party)


def _large(facts: duckdb.DuckDBPyConnection) -> list[str]:
    facts.execute(_LARGE, {"large": LARGE})
    found = facts.execute(
        """SELECT solo, names, parties FROM link_large JOIN link_solos ON nr = root ORDER BY names DESC, solo"""
    ).fetchall()
    told = [f"company {company} unites {names:,} names in {parties:,} parties" for company, names, parties in found[:3]]
    return told + ([f"and so do {len(found) - 3:,} more companies"] if len(found) > 3 else [])
