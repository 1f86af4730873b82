"""Signals from vacancies."""

from __future__ import annotations

from pipelines.score.registry import Days, Number, Query, Words, signal
from pipelines.score.values import pattern

_OPEN = "kind = 'vacancy' AND role = 'employer' AND recent(day, $today, $within_days) AND coalesce(deadline::DATE >= $today, true)"


@signal(dated=True)
def hires(within_days: Days = 60, at_least: Number = 1) -> Query:
    """Offers at least so many jobs, published lately and not expired.

    en: hiring | offers {count:job|jobs}, the last {days:ago}[: “{title:short}”]
    ru: набирает людей | предлагает {count:вакансию|вакансии|вакансий}, последняя {days:ago}[: «{title:short}»]
    uk: набирає людей | пропонує {count:вакансію|вакансії|вакансій}, остання {days:ago}[: «{title:short}»]
    """
    return Query(
        f"""
        WITH offers AS (
            SELECT company_id, count(DISTINCT listing_id) AS count,
                max({{'day': day, 'listing_id': listing_id, 'title': title}}) AS last
            FROM signals
            WHERE {_OPEN}
            GROUP BY company_id
            HAVING count(DISTINCT listing_id) >= $at_least
        )
        SELECT company_id, last.day AS day, last.listing_id AS listing_id,
            to_json({{'day': last.day, 'days': greatest(0, days_since(last.day, $today)), 'count': count, 'title': last.title}}) AS params
        FROM offers
        """,
        within_days=within_days,
        at_least=at_least,
    )


@signal(dated=True)
def hires_for(words: Words, within_days: Days = 60, at_least: Number = 1) -> Query:
    """Offers jobs whose title, occupation or skills have one of the words; "швач*" stands for any ending.

    en: hires for | looks for “{word}”: {count:job|jobs}, the last {days:ago}[: “{title:short}”]
    ru: ищет специалистов | ищет «{word}»: {count:вакансия|вакансии|вакансий}, последняя {days:ago}[: «{title:short}»]
    uk: шукає фахівців | шукає «{word}»: {count:вакансія|вакансії|вакансій}, остання {days:ago}[: «{title:short}»]
    """
    return Query(
        f"""
        WITH vacancies AS (
            SELECT company_id, listing_id, day, title FROM signals WHERE {_OPEN}
        ), worded AS (
            SELECT company_id, listing_id, day, vacancies.title AS title,
                concat_ws(' ; ', vacancies.title, occupation, array_to_string(skills, ' ; ')) AS text
            FROM vacancies LEFT JOIN listings USING (listing_id)
        ), offers AS (
            SELECT company_id, count(DISTINCT listing_id) AS count,
                max({{'day': day, 'listing_id': listing_id, 'title': title, 'word': regexp_extract(text, $pattern, 1)}}) AS last
            FROM worded
            WHERE regexp_matches(text, $pattern)
            GROUP BY company_id
            HAVING count(DISTINCT listing_id) >= $at_least
        )
        SELECT company_id, last.day AS day, last.listing_id AS listing_id,
            to_json({{'day': last.day, 'days': greatest(0, days_since(last.day, $today)), 'count': count, 'title': last.title,
                'word': lower(last.word)}}) AS params
        FROM offers
        """,
        pattern=pattern(words),
        within_days=within_days,
        at_least=at_least,
    )
