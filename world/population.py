"""The population: every company is a pure function of (seed, country, position), so any page can be made alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from world import naming, numbers
from world.days import Timeline
from world.dice import Dice
from world.naming import Form
from world.spelling import slug
from world.words import places_ru, places_ua, places_west
from world.words.trades import WHEEL, Trade

COUNTRIES = ("UA", "RU", "GB", "NO", "US")
SHARES = {"UA": 30, "RU": 25, "GB": 15, "NO": 15, "US": 15}
PUBLIC_SHARE = {"UA": 0.22, "GB": 0.10}
MASS_ADDRESSES = {
    "UA": ("Городоцька", "174"),
    "RU": ("Промышленная", "11"),
    "GB": ("OLD STREET", "372"),
    "NO": ("Dronningens gate", "4"),
    "US": ("Colfax Ave", "1942"),
}
FREE_MAIL = {
    "UA": ("ukr.net", "gmail.com", "i.ua"),
    "RU": ("mail.ru", "yandex.ru", "bk.ru"),
    "GB": ("gmail.com", "outlook.com"),
    "NO": ("gmail.com", "online.no"),
    "US": ("gmail.com", "yahoo.com"),
}
_DOMAINS = {
    "UA": ("com.ua", "ua", "lviv.ua", "com"),
    "RU": ("ru", "ru", "su", "com"),
    "GB": ("co.uk", "uk", "com"),
    "NO": ("no",),
    "US": ("com", "us", "io"),
}
STREETS = {
    "UA": places_ua.STREETS_UA,
    "RU": places_ru.STREETS_RU,
    "GB": places_west.STREETS_GB,
    "NO": places_west.STREETS_NO,
    "US": places_west.STREETS_US,
}
_PUBLIC_UA = (
    (
        'КОМУНАЛЬНЕ НЕКОМЕРЦІЙНЕ ПІДПРИЄМСТВО "{n}-А МІСЬКА КЛІНІЧНА ЛІКАРНЯ М. {C}"',
        "КНП «{n} міська лікарня м. {c}»",
        "medical",
    ),
    ("ВІДДІЛ ОСВІТИ {C} МІСЬКОЇ РАДИ № {n}", "Відділ освіти №{n} ({c})", "education"),
    ("ЗАКЛАД ДОШКІЛЬНОЇ ОСВІТИ № {n} М. {C}", "ДНЗ №{n} {c}", "education"),
    ("ДЕПАРТАМЕНТ ІНФОРМАЦІЙНИХ ТЕХНОЛОГІЙ ТА ЦИФРОВОГО РОЗВИТКУ М. {C} № {n}", "Департамент ІТ м. {c} №{n}", "it"),
    ('КОМУНАЛЬНЕ ПІДПРИЄМСТВО "{C}ВОДОКАНАЛ-{n}"', "КП «{c}водоканал-{n}»", "energy"),
    ("ВІЙСЬКОВА ЧАСТИНА А{n4}", "в/ч А{n4}", "construction"),
    ("ГОЛОВНЕ УПРАВЛІННЯ НАЦІОНАЛЬНОЇ ПОЛІЦІЇ, ВІДДІЛ № {n} М. {C}", "ГУНП відділ №{n} ({c})", "consulting"),
    ('КОМУНАЛЬНИЙ ЗАКЛАД "ЛІЦЕЙ № {n} {C}"', "Ліцей №{n}, {c}", "education"),
)
_PUBLIC_GB = (
    ("{c} City Council Ward {n}", "consulting"),
    ("{c} and District NHS Foundation Trust {n}", "medical"),
    ("University of {c} Faculty {n}", "education"),
    ("{c} Borough Council Area {n}", "consulting"),
    ("{c} Police and Crime Commissioner {n}", "consulting"),
    ("{c} Academy Trust {n}", "education"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Town and region of a company; `code` is the region or kommune code, `post` the postcode or its area."""

    town: str
    region: str
    code: str
    post: str
    land: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """One company (or public body, or sole trader) of the world; texts are clean, listings dirty them."""

    wid: str
    country: str
    position: int
    name: str
    full: str
    short: str
    form: Form
    trade: Trade
    place: Place
    street: str
    house: str
    postcode: str
    day: date
    alive: bool
    public: bool
    sole: bool
    size: int
    domain: str | None
    email: str | None
    phone: str | None
    person: tuple[str, str, str]
    number: str
    tax: str


