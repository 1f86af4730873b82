"""Signals from the user's own clients (`firstcall customers import`): who resembles the best, who is one, whom to wake up."""

from __future__ import annotations

from pipelines.score.registry import Number, Query, signal

SIZES = "CASE WHEN employees < 10 THEN 1 WHEN employees < 50 THEN 2 WHEN employees < 250 THEN 3 WHEN employees >= 250 THEN 4 END"
"""Size classes of the European Union: micro, small, medium, large."""


@signal(across=True)
def similar_to_clients(at_least: Number = 3) -> Query:
    """Agrees with one of your best clients in at least so many of four things: industry, region, size class, legal form.

    Points follow how many agree. Best clients are those of class A of your own list.

    en: like clients | like your client “{client}”:[ {industry!}same industry;][ {region!}same region;][ {size!}same size;][ {form!}same
        legal form;] {count} of 4
    ru: похожа на клиентов | похожа на клиента «{client}»:[ {industry!}та же отрасль;][ {region!}тот же регион;][ {size!}тот же
        размер;][ {form!}та же форма;] {count} из 4
    uk: схожа на клієнтів | схожа на клієнта «{client}»:[ {industry!}та сама галузь;][ {region!}той самий регіон;][ {size!}той самий
        розмір;][ {form!}та сама форма;] {count} з 4
    """
    return Query(
        f"""
        WITH models AS (
            SELECT nace, region, {SIZES} AS size, legal_form AS form, min(companies.name) AS client
            FROM customers JOIN companies USING (company_id)
            WHERE best
            GROUP BY ALL
        ), alike AS (
            SELECT company_id, client, coalesce(c.nace = m.nace, false) AS industry, coalesce(c.region = m.region, false) AS region,
                coalesce({SIZES} = m.size, false) AS size, coalesce(c.legal_form = m.form, false) AS form
            FROM (SELECT * FROM companies SEMI JOIN eligible USING (company_id) ANTI JOIN customers USING (company_id)) c
                JOIN models m ON c.nace = m.nace OR (c.nace IS NULL AND c.region = m.region)
        ), counted AS (
            SELECT *, industry::BIGINT + region::BIGINT + size::BIGINT + form::BIGINT AS count FROM alike
        ), best AS (
            SELECT company_id, max({{'count': count, 'industry': industry, 'region': region, 'size': size, 'form': form,
                'client': client}}) AS best
            FROM counted
            GROUP BY company_id
        )
        SELECT company_id, 250 * best.count AS strength, 'nace' AS field,
            to_json({{'count': best.count, 'client': best.client, 'industry': nullif(best.industry, false),
                'region': nullif(best.region, false), 'size': nullif(best.size, false), 'form': nullif(best.form, false)}}) AS params
        FROM best
        WHERE best.count >= $at_least
        """,
        at_least=max(at_least, 1),
    )


@signal()
def client() -> Query:
    """Is your client already; its owner is named. Give it points to sell more, or exclude clients.

    en: your client | is your client[, cared for by {owner}]
    ru: ваш клиент | уже ваш клиент[, ведёт {owner}]
    uk: ваш клієнт | вже ваш клієнт[, веде {owner}]
    """
    return Query(
        """
        SELECT company_id, 'name' AS field, to_json({'owner': min(nullif(owner, ''))}) AS params
        FROM customers
        WHERE company_id IS NOT NULL
        GROUP BY company_id
        """
    )


@signal()
def client_to_wake() -> Query:
    """Is a client of yours that has ordered nothing for longer than it used to.

    en: wake up | your client, quiet since {since:day}[, cared for by {owner}]
    ru: разбудить | ваш клиент, молчит с {since:day}[, ведёт {owner}]
    uk: розбудити | ваш клієнт, мовчить з {since:day}[, веде {owner}]
    """
    return Query(
        """
        SELECT company_id, 'name' AS field, to_json({'owner': min(nullif(owner, '')), 'since': max(last_order)}) AS params
        FROM customers
        WHERE wake_up AND company_id IS NOT NULL AND last_order IS NOT NULL
        GROUP BY company_id
        """
    )
