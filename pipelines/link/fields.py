"""Fields: records as columns that can be compared: folded words, and one 64-bit hash for each thing that is only ever equal or not.

A hash of 0 stands for "not known". Hashes are DuckDB's: they hold for one version of it, which an index on disk notes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leads.folding import latin, sounded
from leads.freemail import FREE_MAIL
from leads.kinds.contacts import SOCIAL
from leads.kinds.parts import text
from pipelines.link.names import normalise
from pipelines.link.registers import NOT_AN_IDENTITY

Hashes = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]

COLUMNS = ("rid", "source", "name", "address", "city", "postcode", "phone", "email", "website", "country", "extra")
"""Text columns of a record, NULL where unknown; `numbers` is beside them: a list of (register, number)."""

RECORDS = pa.schema([
    *((column, pa.string()) for column in COLUMNS),
    ("numbers", pa.list_(pa.struct([("register", pa.string()), ("number", pa.string())]))),
])  # fmt: skip
"""What a matcher is given."""

STREET_WORDS = """
    street st str strasse straße road rd avenue ave av lane ln boulevard blvd drive dr way square sq place pl court ct
    highway hwy suite ste floor fl flat apt apartment unit building bldg house room office box po pob near corner
    between ulica ul улица ул вулиця вул проспект просп пр пркт переулок пер провулок пров площадь площа пл шоссе ш
    шосе бульвар бул бр набережная наб набережна проезд пр-д тупик линия дом д будинок буд корпус корп к строение стр
    офис оф кв квартира этаж эт помещение пом кабинет каб комната ком литера лит владение вл область обл район р-н
    город г місто м село с аллея rue via calle plaza platz allee aleja al pl gate vei veien gata weg gasse n s e w
    north south east west
""".split()
"""Words of an address that any address may have."""

# A pair of coordinates where an address should be is the middle of a town or of a country, who knows: it says nothing.
_COORDINATES = r"\s*-?[0-9]{1,3}\.[0-9]+\s*[,; ]\s*-?[0-9]{1,3}\.[0-9]+\s*"


_MACROS = (
    f"link_folded(words) AS {sounded(latin('lower(words)'))}",
    r"link_parted(address) AS regexp_replace(address, '(\p{L})(?i:stra(?:ß|ss)e|str)([. ]|$)', '\1 str ', 'g')",
    "link_hash(value) AS CASE WHEN value IS NULL OR value = '' THEN 0::UBIGINT ELSE hash(value) END",
    r"link_host(site) AS regexp_extract(lower(site), '^\s*(?:[a-z]+://)?(?:www[0-9]?\.)?([^/:?#\s]+\.[^/:?#\s]+)', 1)",
)

_SELECT = f"""
WITH lines AS (
    SELECT nr, source, email, domain, town, postcode, digits, country, extra,
        CASE WHEN address IS NULL OR spot THEN NULL
            ELSE regexp_replace(link_folded(link_parted(address)), '[^a-z0-9]+', ' ', 'g') END AS line
    FROM (SELECT nr, source, address, town, postcode, country, extra, lower(trim(email)) AS email,
            regexp_replace(phone, '[^0-9]+', '', 'g') AS digits,
            coalesce(nullif(link_host(website), ''), nullif(split_part(lower(trim(email)), '@', 2), '')) AS domain,
            coalesce(regexp_full_match(address, '{_COORDINATES}'), FALSE) AS spot
        FROM link_incoming)),
parted AS (
    SELECT *, trim(regexp_replace(regexp_replace(line, $noise, ' ', 'g'), ' +', ' ', 'g')) AS words,
        regexp_extract(line, '(?:^| )([0-9]+[a-z]?)(?: |$)', 1) AS house
    FROM lines)
SELECT nr, link_hash(source) AS source,
    link_hash(words) AS street_hash, words AS street, link_hash(house) AS house,
    link_hash(town) AS city,
    link_hash(upper(regexp_replace(postcode, '[^0-9A-Za-z]+', '', 'g'))) AS postcode,
    CASE WHEN length(digits) >= 5 THEN hash(right(digits, 10)) ELSE 0::UBIGINT END AS phone,
    CASE WHEN length(digits) >= 7 THEN hash(right(digits, 7)) ELSE 0::UBIGINT END AS phone_end,
    link_hash(CASE WHEN contains(email, '@') THEN email END) AS email,
    link_hash(CASE WHEN NOT list_contains(?, domain) THEN domain END) AS domain,
    link_hash(upper(country)) AS country, link_hash(lower(extra)) AS extra
