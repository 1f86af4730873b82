"""Amounts of money and their currency.

Plain decimal numbers are read column-wise. Other notations go through Python, where a number is taken only if nothing but words of
currency and size stands beside it: price-parser would also read 'from 101900' or '2 of 5'.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from leads.kinds.parts import Answer, Function, Lookup, Part, rows

_ANSWER = (("amount", "DECIMAL(20,2)"), ("currency", "VARCHAR"), ("why", "VARCHAR"))

LARGEST = Decimal(10) ** 18
"""Amounts from here on are refused: DECIMAL(20,2) holds them no more, and nobody pays them."""

_WORDS = {row["words"]: row["currency"] for row in rows("currencies")}
_DOLLARS = {"USD", "CAD", "AUD", "NZD", "SGD", "HKD"}
_CROWNS = {"NOK", "SEK", "DKK", "ISK", "CZK"}
_TIMES = {
    "k": 3, "тыс": 3, "тыс.": 3, "тис": 3, "тис.": 3, "thousand": 3,
    "m": 6, "mn": 6, "mln": 6, "млн": 6, "млн.": 6, "million": 6, "mill": 6, "mill.": 6,
    "bn": 9, "млрд": 9, "млрд.": 9, "billion": 9,
}  # fmt: skip
"""Words that multiply an amount, as powers of ten."""

_NUMBER = re.compile(r"[-−]?\d[\d.,'’ ]*(?:[eE][+-]?\d{1,2}(?!\d))?")
_GROUPED = (
    (re.compile(r"\d+"), "", ""),
    (re.compile(r"\d+\.\d+"), "", "."),
    (re.compile(r"\d+,\d{1,2}|\d+,\d{4,}|0,\d+"), "", ","),
    (re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"), ",", "."),
    (re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}\.\d{3},\d+"), ".", ","),
    (re.compile(r"\d{1,3}(?: \d{3})+(?:,\d+)?"), " ", ","),
    (re.compile(r"\d{1,3}(?: \d{3})+\.\d+"), " ", "."),
    (re.compile(r"\d{1,3}(?:['’]\d{3})+(?:[.]\d+)?"), "'’", "."),
)
"""Ways to write a number: its shape, what groups its thousands, what stands before its cents."""


def _number(written: str) -> Decimal | None:
    mantissa, _, exponent = re.sub("[eE]", "e", written).partition("e")
    for shape, group, point in _GROUPED:
        if shape.fullmatch(mantissa):
            for sign in group:
                mantissa = mantissa.replace(sign, "")
            return Decimal(mantissa.replace(point, ".") if point else mantissa).scaleb(int(exponent or 0))
    return None


def _currency(words: str, given: str | None) -> tuple[str | None, bool]:
    """The currency of the words beside a number, given the declared one; and whether they were understood."""
    if not words:
        return given, True
    if words == "$":
        return (given if given in _DOLLARS else "USD"), True
    if words in {"kr", "kr."}:
        return (given if given in _CROWNS else None), given in _CROWNS
    found = _WORDS.get(words)
    return found, found is not None


def amount(written: str, currency: str | None) -> Answer:
    """An amount in any usual notation, with or without words of currency and size; nothing else may stand beside it."""
    tidy = " ".join(written.replace("\u00a0", " ").replace("\u202f", " ").split()).lower()
    found = _NUMBER.search(tidy)
    if not found:
        return {"why": "not a number"}
    number = found.group().strip(" ")
    before, after = tidy[: found.start()].strip(" ("), tidy[found.start() + len(number) :].strip(" )")
    minus = number[0] in "-−" or before.endswith(("-", "−"))
    before = before.rstrip("-− ")
    value = _number(number.lstrip("-− ").rstrip(".,") if number.rstrip(".,") else number)
    if value is None:
        return {"why": "not a number"}
    for word, power in sorted(_TIMES.items(), key=lambda item: -len(item[0])):
        if after == word or after.startswith(word + " ") or (after.startswith(word) and after[len(word) :] in _WORDS):
            value, after = value.scaleb(power), after[len(word) :].strip()
            break
    if before and after:
        return {"why": "not a number"}
    declared, understood = _currency(currency.strip().lower(), None) if currency else (None, True)
    unit, fits = _currency(before or after, declared)
    if not fits:
        return {"why": "not a number"}
    if not understood and unit is None:
        return {"why": "unknown currency"}
    if minus and value:
        return {"why": "negative"}
    try:
        rounded = value.quantize(Decimal("0.01"))
    except InvalidOperation:
        return {"why": "too large"}
    return {"why": "too large"} if rounded >= LARGEST else {"amount": rounded, "currency": unit}


def lookups() -> list[Lookup]:
    """`leads/tables/currencies.csv`: words and symbols, in lower case, and the ISO 4217 code."""
    return [Lookup("kinds_currencies", {words: {"value": code} for words, code in _WORDS.items()}, ("value",))]


PART = Part(
    lookups=lookups,
    functions=(Function("kinds_amount", amount, 2, _ANSWER),),
    macros=(
        """kinds_money(written, currency, code) AS CASE
            WHEN written IS NULL OR written = '' THEN {'amount': NULL::DECIMAL(20,2), 'currency': NULL::VARCHAR, 'why': NULL::VARCHAR}
            WHEN regexp_full_match(written, '[0-9]{1,17}(\\.[0-9]{1,12})?') AND (code IS NOT NULL OR coalesce(currency, '') = '')
                THEN {'amount': try_cast(written AS DECIMAL(20,2)), 'currency': code, 'why': NULL}
            ELSE kinds_amount(written, currency) END""",
        """clean_money(text, currency) AS kinds_money(trim(text), currency,
            (SELECT v.value FROM kinds_currencies WHERE k = lower(trim(currency))))""",
    ),
)
