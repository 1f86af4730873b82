"""Signals from vacancies."""

from __future__ import annotations

from pipelines.score.registry import Currency, Days, Number, Query, Words, signal
from pipelines.score.values import pattern

_OPEN = "kind = 'vacancy' AND role = 'employer' AND recent(day, $today, $within_days) AND coalesce(deadline::DATE >= $today, true)"


@signal(dated=True, reads="vacancy")
def hires(within_days: Days = 60, at_least: Number = 1) -> Query:
    """Offers at least so many jobs, published lately and not expired.

    en: hiring | offers {count:job|jobs},[{count:one!} published][{count:several!} the last] {days:ago}[: “{title:short}”]
    ru: набирает людей | предлагает {count:вакансию|вакансии|вакансий},[{count:one!} опубликована][{count:several!} последняя]
        {days:ago}[: «{title:short}»]
    uk: набирає людей | пропонує {count:вакансію|вакансії|вакансій},[{count:one!} опубліковано][{count:several!} остання]
        {days:ago}[: «{title:short}»]
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


@signal(dated=True, reads="vacancy")
def hires_for(words: Words, within_days: Days = 60, at_least: Number = 1) -> Query:
    """Offers jobs whose title, occupation or skills have one of the words; "швач*" stands for any ending.

    en: hires for | looks for “{word}”[{count:one!}, published][{count:several!}: {count:job|jobs}, the last] {days:ago}[: “{title:short}”]
    ru: ищет специалистов | ищет «{word}»[{count:one!}, вакансия опубликована][{count:several!}:
        {count:вакансия|вакансии|вакансий}, последняя] {days:ago}[: «{title:short}»]
    uk: шукає фахівців | шукає «{word}»[{count:one!}, вакансію опубліковано][{count:several!}: {count:вакансія|вакансії|вакансій},
        остання] {days:ago}[: «{title:short}»]
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


@signal(dated=True, reads="vacancy")
def hires_again(words: Words, within_days: Days = 31, at_least: Number = 2) -> Query:
    """Wants the second (or so many) of one trade within so many days; openings of one vacancy count each.

    en: hires more | hires its {count:nth} “{word}” in {span:day|days}, the last {days:ago}[: “{title:short}”]
    ru: набирает ещё | ищет уже {count:nth} специалиста «{word}» за {span:день|дня|дней}, последний раз {days:ago}[: «{title:short}»]
    uk: набирає ще | шукає вже {count:nth} фахівця «{word}» за {span:день|дні|днів}, востаннє {days:ago}[: «{title:short}»]
    """
    return Query(
        f"""
        WITH vacancies AS (
            SELECT DISTINCT company_id, listing_id, day, title FROM signals WHERE {_OPEN}
        ), worded AS (
            SELECT company_id, listing_id, day, vacancies.title AS title, greatest(1, coalesce(openings, 1)) AS openings,
                concat_ws(' ; ', vacancies.title, occupation) AS text
            FROM vacancies LEFT JOIN listings USING (listing_id)
        ), offers AS (
            SELECT company_id, sum(openings)::BIGINT AS count,
                max({{'day': day, 'listing_id': listing_id, 'title': title, 'word': regexp_extract(text, $pattern, 1)}}) AS last
            FROM worded
            WHERE regexp_matches(text, $pattern)
            GROUP BY company_id
            HAVING sum(openings) >= $at_least
        )
        SELECT company_id, last.day AS day, last.listing_id AS listing_id,
            to_json({{'day': last.day, 'days': greatest(0, days_since(last.day, $today)), 'count': count, 'title': last.title,
                'word': lower(last.word), 'span': $within_days}}) AS params
        FROM offers
        """,
        pattern=pattern(words),
        within_days=within_days,
        at_least=at_least,
    )


