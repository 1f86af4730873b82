"""Organisations named in the text of articles, by the ways names are written: few, but rarely wrong.

A name counts where its legal form stands before it in quotes (ТОВ «Карпати»), where a word like компанія stands before the quotes, or
where a legal form ends a row of capitalised words (Silver Oak Trading Ltd). Mentions of names already known are the link stage's work.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from pipelines.clean.quoting import literal
from pipelines.clean.texts import Texts

MOST = 20
"""Mentions taken from one article: more is a list, not news."""

_QUOTED = r'(?:«[^«»\n]{2,80}»|"[^"\n]{2,80}"|“[^“”\n]{2,80}”|„[^„“”\n]{2,80}[“”])'
_FORMS = (
    "ТОВ ТзОВ ПрАТ ПАТ АТ ПП ДП КП КНП ТДВ ФГ СФГ "  # Ukraine
    "ООО ОАО ЗАО ПАО АО НАО МУП ГУП ФГУП ТОО "  # Russia, Kazakhstan
    "Товариство Товариства Общество Общества"
).split()
_CALLED = (
    r"(?i:компан(?:ія|ії|ію|ією|ия|ии|ию|ией|ий|ій)|фірм(?:а|и|у|ою)|фирм(?:а|ы|у|ой)|агрохолдинг\pL{0,3}|холдинг\pL{0,3}|стартап\pL{0,3}"
    r"|корпораці(?:я|ї|ю)|корпораци(?:я|и|ю)|концерн\pL{0,2}|завод\pL{0,2}|фабрик(?:а|и|у|і|е)|комбінат\pL{0,2}|комбинат\pL{0,2}|банк\pL{0,2})"
)
_WORD = r"[A-ZÆØÅÄÖÜÉ][\pL\pN'’.&-]*"
_CAPITALS = rf"(?:{_WORD},? (?:(?:&|and|of|og) )?){{1,5}}"
_BEFORE = r"(?:^|[^\pL\pN])"
_AFTER = r"(?:$|[^\pL\pN])"

PATTERNS: tuple[tuple[str, str], ...] = (
    (rf"{_BEFORE}((?:{'|'.join(_FORMS)}) ?{_QUOTED})", "true"),
    (rf"{_BEFORE}{_CALLED} ({_QUOTED})", "true"),
    (rf"{_BEFORE}({_CAPITALS}(?:LLC|L\.L\.C\.|LLP|Ltd|LTD|Limited|PLC|plc|Inc|Corp|GmbH))\.?{_AFTER}", "true"),
    (rf"{_BEFORE}({_CAPITALS}(?:ASA|AS)){_AFTER}", "\"language\" IN ('no', 'nb', 'nn')"),
)
"""RE2 pattern (its first group is the name) and the SQL condition on the article under which it counts: AS is a word in English."""

CALLED = 1
"""Which of the patterns gives a name in quotes without its legal form."""

_SENTENCE_WORDS = "^(?:(?:The|A|An|At|In|On|For|With|By|From|And|But|When|While|After|Before|If|As|To|Its|This|That|Of|Since|Why|How) )+"
"""Capitalised only because a sentence or headline begins there."""


def with_mentions(con: duckdb.DuckDBPyConnection, texts: Texts, table: str) -> tuple[Texts, int]:
    """A batch of articles whose parties include those named in title and description, as role `subject`; and how many were found.

    The temporary table `table` must live as long as the Texts. A mention's ordinal follows those of the parties that were landed.
    """
    language = f'coalesce("language", {literal(texts.batch.declaration.language)})'
    found = " UNION ALL ".join(
        f"SELECT row, {rank} AS rank, unnest(regexp_extract_all(body, {literal(pattern)}, 1)) AS name, "
        f"generate_subscripts(regexp_extract_all(body, {literal(pattern)}, 1), 1) AS nth FROM bodies WHERE {condition}"
        for rank, (pattern, condition) in enumerate(PATTERNS)
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE {table} AS
        WITH bodies AS MATERIALIZED (
            SELECT row, {language} AS "language", regexp_replace(clean_text(plain).value, '[^\\S\\n]+', ' ', 'g') AS body
            FROM (SELECT *, regexp_replace(concat_ws(chr(10), title, description), '<[^>]*>', ' ', 'g') AS plain FROM ({texts.listing}))),
        found AS ({found}),
        named AS (
            SELECT row, trim(regexp_replace(unquoted, {literal(_SENTENCE_WORDS)}, '')) AS name, min((rank, nth)) AS place
            FROM (SELECT *, CASE WHEN rank = {CALLED} THEN trim(name, '«»"“”„') ELSE name END AS unquoted FROM found) GROUP BY ALL)
        SELECT row, name, row_number() OVER (PARTITION BY row ORDER BY place) AS nth
        FROM named WHERE place[1] <= {CALLED} OR contains(name, ' ')
        QUALIFY nth <= {MOST}""")
    count = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert count is not None
    mentions = f"""
        SELECT t.rowid AS row, crawl, line, fetched_at, source_id, NULL::VARCHAR AS event, NULL::VARCHAR AS ceased_on,
            coalesce(len(parties), 0) + m.nth AS ordinal, 'subject' AS role, m.name
        FROM {texts.table} t JOIN {table} m ON m.row = t.rowid"""
    party = f"SELECT * FROM ({texts.party}) UNION ALL BY NAME SELECT * FROM ({mentions})"
    return replace(
        texts, party=party, party_fields=texts.party_fields | {"role", "name"}, parties=texts.parties + MOST
    ), count[0]
