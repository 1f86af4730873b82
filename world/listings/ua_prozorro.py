"""Ukrainian public tenders: what public bodies buy, who wins, and how each tender changes over days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from world.days import Timeline
from world.dice import Dice
from world.hosts.prozorro import FeedRow
from world.listings.ua_parties import party
from world.population import Company, Population
from world.truth_rows import Mention
from world.words.trades import BY_KEY, NEEDS_WHEEL

SOURCE = "ua_prozorro"
KYIV = ZoneInfo("Europe/Kyiv")
EPOCH = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))
METHODS = (
    ("reporting",) * 11 + ("aboveThreshold",) * 5 + ("priceQuotation",) * 3 + ("belowThreshold",) * 3 + ("negotiation",)
)
# Steps of a tender's life: (days after publication, status).
LIVES: dict[str, tuple[tuple[int, str], ...]] = {
    "reporting": ((0, "complete"),),
    "negotiation": ((0, "active"), (7, "complete")),
    "priceQuotation": ((0, "active.tendering"), (3, "active.qualification"), (4, "active.awarded"), (8, "complete")),
    "belowThreshold": (
        (0, "active.enquiries"),
        (2, "active.tendering"),
        (6, "active.qualification"),
        (8, "active.awarded"),
        (13, "complete"),
    ),
    "aboveThreshold": ((0, "active.tendering"), (9, "active.qualification"), (13, "active.awarded"), (19, "complete")),
}
TENDERING_DAYS = {"priceQuotation": (0, 3), "belowThreshold": (2, 6), "aboveThreshold": (0, 9)}
_AWARDED = ("active.awarded", "complete", "active")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is fixed about a tender from its first day."""

    buyer: Company
    supplier: Company
    rival: Company
    need: str
    code: str
    label: str
    amount: float


