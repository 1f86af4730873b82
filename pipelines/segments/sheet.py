"""The one-page sheet of a segment: who they are, what they do, where found, the target action, an opening line from evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from pipelines.segments.cut import Segment, keys
from pipelines.segments.members import Member
from pipelines.segments.words import KINDS, TEXTS, action, client_action, key_name, text

MOST = 4
"""So many values of a trait are named."""
LISTED = 10
"""So many companies are named in a list."""


def sheet(
    segment: Segment, language: str, day: date, since: date | None, sells: Mapping[str, str], titles: Mapping[str, str]
) -> str:
    """The sheet as an HTML page that needs nothing else.

    `sells` is what the team sells, by language (empty for clients); `titles` names sources; `since` is the day before to which
    who entered and left is told.
    """
    engine = Engine(dirs=[str(Path(__file__).parent)])
    members = segment.members
    context: dict[str, Any] = {
        "language": language,
        "kind": KINDS[segment.kind][language],
        "name": key_name(segment.kind, segment.key, language),
        "day": day.isoformat(),
        "count": text("companies", language, count=len(members)),
        "t": {key: texts[language] for key, texts in TEXTS.items()},
        "who": _who(segment, language, day),
        "what": _top(members, "industry", language, day) or text("unknown", language),
        "where": _sources(members, titles) or text("unknown", language),
        "action": target(segment, language),
        "opening": opening(segment, language, sells),
        "first": [_shown(member, language) for member in members[:LISTED]],
        "entered": _named(segment.entered, language),
        "left": _named(segment.left, language),
        "entered_says": text("entered", language, day=since.isoformat()) if since else "",
        "left_says": text("left", language, day=since.isoformat()) if since else "",
    }
    return str(engine.get_template("sheet.html").render(Context(context)))


def target(segment: Segment, language: str) -> str:
    """What is to be done about a segment."""
    if segment.kind in ("abc", "rfm", "stage"):
        return client_action(segment.kind, segment.key, language)
    if segment.kind == "signal":
        return action([segment.key], language)
    weightiest = Counter(member.signals[0] for member in segment.members if member.signals)
    ordered = sorted(weightiest, key=lambda signal: (-weightiest[signal], signal))
    return action(ordered, language)


def opening(segment: Segment, language: str, sells: Mapping[str, str]) -> str:
    """A first sentence for the call, made of the evidence of the first member that has some."""
    why = next((member.why_now[language] for member in segment.members if member.why_now.get(language)), "")
    if not sells or not why:
        return text("hello_client", language)
    return text("hello", language, sells=sells[language], why=why[:1].lower() + why[1:])


def _who(segment: Segment, language: str, day: date) -> list[str]:
    members = segment.members
    told = [
        f"{KINDS[kind][language]}: {_top(members, kind, language, day)}"
        for kind in ("region", "size", "age")
        if kind != segment.kind and _top(members, kind, language, day)
    ]
    return [*told, text("with_phone", language, count=sum(bool(member.phone) for member in members))]


def _top(members: Iterable[Member], kind: str, language: str, day: date) -> str:
    counted = Counter(key for member in members for key in keys(member, kind, day))
    first = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    return ", ".join(f"{key_name(kind, key, language)} ({count})" for key, count in first)


def _sources(members: Iterable[Member], titles: Mapping[str, str]) -> str:
    counted = Counter(source for member in members for source in member.sources)
    first = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    return ", ".join(f"{titles.get(source, source)} ({count})" for source, count in first)


def _shown(member: Member, language: str) -> dict[str, Any]:
    return {
        "place": member.place, "name": member.name, "city": member.city, "phone": member.phone, "band": member.band or member.abc,
        "why": member.why_now.get(language, ""),
    }  # fmt: skip


def _named(members: Iterable[Member], language: str) -> str:
    names = [member.name for member in members]
    more = f" … +{len(names) - LISTED}" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more if names else text("nobody", language)