def _place(country: str, dice: Dice) -> tuple[Place, str]:
    """A place and a full postcode."""
    if country == "UA":
        town, region, code = dice.pick(places_ua.LVIV_OBLAST if dice.chance(0.4) else places_ua.OTHER_UA)
        return Place(town, region, "", code), (code + f"{dice.below(1000):03d}")[:5]
    if country == "RU":
        town, region, code = dice.pick(places_ru.TOWNS_RU)
        return Place(town, region, code, ""), f"{100 + int(code) * 5}{dice.below(1000):03d}"
    if country == "GB":
        town, county, land, area = dice.pick(places_west.TOWNS_GB)
        return Place(
            town, county, "", area, land
        ), f"{area} {dice.between(1, 9)}{'ABDEFGHJLNPQRSTUWXYZ'[dice.below(20)]}{'ABDEFGHJLN'[dice.below(10)]}"
    if country == "NO":
        town, kommune, number, post = dice.pick(places_west.TOWNS_NO)
        return Place(town, kommune, number, post), post
    towns = places_west.TOWNS_US
    city, state, state_name, zipcode, county = towns[dice.below(34)] if dice.chance(0.85) else dice.pick(towns)
    return Place(city, state, county, zipcode, state_name), zipcode


def _phone(country: str, dice: Dice) -> str:
    """A phone number as people of the country write it, sometimes too short or with a wrong prefix."""
    d = dice.below(10_000_000)
    a, b, c = d // 10_000, d // 100 % 100, d % 100
    if country == "UA":
        code = dice.pick(("32", "67", "50", "63", "93", "44"))
        return dice.pick(
            (
                f"+380{code}{d:07d}",
                f"(0{code}) {a:03d}-{b:02d}-{c:02d}",
                f"0{code}{d:07d}",
                f"380{code}{d:07d}",
                f"0{code} {a:03d}",
            )
        )
    if country == "RU":
        code = dice.pick(("495", "912", "4932", "383", "926"))
        tail = f"{d:07d}"[: 10 - len(code)]
        return dice.pick(
            (f"+7({code}) {tail}", f"8 ({code}) {tail}", f"7{code}{tail}", f"8{code}{tail}", f"8-{code}-{tail[:4]}")
        )
    if country == "NO":
        return dice.pick(
            (
                f"{dice.between(21, 79)} {a % 100:02d} {b:02d} {c:02d}",
                f"9{dice.below(100):02d} {b:02d} {a:03d}",
                f"+47 4{d:07d}",
            )
        )
    if country == "GB":
        return dice.pick(
            (
                f"020 7{a:03d} {d % 10_000:04d}",
                f"0161 {a:03d} {d % 10_000:04d}",
                f"+44 7{dice.below(1000):03d} {d % 1_000_000:06d}",
            )
        )
    return dice.pick(
        (
            f"({dice.pick(('303', '720', '212', '718', '206'))}) {200 + a % 800}-{d % 10_000:04d}",
            f"303{200 + a % 800}{d % 10_000:04d}",
        )
    )


