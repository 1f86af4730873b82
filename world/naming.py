"""Names of companies: the core, the legal form around it, and the spellings other sources use."""

from __future__ import annotations

from dataclasses import dataclass

from world.dice import Dice
from world.words import people
from world.words.stems_cyrillic import PREFIXES_RU, PREFIXES_UA, ROOTS_RU, ROOTS_UA, STEMS_RU, STEMS_UA
from world.words.stems_latin import SECOND_EN, SECOND_NO, STEMS_EN, STEMS_NO
from world.words.trades import Trade

_TAILS = {
    "UA": ("Груп", "Плюс", "Сервіс", "Центр", "ЛТД", "Захід", "Україна", "Львів", "2000", "Компані", "Інвест", "К"),
    "RU": ("Групп", "Плюс", "Сервис", "Центр", "ЛТД", "Регион", "Север", "Юг", "XXI", "Компани", "Инвест", "М"),
}


@dataclass(frozen=True, slots=True)
class Form:
    """A legal form: short text, full text, code in the register."""

    short: str
    full: str
    code: str = ""


FORMS: dict[str, tuple[Form, ...]] = {
    "UA": (
        *(Form("ТОВ", "ТОВАРИСТВО З ОБМЕЖЕНОЮ ВІДПОВІДАЛЬНІСТЮ"),) * 14,
        *(Form("ПП", "ПРИВАТНЕ ПІДПРИЄМСТВО"),) * 4,
        Form("ФГ", "ФЕРМЕРСЬКЕ ГОСПОДАРСТВО"),
        Form("ПрАТ", "ПРИВАТНЕ АКЦІОНЕРНЕ ТОВАРИСТВО"),
    ),
    "RU": (
        *(Form("ООО", "ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ", "12300"),) * 18,
        Form("АО", "АКЦИОНЕРНОЕ ОБЩЕСТВО", "12267"),
        Form("АНО", "АВТОНОМНАЯ НЕКОММЕРЧЕСКАЯ ОРГАНИЗАЦИЯ", "71400"),
        Form("ПК", "ПРОИЗВОДСТВЕННЫЙ КООПЕРАТИВ", "14000"),
    ),
    "GB": (
        *(Form("LIMITED", "LIMITED", "Private Limited Company"),) * 8,
        *(Form("LTD", "LTD", "Private Limited Company"),) * 8,
        Form("LLP", "LLP", "Limited Liability Partnership"),
        Form("PLC", "PLC", "Public Limited Company"),
        Form("C.I.C.", "COMMUNITY INTEREST COMPANY", "Community Interest Company"),
    ),
    "NO": (
        *(Form("AS", "AS", "AS"),) * 9,
        *(Form("", "", "ENK"),) * 5,
        Form("ANS", "ANS", "ANS"),
        Form("NUF", "NUF", "NUF"),
        Form("", "", "FLI"),
    ),
    "US": (
        *(Form("LLC", "LLC", "DLLC"),) * 10,
        *(Form("Inc.", "Inc.", "DPC"),) * 4,
        Form("Corp.", "Corp.", "DPC"),
        Form("L.P.", "L.P.", "DLP"),
        Form("Foundation", "Foundation", "DNC"),
    ),
}
_OLD_FORMS = {
    "ТОВ": ("Тов.", "Т.О.В.", "Товариство з обмеженою відповідальністю", "ТзОВ"),
    "ПП": ("Пп", "Приватне підприємство"),
    "ПрАТ": ("ЗАТ", "ВАТ", "АТ"),
    "ООО": ("Общество с ограниченной ответственностью", "ооо"),
    "АО": ("ЗАО", "ОАО"),
}


