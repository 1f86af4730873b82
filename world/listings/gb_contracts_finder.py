"""British tenders and awards as Contracts Finder publishes them in OCDS."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from world.days import Timeline
from world.dice import Dice
from world.naming import variant
from world.population import Company, Population
from world.spelling import dirty
from world.truth_rows import Mention

SOURCE = "gb_contracts_finder"
LONDON = ZoneInfo("Europe/London")
NEEDS: tuple[tuple[str, str, str], ...] = (
    ("it", "72000000", "Software development and support services"),
    ("it", "48000000", "Case management software package"),
    ("it", "72600000", "IT helpdesk and managed services – Café network"),
    ("it", "30200000", "Supply of laptops and computer equipment"),
    ("it", "48900000", "Housing management system replacement (£ capped)"),
    ("cleaning", "90910000", "Cleaning services for civic buildings"),
    ("sewing", "18100000", "Supply of staff uniforms and workwear"),
    ("construction", "45000000", "Refurbishment of community centre"),
    ("medical", "33100000", "Medical equipment consumables"),
    ("food", "15000000", "Provision of catering supplies"),
    ("logistics", "60100000", "Home to school transport"),
    ("consulting", "79400000", "Business advisory services"),
    ("energy", "09300000", "Solar panels and energy"),
)
AWARD_AFTER = timedelta(days=16)


class ReleaseRows:
    """Each opportunity is one tender release; most get an award release sixteen days later."""

    tail_cursor = ""

    def __init__(self, population: Population) -> None:
        self.population = population
        self.timeline = Timeline(min(20_000, max(40, population.count // 8)), population.start, 100)
        self.facts = lru_cache(maxsize=30_000)(self._facts)

    def _facts(self, index: int) -> tuple[Company, Company, tuple[str, str, str]]:
        dice = Dice(self.population.seed, SOURCE, index)
        known = max(1, self.population.known("GB", self.timeline.day_of(index)))
        need = dice.pick(NEEDS)
        buyer = self._draw(dice, known, lambda company: company.public)
        supplier = self._draw(
            dice, known, lambda company: not company.public and (company.trade.key == need[0] or dice.chance(0.05))
        )
        return buyer, supplier, need

    def _draw(self, dice: Dice, known: int, fits: Callable[[Company], bool]) -> Company:
        for _ in range(60):
            company = self.population.company("GB", dice.below(known))
            if fits(company):
                break
        return company

    def _published(self, index: int, award: bool) -> datetime:
        day = self.timeline.day_of(index)
        moment = datetime(day.year, day.month, day.day, 8 + index % 11, index * 7 % 60, index * 11 % 60, tzinfo=LONDON)
        return moment + AWARD_AFTER if award else moment

    def window(
        self, low: datetime | None, high: datetime | None, stages: set[str], today: date
    ) -> Sequence[tuple[int, bool]]:
        """(index, is award) of the releases, newest first."""
        end = datetime(today.year, today.month, today.day, 23, 59, 59, tzinfo=LONDON)
        high = min(high, end) if high else end
        found = []
        for index in range(self.timeline.upto(today)):
            for award in (False, True):
                if (award and index % 10 < 4) or (stages and ("award" if award else "tender") not in stages):
                    continue
                moment = self._published(index, award)
                if moment <= high and (low is None or moment >= low):
                    found.append((moment, index, award))
        return [(index, award) for _, index, award in sorted(found, reverse=True)]

    def releases(self, handles: Sequence[tuple[int, bool]]) -> list[dict[str, Any]]:
        """OCDS releases."""
        return [self._release(index, award) for index, award in handles]

    def identity(self, index: int, award: bool) -> str:
        """Release id."""
        return f"{Dice(self.population.seed, SOURCE + '/id', index).uuid()}-{900_000 + index * 2 + award}"

    def _release(self, index: int, award: bool) -> dict[str, Any]:
        dice = Dice(self.population.seed, SOURCE + "/doc", index)
        buyer, supplier, (_, cpv, title) = self.facts(index)
        moment = self._published(index, award)
        ocid = f"ocds-b5fd17-{Dice(self.population.seed, SOURCE + '/ocid', index).uuid()}"
        amount = dice.pick((25_000, 60_000, 148_620, 320_000, 900_000)) + index % 997
        tender: dict[str, Any] = {
            "id": f"{buyer.place.town[:3]}{index}",
            "title": f"{title} - {buyer.place.town.title()}",
            "description": f"{title} required by {buyer.short}. Value up to £{amount:,}.",
            "status": "complete" if award else "active",
            "classification": {"scheme": "CPV", "id": cpv, "description": title},
            "value": {"amount": amount, "currency": "GBP"},
            "procurementMethodDetails": "Open procedure (below threshold)",
            "tenderPeriod": {"endDate": (self._published(index, False) + timedelta(days=12)).isoformat()},
        }
        buyer_id = f"GB-SRS-sid4gov.cabinetoffice.gov.uk/{buyer.wid[3:]}"
        parties: list[dict[str, Any]] = [
            {
                "id": buyer_id,
                "name": buyer.short,
                "address": {
                    "streetAddress": f"{buyer.house} {buyer.street.title()}",
                    "locality": buyer.place.town,
                    "postalCode": buyer.postcode.replace(" ", ""),
                    "countryName": "England",
                },
                "roles": ["buyer"],
            }
        ]
        surname, given, _ = buyer.person
        parties[0]["contactPoint"] = {
            "name": f"{given} {surname}",
            "email": buyer.email or "procurement@example.gov.uk",
            "telephone": buyer.phone or "",
        }
        if buyer.domain:
            parties[0]["details"] = {"url": f"http://www.{buyer.domain}"}
        release: dict[str, Any] = {
            "ocid": ocid,
            "id": self.identity(index, award),
            "language": "en",
            "date": moment.isoformat(),
            "tag": ["award" if award else "tender"],
            "initiationType": "tender",
            "tender": tender,
            "parties": parties,
            "buyer": {"id": buyer_id, "name": buyer.short},
        }
        if award:
            supplier_id, name = (
                f"GB-CFS-{100_000 + index}",
                dirty(variant("GB", supplier.form, supplier.name, dice), dice),
            )
            if dice.chance(0.3):
                supplier_id = f"GB-COH-{supplier.number}"
            party: dict[str, Any] = {
                "id": supplier_id,
                "name": name,
                "address": {
                    "streetAddress": f"{supplier.house} {supplier.street.title()}",
                    "locality": supplier.place.town.title(),
                    "postalCode": supplier.postcode,
                },
                "details": {"scale": "sme" if supplier.size < 250 else "large"},
                "roles": ["supplier"],
            }
            if supplier_id.startswith("GB-COH"):
                party["identifier"] = {"scheme": "GB-COH", "id": supplier.number, "legalName": supplier.full}
            parties.append(party)
            release["awards"] = [
                {
                    "id": f"{ocid}-1",
                    "status": "active",
                    "date": moment.replace(hour=0, minute=0, second=0).isoformat(),
                    "value": {"amount": amount * 95 // 100, "currency": "GBP"},
                    "suppliers": [{"id": supplier_id, "name": name}],
                }
            ]
        return release

    def mentions(self, today: date) -> Iterator[Mention]:
        """Buyer of every release, supplier of every award."""
        for index, award in self.window(None, None, set(), today):
            buyer, supplier, _ = self.facts(index)
            yield Mention(SOURCE, self.identity(index, award), "buyer", buyer.wid, buyer.short)
            if award:
                release = self._release(index, True)
                yield Mention(
                    SOURCE, self.identity(index, True), "supplier", supplier.wid, release["parties"][1]["name"]
                )
