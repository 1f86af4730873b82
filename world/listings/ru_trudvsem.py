"""Vacancies of Russian companies as «Работа России» publishes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from world.days import Timeline
from world.dice import Dice
from world.naming import variant
from world.population import Company, Population
from world.spelling import dirty, latin
from world.truth_rows import Mention

SOURCE = "ru_trudvsem"
MOSCOW = timezone(timedelta(hours=3))
_SKILLS = ("Ответственность , добросовестность", "Работа в команде", "Пунктуальность", "Знание оборудования")
_REQUIREMENTS = {
    "sewing": "Опыт работы на промышленных швейных машинах (прямострочка, оверлок, распошив) от 1 года.",
    "textile": "Умение работать на вязальном и швейном оборудовании.",
    "it": "Знание Python, SQL, опыт сопровождения информационных систем.",
}


class VacancyRows:
    """Vacancies spread over business days; employers are Russian companies, sewing firms hire more than others."""

    def __init__(self, population: Population) -> None:
        self.population = population
        self.timeline = Timeline(min(200_000, max(40, population.timelines["RU"].count)), population.start, 100)
        self.employer = lru_cache(maxsize=100_000)(self._employer)

    def _employer(self, index: int) -> Company:
        dice = Dice(self.population.seed, SOURCE, index)
        known = max(1, self.population.known("RU", self.timeline.day_of(index)))
        company = self.population.company("RU", dice.below(known))
        for _ in range(3):
            # Garment makers are short of hands: other employers are drawn again in half of the cases.
            if company.trade.key in ("sewing", "textile") or dice.chance(0.5):
                break
            company = self.population.company("RU", dice.below(known))
        return company

    def modified(self, index: int) -> datetime:
        """Moscow time of the last change."""
        day = self.timeline.day_of(index)
        return datetime(day.year, day.month, day.day, 8 + index % 10, index * 7 % 60, index * 13 % 60, tzinfo=MOSCOW)

    def window(self, low: datetime | None, high: datetime | None, region: str, text: str, today: date) -> Sequence[int]:
        """Indexes by time of modification."""
        first = low.astimezone(MOSCOW).date() if low else date(1900, 1, 1)
        last = min(high.astimezone(MOSCOW).date(), today) if high else today
        found = [
            i
            for i in range(*self.timeline.span(first, last))
            if (not low or self.modified(i) >= low) and (not high or self.modified(i) <= high)
        ]
        found.sort(key=lambda i: (self.modified(i), i))
        if region:
            found = [i for i in found if self.employer(i).place.code == region]
        if text:
            found = [i for i in found if text.lower() in str(self._row(i)).lower()]
        return found

    def rows(self, handles: Sequence[int]) -> list[dict[str, Any]]:
        """Vacancy objects."""
        return [self._row(index) for index in handles]

    def printed(self, index: int) -> str:
        """The employer's name as the vacancy prints it; sometimes transliterated."""
        company, dice = self.employer(index), Dice(self.population.seed, SOURCE + "/name", index)
        if dice.chance(0.06):
            return latin(company.short, "RU")
        return dirty(variant("RU", company.form, company.name, dice), dice)

    def identity(self, index: int) -> str:
        """The vacancy's id."""
        return Dice(self.population.seed, SOURCE + "/id", index).uuid()

    def _row(self, index: int) -> dict[str, Any]:
        dice = Dice(self.population.seed, SOURCE + "/row", index)
        company, day = self.employer(index), self.timeline.day_of(index)
        job = dice.pick(company.trade.jobs_ru)
        low = dice.between(30, 120) * 1000
        high = low + dice.pick((0, 10_000, 35_000))
        if dice.chance(0.15):
            low = high = 0
        known_numbers = dice.chance(0.85)
        code = company.number if known_numbers else dice.uuid()
        number = self.identity(index)
        card: dict[str, Any] = {
            "companycode": code,
            "hr-agency": dice.chance(0.04),
            "inn": company.tax,
            "kpp": f"{company.place.code}0101001",
            "name": self.printed(index),
            "url": f"https://trudvsem.ru/company/{code}",
        }
        if known_numbers:
            card["ogrn"] = company.number
        if company.email and dice.chance(0.7):
            card["email"] = company.email
        if company.domain and dice.chance(0.3):
            card["site"] = f"http://www.{company.domain}"
        surname, given, patronymic = company.person
        contacts = [{"contact_type": "Телефон", "contact_value": company.phone or "+7(000) 000-00-00"}]
        if company.email:
            contacts.append({"contact_type": "Эл. почта", "contact_value": company.email})
        skill = dice.pick(_SKILLS)
        text = _REQUIREMENTS.get(company.trade.key, "Опыт работы приветствуется, обучение на месте.")
        return {
            "id": number,
            "source": "Вакансия работодателя",
            "region": {
                "region_code": f"{company.place.code}00000000000",
                "name": company.place.region.replace("г. ", ""),
            },
            "company": card,
            "creation-date": day.isoformat(),
            "date_modify": self.modified(index).strftime("%Y-%m-%dT%H:%M:%S%z"),
            "salary": f"от {low}" if low else "",
            "salary_min": low,
            "salary_max": high,
            "job-name": job.upper() if dice.chance(0.1) else job,
            "vac_url": f"https://trudvsem.ru/vacancy/card/{code}/{number}",
            "employment": "Полная занятость",
            "schedule": "Полный рабочий день",
            "requirements": text,
            "duty": f"Работа по профилю: {company.trade.about_ru}. Город {company.place.town}.",
            "category": {"specialisation": company.trade.specialisation},
            "requirement": {"education": "Среднее профессиональное", "experience": dice.below(4)},
            "addresses": {
                "address": [
                    {
                        "location": f"{company.place.region}, г {company.place.town}, {company.street} "
                        "улица, {company.house}",
                        "lng": f"{30 + dice.below(90_000) / 1000}",
                        "lat": f"{50 + dice.below(9000) / 1000}",
                    }
                ]
            },
            "social_protected": "",
            "contact_list": contacts,
            "contact_person": f"{surname} {given} {patronymic}",
            "work_places": dice.pick((1, 1, 2, 3, 5, 10, 20)),
            "code_profession": "19601",
            "typicalPosition": dice.pick((job, "Ничего не выбрано")),
            "skills": [skill, skill] if dice.chance(0.5) else [],
            "workPlaceType": {
                "workPlaceForeign": False,
                "workPlaceOrdinary": True,
                "workPlaceQuota": False,
                "workPlaceSpecial": False,
            },
            "shift": [],
            "trainingDays": 0,
            "currency": "«руб.»",
        }

    def mentions(self, today: date) -> Iterator[Mention]:
        """Who is behind each vacancy."""
        for index in range(self.timeline.upto(today)):
            yield Mention(SOURCE, self.identity(index), "employer", self.employer(index).wid, self.printed(index))
