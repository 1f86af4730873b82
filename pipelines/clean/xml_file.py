"""A bulk XML file as a temporary table: one row a record, one column a path of its declaration.

Files come from outside: entities stay unresolved, nothing is fetched, and each record is cleared before the next is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
from lxml import etree

from leads.declaration import Bulk
from pipelines.clean.archive import members
from pipelines.clean.columns import Known

BATCH = 10_000
"""Records handed to DuckDB at once."""
FEW = 20
"""Records handed over one by one: to prove a value, loading Arrow would take longer than reading it."""


def read_table(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    bulk: Bulk,
    wanted: list[str],
    several: list[str],
    table: str,
    work: Path,
    only: str = "",
) -> tuple[Known, list[str]]:
    """Read each record of all members into a temporary table, where rowid + 1 is the number of the record.

    With `only`, a table of `line`, just those records are read, and their numbers stand in the column `line`.
    `several` are the wanted paths of which all texts are kept. Returns the columns, and sentences about members that break off:
    the records before the break are kept.
    """
    known = Known({one: f"f{at}" for at, one in enumerate(wanted)}, {one: f"m{at}" for at, one in enumerate(several)})
    columns = [f"{column} VARCHAR" for column in known.single.values()] + [
        f"{column} VARCHAR[]" for column in known.lists.values()
    ]
    if only:
        columns.append("line BIGINT")
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({', '.join(columns)})")
    lines = {line for (line,) in con.execute(f"FROM {only}").fetchall()} if only else None
    getters = [_single(one) for one in wanted] + [_list(one) for one in several]
    warnings: list[str] = []
    rows: list[list[Any]] = []
    number = 0
    con.execute("SET preserve_insertion_order = true")
    try:
        for member, taken in members(path, bulk.member, work):
            try:
                for element in records(taken, bulk.record or "*"):
                    number += 1
                    if lines is None or number in lines:
                        rows.append([get(element) for get in getters] + ([number] if only else []))
                    if len(rows) >= BATCH:
                        _insert(con, table, rows, len(known.single), len(known.lists))
            except etree.XMLSyntaxError as error:
                warnings.append(f"{path.name}: {member} breaks off: {error.msg}")
        _insert(con, table, rows, len(known.single), len(known.lists))
    finally:
        con.execute("SET preserve_insertion_order = false")
    return known, warnings


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: list[list[Any]], single: int, several: int) -> None:
    """Hand rows over, and empty the list: `single` texts, then `several` lists of texts, then perhaps their number."""
    if 0 < len(rows) <= FEW:
        con.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    elif rows:
        import pyarrow as pa

        types = [pa.string()] * single + [pa.list_(pa.string())] * several + [pa.int64()]
        arrays = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), types, strict=False)]
        con.register("xml_rows", pa.table(arrays, [f"c{at}" for at in range(len(arrays))]))
        con.execute(f"INSERT INTO {table} SELECT * FROM xml_rows")
        con.unregister("xml_rows")
    rows.clear()


def records(path: Path, tag: str) -> Iterator[Any]:
    """The elements of a file with a tag (in any namespace), one after the other; each is gone when the next is asked for."""
    walk = etree.iterparse(
        str(path), events=("end",), tag=tag if tag.startswith("{") else f"{{*}}{tag}",
        resolve_entities=False, no_network=True, huge_tree=True, load_dtd=False,
    )  # fmt: skip
    for _event, element in walk:
        yield element
        element.clear()
        for above in element.iterancestors():
            while above.getprevious() is not None:
                del above.getparent()[0]
        while element.getprevious() is not None:
            del element.getparent()[0]


def texts_of(element: Any, path: Any) -> list[str]:
    """The texts of a compiled path in one record, blanks left out."""
    found = path(element)
    values = found if isinstance(found, list) else [found]
    written = ("".join(map(str, v.itertext())).strip() if isinstance(v, etree._Element) else str(v) for v in values)
    return [text for text in written if text and not text.isspace()]


def _single(path: str) -> Callable[[Any], str | None]:
    compiled = etree.XPath(path)
    return lambda element: next(iter(texts_of(element, compiled)), None)


def _list(path: str) -> Callable[[Any], list[str]]:
    compiled = etree.XPath(path)
    return lambda element: list(dict.fromkeys(texts_of(element, compiled)))
