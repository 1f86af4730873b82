"""prove: the very text a value came from, and where it stands: source, address, time, landed file, line, licence.

`evidence_of` reads it for the companies of a list, once, while the facts are open; `deliver` keeps it with each published lead, so that
`firstcall prove` needs neither facts nor landing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import count, takewhile
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from leads.kinds import install
from leads.landing import Landing, Manifest
from pipelines.clean.raw import Found, Raw, manifest_of, raw_lines


@dataclass(frozen=True)
class Proof:
    """Where a value stands as it was published."""

    source: str
    """The name of the source."""
    url: str
    """Where a person can read the original."""
    fetched_at: str
    """When it was fetched, ISO, UTC."""
    file: str
    """The landed file, under the source's folder of the landing; the manifest where the source's declaration says the value."""
    line: int
    """Line of the file, or number of the record in a bulk file, from 1; 0 in a manifest."""
    path: str
    """Where in the line: a JSON pointer, columns or XPaths."""
    text: str
    """The text as landed; where several texts make the value they are joined by ' + '."""
    licence: str
    """The licence of the data."""
    attribution: str
    """The words the licence asks to be shown."""


@dataclass(frozen=True)
class Evidence:
    """The proof of one field of one company."""

    company_id: str
    field: str
    """A column of companies, or one of `BESIDE`: `phones:<number>`, `emails:<address>`, `numbers:<register> <number>`."""
    listing_id: str
    proof: Proof

    def as_json(self) -> dict[str, Any]:
        """The proof and the listing, for storing."""
        return {"listing_id": self.listing_id, **asdict(self.proof)}


class _Asked(NamedTuple):
    """A value to be proved, and the listing and party it came from."""

    company_id: str
    field: str
    value: str
    listing_id: str
    source: str
    crawl: str
    line: int
    ordinal: int
    url: str
    fetched_at: str
    country: str
    register: str


class _Check(NamedTuple):
    """A place a value may have come from: the vocabulary field, and the cleaner that must give the value from its text."""

    field: str
    cleaner: str = ""
    answer: str = "value"
    beside: str = ""
    """What the cleaner is told: country, day_format, or pair (the register or scheme beside the text)."""


CAME_FROM: dict[str, tuple[_Check, ...]] = {
    "name": (_Check("party.name"),),
    "legal_form": (_Check("party.name", "clean_name", "form", "country"), _Check("party.legal_form")),
    "country": (_Check("party.country", "clean_country"), _Check("country", "clean_country")),
    "region": (_Check("party.region", "clean_region", "value", "country"), _Check("party.city")),
    "website": (_Check("party.website"),),
    "domain": (_Check("party.website", "clean_website", "domain"), _Check("party.emails")),
    "nace": (_Check("party.codes", "clean_industry", "nace", "pair"),),
    "status": (_Check("party.status", "clean_status"), _Check("ceased_on"), _Check("event"), _Check("party.status")),
    "registered_on": (_Check("registered_on"),),
    "ceased_on": (_Check("ceased_on"),),
    "founded_on": (_Check("founded_on", "clean_day", "value", "day_format"), _Check("party.founded_on")),
    "currency": (_Check("party.currency"),),
    "phones": (_Check("party.phones", "clean_phone", "value", "country"),),
    "emails": (_Check("party.emails", "clean_email"),),
    "numbers": (_Check("party.numbers", "clean_number", "value", "pair"),),
}
"""For each field the places its value may have come from, in the order `clean` takes them; other fields come from `party.<field>`."""

BESIDE = ("numbers", "phones", "emails")
"""Fields with many values: each is proved under `<field>:<value>`, the first of them also under the plain name."""

DECLARED = {"country": "country", "currency": "currency"}
"""Fields that fall back on what the source declares of all its listings."""


def prove(landing: Landing, source: str, crawl: str, line: int, field: str, ordinal: int = 1) -> Proof:
    """The texts of a vocabulary field (`title`, `party.name`) in a landed line or record.

    Raises FileNotFoundError where there is no such crawl, KeyError where the line or the field has no text.
    """
    manifest = manifest_of(landing, source, crawl)
    raw = raw_lines(landing, manifest, {line}).get(line)
    if raw is None:
        raise KeyError(f"{source}/{manifest.file} has no line {line}")
    found = raw.texts(field, ordinal)
    if not found:
        raise KeyError(f"{source}/{manifest.file}, line {line}, has no {field}")
    url = next((each.text for each in raw.texts("url")), manifest.url or "")
    joined = Found(" + ".join(f.path for f in found), " + ".join(f.text for f in found))
    return _proof(manifest, line, url, manifest.ended_at.isoformat(), joined)


def evidence_of(facts: duckdb.DuckDBPyConnection, company_ids: Sequence[str]) -> list[Evidence]:
    """The proof of every field of these companies, and of their numbers, phones and e-mails, ordered by company and field.

    Reads each landed file at most once. Values whose landed file is gone have no proof and are left out.
    """
    facts.execute("SELECT 1").fetchall()  # ends a result the caller left unread, in which nothing may be registered
    install(facts)
    asked = _asked(facts, company_ids)
    where = {(source, crawl): (root, cache) for source, crawl, root, cache in facts.execute(
        "SELECT source, crawl, landing, cache FROM crawls").fetchall()}  # fmt: skip
    lines: dict[tuple[str, str], set[int]] = defaultdict(set)
    for each in asked:
        lines[each.source, each.crawl].add(each.line)
    raws: dict[tuple[str, str, int], Raw] = {}
    manifests: dict[tuple[str, str], Manifest] = {}
    for (source, crawl), wanted in sorted(lines.items()):
        root, cache = where[source, crawl]
        landing = Landing(root)
        try:
            manifests[source, crawl] = manifest_of(landing, source, crawl)
            found = raw_lines(landing, manifests[source, crawl], wanted, Path(cache))
        except OSError:
            continue
        raws |= {(source, crawl, line): raw for line, raw in found.items()}
    present = [each for each in asked if (each.source, each.crawl, each.line) in raws]
    chosen = _chosen(facts, present, raws, manifests)
    made = [
        (each, _proof(manifests[each.source, each.crawl], each.line, each.url, each.fetched_at, text))
        for each, text in zip(present, chosen, strict=True)
        if text is not None
    ]
    kept: dict[tuple[str, str], Evidence] = {}
    for each, proof in made:
        name = f"{each.field}:{f'{each.register} {each.value}'.strip()}" if each.field in BESIDE else each.field
        for key in dict.fromkeys((each.field, name)):
            kept.setdefault((each.company_id, key), Evidence(each.company_id, key, each.listing_id, proof))
    return [kept[key] for key in sorted(kept)]


def _asked(facts: duckdb.DuckDBPyConnection, company_ids: Sequence[str]) -> list[_Asked]:
    """What is to be proved: the golden record by the table `evidence`, and what hangs on any party of the company."""
    facts.execute(
        "CREATE OR REPLACE TEMP TABLE asked AS SELECT DISTINCT unnest(?::VARCHAR[]) AS company_id", [list(company_ids)]
    )
    columns = [column for (column,) in facts.execute(
        "SELECT DISTINCT field FROM evidence SEMI JOIN asked USING (company_id) "
        "WHERE field IN (SELECT column_name FROM duckdb_columns() WHERE table_name = 'companies') ORDER BY field").fetchall()]  # fmt: skip
    golden = [
        f"SELECT company_id, '{column}' AS field, \"{column}\"::VARCHAR AS value, '' AS register, party_id "
        f"FROM evidence SEMI JOIN asked USING (company_id) JOIN companies USING (company_id) WHERE field = '{column}'"
        for column in columns
    ]
    once = "QUALIFY row_number() OVER (PARTITION BY company_id, field, value ORDER BY first_seen_at, party_id) = 1"
    beside = f"""
        SELECT company_id, field, value, register, party_id FROM (
            SELECT company_id, first_seen_at, party_id, 'numbers' AS field, number AS value, register
            FROM members SEMI JOIN asked USING (company_id) JOIN parties USING (party_id) JOIN numbers USING (party_id)
            UNION ALL
            SELECT company_id, first_seen_at, party_id, kind || 's' AS field, contacts.value, '' AS register
            FROM members SEMI JOIN asked USING (company_id) JOIN parties USING (party_id) JOIN contacts USING (party_id)
            WHERE kind IN ('phone', 'email')) {once}"""
    return [_Asked(*row) for row in facts.execute(f"""
        SELECT a.company_id, a.field, a.value, l.listing_id, l.source, l.crawl, l.line, p.ordinal, coalesce(l.url, ''),
            strftime(l.fetched_at, '%Y-%m-%dT%H:%M:%SZ'), p.country, a.register
        FROM ({' UNION ALL '.join([*golden, beside])}) a JOIN parties p USING (party_id) JOIN listings l ON l.listing_id = p.listing_id
        ORDER BY ALL""").fetchall()]  # fmt: skip


def _chosen(
    facts: duckdb.DuckDBPyConnection,
    asked: Sequence[_Asked],
    raws: Mapping[tuple[str, str, int], Raw],
    manifests: Mapping[tuple[str, str], Manifest],
) -> list[Found | None]:
    """For each value asked the first text that gives it, by the order of `CAME_FROM`."""
    chosen: list[Found | None] = [None] * len(asked)
    most = max((len(_checks(each.field)) for each in asked), default=0)
    for step in range(most):
        tried: dict[_Check, list[tuple[int, Found]]] = defaultdict(list)
        for at, each in enumerate(asked):
            checks = _checks(each.field)
            if chosen[at] is None and step < len(checks):
                raw = raws[each.source, each.crawl, each.line]
                tried[checks[step]] += [(at, found) for found in _texts(raw, checks[step].field, each)]
        for check, candidates in tried.items():
            manifest = [manifests[asked[at].source, asked[at].crawl] for at, _ in candidates]
            good = _give(facts, check, [(asked[at], found) for at, found in candidates], manifest)
            for (at, found), right in zip(candidates, good, strict=True):
                if right and chosen[at] is None:
                    chosen[at] = found
    for at, each in enumerate(asked):
        if chosen[at] is None and each.field in DECLARED:
            said = getattr(manifests[each.source, each.crawl].declaration, DECLARED[each.field])
            chosen[at] = Found("declaration", said) if said else None
    return chosen


def _checks(field: str) -> tuple[_Check, ...]:
    return CAME_FROM.get(field) or (_Check(f"party.{field}"),)


def _texts(raw: Raw, field: str, asked: _Asked) -> Iterable[Found]:
    """The landed texts of a field; of a party that was found in the text of an article, the title or description that names it."""
    if field.startswith("party.") and not raw.party(asked.ordinal):
        if field == "party.name":
            words = asked.value.replace('"', "").split()
            both = [found for name in ("title", "description") for found in raw.texts(name)]
            return [found for found in both if all(word in found.text for word in words)] or both[:1]
        return []
    if field == "party.emails" and asked.field == "domain":
        return [found for found in raw.texts(field, asked.ordinal) if found.text.lower().rstrip().endswith(asked.value)]
    if asked.field in BESIDE:  # the same party may stand twice in a listing; its contacts are taken from both
        places = [asked.ordinal, *(at for at in takewhile(raw.party, count(1)) if at != asked.ordinal)]
        return [found for place in places for found in raw.texts(field, place)]
    return raw.texts(field, asked.ordinal)


def _give(
    facts: duckdb.DuckDBPyConnection,
    check: _Check,
    candidates: Sequence[tuple[_Asked, Found]],
    manifests: Sequence[Manifest],
) -> list[bool]:
    """Whether each candidate's text gives the value asked; all do where there is nothing to check."""
    if not check.cleaner or not candidates:
        return [True] * len(candidates)
    beside = {
        "country": [each.country for each, _ in candidates],
        "day_format": [manifest.declaration.day_format for manifest in manifests],
        "pair": [found.beside for _, found in candidates],
    }.get(check.beside)
    read = facts.execute(
        f"SELECT {check.cleaner}({'text, beside' if check.beside else 'text'}).{check.answer}::VARCHAR FROM ("
        "SELECT unnest(?::VARCHAR[]) AS text, unnest(?::VARCHAR[]) AS beside, unnest(range(?)) AS nth) ORDER BY nth",
        [[found.text for _, found in candidates], beside or [""] * len(candidates), len(candidates)],
    ).fetchall()
    return [
        answer == each.value and (not each.register or each.register == found.beside)
        for (each, found), (answer,) in zip(candidates, read, strict=True)
    ]


def _proof(manifest: Manifest, line: int, url: str, fetched_at: str, found: Found) -> Proof:
    declared = found.path == "declaration"
    return Proof(
        source=manifest.source,
        url=url or manifest.url or "",
        fetched_at=fetched_at,
        file=f"{manifest.crawl}.json" if declared else manifest.file or "",
        line=0 if declared else line,
        path=found.path,
        text=found.text,
        licence=manifest.declaration.licence,
        attribution=manifest.declaration.attribution,
    )
