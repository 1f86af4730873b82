"""Signals from money raised and from the news."""

from __future__ import annotations

from pipelines.score.happenings import HAPPENINGS
from pipelines.score.registry import Days, Events, Number, Query, Words, signal
from pipelines.score.values import pattern


@signal(dated=True, reads="raised")
def raised_money(within_days: Days = 180, at_least: Number = 0) -> Query:
    """Reported money raised (of at least so much, in any currency) lately; pooled funds do not count.

    en: raised money | reported raising money {days:ago}[: {value:money}]
    ru: привлекла деньги | сообщила о привлечении денег {days:ago}[: {value:money}]
    uk: залучила гроші | повідомила про залучення грошей {days:ago}[: {value:money}]
    """
    return Query(
        """
        WITH filings AS (
            SELECT company_id, max({'day': day, 'listing_id': listing_id, 'value': nullif(value, 0), 'currency': currency}) AS last
            FROM signals
            WHERE kind = 'raised' AND recent(day, $today, $within_days) AND coalesce(value, 0) >= $at_least
                AND NOT regexp_matches(lower(coalesce(array_to_string(codes, ' '), '')), 'pooled')
            GROUP BY company_id
        )
        SELECT company_id, last.day AS day, last.listing_id AS listing_id,
            to_json({'day': last.day, 'days': greatest(0, days_since(last.day, $today)), 'value': last.value, 'currency': last.currency})
                AS params
        FROM filings
        """,
        within_days=within_days,
        at_least=at_least,
    )


@signal(dated=True, reads="article")
def news_mention(within_days: Days = 45, words: Words | None = None) -> Query:
    """The news named it lately; with `words`, only where the headline or text has one of them.

    en: in the news | in the news {days:ago}[: “{title:short}”]
    ru: в новостях | в новостях {days:ago}[: «{title:short}»]
    uk: у новинах | у новинах {days:ago}[: «{title:short}»]
    """
    return Query(
        """
        WITH mentions AS (
            SELECT company_id, max({'day': day, 'listing_id': listing_id, 'title': signals.title}) AS last
            FROM signals LEFT JOIN (SELECT listing_id, description FROM listings WHERE kind = 'article') USING (listing_id)
            WHERE kind = 'article' AND recent(day, $today, $within_days)
                AND ($pattern = '' OR regexp_matches(concat_ws(' ; ', signals.title, description), $pattern))
            GROUP BY company_id
        )
        SELECT company_id, last.day AS day, last.listing_id AS listing_id,
            to_json({'day': last.day, 'days': greatest(0, days_since(last.day, $today)), 'title': last.title}) AS params
        FROM mentions
        """,
        within_days=within_days,
        pattern=pattern(words) if words else "",
    )


@signal(dated=True, reads="article")
def news_event(events: Events, within_days: Days = 45) -> Query:
    """The news told of such an event at it: opening, expansion, investment, contract, hiring, move, merger, trouble.

    en: event | {event:event}, as the news said {days:ago}[: “{title:short}”]
    ru: событие | {event:event} — новость {days:ago}[: «{title:short}»]
    uk: подія | {event:event} — новина {days:ago}[: «{title:short}»]
    """
    return Query(
        """
        WITH told AS (
            SELECT unnest($events) AS event, unnest($patterns) AS pattern, unnest(range(len($events))) AS place
        ), mentions AS (
            SELECT company_id, max({'day': day, 'place': -place, 'listing_id': listing_id, 'title': signals.title, 'event': event}) AS last
            FROM signals, told
            WHERE kind = 'article' AND recent(day, $today, $within_days) AND regexp_matches(signals.title, told.pattern)
            GROUP BY company_id
        )
        SELECT company_id, last.day AS day, last.listing_id AS listing_id,
            to_json({'day': last.day, 'days': greatest(0, days_since(last.day, $today)), 'event': last.event,
                'title': last.title}) AS params
        FROM mentions
        """,
        events=list(events),
        patterns=[pattern(list(HAPPENINGS[event].words)) for event in events],
        within_days=within_days,
    )
