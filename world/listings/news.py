"""News of five outlets: openings, registrations, funding, contracts, hiring of companies of the world, and noise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from world.days import Timeline
from world.dice import Dice
from world.naming import variant
from world.population import Company, Population
from world.truth_rows import Mention
from world.words.headlines import NOISE, STORIES

SOURCE = "news_feeds"
# host → (country, language, time zone, title of the outlet)
OUTLETS: dict[str, tuple[str, str, str, str]] = {
    "www.interfax.ru": ("RU", "ru", "Europe/Moscow", "Новости бизнеса"),
    "ain.ua": ("UA", "uk", "Europe/Kyiv", "AIN — технології та бізнес"),
    "www.epravda.com.ua": ("UA", "uk", "Europe/Kyiv", "Економічна правда"),
    "www.gov.uk": ("GB", "en", "Europe/London", "News and communications"),
    "novyny.example": ("UA", "uk", "Europe/Kyiv", "Новини Львівщини"),
}
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Item:
    """One article; `company` is None for noise, `name` is how the text calls the company."""

    guid: str
    link: str
    title: str
    summary: str
    html: str
    when: datetime
    topic: str
    author: str
    company: Company | None
    name: str


def _called(company: Company, dice: Dice) -> str:
    """How a journalist writes the name: never all in capitals with the whole legal form."""
    name = variant(company.country, company.form, company.name, dice)
    return name if name != company.full else company.short


class NewsRows:
    """Articles of every outlet, spread over business days."""

    def __init__(self, population: Population) -> None:
        self.population = population
        self.timeline = Timeline(min(4_000, max(90, population.count // 12)), population.start, 100)
        self.item = lru_cache(maxsize=20_000)(self._item)

    def latest(self, host: str, day: date) -> list[Item]:
        """The newest items of an outlet, newest first."""
        end = self.timeline.upto(day)
        items = [self.item(host, index) for index in range(max(0, end - SHOWN), end)]
        return sorted(items, key=lambda item: (item.when, item.guid), reverse=True)

    def _subject(self, country: str, dice: Dice, day: date, abroad: float) -> Company:
        """A private company, mostly a recent one; Ukrainian outlets look at the Lviv region first,
        elsewhere in `abroad` of draws."""
        known, old = max(1, self.population.known(country, day)), self.population.timelines[country].old
        if not abroad:
            # A local outlet writes about firms of the last three weeks.
            old = min(known - 1, self.population.known(country, day - timedelta(days=21)))
        for _ in range(40):
            recent = known > old and dice.chance(0.8)
            company = self.population.company(country, dice.between(old, known - 1) if recent else dice.below(known))
            if company.public or company.sole:
                continue
            if country != "UA" or company.place.region == "Львівська область" or dice.chance(abroad):
                break
        return company

    def _item(self, host: str, index: int) -> Item:
        country, language, zone, _ = OUTLETS[host]
        dice = Dice(self.population.seed, host, index)
        day = self.timeline.day_of(index)
        when = datetime(
            day.year, day.month, day.day, 7 + index % 12, dice.below(60), dice.below(60), tzinfo=ZoneInfo(zone)
        )
        surname, given, _ = self.population.company(country, index % 17).person
        link = f"https://{host}/{'news' if country != 'GB' else 'government/news'}/{day:%Y/%m/%d}/{index}"
        guid = link if host != "novyny.example" else f"novyny-{index}"
        if dice.chance(0.3):
            title, text = dice.pick(NOISE[language])
            return Item(guid, link, title, text, f"<p>{text}</p>", when, "", f"{given} {surname}", None, "")
        company = self._subject(country, dice, day, 0.0 if host == "novyny.example" else 0.3)
        name = (
            _called(company, dice) if dice.chance(0.6) else (f"«{company.name}»" if language != "en" else company.name)
        )
        topic, title, text = dice.pick(STORIES[language])
        about = (
            company.trade.about_ua
            if language == "uk"
            else company.trade.about_ru
            if language == "ru"
            else company.trade.en[0].lower()
        )
        words = {
            "name": name,
            "town": company.place.town if language != "en" else company.place.town.title(),
            "about": about,
            "size": max(5, company.size),
            "sum": dice.pick((2, 3, 5, 8, 12, 25)),
            "street": company.street if language != "en" else company.street.title(),
            "house": company.house,
            "region": company.place.region,
            "day": f"{company.day:%d.%m.%Y}",
        }
        where = "у Львові" if company.place.town == "Львів" else f"у місті {company.place.town}"
        region = company.place.region
        inside = f"у {region.replace('ька область', 'ькій області')}" if "область" in region else f"у м. {region}"
        words |= {"in_region": inside, "In_region": inside[0].upper() + inside[1:]}
        words |= {"where": where, "Where": where[0].upper() + where[1:]}
        body = text.format(**words)
        if language == "uk" and dice.chance(0.35):
            body += f" Код ЄДРПОУ: {company.number}."
        if language == "ru" and dice.chance(0.25):
            body += f" ИНН {company.tax}."
        if company.domain and dice.chance(0.5):
            body += f" {'Сайт' if language != 'en' else 'Website'}: {company.domain}."
        html = f"<p>{body}</p><p>{dice.pick(NOISE[language])[1]}</p>"
        return Item(guid, link, title.format(**words), body, html, when, topic, f"{given} {surname}", company, name)

    def mentions(self, today: date) -> Iterator[Mention]:
        """Who each article is about, of all a reader could see who began on the world's first day."""
        for host in OUTLETS:
            for index in range(max(0, self.timeline.count - SHOWN), self.timeline.upto(today)):
                item = self.item(host, index)
                if item.company:
                    yield Mention(SOURCE, item.guid, "subject", item.company.wid, item.name)


def changing(link: str, count: int) -> str:
    """A link with a time stamp that differs at each fetch."""
    return f"{link}?{1_790_000_000 + count}"
