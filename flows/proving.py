"""`firstcall prove`: where a value or a reason of a published lead was read, checked against the landed file, without a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import orjson

from flows.failures import WrongUse
from leads.decisions import models
from leads.landing import Landing, Manifest

VERIFIED = "verified in the landing file"


@dataclass(frozen=True)
class Shown:
    """What is shown of one proof: a heading, and lines of (label, text)."""

    title: str
    lines: tuple[tuple[str, str], ...]


def find(lead: str, profile: str | None) -> models.Lead:
    """A lead of the current lists: by its id, its company's id (or one merged into it), or its rank on the list of `profile`.

    Raises WrongUse with what there is.
    """
    current = (
        models.Lead.objects.filter(published__current=True)
        .select_related("published")
        .order_by("published__profile", "rank")
    )
    if profile is not None:
        known = sorted(models.PublishedList.objects.filter(current=True).values_list("profile", flat=True))
        if profile not in known:
            raise WrongUse(
                f"no list of {profile!r} was published; there are {', '.join(known) or 'none: run `firstcall night`'}"
            )
        current = current.filter(published__profile=profile)
    if lead.isdecimal():
        if profile is None:
            raise WrongUse(f"a rank such as {lead} needs its list: add --profile NAME, or use the lead's id")
        found = current.filter(rank=int(lead)).first()
        if found is None:
            raise WrongUse(f"the list {profile} has no rank {lead}; its last is {current.count()}")
        return found
    found = current.filter(lead_id=lead).first() or current.filter(company_id=lead).first()
    found = found or next((each for each in current if lead in each.aliases), None)
    if found is None:
        example = current.first()
        hint = (
            f"`firstcall list` shows them, for example {example.lead_id}" if example else "run `firstcall night` first"
        )
        raise WrongUse(f"no current list has a lead or company {lead!r}; {hint}")
    return found


def prove(lead: models.Lead, field: str, landing: Landing) -> list[Shown]:
    """The proofs of a field of the lead's golden record, or of a reason by its signal's word. Raises WrongUse with what there is."""
    shown = []
    if field in lead.evidence:
        shown.append(_field(lead, field, lead.evidence[field], landing))
        shown += _losers(lead, field)
    shown += [_reason(lead, each, landing) for each in lead.reasons.all() if each.signal == field]
    if not shown:
        fields = sorted(name for name in lead.evidence if ":" not in name)
        signals = sorted({each.signal for each in lead.reasons.all()})
        near = get_close_matches(field, [*lead.evidence, *signals], 1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise WrongUse(
            f"{lead.name} has no proof of {field!r}; {hint}fields are {', '.join(fields) or 'none'}; "
            f"reasons are {', '.join(signals) or 'none'}"
        )
    return shown


def _field(lead: models.Lead, field: str, proof: Mapping[str, Any], landing: Landing) -> Shown:
    name, _, one = field.partition(":")
    value = one or getattr(lead, name, "") or proof["text"]
    if isinstance(value, list):
        value = ", ".join(str(each.get("value") or each.get("number")) for each in value)
    return Shown(f"{lead.name}: {name} is {value}", _lines(proof, landing))


def _losers(lead: models.Lead, field: str) -> list[Shown]:
    """What other sources say of the field, which the golden record did not take."""
    others = [each for each in lead.alternatives.get(field, ()) if not each["chosen"]]
    lines = tuple(
        ("not taken", " ".join((each["value"], f"({each['source']}, {each['fetched_at'][:10]})", each["url"])))
        for each in others
    )
    return [Shown(f"{lead.name}: other sources say of {field}", lines)] if lines else []


def _reason(lead: models.Lead, reason: models.Reason, landing: Landing) -> Shown:
    title = f"{lead.name}: {reason.text_en} ({reason.points:+d})"
    behind = [lead.evidence[name] for name in _behind(reason.signal) if name in lead.evidence]
    if not reason.file:
        if behind:
            return Shown(title, _lines(behind[0], landing))
        said = ", ".join(f"{name} {value}" for name, value in sorted(reason.params.items()))
        return Shown(title, (("follows from", said or "all that is known of the company"),))
    place = {"source": reason.source, "file": reason.file, "line": reason.line}
    same = [each for each in behind if all(each.get(name) == value for name, value in place.items())]
    return Shown(
        title, _lines(same[0] if same else place | {"url": reason.url, "listing_id": reason.listing_id}, landing)
    )


_BEHIND = {
    "industry": "nace", "size": "employees", "words_in_name": "name", "mass_address": "street", "new_company": "registered_on",
}  # fmt: skip
"""The field whose text a reason is made of, where it is not called as the reason's signal."""