def core(country: str, trade: Trade, dice: Dice) -> str:
    """The distinctive part of a name; composed so that millions of draws are mostly distinct."""
    if country in ("UA", "RU"):
        stems, prefixes, roots = (
            (STEMS_UA, PREFIXES_UA, ROOTS_UA) if country == "UA" else (STEMS_RU, PREFIXES_RU, ROOTS_RU)
        )
        words = trade.ua if country == "UA" else trade.ru
        kind = dice.below(10)
        if kind < 3:
            return (
                dice.pick(prefixes)
                + dice.pick(roots)
                + (f" {dice.pick(_TAILS[country])}" if dice.chance(0.6) else f"-{dice.pick(words)}")
            )
        if kind < 6:
            return f"{dice.pick(stems)}{dice.pick(('-', ' ', '-'))}{dice.pick(words)}" + (
                f" {dice.between(1, 99)}" if dice.chance(0.15) else ""
            )
        if kind < 9:
            return f"{dice.pick(prefixes)}-{dice.pick(stems)} {dice.pick(words)}"
        return f"{dice.pick(words)} {dice.pick(stems)} {dice.pick(_TAILS[country])}"
    if country == "NO":
        first, second = dice.pick(STEMS_NO), dice.pick(SECOND_NO)
        return (
            f"{first}{dice.pick(STEMS_NO).lower()} {dice.pick(trade.no)}",
            f"{first} {second.capitalize()} {dice.pick(trade.no)}",
            f"{first}{second} {dice.pick(people.SURNAMES['NO'])}",
            f"{dice.pick(people.SURNAMES['NO'])} {first} {dice.pick(trade.no)}",
        )[dice.below(4)]
    stem, second, word = dice.pick(STEMS_EN), dice.pick(SECOND_EN), dice.pick(trade.en)
    return (
        f"{stem} {second} {word}",
        f"{stem}{second.lower()} {word}",
        f"{dice.pick(people.SURNAMES[country])} {stem} {word}",
        f"{dice.pick(people.SURNAMES[country])} & {dice.pick(people.SURNAMES[country])} {word}",
    )[dice.below(4)]


def person(country: str, dice: Dice) -> tuple[str, str, str]:
    """An invented person: (surname, given name, patronymic or empty)."""
    given = people.GIVEN[country]
    spot = dice.below(len(given))
    surname = dice.pick(people.SURNAMES[country])
    if country not in people.PATRONYMICS:
        return surname, given[spot], ""
    # Given names are listed man, woman, man, woman …
    female = spot % 2 == 1
    patronymic = dice.pick((people.FEMALE_PATRONYMICS if female else people.PATRONYMICS)[country])
    if female and country == "RU":
        surname = (
            surname[:-2] + "ая"
            if surname.endswith("ий")
            else surname + ("а" if surname.endswith(("ин", "ов", "ев")) else "")
        )
    return surname, given[spot], patronymic


def full(country: str, form: Form, name: str) -> str:
    """The name as the register writes it."""
    if country in ("UA", "RU"):
        return f'{form.full} "{name.upper()}"'
    if country == "US":
        return f"{name}, {form.short}" if form.short in ("Inc.", "Corp.", "L.P.") else f"{name} {form.short}"
    return f"{name} {form.full}".strip().upper()


def short(country: str, form: Form, name: str) -> str:
    """The everyday name with a short legal form."""
    if country in ("UA", "RU"):
        return f'{form.short} "{name}"'
    return (
        f"{name} {form.short.title() if country == 'GB' and form.short in ('LIMITED', 'LTD') else form.short}".strip()
    )


def variant(country: str, form: Form, name: str, dice: Dice) -> str:
    """One of the spellings another source may use: full, short, quotes changed, old form, no form at all."""
    kind = dice.below(10)
    if kind < 4:
        return short(country, form, name)
    if kind < 6:
        return full(country, form, name)
    if kind == 6:
        return name
    if kind == 7 and country in ("UA", "RU"):
        return f"{dice.pick(_OLD_FORMS.get(form.short, (form.short,)))} «{name}»"
    if kind == 8 and country in ("UA", "RU"):
        return f'"{name}" {form.short}'
    if country == "GB":
        return (
            f"{name} {dice.pick(('Ltd', 'Ltd.', 'Limited', 'LTD', '(UK) Ltd' if form.short == 'LLP' else 'Limited'))}"
        )
    return f"{form.short} «{name}»" if country in ("UA", "RU") else short(country, form, name)
