"""Signals of newness: from the register, or from having been seen for the first time."""

from __future__ import annotations

from pipelines.score.registry import Days, Query, signal


@signal(dated=True)
def new_company(within_days: Days = 90) -> Query:
    """Registered (or, where no register says so, founded) at most so many days ago.

    en: new company | registered {days:ago}[ ({city})]
    ru: новая компания | зарегистрирована {days:ago}[ ({city})]
    uk: нова компанія | зареєстрована {days:ago}[ ({city})]
    """
    return Query(
        """
        SELECT company_id, coalesce(registered_on, founded_on) AS day,
            if(registered_on IS NULL, 'founded_on', 'registered_on') AS field,
            to_json({'day': day, 'days': greatest(0, days_since(day, $today)), 'city': city}) AS params
        FROM companies
        WHERE recent(coalesce(registered_on, founded_on), $today, $within_days)
        """,
        within_days=within_days,
    )


@signal(dated=True, reads="registration tender vacancy article raised")
def newly_seen(within_days: Days = 30) -> Query:
    """No register date is known, nothing older than so many days names it, and it is no public buyer: those are seldom new.

    en: newly visible | first named in open sources {days:ago}[ ({city})]
    ru: новая в источниках | впервые упомянута в открытых источниках {days:ago}[ ({city})]
    uk: нова в джерелах | вперше згадана у відкритих джерелах {days:ago}[ ({city})]
    """
    return Query(
        """
        WITH undated AS (
            SELECT company_id, first_seen_at::DATE AS seen_on, city
            FROM companies SEMI JOIN eligible USING (company_id)
                ANTI JOIN (SELECT company_id FROM signals WHERE kind = 'tender' AND role = 'buyer') USING (company_id)
            WHERE registered_on IS NULL AND founded_on IS NULL AND recent(first_seen_at::DATE, $today, $within_days)
        ), earliest AS (
            SELECT company_id, min({'day': day, 'listing_id': listing_id}) AS first
            FROM signals SEMI JOIN undated USING (company_id)
            WHERE day IS NOT NULL
            GROUP BY company_id
        )
        SELECT company_id, least(seen_on, first.day) AS day, first.listing_id AS listing_id, 'name' AS field,
            to_json({'day': day, 'days': greatest(0, days_since(day, $today)), 'city': city}) AS params
        FROM undated LEFT JOIN earliest USING (company_id)
        WHERE recent(least(seen_on, first.day), $today, $within_days)
        """,
        within_days=within_days,
    )