class Population:
    """All companies of one world, at most about `count` on the start day, more as days pass.

    `seed` and `count` decide everything; `start` is the day the world begins on (positions after it are the future).
    """

    def __init__(self, seed: int, count: int, start: date) -> None:
        self.seed = seed
        self.count = count
        self.start = start
        self.timelines = {c: Timeline(count * SHARES[c] // 100, start) for c in COUNTRIES}
        self.company = lru_cache(maxsize=200_000)(self._company)

    def known(self, country: str, day: date) -> int:
        """How many companies of the country exist on the day."""
        return self.timelines[country].upto(day)

    def find(self, wid: str) -> Company:
        """The company of a world id such as `UA-0000123`."""
        return self.company(wid[:2], int(wid[3:]))

    def _company(self, country: str, position: int) -> Company:
        dice = Dice(self.seed, country, position)
        trade = dice.pick(WHEEL)
        place, postcode = _place(country, dice)
        form = dice.pick(naming.FORMS[country])
        name = naming.core(country, trade, dice)
        person = naming.person(country, dice)
        public = dice.chance(PUBLIC_SHARE.get(country, 0))
        sole = not public and (form.code == "ENK" or (country == "UA" and dice.chance(0.12)))
        full, short = naming.full(country, form, name), naming.short(country, form, name)
        if sole:
            surname, given, patronymic = person
            both = " ".join(part for part in (surname, given, patronymic) if part)
            form = Form("ФОП", "ФІЗИЧНА ОСОБА-ПІДПРИЄМЕЦЬ") if country == "UA" else form
            name = both if country == "UA" or dice.chance(0.6) else f"{given} {surname} {dice.pick(trade.no)}"
            full = f"{form.full} {both.upper()}" if country == "UA" else name.upper()
            short = f"{form.short} {both}" if country == "UA" else name
        elif public:
            n = position % 900 + 1
            if country == "UA":
                long, brief, key = dice.pick(_PUBLIC_UA)
                filled = {"n": n, "n4": f"{1000 + position % 9000}", "c": place.town, "C": place.town.upper()}
                full, short = long.format(**filled), brief.format(**filled)
            else:
                long, key = dice.pick(_PUBLIC_GB)
                full = short = long.format(n=n, c=place.town.title())
            name, trade = short, next(t for t in WHEEL if t.key == key)
        elif position > 50 and position % 61 == 7:
            # A namesake: another firm of the same name in another town, the trap of matching by name alone.
            other = self.company(country, position - 9)
            if not (other.public or other.sole):
                name, full, short, form = other.name, other.full, other.short, other.form
        street, house = dice.pick(STREETS[country]), str(dice.between(1, 180))
        if dice.chance(0.03):
            street, house = MASS_ADDRESSES[country]
        day = self.timelines[country].day_of(position)
        domain = email = phone = None
        if dice.chance(0.75 if public else 0.6) and not sole:
            label = slug(name, country)[:40].strip("-")
            if position % 61 == 7 or position >= 20_000:
                label = f"{label}-{position}"
            ending = dice.pick(_DOMAINS[country]) if not public else "gov.ua" if country == "UA" else "gov.uk"
            domain = f"{label}.{ending}"
            email = f"{dice.pick(('info', 'office', 'sales', 'mail', 'contact'))}@{domain}"
        elif dice.chance(0.6):
            email = f"{slug(person[0], country)}.{position % 100}@{dice.pick(FREE_MAIL[country])}"
        if dice.chance(0.7):
            phone = _phone(country, dice)
        size = dice.pick((1, 2, 3, 5, 8, 12, 20, 35, 60, 120, 400)) if not sole else dice.below(3)
        number, tax = self._numbers(country, position, place, day, sole)
        alive = not dice.chance(0.04)
        return Company(
            f"{country}-{position:07d}",
            country,
            position,
            name,
            full,
            short,
            form,
            trade,
            place,
            street,
            house,
            postcode,
            day,
            alive,
            public,
            sole,
            size,
            domain,
            email,
            phone,
            person,
            number,
            tax,
        )

    def _numbers(self, country: str, position: int, place: Place, day: date, sole: bool) -> tuple[str, str]:
        if country == "UA":
            number = (
                numbers.ukrainian_person(position) if sole else numbers.ukrainian(position, self.timelines["UA"].count)
            )
            return number, number
        if country == "RU":
            return numbers.russian_state(position, place.code, day.year), numbers.russian_tax(position, place.code)
        if country == "NO":
            return numbers.norwegian(position), ""
        if country == "GB":
            prefix = {"SCOTLAND": "SC", "NORTHERN IRELAND": "NI"}.get(place.land, "")
            return (
                f"{prefix}{500_000 + position:06d}" if prefix and position < 400_000 else f"{10_000_000 + position:08d}"
            ), ""
        return f"{day.year}1{position:06d}", f"{1_700_000 + position:010d}"
