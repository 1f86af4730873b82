"""Signals from what the company is: industry, place, size, name, address. They rest on no day."""

from __future__ import annotations

from pipelines.score.registry import Currency, Nace, Number, Query, Regions, Texts, Words, signal
from pipelines.score.values import nace_pattern, pattern


@signal()
def industry(nace: Nace) -> Query:
    """Works in one of the NACE Rev. 2 divisions ("14") or groups ("14.1"). A side activity gives half the points.

    en: industry | works in: {nace:industry}[{side!} (side activity)]
    ru: отрасль | занимается: {nace:industry}[{side!} (дополнительный вид деятельности)]
    uk: галузь | працює в галузі: {nace:industry}[{side!} (додатковий вид діяльності)]
    """
    return Query(
        """
        WITH hits AS (
            SELECT company_id, 1000 AS strength, nace, nace AS code, NULL AS party_id
            FROM companies
            WHERE list_contains($divisions, nace)
            UNION ALL
            SELECT company_id, if(codes.nace = companies.nace, 1000, 500) AS strength, codes.nace, code, party_id
            FROM codes JOIN members USING (party_id) JOIN companies USING (company_id)
            WHERE list_contains($divisions, codes.nace)
                OR (scheme IN ('NACE2', 'OKVED2', 'KVED', 'SIC-GB', 'SN2007') AND regexp_matches(replace(code, '.', ''), $groups))
        ), best AS (
            SELECT company_id, max({'strength': strength, 'code': code, 'nace': nace, 'party_id': party_id}) AS best
            FROM hits SEMI JOIN eligible USING (company_id)
            GROUP BY company_id
        )
        SELECT company_id, best.strength AS strength, best.party_id AS party_id, 'nace' AS field,
            to_json({'nace': best.nace, 'code': best.code, 'side': if(best.strength < 1000, true, NULL)}) AS params
        FROM best
        """,
        divisions=[n for n in nace if len(n) == 2],
        groups=nace_pattern([n for n in nace if len(n) > 2] or ["no group"]),
    )


@signal()
def region(regions: Regions) -> Query:
    """Its address is in one of the regions (ISO 3166-2, such as "UA-46").

    en: region | in {region:region}[, {city}]
    ru: регион | находится: {region:region}[, {city}]
    uk: регіон | розташування: {region:region}[, {city}]
    """
    return Query(
        """
        SELECT company_id, 'region' AS field, to_json({'region': region, 'city': city}) AS params
        FROM companies
        WHERE list_contains($regions, region)
        """,
        regions=regions,
    )


@signal()
def city(cities: Texts) -> Query:
    """Its address is in one of the towns; write each spelling that occurs.

    en: town | in {city}
    ru: город | город: {city}
    uk: місто | місто: {city}
    """
    return Query(
        """
        SELECT company_id, 'city' AS field, to_json({'city': city}) AS params
        FROM companies
        WHERE list_contains($cities, lower(trim(city)))
        """,
        cities=[c.strip().lower() for c in cities],
    )


@signal()
def size(at_least: Number = 0, at_most: Number = 10_000_000) -> Query:
    """Employs between so many and so many people, where that is known.

    en: size | {employees:employee|employees}
    ru: размер | {employees:сотрудник|сотрудника|сотрудников}
    uk: розмір | {employees:працівник|працівники|працівників}
    """
    return Query(
        """
        SELECT company_id, 'employees' AS field, to_json({'employees': employees}) AS params
        FROM companies
        WHERE employees BETWEEN $at_least AND $at_most
        """,
        at_least=at_least,
        at_most=at_most,
    )


@signal()
def capital(at_least: Number, currency: Currency) -> Query:
    """Its registered capital is at least so much in the currency.

    en: capital | registered capital {value:money}
    ru: капитал | уставный капитал {value:money}
    uk: капітал | статутний капітал {value:money}
    """
    return Query(
        """
        SELECT company_id, 'capital' AS field, to_json({'value': capital, 'currency': currency}) AS params
        FROM companies
        WHERE capital >= $at_least AND currency = $currency
        """,
        at_least=at_least,
        currency=currency,
    )


@signal()
def words_in_name(words: Words) -> Query:
    """Its name has one of the words; "швей*" stands for any ending.

    en: name | “{word}” is in its name
    ru: название | в названии есть «{word}»
    uk: назва | у назві є «{word}»
    """
    return Query(
        """
        SELECT company_id, 'name' AS field, to_json({'word': regexp_extract(name, $pattern, 1)}) AS params
        FROM companies
        WHERE regexp_matches(name, $pattern)
        """,
        pattern=pattern(words),
    )


@signal()
def mass_address(at_least: Number = 20) -> Query:
    """At least so many companies give the same street and town: often a registration agent's address. Give it points below 0.

    en: mass address | {count:company|companies} at the same address
    ru: массовый адрес | по тому же адресу {count:компания|компании|компаний}
    uk: масова адреса | за тією ж адресою {count:компанія|компанії|компаній}
    """
    return Query(
        """
        WITH mine AS (
            SELECT company_id, normal(street) AS street, normal(city) AS town
            FROM companies SEMI JOIN eligible USING (company_id)
            WHERE street <> '' AND city <> ''
        ), crowded AS (
            SELECT normal(street) AS street, normal(city) AS town, count(*) AS count
            FROM companies
            WHERE street <> '' AND city <> ''
            GROUP BY ALL
            HAVING count(*) >= $at_least
        )
        SELECT company_id, 'street' AS field, to_json({'count': count}) AS params
        FROM mine JOIN crowded USING (street, town)
        """,
        at_least=max(at_least, 2),
    )


@signal()
def several_sources(at_least: Number = 2) -> Query:
    """At least so many sources name it.

    en: sources | named by {count:source|sources}
    ru: источники | упоминается в источниках: {count}
    uk: джерела | згадується в джерелах: {count}
    """
    return Query(
        """
        SELECT company_id, 'name' AS field, to_json({'count': sources}) AS params
        FROM companies
        WHERE sources >= $at_least
        """,
        at_least=at_least,
    )
