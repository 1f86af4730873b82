"""Gathering what a list shows of each chosen company, column-wise, from the facts of its shard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson

from leads import decisions
from leads.sheets.draft import LANGUAGES, ReasonDraft
from leads.withdrawal import usable
from pipelines.deliver.select import Facts, wanted
from pipelines.link.alternatives import alternatives
from pipelines.link.why_members import members_of
from pipelines.prove import evidence_of
from pipelines.score.words import reason_text

_TEXTS = (
    "name", "legal_form", "status", "country", "region", "city", "street", "postcode", "address", "website", "domain", "nace",
    "currency",
)  # fmt: skip
TIMELINE = 30
"""Listings a lead's timeline shows; the newest."""
_TYPED = ("registered_on", "founded_on", "employees", "capital", "sources")


@dataclass
class Gathered:
    """What the facts say of one company; keys of `record` are fields of `LeadDraft`."""

    record: dict[str, Any] = field(default_factory=dict)
    reasons: tuple[ReasonDraft, ...] = ()


def gather(facts: Facts, company_ids: Sequence[str], profile: str, day: date) -> dict[str, Gathered]:
    """Golden record, contacts, numbers, timeline, reasons and evidence of companies of one shard, by company id."""
    found = {company_id: Gathered() for company_id in company_ids}
    wanted(facts, company_ids)
    _companies(facts, found)
    _handles(facts, found)
    _timelines(facts, found, day)
    _own_columns(facts, found)
    for company_id, reasons in _reasons(facts, profile).items():
        found[company_id].reasons = tuple(reasons)
    for company_id, members in members_of(facts, company_ids).items():
        found[company_id].record["members"] = tuple(storable(members))
    for company_id, values in alternatives(facts, company_ids).items():
        found[company_id].record["alternatives"] = storable(values)
    for company_id, evidence in _evidence(facts, company_ids).items():
        found[company_id].record["evidence"] = evidence
    return found


def _own_columns(facts: Facts, found: Mapping[str, Gathered]) -> None:
    """The further columns of the user's own file, of companies that are clients."""
    rows = facts.execute(
        "SELECT company_id, custom::VARCHAR FROM customers SEMI JOIN wanted USING (company_id)"
    ).fetchall()
    for company_id, custom in rows:
        found[company_id].record["custom"] = storable(orjson.loads(custom or "{}"))


def _companies(facts: Facts, found: Mapping[str, Gathered]) -> None:
    texts = ", ".join(f"coalesce({name}, '')" for name in _TEXTS)
    rows = facts.execute(
        f"""SELECT company_id, {texts}, {", ".join(_TYPED)}, epoch_us(first_seen_at)
            FROM companies SEMI JOIN wanted USING (company_id)"""
    ).fetchall()
    for company_id, *values in rows:
        record = dict(zip((*_TEXTS, *_TYPED, "first_seen_at"), values, strict=True))
        record["first_seen_at"] = _moment(record["first_seen_at"])
        record["sources"] = record["sources"] or 0
        found[company_id].record |= {name: storable(value) for name, value in record.items()}


def _handles(facts: Facts, found: Mapping[str, Gathered]) -> None:
    """Numbers, contacts, retired ids, and when any source of the company was last read."""
    numbers = facts.execute(
        """SELECT DISTINCT company_id, register, number FROM members SEMI JOIN wanted USING (company_id)
           JOIN numbers USING (party_id) ORDER BY ALL"""
    ).fetchall()
    contacts = facts.execute(
        """SELECT company_id, kind || 's', value, coalesce(min(label), '') AS label, count(*) AS seen
           FROM members SEMI JOIN wanted USING (company_id) JOIN contacts USING (party_id)
           WHERE kind IN ('phone', 'email') AND label IS DISTINCT FROM 'personal' AND NOT starts_with(value, 'vault:')
           GROUP BY company_id, kind, value
           ORDER BY company_id, kind, coalesce(min(label), '') = 'mobile', seen DESC, value"""
    ).fetchall()
    aliases = facts.execute(
        "SELECT DISTINCT company_id, alias FROM aliases SEMI JOIN wanted USING (company_id) ORDER BY ALL"
    ).fetchall()
    checked = facts.execute(
        """SELECT company_id, epoch_us(max(fetched_at)) FROM members SEMI JOIN wanted USING (company_id)
           JOIN parties USING (party_id) JOIN listings USING (listing_id) GROUP BY ALL"""
    ).fetchall()
    for gathered in found.values():
        gathered.record |= {"numbers": [], "phones": [], "emails": [], "aliases": []}
    for company_id, register, number in numbers:
        found[company_id].record["numbers"].append({"register": register, "number": number})
    wrong = decisions.retired()
    for company_id, group, value, label, _seen in contacts:
        contact = {"value": value, "label": label}
        found[company_id].record[group] += usable([contact], group[:-1], wrong)
    for company_id, alias in aliases:
        found[company_id].record["aliases"].append(alias)
    for company_id, at in checked:
        found[company_id].record["checked_at"] = _moment(at)
    for gathered in found.values():
        gathered.record |= {name: tuple(gathered.record[name]) for name in ("numbers", "phones", "emails", "aliases")}