class TenderRows:
    """Tenders spread over business days; their state is read off the day."""

    def __init__(self, population: Population) -> None:
        self.population = population
        self.timeline = Timeline(min(40_000, max(60, population.count * 2 // 5)), population.start, 100)
        self.facts = lru_cache(maxsize=50_000)(self._facts)
        self._feeds: dict[date, tuple[list[FeedRow], dict[str, int]]] = {}

    def identity(self, index: int) -> str:
        """The tender's 32 hexadecimal digits."""
        return Dice(self.population.seed, SOURCE + "/id", index).hex(32)

    def life(self, index: int) -> tuple[str, list[tuple[datetime, str]]]:
        """(method, [(when, status), …]) of the whole life, future included."""
        dice = Dice(self.population.seed, SOURCE + "/life", index)
        method = dice.pick(METHODS)
        day = self.timeline.day_of(index)
        start = datetime(day.year, day.month, day.day, 9, tzinfo=KYIV) + timedelta(
            microseconds=dice.below(9 * 3600 * 1_000_000)
        )
        steps = []
        failed = dice.chance(0.1) and method in TENDERING_DAYS
        for days, status in LIVES[method]:
            shift = timedelta(days=days, minutes=days * 17, microseconds=days * 1013)
            if failed and status == "active.awarded":
                steps.append((start + shift, "unsuccessful" if index % 4 else "cancelled"))
                break
            steps.append((start + shift, status))
        return method, steps

    def _reached(self, index: int, day: date) -> tuple[str, list[tuple[datetime, str]]]:
        method, steps = self.life(index)
        return method, [step for step in steps if step[0].date() <= day]

    def _facts(self, index: int) -> Facts:
        dice = Dice(self.population.seed, SOURCE, index)
        day = self.timeline.day_of(index)
        known = self.population.known("UA", day)
        need = dice.pick(NEEDS_WHEEL)
        buyer = self._draw(dice, known, lambda company: company.public)
        supplier = self._draw(
            dice,
            known,
            lambda company: not company.public and company.alive and (company.trade.key == need or dice.chance(0.04)),
            fresh=0.6,
        )
        rival = self._draw(dice, known, lambda company: not company.public and company.wid != supplier.wid)
        code, label = dice.pick(BY_KEY[need].goods_ua)
        amount = (
            float(dice.pick((4_900, 18_500, 49_999, 120_000, 380_000, 1_250_000, 6_400_000)))
            * dice.between(60, 140)
            / 100
        )
        return Facts(buyer, supplier, rival, need, code, label, round(amount, 2))

    def _draw(self, dice: Dice, known: int, fits: Any, fresh: float = 0.0) -> Company:
        """A company that fits, the last one drawn when none of sixty does; `fresh` of the draws take recent ones."""
        recent = self.population.timelines["UA"].old
        for _ in range(60):
            newest = known > recent and dice.chance(fresh)
            company = self.population.company(
                "UA", dice.between(recent, known - 1) if newest else dice.below(max(1, known))
            )
            if fits(company):
                break
        return company

    def feed(self, day: date) -> Sequence[FeedRow]:
        """All tenders of the day ordered by their last change."""
        return self._state(day)[0]

    def _state(self, day: date) -> tuple[list[FeedRow], dict[str, int]]:
        if day not in self._feeds:
            rows, places = [], {}
            for index in range(self.timeline.upto(day)):
                steps = self._reached(index, day)[1]
                if steps:
                    identity = self.identity(index)
                    places[identity] = index
                    when = steps[-1][0]
                    rows.append(FeedRow((when - EPOCH) // timedelta(microseconds=1), identity, when.isoformat()))
            self._feeds = {key: self._feeds[key] for key in list(self._feeds)[-2:]}
            self._feeds[day] = (sorted(rows), places)
        return self._feeds[day]

    def tender(self, tender: str, day: date) -> dict[str, Any] | None:
        """The document as it stands on the day."""
        index = self._state(day)[1].get(tender)
        if index is None:
            return None
        method, steps = self._reached(index, day)
        return self._document(index, tender, method, steps)

    def index_of(self, tender: str, day: date) -> int:
        """The position of a tender that exists on the day; KeyError otherwise."""
        return self._state(day)[1][tender]

    def _document(self, index: int, tender: str, method: str, steps: list[tuple[datetime, str]]) -> dict[str, Any]:
        dice = Dice(self.population.seed, SOURCE + "/doc", index)
        facts, (created, _), (changed, status) = self.facts(index), steps[0], steps[-1]
        title = f"{facts.label}" if dice.chance(0.5) else f"{facts.label} ({facts.code} за ДК 021:2015)"
        title += dice.pick(("", "", " ", "\n", " для потреб закладу"))
        worth = {"amount": facts.amount, "currency": "UAH", "valueAddedTaxIncluded": dice.chance(0.5)}
        quantity = float(dice.pick((1, 1, 2, 10, 48, 350)))
        document: dict[str, Any] = {
            "id": tender,
            "tenderID": f"UA-{created:%Y-%m-%d}-{index % 20000:06d}-a",
            "title": title,
            "status": status,
            "procurementMethodType": method,
            "procurementMethod": "limited" if method in ("reporting", "negotiation") else "open",
            "mainProcurementCategory": "services" if facts.need in ("cleaning", "repair", "education") else "goods",
            "dateCreated": created.isoformat(),
            "date": changed.isoformat(),
            "dateModified": changed.isoformat(),
            "value": worth,
            "procuringEntity": {**party(facts.buyer, dice, index, trusted=True), "kind": "general"},
            "items": [
                {
                    "id": dice.hex(32),
                    "description": facts.label,
                    "quantity": quantity,
                    "classification": {"scheme": "ДК021", "id": facts.code, "description": facts.label},
                    "unit": {"code": "H87", "name": "штука"},
                    "deliveryAddress": {
                        "countryName": "Україна",
                        "region": facts.buyer.place.region,
                        "locality": facts.buyer.place.town,
                    },
                }
            ],
            "documents": [
                {
                    "title": "sign.p7s",
                    "documentType": "notice",
                    "url": f"https://public-docs.prozorro.gov.ua/get/{dice.hex(32)}",
                    "datePublished": created.isoformat(),
                }
            ],
        }
        if dice.chance(0.3):
            document["description"] = (
                f"Закупівля: {facts.label.lower()}. Місце поставки: {facts.buyer.place.region}, "
                f"{facts.buyer.place.town}."
            )
        if method in TENDERING_DAYS:
            opens, closes = TENDERING_DAYS[method]
            document["tenderPeriod"] = {
                "startDate": (created + timedelta(days=opens)).isoformat(),
                "endDate": (created + timedelta(days=closes)).isoformat(),
            }
        won = {**worth, "amount": round(facts.amount * dice.between(82, 100) / 100, 2)}
        winner = party(facts.supplier, dice, index)
        if (
            status in ("active.qualification", "active.awarded", "complete", "unsuccessful")
            and method in TENDERING_DAYS
        ):
            document["bids"] = [
                {"id": dice.hex(32), "status": "active", "tenderers": [bidder], "value": won}
                for bidder in (winner, party(facts.rival, dice, index + 1))
            ]
        if status in _AWARDED:
            document["awards"] = [
                {
                    "id": dice.hex(32),
                    "status": "active",
                    "date": changed.isoformat(),
                    "value": won,
                    "suppliers": [winner],
                }
            ]
        elif status == "unsuccessful":
            document["awards"] = [
                {
                    "id": dice.hex(32),
                    "status": "unsuccessful",
                    "date": changed.isoformat(),
                    "value": won,
                    "suppliers": [winner],
                }
            ]
        return document

    def mentions(self, today: date) -> Iterator[Mention]:
        """Buyer of each tender, supplier of each tender awarded by the day."""
        for row in self.feed(today):
            document = self.tender(row.tender, today)
            index = self.index_of(row.tender, today)
            if document is None:
                continue
            facts = self.facts(index)
            yield Mention(SOURCE, row.tender, "buyer", facts.buyer.wid, document["procuringEntity"]["name"])
            for award in document.get("awards", []):
                yield Mention(SOURCE, row.tender, "supplier", facts.supplier.wid, award["suppliers"][0]["name"])
