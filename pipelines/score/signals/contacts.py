"""Signals from being reachable. They rest on no day."""

from __future__ import annotations

from pipelines.score.registry import Query, signal


def _contact(kinds: str) -> Query:
    return Query(
        f"""
        SELECT company_id, min(party_id) AS party_id, to_json({{'count': count(DISTINCT value)}}) AS params
        FROM contacts JOIN members USING (party_id) SEMI JOIN eligible USING (company_id)
        WHERE kind IN ({kinds})
        GROUP BY company_id
        """
    )


@signal()
def has_phone() -> Query:
    """A phone number of the company is known.

    en: phone | its phone number is known
    ru: телефон | известен телефон
    uk: телефон | відомий телефон
    """
    return _contact("'phone', 'mobile'")


@signal()
def has_email() -> Query:
    """An e-mail address of the company is known.

    en: e-mail | its e-mail address is known
    ru: почта | известен адрес электронной почты
    uk: пошта | відома адреса електронної пошти
    """
    return _contact("'email'")


@signal()
def has_website() -> Query:
    """A web site of the company is known.

    en: web site | has a web site: {website}
    ru: сайт | есть сайт: {website}
    uk: сайт | є сайт: {website}
    """
    return Query(
        """
        SELECT company_id, 'website' AS field, to_json({'website': coalesce(domain, website)}) AS params
        FROM companies
        WHERE website <> ''
        """
    )
