"""Likeness: what the matcher makes of units whose names are not the same to the table of evidence.

    link_alike   l, r (units, l < r), weight: the log2 of the odds a model gives, on the scale of the table of evidence

A slip of the pen, another script or language, an acronym: a model trained on register numbers weighs them (`pipelines.link.matcher`). It is
asked only where the table has nothing to say: about units without a number of a register, and the numbered ones near them.
"""

from __future__ import annotations

import math

import duckdb
import numpy as np
import pyarrow as pa

from pipelines.link.evidence import DOUBT, EVEN, TABLE, THRESHOLD
from pipelines.link.fields import RECORDS
from pipelines.link.free_labels import shipped
from pipelines.link.matcher import Matcher

TABLES = ("link_near", "link_alike")

BLOCK = 100
"""A thing that more parties share (the first letters of their names in one town) leads to nobody in particular."""

MOST = 60_000
"""Records a matcher is given of one shard, the newest first: its time and memory are bounded, whatever the register's size."""

VARIANTS = 3
"""Ways of writing one unit that are compared: the oldest."""

TOWN = 12
"""Two alike names of one town are joined from this sum on; with a postcode, domain, phone or mailbox in common the threshold will do. A
town holds many "Spring Bakery" and "Olive Spring Bakery"."""

_BITS = {row.name: 1 << nr for nr, row in enumerate(TABLE)}

ALIKE = _BITS["names_alike"]
"""The bit of a mask that says that a model spoke."""

_NARROW = sum(_BITS[name] for name in ("postcode_equal", "domain_equal", "phone_equal", "email_equal"))
# a whole word more or less may be another firm of the same house: such a pair is only ever asked about
_NAMES = _BITS["name_differs"] | _BITS["name_within"]
_DECIDED = _BITS["name_equal"] | _BITS["number_equal"] | _BITS["country_differs"]

_NEAR = """
CREATE OR REPLACE TEMP TABLE link_near AS
WITH numbered AS (SELECT DISTINCT unit FROM link_numbers JOIN link_units USING (nr) WHERE apart),
known AS (
    SELECT p.*, unit, n.unit IS NULL AS adrift FROM link_parties p JOIN link_units USING (nr) LEFT JOIN numbered n USING (unit)
    WHERE key IS NOT NULL),
things AS (
    SELECT unit, nr, key, adrift, hash('postcode', country, postcode, key[:3]) AS thing FROM known WHERE postcode IS NOT NULL
    UNION ALL SELECT unit, nr, key, adrift, hash('postcode', country, postcode, key[-4:]) FROM known WHERE postcode IS NOT NULL
    UNION ALL SELECT unit, nr, key, adrift, hash('city', country, city, key[:4]) FROM known WHERE city IS NOT NULL
    UNION ALL SELECT unit, nr, key, adrift, hash('city', country, city, key[-6:]) FROM known WHERE city IS NOT NULL
    UNION ALL SELECT unit, nr, key, adrift, hash('domain', domain) FROM known WHERE domain IS NOT NULL
    UNION ALL SELECT unit, nr, key, adrift, hash(kind, value) FROM known JOIN link_contacts USING (nr)),
shared AS (SELECT thing FROM things GROUP BY thing HAVING min(key) <> max(key) AND bool_or(adrift) AND count(*) <= $block),
chosen AS (SELECT DISTINCT nr FROM things SEMI JOIN shared USING (thing)),
variants AS (
    SELECT unit, min(nr) AS nr FROM known SEMI JOIN chosen USING (nr)
    GROUP BY unit, key, city, postcode, domain
    QUALIFY row_number() OVER (PARTITION BY unit ORDER BY min(nr)) <= $variants)
SELECT unit, nr FROM variants ORDER BY unit DESC, nr DESC LIMIT $most
"""