def _behind(signal: str) -> tuple[str, ...]:
    """The fields a reason may be made of."""
    return (_BEHIND.get(signal, signal), f"{signal.removeprefix('has_')}s", signal.removeprefix("has_"))


def _lines(proof: Mapping[str, Any], landing: Landing) -> tuple[tuple[str, str], ...]:
    text, fetched, verdict = _check(proof, landing)
    place = f"{proof['source']}/{proof['file']}" + (f", line {proof['line']}" if proof.get("line") else "")
    lines = [
        ("text", text),
        ("source", str(proof["source"])),
        ("url", str(proof["url"])),
        ("fetched", fetched),
        ("file", place),
    ]
    if proof.get("licence"):
        lines.append(("licence", f"{proof['licence']}, {proof.get('attribution', '')}"))
    return (*((label, value) for label, value in lines if value), ("", verdict))


def _check(proof: Mapping[str, Any], landing: Landing) -> tuple[str, str, str]:
    """The text, when it was fetched, and whether the landed file says so still."""
    source, file, line = str(proof["source"]), str(proof["file"]), int(proof.get("line") or 0)
    text, fetched = str(proof.get("text", "")), str(proof.get("fetched_at", ""))
    try:
        written = landing.fs.cat_file(landing.path(source, f"{file.partition('.')[0]}.json"))
        manifest = Manifest.model_validate_json(written)
        fetched = fetched or manifest.ended_at.isoformat(timespec="seconds")
        if not line:
            return text, fetched, DECLARED if text in manifest.declaration.model_dump(mode="json").values() else CHANGED
        paths = str(proof.get("path", "")).split(" + ")
        bulk = manifest.declaration.bulk is not None
        found = _recorded(landing, manifest, line, paths) if bulk else _landed(landing, manifest, line, paths)
    except FileNotFoundError:
        return (
            text,
            fetched,
            f"the landing file is gone: {landing.path(source, file)}; this is what was kept with the list",
        )
    if found is None:
        return text, fetched, CHANGED
    if text:
        return text, fetched, VERIFIED if text in found.said else CHANGED
    source_id = str(proof.get("listing_id", "")).partition(":")[2]
    return found.title, fetched, VERIFIED if source_id == found.source_id else CHANGED


@dataclass(frozen=True)
class _Found:
    """What a landed line or record says."""

    said: str
    title: str
    source_id: str


def _landed(landing: Landing, manifest: Manifest, number: int, paths: list[str]) -> _Found | None:
    """A line of a `.jsonl.gz`."""
    for raw in landing.lines(manifest):
        line = orjson.loads(raw) if b'"line":%d' % number in raw else {}
        if line.get("line") == number:
            title = line.get("title") or _pointed(line, "/parties/0/name")
            return _Found(" + ".join(_pointed(line, path) for path in paths), title, line.get("source_id", ""))
    return None


def _recorded(landing: Landing, manifest: Manifest, number: int, paths: list[str]) -> _Found | None:
    """A record of a bulk file."""
    from pipelines.clean.raw import Record, raw_lines

    record = raw_lines(landing, manifest, {number}).get(number)
    if not isinstance(record, Record):
        return None
    said = " + ".join(" + ".join(record.values.get(path, [])) for path in paths)
    names, ids = record.texts("party.name"), record.texts("source_id")
    return _Found(said, names[0].text if names else "", ids[0].text if ids else "")


DECLARED = "verified in the crawl's manifest: the source declares it of all it publishes"
CHANGED = "NOT verified: the landing file says something else now"


def _pointed(value: Any, path: str) -> str:
    """What a JSON pointer finds, '' where it finds nothing."""
    for part in path.split("/")[1:]:
        if isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        elif isinstance(value, Mapping) and part in value:
            value = value[part]
        else:
            return ""
    return str(value)


def opened(data: Path, where: str | None) -> Landing:
    """The landing that belongs to a data folder."""
    return Landing(where or str(data / "landing"))