def _timelines(facts: Facts, found: Mapping[str, Gathered], day: date) -> None:
    """The newest listings of each company, and the next deadline from `day` on."""
    rows = facts.execute(
        """SELECT company_id, kind, coalesce(role, ''), day, coalesce(title, ''), value, coalesce(currency, ''),
               deadline::DATE, coalesce(status, ''), source, coalesce(url, ''), listing_id
           FROM (SELECT s.*, l.source FROM signals s SEMI JOIN wanted USING (company_id)
                 LEFT JOIN (SELECT listing_id, source FROM listings) l USING (listing_id))
           QUALIFY row_number() OVER (PARTITION BY company_id ORDER BY day DESC NULLS LAST, listing_id, role) <= ?
           ORDER BY company_id, day DESC NULLS LAST, listing_id, role""",
        [TIMELINE],
    ).fetchall()
    upcoming = facts.execute(
        """SELECT company_id, min(deadline::DATE) FROM signals SEMI JOIN wanted USING (company_id)
           WHERE deadline::DATE >= ? AND role <> 'supplier' GROUP BY company_id""",
        [day],
    ).fetchall()
    timelines: dict[str, list[dict[str, str]]] = defaultdict(list)
    names = ("kind", "role", "day", "title", "value", "currency", "deadline", "status", "source", "url")
    for company_id, *values, _listing in rows:
        plain = ("" if value is None else str(value) for value in values)
        timelines[company_id].append(storable(dict(zip(names, plain, strict=True))))
    for company_id, gathered in found.items():
        gathered.record["timeline"] = tuple(timelines.get(company_id, ()))
    for company_id, deadline in upcoming:
        found[company_id].record["deadline"] = deadline


def _reasons(facts: Facts, profile: str) -> dict[str, list[ReasonDraft]]:
    rows = facts.execute(
        """SELECT company_id, signal, points, params::VARCHAR, coalesce(listing_id, ''), coalesce(source, ''),
                  coalesce(url, ''), coalesce(file, ''), line
           FROM reasons SEMI JOIN wanted USING (company_id)
           LEFT JOIN listings USING (listing_id)
           LEFT JOIN (SELECT source, crawl, any_value(file) AS file FROM crawls GROUP BY ALL) USING (source, crawl)
           WHERE profile = ? ORDER BY company_id, ordinal""",
        [profile],
    ).fetchall()
    found: dict[str, list[ReasonDraft]] = defaultdict(list)
    for company_id, signal, points, raw, listing_id, source, url, file, line in rows:
        params = orjson.loads(raw) if raw else {}
        texts = {language: reason_text(signal, params, language) for language in LANGUAGES}
        found[company_id].append(
            ReasonDraft(
                signal,
                points,
                storable(params),
                storable(texts),
                source,
                storable(url),
                listing_id,
                _day(params),
                file,
                line,
            )
        )
    return found


def _evidence(facts: Facts, company_ids: Sequence[str]) -> dict[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in evidence_of(facts, company_ids):
        found[row.company_id][row.field] = storable(row.as_json())
    return found


def storable(value: Any) -> Any:
    """A value as every database can keep it: PostgreSQL refuses the character NUL, which dirty pages do contain."""
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd")
    if isinstance(value, Mapping):
        return {key: storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    return value


def _day(params: Mapping[str, Any]) -> date | None:
    text = params.get("day")
    return date.fromisoformat(str(text)[:10]) if text else None


def _moment(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