_RECORDS = """
WITH numbered AS (
    SELECT unit, list_sort(list(DISTINCT {'register': register, 'number': number})) AS numbers
    FROM link_numbers JOIN link_units USING (nr) SEMI JOIN link_near USING (unit) WHERE apart GROUP BY unit),
reached AS (
    SELECT nr, min(value) FILTER (kind = 'phone') AS phone, min(value) FILTER (kind = 'email') AS email
    FROM link_contacts SEMI JOIN link_near USING (nr) GROUP BY nr)
SELECT lpad(n.nr::VARCHAR, 10, '0') AS rid, NULL::VARCHAR AS source, p.name, coalesce(p.street, p.address) AS address, k.city,
    p.postcode, phone, email, k.domain AS website, p.country, NULL::VARCHAR AS extra, coalesce(numbers, []) AS numbers
FROM link_near n JOIN link_parties k USING (nr) JOIN parties p USING (party_id)
LEFT JOIN numbered USING (unit) LEFT JOIN reached ON reached.nr = n.nr ORDER BY rid
"""

_ALIKE = """
CREATE OR REPLACE TEMP TABLE link_alike AS
SELECT least(a.unit, b.unit) AS l, greatest(a.unit, b.unit) AS r, max(weight) AS weight
FROM link_incoming i JOIN link_near a ON a.nr = i.l JOIN link_near b ON b.nr = i.r WHERE a.unit <> b.unit GROUP BY ALL
"""

_PAIRS = "INSERT INTO link_pairs SELECT l, r FROM link_alike ANTI JOIN link_pairs USING (l, r)"

_SPEAK = f"""
UPDATE link_weighed SET weight = spoken, mask = (link_weighed.mask & {~_NAMES}) | {ALIKE} FROM (
    SELECT w.l, w.r, CASE
        WHEN w.mask & {_BITS["name_within"]} > 0 THEN least(a.weight, {THRESHOLD - 1})
        WHEN w.mask & {_NARROW} > 0 OR (w.mask & {_BITS["city_equal"]} > 0 AND a.weight >= {TOWN}) THEN a.weight
        ELSE least(a.weight, {THRESHOLD - 1}) END AS spoken
    FROM link_weighed w JOIN link_alike a USING (l, r) WHERE w.mask & {_DECIDED} = 0 AND w.weight < a.weight) said
WHERE link_weighed.l = said.l AND link_weighed.r = said.r AND spoken > link_weighed.weight
"""


def make_likeness(facts: duckdb.DuckDBPyConnection) -> int:
    """Fill link_alike, and add its pairs to link_pairs; returns how many pairs are alike enough to speak of."""
    near = facts.execute(_NEAR, {"block": BLOCK, "variants": VARIANTS, "most": MOST}).fetchone()
    assert near
    found = _alike(facts.sql(_RECORDS).to_arrow_table().cast(RECORDS)) if near[0] else _table([], [], [])
    facts.register("link_incoming", found)
    facts.execute(_ALIKE)
    facts.unregister("link_incoming")
    facts.execute(_PAIRS)
    return len(found)


def speak(facts: duckdb.DuckDBPyConnection) -> None:
    """Let the model's word count in link_weighed where the table found the names to be different."""
    facts.execute(_SPEAK)


def weight_of(probability: float) -> int:
    """The points of the table of evidence that say as much as a probability; a part of a point does not count."""
    sure = min(max(probability, 1e-9), 1 - 1e-6)
    return math.floor(EVEN + math.log2(sure / (1 - sure)))


def _alike(records: pa.Table) -> pa.Table:
    linked = Matcher(model=shipped()).link(records)
    left, right, probability = (linked.pairs[name].to_numpy() for name in ("l", "r", "probability"))
    likely = np.flatnonzero(probability >= 1 / (1 + 2.0 ** (EVEN - DOUBT)))
    rids = np.array(linked.rids.to_pylist()).astype(np.int64)
    weights = [weight_of(each) for each in probability[likely].tolist()]
    return _table(rids[left[likely]].tolist(), rids[right[likely]].tolist(), weights)


def _table(left: list[int], right: list[int], weights: list[int]) -> pa.Table:
    whole = pa.int32()
    return pa.table({"l": pa.array(left, whole), "r": pa.array(right, whole), "weight": pa.array(weights, whole)})
