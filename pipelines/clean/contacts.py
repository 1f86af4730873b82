"""Phones, e-mails and web sites of parties: read once per distinct text, because each goes through a library."""

from __future__ import annotations

import duckdb

from leads.freemail import FREE_MAIL
from leads.records import Party
from leads.vocabulary import Email, Phone, Website, fields
from pipelines.clean.quoting import literal, literals, name
from pipelines.clean.readings import Located
from pipelines.clean.texts import Texts

MACROS = {Phone: "clean_phone(text, country)", Email: "clean_email(text)", Website: "clean_website(text)"}
"""Kinds whose values become rows of `contacts`, and how each is read."""

KINDS = {Phone: "phone", Email: "email", Website: "website"}
"""What `contacts.kind` says of them."""


def contact_fields(texts: Texts) -> list[str]:
    """The fields of a batch's parties that hold contacts."""
    return [field for field, spec in fields(Party).items() if spec.kind in MACROS and field in texts.party_fields]


def read_contacts(con: duckdb.DuckDBPyConnection, texts: Texts, living: Located) -> bool:
    """Make the temporary tables `touched` (one row a contact text, read) and `reached` (one row a party); False where none is declared.

    touched: row, ordinal, field, kind, nth, text, vaulted, value, label, domain, why. reached: row, ordinal, website STRUCT,
    mail_domain, the registrable domain of the first e-mail that is no free mail service's.
    """
    found = contact_fields(texts)
    if not found:
        return False
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE contact_texts AS {' UNION ALL '.join(_unnested(field, living.select) for field in found)}"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE contacts_read AS {' UNION ALL BY NAME '.join(_read(field) for field in found)}"
    )
    con.execute("""
        CREATE OR REPLACE TEMP TABLE touched AS
        SELECT t.row, t.ordinal, t.field, t.kind, t.nth, t.text, starts_with(t.text, 'vault:') AS vaulted, r.value, r.label, r.domain, r.why
        FROM contact_texts t LEFT JOIN contacts_read r ON r.field = t.field AND r.text = t.text AND r.country = t.country""")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE mail_domains AS
        SELECT host, clean_website(host).domain AS domain
        FROM (SELECT DISTINCT split_part(value, '@', 2) AS host FROM touched WHERE kind = 'email' AND value IS NOT NULL)
        WHERE NOT list_contains({literals(sorted(FREE_MAIL))}, host)""")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE reached AS
        SELECT t.row, t.ordinal,
            {'value': max(t.value) FILTER (WHERE t.kind = 'website'), 'domain': max(t.domain) FILTER (WHERE t.kind = 'website')} AS website,
            arg_min(m.domain, t.nth) FILTER (WHERE m.domain IS NOT NULL) AS mail_domain
        FROM touched t LEFT JOIN mail_domains m ON t.kind = 'email' AND m.host = split_part(t.value, '@', 2)
        GROUP BY t.row, t.ordinal""")
    return True


def _unnested(field: str, given: str) -> str:
    """SELECT of the texts of one field, one row each."""
    spec = fields(Party)[field]
    values = name(field) if spec.many else f"[{name(field)}]"
    return f"""
        SELECT * FROM (
            SELECT row, ordinal, {literal(field)} AS field, {literal(KINDS[spec.kind])} AS kind, country_ AS country,
                unnest({values}) AS text, generate_subscripts({values}, 1) AS nth
            FROM ({given})) WHERE trim(text) <> ''"""


def _read(field: str) -> str:
    """SELECT of each distinct text of one field, read."""
    kind = fields(Party)[field].kind
    label, domain = ("NULL::VARCHAR", "c.domain") if kind is Website else ("c.label", "NULL::VARCHAR")
    return f"""
        SELECT field, text, country, c.value AS value, {label} AS label, {domain} AS domain, c.why AS why
        FROM (SELECT *, {MACROS[kind]} AS c FROM (
            SELECT DISTINCT field, text, country FROM contact_texts WHERE field = {literal(field)} AND NOT starts_with(text, 'vault:')))"""
