"""Exclusions: who never comes on a list, whatever the points. Each SELECT gives company_id."""

from __future__ import annotations

from pipelines.score.registry import Query, Regions, Words, exclusion
from pipelines.score.values import pattern


@exclusion
def closed() -> Query:
    """Ceased, in liquidation or insolvent.

    en: closed | it has ceased, or is in liquidation or insolvent
    ru: закрыта | прекращена, ликвидируется или банкротится
    uk: закрита | припинена, ліквідується або банкрутує
    """
    return Query(
        "SELECT company_id FROM companies WHERE status IN ('closed', 'liquidation', 'insolvent') OR ceased_on <= $today",
    )


@exclusion
def pooled_fund() -> Query:
    """A pot of investors' money, not a firm that buys (Form D, "Pooled Investment Fund").

    en: fund | a pooled investment fund
    ru: фонд | инвестиционный фонд
    uk: фонд | інвестиційний фонд
    """
    return Query(
        """
        SELECT company_id FROM signals
        WHERE kind = 'raised' AND regexp_matches(lower(coalesce(array_to_string(codes, ' '), '')), 'pooled')
        UNION
        SELECT company_id FROM codes JOIN members USING (party_id)
        WHERE scheme = 'SEC-INDUSTRY' AND regexp_matches(lower(code), 'pooled')
        """
    )


@exclusion
def public_body() -> Query:
    """Buys by public tender, so it is an authority, a school, a hospital and the like.

    en: public body | it buys by public tender
    ru: госзаказчик | закупает через государственные тендеры
    uk: держзамовник | закуповує через публічні тендери
    """
    return Query("SELECT DISTINCT company_id FROM signals WHERE kind = 'tender' AND role = 'buyer'")


@exclusion
def dormant() -> Query:
    """Its register says that it does not trade (SIC 99999).

    en: dormant | its register says that it does not trade
    ru: не работает | по данным реестра, не ведёт деятельность
    uk: не працює | за даними реєстру, не веде діяльності
    """
    return Query(
        """
        SELECT company_id FROM rejects JOIN parties USING (listing_id) JOIN members USING (party_id)
        WHERE rejects.why = 'dormant' AND role = 'registered'
        UNION
        SELECT company_id FROM codes JOIN members USING (party_id)
        WHERE scheme = 'SIC-GB' AND starts_with(code, '99999')
        """
    )


@exclusion
def words_in_name(words: Words) -> Query:
    """Its name has one of the words; "фонд*" stands for any ending.

    en: name | its name has a word that is not wanted
    ru: название | в названии есть нежелательное слово
    uk: назва | у назві є небажане слово
    """
    return Query("SELECT company_id FROM companies WHERE regexp_matches(name, $pattern)", pattern=pattern(words))


@exclusion
def outside_regions(regions: Regions) -> Query:
    """Its address is known to be in none of the regions (ISO 3166-2).

    en: elsewhere | it is in another region
    ru: другой регион | находится в другом регионе
    uk: інший регіон | розташована в іншому регіоні
    """
    return Query("SELECT company_id FROM companies WHERE NOT list_contains($regions, region)", regions=regions)


@exclusion
def client(owner: str = "") -> Query:
    """Is your client already: those are for their owners, not for a list of prospects. With `owner`, only that person's.

    en: client | it is your client already
    ru: клиент | это уже ваш клиент
    uk: клієнт | це вже ваш клієнт
    """
    return Query("SELECT company_id FROM customers WHERE $owner = '' OR owner = $owner", owner=owner)
