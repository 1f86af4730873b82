"""Signals from what is about to be bought: planned, closing, expected again, bought next door, or paid for by a fresh contract.

`purchases` is the history of each public buyer in each CPV division, with the chance of its next purchase (`pipelines.score.buying`).
"""

from __future__ import annotations

from pipelines.score.kinship import cpv_kin
from pipelines.score.registry import Cpv, Currency, Days, Number, Query, signal
from pipelines.score.signals.tenders import FAILED
from pipelines.score.values import cpv_pattern


@signal(dated=True, reads="tender")
def deadline_near(cpv: Cpv, within_days: Days = 14, days_left: Number = 1) -> Query:
    """A tender for such things closes within so many days, and at least so many are left to write an offer.

    en: deadline near | tender closes {left:in}[: “{title:short}”][, {value:money}]
    ru: скоро срок | тендер закрывается {left:in}[: «{title:short}»][, {value:money}]
    uk: скоро строк | тендер закривається {left:in}[: «{title:short}»][, {value:money}]
    """
    return Query(
        f"""
        WITH closing AS (
            SELECT company_id, min({{'deadline': deadline::DATE, 'listing_id': listing_id, 'day': day, 'title': title,
                'value': nullif(value, 0), 'currency': currency}}) AS next
            FROM signals
            WHERE kind = 'tender' AND role = 'buyer' AND day <= $today + 1
                AND deadline::DATE - $today BETWEEN $days_left AND $within_days
                AND coalesce(stage, 'tender') NOT IN ('award', 'contract', 'plan')
                AND NOT regexp_matches(lower(coalesce(status, '')), '{FAILED}|complete|closed|award')
                AND regexp_matches(array_to_string(codes, ' '), $cpv)
            GROUP BY company_id
        )
        SELECT company_id, greatest(next.day, $today - $within_days::INTEGER) AS day, next.listing_id AS listing_id,
            to_json({{'day': next.day, 'days': greatest(0, days_since(next.day, $today)), 'deadline': next.deadline,
                'left': next.deadline - $today, 'title': next.title, 'value': next.value, 'currency': next.currency}}) AS params
        FROM closing
        """,
        cpv=cpv_pattern(cpv),
        within_days=within_days,
        days_left=days_left,
    )


@signal(dated=True, reads="tender")
def tender_planned(cpv: Cpv, within_days: Days = 180) -> Query:
    """Announced that it plans to buy such things; no tender is open yet.

    en: plans to buy | announced a purchase {days:ago}[: “{title:short}”][, {value:money}]
    ru: планирует закупку | объявила о плане закупки {days:ago}[: «{title:short}»][, {value:money}]
    uk: планує закупівлю | оголосила план закупівлі {days:ago}[: «{title:short}»][, {value:money}]
    """
    return Query(
        f"""
        WITH plans AS (
            SELECT company_id, max({{'day': day, 'listing_id': listing_id, 'title': title, 'value': nullif(value, 0),
                'currency': currency}}) AS last
            FROM signals
            WHERE kind = 'tender' AND role = 'buyer' AND stage = 'plan' AND recent(day, $today, $within_days)
                AND NOT regexp_matches(lower(coalesce(status, '')), '{FAILED}')
                AND regexp_matches(array_to_string(codes, ' '), $cpv)
            GROUP BY company_id
        )
        SELECT company_id, last.day AS day, last.listing_id AS listing_id,
            to_json({{'day': last.day, 'days': greatest(0, days_since(last.day, $today)), 'title': last.title,
                'value': last.value, 'currency': last.currency}}) AS params
        FROM plans
        """,
        cpv=cpv_pattern(cpv),
        within_days=within_days,
    )


