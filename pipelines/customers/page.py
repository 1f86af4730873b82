"""The report as one HTML page that needs nothing else: read in two minutes, printed on three sheets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from pipelines.customers import charts
from pipelines.customers.portrait import Trait
from pipelines.customers.summary import LISTED, Row, Summary
from pipelines.customers.words import CLASSES, SEGMENTS, TEXTS, TRAITS, day, money, percent, text, trait_value

TEMPLATE = "report.html"


def page(summary: Summary, language: str) -> str:
    """The whole page in a language."""
    context: dict[str, Any] = {
        "language": language,
        "t": {key: texts[language] for key, texts in TEXTS.items()},
        "day": summary.day.isoformat(),
        "as_of": text("as_of", language, day=day(summary.day, language)) + ".",
        "worth_is": text("worth_is", language, worth=_worth(summary, language), currency=summary.currency or "—"),
        "lines": _lines(summary, language),
        "tiles": _tiles(summary, language),
        "wake_up": [_client(row, language) for row in summary.wake_up[:LISTED]],
        "wake_more": _more(summary.wake_up, language),
        "expected": [_client(row, language) for row in summary.expected[:LISTED]],
        "expected_more": _more(summary.expected, language),
        "classes": [
            {"abc": row["abc"], "meaning": CLASSES[row["abc"]][0][language], "clients": row["clients"],
             "year": money(row["year"], language), "action": CLASSES[row["abc"]][1][language]}
            for row in summary.classes
        ],
        "segments": [
            {"name": SEGMENTS[row["segment"]][0][language], "clients": row["clients"], "value": money(row["value"], language),
             "action": SEGMENTS[row["segment"]][1][language]}
            for row in summary.segments
        ],
        "portrait_says": text("portrait_says", language, linked=summary.portrait.linked, clients=summary.clients,
                              best=summary.portrait.linked_best),
        "portrait": [_trait(each, language) for each in summary.portrait.traits],
        "products": [{**row, "worth": money(row["worth"], language)} for row in summary.products],
        "notes": _notes(summary, language),
        "charts": {
            "pareto": charts.pareto(summary.pareto, language), "months": charts.months(summary.months, summary.by_profit, language),
            "grid": charts.grid(summary.grid, language), "stages": charts.stages(summary.stages, language),
            "cohorts": charts.cohorts(summary.cohorts, language),
        },
    }  # fmt: skip
    return str(Engine(dirs=[str(Path(__file__).parent)]).get_template(TEMPLATE).render(Context(context)))


def a_year(row: Row) -> float:
    """What a client was worth a year, over the years it bought, at least one."""
    years = (row["last_order"] - row["first_order"]).days / 365
    return float(row["worth"]) / float(max(years, 1))


def _worth(summary: Summary, language: str) -> str:
    return text("profit" if summary.by_profit else "revenue", language)


def _lines(summary: Summary, language: str) -> list[str]:
    found = [
        text("pareto_line", language, best=summary.best, buyers=summary.buyers, share=percent(summary.best_share, language),
             worth=_worth(summary, language), few=summary.few)
    ]  # fmt: skip
    if summary.before > 0:
        change = summary.year / summary.before - 1
        said = ("+" if change > 0 else "") + percent(change, language)
        found.append(
            text("year_line", language, year=f"{money(summary.year, language)} {summary.currency}", change=said)
        )
    mine = [row for row in summary.wake_up if row["currency"] == summary.currency]
    if mine:
        worth = f"{money(sum(map(a_year, mine)), language)} {summary.currency}"
        found.append(text("wake_line", language, count=len(summary.wake_up), worth=worth))
    found.append(text("next_line", language, count=len(summary.expected)))
    return found


def _tiles(summary: Summary, language: str) -> list[dict[str, str]]:
    worth, unit = _worth(summary, language), summary.currency
    converted = summary.buyers / summary.clients if summary.clients else None
    figures = (
        ("year", money(summary.year, language), f"{worth}, {unit}"),
        ("expected_year", money(summary.value, language), f"{worth}, {unit}"),
        ("average_order", money(summary.average_order, language), unit),
        ("retention", percent(summary.retention, language), text("retention_says", language)),
        (
            "conversion",
            percent(converted, language),
            text("conversion_says", language, second=percent(summary.second, language)),
        ),
        ("interval", text("days", language, count=round(summary.interval)), ""),
    )
    return [{"head": text(key, language), "value": value, "under": under} for key, value, under in figures]


def _client(row: Row, language: str) -> Row:
    shown = {name: day(row[name], language) for name in ("last_order", "expected_on", "seen")}
    return {
        "name": row["name"], "owner": row["owner"], "abc": row["abc"], "segment": SEGMENTS[row["segment"]][0][language],
        "silence": row["silence"], "interval": row["interval"], "a_year": f"{money(a_year(row), language)} {row['currency']}".strip(),
        "title": row["title"] or "", "url": row["url"] if str(row["url"] or "").startswith(("http://", "https://")) else "", **shown,
    }  # fmt: skip


def _trait(each: Trait, language: str) -> Row:
    return {
        "trait": TRAITS[each.trait][language], "value": trait_value(each.trait, each.value, language),
        "best": f"{each.best} / {each.best_of} · {percent(each.share, language)}", "others": percent(each.share_others, language),
        "companies": percent(each.share_companies, language) if each.share_companies >= 0.005 else f"< {percent(0.01, language)}",
        "times": f"× {each.times:.1f}".replace(".", "." if language == "en" else ","),
    }  # fmt: skip


def _more(rows: Sequence[Row], language: str) -> str:
    return text("more", language, count=len(rows) - LISTED) if len(rows) > LISTED else ""


def _notes(summary: Summary, language: str) -> list[str]:
    notes = [text("note_rfm", language), text("note_ltv", language), text("classes_says", language)]
    if summary.check:
        found = summary.check
        told = {"days": found.days, "clients": found.clients, "foretold": round(found.foretold), "came": found.came}
        notes.insert(2, text("note_check", language, **told))
    if summary.elsewhere:
        notes.insert(0, text("elsewhere", language, count=summary.elsewhere))
    return notes
