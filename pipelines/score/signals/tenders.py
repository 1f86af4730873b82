"""Signals from public purchases: who buys, who is buying now, who won. CPV codes are given by their beginning."""

from __future__ import annotations

from pipelines.score.registry import Cpv, Days, Number, Query, signal
from pipelines.score.values import cpv_pattern

FAILED = "cancel|unsuccess|withdrawn|terminat"
"""Words of a status that say that nothing was bought."""

UNDECIDED = """(coalesce(stage, '') = 'plan'
                    OR (coalesce(stage, 'tender') = 'tender' AND coalesce(deadline::DATE >= $today, false)))"""
"""What is only planned or still takes offers has not been bought."""


def _history(role: str, value: str, cpv: list[str], within_days: int, at_least: int) -> Query:
    """One row a company: how many purchases, worth what, since when, and the last one as evidence."""
    return Query(
        f"""
        WITH purchases AS (
            SELECT company_id, listing_id, max(day) AS day, max(title) AS title,
                nullif({value}(value), 0) AS value, if(count(DISTINCT currency) = 1, max(currency), NULL) AS currency
            FROM signals
            WHERE kind = 'tender' AND role = '{role}' AND recent(day, $today, $within_days)
                AND regexp_matches(array_to_string(codes, ' '), $cpv)
                AND NOT regexp_matches(lower(coalesce(status, '')), '{FAILED}') AND NOT {UNDECIDED}
            GROUP BY company_id, listing_id
        ), histories AS (
            SELECT company_id, count(*) AS count, sum(value) AS value, if(count(*) > 1, min(day), NULL) AS since,
                count(DISTINCT currency) FILTER (value IS NOT NULL) AS currencies, max(currency) FILTER (value IS NOT NULL) AS currency,
                max({{'day': day, 'listing_id': listing_id, 'title': title}}) AS last
            FROM purchases
            GROUP BY company_id
            HAVING count(*) >= $at_least
        )
        SELECT company_id, last.day AS day, last.listing_id AS listing_id,
            to_json({{'day': last.day, 'days': greatest(0, days_since(last.day, $today)), 'count': count, 'since': since,
                'value': if(currencies = 1, value, NULL), 'currency': currency, 'title': last.title}}) AS params
        FROM histories
        """,
        cpv=cpv_pattern(cpv),
        within_days=within_days,
        at_least=at_least,
    )


@signal(dated=True, reads="tender")
def tender_buyer(cpv: Cpv, within_days: Days = 730, at_least: Number = 1) -> Query:
    """A public buyer that bought such things, at least so many times, lately.

    en: buys this | bought this[{count:several!} {count:time|times}][ for {value:money}][ since {since:day}, last] {days:ago}[:
        “{title:short}”]
    ru: покупает это | закупала это[{count:several!} {count:раз|раза|раз}][ на {value:money}][ с {since:day}, последний раз]
        {days:ago}[: «{title:short}»]
    uk: купує це | закуповувала це[{count:several!} {count:раз|рази|разів}][ на {value:money}][ з {since:day}, востаннє]
        {days:ago}[: «{title:short}»]
    """
    return _history("buyer", "max", cpv, within_days, at_least)


@signal(dated=True, reads="tender")
def tender_won(cpv: Cpv, within_days: Days = 730, at_least: Number = 1) -> Query:
    """Won public contracts for such things, at least so many, lately.

    en: wins tenders | won {count:contract|contracts}[ worth {value:money}][ since {since:day}, the last] {days:ago}[: “{title:short}”]
    ru: выигрывает тендеры | выиграла {count:контракт|контракта|контрактов}[ на {value:money}][ с {since:day},
        последний] {days:ago}[: «{title:short}»]
    uk: виграє тендери | виграла {count:контракт|контракти|контрактів}[ на {value:money}][ з {since:day},
        останній] {days:ago}[: «{title:short}»]
    """
    return _history("supplier", "sum", cpv, within_days, at_least)


@signal(dated=True, reads="tender")
def tender_open(cpv: Cpv, within_days: Days = 120, days_left: Number = 1) -> Query:
    """Takes offers for such things now, with at least so many days left to the deadline.

    en: tender open | takes offers[: “{title:short}”], closes {left:in}[, {value:money}][, {more:more tender|more tenders} open]
    ru: тендер открыт | принимает предложения[: «{title:short}»], срок истекает {left:in}[, {value:money}][, открыто
        ещё {more:тендер|тендера|тендеров}]
    uk: тендер відкрито | приймає пропозиції[: «{title:short}»], строк спливає {left:in}[, {value:money}][, відкрито
        ще {more:тендер|тендери|тендерів}]
    """
    return Query(
        f"""
        WITH open AS (
            SELECT company_id, count(DISTINCT listing_id) AS count,
                max({{'day': day, 'listing_id': listing_id, 'title': title, 'deadline': deadline::DATE,
                    'value': nullif(value, 0), 'currency': currency}}) AS newest
            FROM signals
            WHERE kind = 'tender' AND role = 'buyer' AND recent(day, $today, $within_days)
                AND deadline::DATE - $today >= $days_left
                AND coalesce(stage, 'tender') NOT IN ('award', 'contract')
                AND NOT regexp_matches(lower(coalesce(status, '')), '{FAILED}|complete|closed|award')
                AND regexp_matches(array_to_string(codes, ' '), $cpv)
            GROUP BY company_id
        )
        SELECT company_id, newest.day AS day, newest.listing_id AS listing_id,
            to_json({{'day': newest.day, 'days': greatest(0, days_since(newest.day, $today)), 'title': newest.title,
                'deadline': newest.deadline, 'left': newest.deadline - $today, 'value': newest.value, 'currency': newest.currency,
                'more': nullif(count - 1, 0)}}) AS params
        FROM open
        """,
        cpv=cpv_pattern(cpv),
        within_days=within_days,
        days_left=days_left,
    )
