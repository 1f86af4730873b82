"""Signals from what the company is: industry, size, form, age, capital, name. They rest on no day."""

from __future__ import annotations

from pipelines.score.kinship import form_codes, nace_kin
from pipelines.score.registry import Currency, Nace, Number, Query, Texts, Words, signal
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
def related_industry(nace: Nace) -> Query:
    """Works near the NACE divisions or groups, not in them: points halve with each step up the tree to what both have in common.

    From "14.1" (clothes of cloth) it is one step to 14.3 (knitwear), two to 13 (textiles), which shares the section only.

    en: related industry | works in a related industry: {nace:industry}
    ru: близкая отрасль | работает в близкой отрасли: {nace:industry}
    uk: близька галузь | працює у близькій галузі: {nace:industry}
    """
    kin = nace_kin(nace)
    return Query(
        """
        WITH kin AS (
            SELECT unnest($prefixes) AS prefix, unnest($strengths) AS strength
        ), activities AS (
            SELECT company_id, nace AS code, nace, NULL AS party_id
            FROM companies SEMI JOIN eligible USING (company_id)
            WHERE nace IS NOT NULL
            UNION ALL
            SELECT company_id, replace(code, '.', ''), nace, party_id
            FROM codes JOIN members USING (party_id) SEMI JOIN eligible USING (company_id)
            WHERE nace IS NOT NULL AND scheme IN ('NACE2', 'OKVED2', 'KVED', 'SIC-GB', 'SN2007')
        ), near AS (
            SELECT company_id, strength, nace, party_id
            FROM activities CROSS JOIN (SELECT unnest([2, 3, 4]) AS length) JOIN kin
                ON prefix = left(code, length) AND length(prefix) = length
        ), best AS (
            SELECT company_id, max({'strength': strength, 'nace': nace, 'party_id': party_id}) AS best
            FROM near
            GROUP BY company_id
        )
        SELECT company_id, best.strength AS strength, best.party_id AS party_id, 'nace' AS field,
            to_json({'nace': best.nace}) AS params
        FROM best
        WHERE best.strength < 1000
        """,
        prefixes=list(kin),
        strengths=list(kin.values()),
    )


@signal()
def legal_form(forms: Texts) -> Query:
    """Has one of the legal forms, as its register writes them: "ТОВ", "TOV", "ООО", "Ltd", "AS".

    en: legal form | legal form: {form}
    ru: форма | правовая форма: {form}
    uk: форма | правова форма: {form}
    """
    return Query(
        """
        SELECT company_id, 'legal_form' AS field, to_json({'form': legal_form}) AS params
        FROM companies
        WHERE list_contains($forms, upper(trim(legal_form)))
        """,
        forms=form_codes(forms),
    )


@signal()
def company_age(at_least: Number = 0, at_most: Number = 1000) -> Query:
    """Was registered (or founded) between so many full years ago.

    en: age | {years:year|years} in business
    ru: возраст | {years:год|года|лет} на рынке
    uk: вік | {years:рік|роки|років} на ринку
    """
    return Query(
        """
        SELECT company_id, if(registered_on IS NULL, 'founded_on', 'registered_on') AS field,
            to_json({'years': datesub('year', coalesce(registered_on, founded_on), $today)}) AS params
        FROM companies
        WHERE coalesce(registered_on, founded_on) <= $today
            AND datesub('year', coalesce(registered_on, founded_on), $today) BETWEEN $at_least AND $at_most
        """,
        at_least=at_least,
        at_most=at_most,
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