@signal(dated=True, reads="tender")
def next_purchase(cpv: Cpv, within_days: Days = 1095, at_least: Number = 30) -> Query:
    """Is likely (at least so many per cent) to buy such things again within 30 days, as its own rhythm tells; points follow the chance.

    It has bought twice at least, for a single purchase shows no rhythm. `within_days` is how old its last purchase may be.
    The codes count by their division, the first two digits.

    en: next purchase | likely to buy again[ {left:in}]: bought {count:time|times}[, about every {interval:day|days}],
        last {days:ago}[: “{title:short}”]
    ru: следующая закупка | вероятно, купит снова[ {left:in}]: закупала {count:раз|раза|раз}[, примерно раз в {interval:день|дня|дней}],
        последний раз {days:ago}[: «{title:short}»]
    uk: наступна закупівля | імовірно, купить знову[ {left:in}]: закуповувала {count:раз|рази|разів}[, приблизно раз
        на {interval:день|дні|днів}], востаннє {days:ago}[: «{title:short}»]
    """
    return Query(
        """
        WITH likely AS (
            SELECT company_id, max({'chance': chance, 'day': last_on, 'listing_id': listing_id, 'title': title, 'times': times,
                'interval_days': if(regular, interval_days, NULL), 'next_on': next_on}) AS best
            FROM purchases
            WHERE list_contains($divisions, division) AND times >= 2 AND chance >= 10 * $at_least AND recent(last_on, $today, $within_days)
            GROUP BY company_id
        )
        SELECT company_id, best.day AS day, best.listing_id AS listing_id, best.chance AS strength,
            to_json({'day': best.day, 'days': greatest(0, days_since(best.day, $today)), 'count': best.times,
                'interval': best.interval_days, 'left': if(best.next_on >= $today, best.next_on - $today, NULL), 'title': best.title,
                'chance': best.chance}) AS params
        FROM likely
        """,
        divisions=sorted({code[:2] for code in cpv}),
        at_least=at_least,
        within_days=within_days,
    )


@signal(dated=True, reads="tender")
def buys_related(cpv: Cpv, within_days: Days = 730) -> Query:
    """Bought related things: points halve with each step up the CPV tree to the branch both have in common; the very codes do not count.

    en: buys related | bought something related {days:ago}[: “{title:short}”]
    ru: покупает близкое | закупала близкое {days:ago}[: «{title:short}»]
    uk: купує близьке | закуповувала близьке {days:ago}[: «{title:short}»]
    """
    kin = cpv_kin(cpv)
    return Query(
        f"""
        WITH kin AS (
            SELECT unnest($prefixes) AS prefix, unnest($strengths) AS strength
        ), bought AS (
            SELECT company_id, day, listing_id, title, regexp_extract(unnest(codes), '(\\d{{8}})', 1) AS code
            FROM signals
            WHERE kind = 'tender' AND role = 'buyer' AND recent(day, $today, $within_days)
                AND NOT regexp_matches(lower(coalesce(status, '')), '{FAILED}')
        ), near AS (
            SELECT company_id, max({{'strength': strength, 'day': day, 'listing_id': listing_id, 'title': title}}) AS best
            FROM bought CROSS JOIN (SELECT unnest(range(2, 9)) AS length) JOIN kin
                ON prefix = left(code, length) AND length(prefix) = length
            GROUP BY company_id
        )
        SELECT company_id, best.day AS day, best.listing_id AS listing_id, best.strength AS strength,
            to_json({{'day': best.day, 'days': greatest(0, days_since(best.day, $today)), 'title': best.title}}) AS params
        FROM near
        WHERE best.strength < 1000
        """,
        prefixes=list(kin),
        strengths=list(kin.values()),
        within_days=within_days,
    )


@signal(dated=True, reads="tender")
def big_contract(at_least: Number, currency: Currency, within_days: Days = 180) -> Query:
    """Won a public contract of at least so much lately, whatever for: it has money, and work to do.

    en: big contract | won a contract worth {value:money} {days:ago}[: “{title:short}”]
    ru: крупный контракт | выиграла контракт на {value:money} {days:ago}[: «{title:short}»]
    uk: великий контракт | виграла контракт на {value:money} {days:ago}[: «{title:short}»]
    """
    return Query(
        f"""
        WITH contracts AS (
            SELECT company_id, max({{'value': value, 'day': day, 'listing_id': listing_id, 'title': title, 'currency': currency}}) AS best
            FROM signals
            WHERE kind = 'tender' AND role = 'supplier' AND recent(day, $today, $within_days)
                AND value >= $at_least AND currency = $currency
                AND NOT regexp_matches(lower(coalesce(status, '')), '{FAILED}')
            GROUP BY company_id
        )
        SELECT company_id, best.day AS day, best.listing_id AS listing_id,
            to_json({{'day': best.day, 'days': greatest(0, days_since(best.day, $today)), 'value': best.value,
                'currency': best.currency, 'title': best.title}}) AS params
        FROM contracts
        """,
        at_least=at_least,
        currency=currency,
        within_days=within_days,
    )