@signal(dated=True, reads="vacancy", across=True)
def hiring_growth(within_days: Days = 30, at_least: Number = 2) -> Query:
    """Published at least so many jobs in so many days, and more than in as many days before; only where we looked that long.

    en: hires faster | {count:job|jobs} in {span:day|days} after {before} in as many before, the last {days:ago}
    ru: растёт набор | {count:вакансия|вакансии|вакансий} за {span:день|дня|дней}, за столько же до того — {before}; последняя {days:ago}
    uk: росте набір | {count:вакансія|вакансії|вакансій} за {span:день|дні|днів}, за стільки ж до того — {before}; остання {days:ago}
    """
    return Query(
        """
        WITH vacancies AS (
            SELECT DISTINCT company_id, listing_id, day
            FROM signals
            WHERE kind = 'vacancy' AND role = 'employer' AND recent(day, $today, 2 * $within_days)
                AND (SELECT min(day) FROM signals WHERE kind = 'vacancy') <= $today - 2 * $within_days::INTEGER
        ), paces AS (
            SELECT company_id, count(*) FILTER (day > $today - $within_days::INTEGER) AS count,
                count(*) FILTER (day <= $today - $within_days::INTEGER) AS before,
                max({'day': day, 'listing_id': listing_id}) AS last
            FROM vacancies
            GROUP BY company_id
        )
        SELECT company_id, last.day AS day, last.listing_id AS listing_id,
            to_json({'day': last.day, 'days': greatest(0, days_since(last.day, $today)), 'count': count, 'before': before,
                'span': $within_days}) AS params
        FROM paces
        WHERE count >= $at_least AND count > before
        """,
        within_days=within_days,
        at_least=at_least,
    )


@signal(dated=True, reads="vacancy")
def asks_skills(words: Words, within_days: Days = 60) -> Query:
    """Offers a job that asks for one of the skills.

    en: skills | asks for “{word}” {days:ago}[: “{title:short}”]
    ru: навыки | требует навык «{word}» {days:ago}[: «{title:short}»]
    uk: навички | вимагає навичку «{word}» {days:ago}[: «{title:short}»]
    """
    return Query(
        f"""
        WITH asked AS (
            SELECT company_id, max({{'day': day, 'listing_id': listing_id, 'title': signals.title,
                'word': regexp_extract(array_to_string(skills, ' ; '), $pattern, 1)}}) AS last
            FROM signals JOIN (SELECT listing_id, skills FROM listings WHERE kind = 'vacancy' AND skills IS NOT NULL) USING (listing_id)
            WHERE {_OPEN} AND regexp_matches(array_to_string(skills, ' ; '), $pattern)
            GROUP BY company_id
        )
        SELECT company_id, last.day AS day, last.listing_id AS listing_id,
            to_json({{'day': last.day, 'days': greatest(0, days_since(last.day, $today)), 'word': lower(last.word),
                'title': last.title}}) AS params
        FROM asked
        """,
        pattern=pattern(words),
        within_days=within_days,
    )


@signal(dated=True, reads="vacancy")
def pays(at_least: Number, currency: Currency, within_days: Days = 60) -> Query:
    """Offers a job at a monthly salary of at least so much: whoever pays well has money.

    en: pays well | offers a salary of {value:money} {days:ago}[: “{title:short}”]
    ru: платит хорошо | предлагает зарплату {value:money} {days:ago}[: «{title:short}»]
    uk: платить добре | пропонує зарплату {value:money} {days:ago}[: «{title:short}»]
    """
    return Query(
        """
        WITH offers AS (
            SELECT company_id, max({'value': coalesce(salary_max, salary_min), 'day': day, 'listing_id': listing_id,
                'title': signals.title, 'currency': listings.currency}) AS best
            FROM signals JOIN listings USING (listing_id)
            WHERE signals.kind = 'vacancy' AND role = 'employer' AND recent(day, $today, $within_days)
                AND coalesce(signals.deadline::DATE >= $today, true)
                AND coalesce(salary_max, salary_min) >= $at_least AND listings.currency = $currency
            GROUP BY company_id
        )
        SELECT company_id, best.day AS day, best.listing_id AS listing_id,
            to_json({'day': best.day, 'days': greatest(0, days_since(best.day, $today)), 'value': best.value,
                'currency': best.currency, 'title': best.title}) AS params
        FROM offers
        """,
        at_least=at_least,
        currency=currency,
        within_days=within_days,
    )