FROM parted
"""


@dataclass(frozen=True)
class Fields:
    """Comparable columns of records, in the order of their rids."""

    rids: pa.Array
    names: pa.Table
    """What `normalise` makes of the names."""
    source: Hashes
    key: Hashes
    joined: Hashes
    form: Hashes
    street: pa.Array
    street_hash: Hashes
    house: Hashes
    city: Hashes
    postcode: Hashes
    phone: Hashes
    phone_end: Hashes
    email: Hashes
    domain: Hashes
    country: Hashes
    extra: Hashes
    number_row: Rows
    number_register: Hashes
    number: Hashes

    def __len__(self) -> int:
        return len(self.rids)

    @cached_property
    def number_slots(self) -> list[tuple[Hashes, Hashes]]:
        """(register, number) of each record's first, second, … number; 0 where it has fewer."""
        nth = np.arange(len(self.number_row)) - np.searchsorted(self.number_row, self.number_row)
        slots = []
        for at in range(int(nth.max(initial=-1)) + 1):
            register, number = np.zeros(len(self), np.uint64), np.zeros(len(self), np.uint64)
            rows = self.number_row[nth == at]
            register[rows], number[rows] = self.number_register[nth == at], self.number[nth == at]
            slots.append((register, number))
        return slots

    def take(self, rows: Rows) -> Fields:
        """Some of the records; their numbers follow them. `rows` must not repeat."""
        place = np.full(len(self), -1, np.int64)
        place[rows] = np.arange(len(rows))
        kept = place[self.number_row] >= 0
        changed: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in ("number_register", "number"):
                changed[field.name] = value[kept]
            elif field.name == "number_row":
                changed[field.name] = place[value[kept]]
            elif isinstance(value, np.ndarray):
                changed[field.name] = value[rows]
            elif isinstance(value, pa.Table | pa.Array | pa.ChunkedArray):
                changed[field.name] = value.take(pa.array(rows))
        return replace(self, **changed)


def prepare(records: pa.Table) -> Fields:
    """Fold records (schema `RECORDS`, rids distinct) into comparable columns, ordered by rid whatever the order they came in.

    Raises ValueError where a rid is missing or given twice.
    """
    records = records.take(pc.sort_indices(records, [("rid", "ascending")])).combine_chunks()
    rids = _one(records["rid"])
    if rids.null_count or (len(rids) > 1 and pc.any(pc.equal(rids[1:], rids[:-1])).as_py()):
        raise ValueError("each record needs a rid of its own")
    names = normalise(records["name"])
    with duckdb.connect() as con:
        for macro in _MACROS:
            con.execute(f"CREATE TEMP MACRO {macro}")
        noise = con.execute(
            "SELECT list(DISTINCT link_folded(w)) FROM (SELECT unnest(?) AS w)", [STREET_WORDS]
        ).fetchall()
        incoming = records.append_column("town", _towns(records["city"]))
        con.register("link_incoming", incoming.append_column("nr", pa.array(np.arange(len(records)))))
        words = "|".join(sorted(noise[0][0]))
        found = con.sql(
            _SELECT.replace("$noise", text(rf"\b(?:{words}|[0-9]+[a-z]?)\b")), params=[sorted(FREE_MAIL | SOCIAL)]
        ).to_arrow_table()
        found = found.take(pc.sort_indices(found["nr"])).drop_columns(
            ["nr"]
        )  # DuckDB's threads answer large tables in any order
        hashed = {column: _hashes(con, names[column]) for column in ("key", "joined", "form")}
        rows, registers, numbers = _numbers(con, records["numbers"])
    columns: dict[str, Any] = {column: found[column].to_numpy() for column in found.column_names if column != "street"}
    return Fields(
        rids=rids, names=names, street=_one(found["street"]), number_row=rows, number_register=registers,
        number=numbers, **hashed, **columns,
    )  # fmt: skip


def _one(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece; 64-bit offsets, so that it can be gathered whatever its size."""
    return pc.cast(column, pa.large_string()).combine_chunks()


def _towns(cities: pa.ChunkedArray) -> pa.ChunkedArray:
    """Names of towns folded across scripts and languages: the few that occur are folded once."""
    encoded = pc.dictionary_encode(cities).combine_chunks()
    encoded = encoded if isinstance(encoded, pa.DictionaryArray) else pa.concat_arrays(encoded.chunks)
    return normalise(encoded.dictionary)["key"].take(encoded.indices)


def _hashes(con: duckdb.DuckDBPyConnection, column: pa.ChunkedArray) -> Hashes:
    con.register("link_column", pa.table({"value": column}))
    hashed: Hashes = con.execute("SELECT link_hash(value) AS hashed FROM link_column").fetchnumpy()["hashed"]
    con.unregister("link_column")
    return hashed


def _numbers(con: duckdb.DuckDBPyConnection, lists: pa.ChunkedArray) -> tuple[Rows, Hashes, Hashes]:
    """(row, register, number) of the numbers that identify, ordered and distinct."""
    whole = lists.combine_chunks()
    whole = whole if isinstance(whole, pa.ListArray) else pa.concat_arrays(whole.chunks)
    held = pc.list_flatten(whole)
    con.register(
        "link_held",
        pa.table({
            "nr": pc.list_parent_indices(whole),
            "register": pc.struct_field(held, "register"),
            "number": pc.struct_field(held, "number"),
        }),
    )  # fmt: skip
    found = con.execute(
        """SELECT DISTINCT nr::BIGINT AS nr, hash(register) AS register, hash(register, number) AS number FROM link_held
        WHERE number <> '' AND register IS NOT NULL AND NOT list_contains(?, register) ORDER BY ALL""",
        [list(NOT_AN_IDENTITY)],
    ).fetchnumpy()
    return found["nr"], found["register"], found["number"]
