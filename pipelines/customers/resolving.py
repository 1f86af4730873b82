"""Which client a row means: the user's own code decides first, then register numbers, then name with legal form and town."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from leads.decisions import models
from pipelines.customers.clients import Client

FIELDS = (
    "code", "name", "name_key", "country", "region", "city", "address", "postcode", "website", "domain", "email", "phone", "industry",
    "owner", "since",
)  # fmt: skip
"""Fields that an import may fill or change, besides numbers and custom."""


class Book:
    """All clients known so far, found by what a row says of them."""

    def __init__(self, known: Iterable[models.Customer], file: str, at: datetime) -> None:
        self._file, self._at = file, at
        self._ids: set[str] = set()
        self._codes: dict[str, models.Customer] = {}
        self._numbers: dict[tuple[str, str], list[models.Customer]] = {}
        self._names: dict[str, list[models.Customer]] = {}
        self.new: set[str] = set()
        """Clients nobody knew before, by id."""
        self.changed: set[str] = set()
        """Known clients that a row said something new of, by id."""
        self._unwritten: dict[str, models.Customer] = {}
        self.again = 0
        """Rows of client lists that tell of a client another row told of."""
        self.met: set[str] = set()
        """Clients that some row meant, by id."""
        self._told: set[str] = set()
        for customer in known:
            self._enter(customer)

    def find(self, client: Client) -> tuple[models.Customer | None, str | None]:
        """The client that is meant, or why nobody can tell; (None, None) for one not seen before."""
        if client.code and client.code in self._codes:
            return self._codes[client.code], None
        for number in client.numbers:
            held = [each for each in self._numbers.get(_pair(number), ()) if _agree(each, client)]
            if len(held) == 1:
                return held[0], None
            if held:
                return None, "several clients have this number"
        if not client.name_key.partition("|")[0]:
            return None, None
        alike = [each for each in self._names.get(client.name_key.partition("|")[0], ()) if _agree(each, client)]
        if len(alike) > 1 and client.city:
            alike = [each for each in alike if each.city == client.city] or alike
        if len(alike) > 1:
            return None, "several clients have this name"
        return (alike[0] if alike else None), None

    def take(self, client: Client, listed: bool) -> tuple[models.Customer | None, str | None]:
        """Find or make the client, and write down what the row says; `listed` rows change what is known, others only add to it.

        Gives the client, or why nobody can tell which is meant.
        """
        customer, why = self.find(client)
        if why:
            return None, why
        if customer is None:
            customer = self._make(client)
        elif self._write(customer, client, listed):
            self._enter(customer)
            customer.file, customer.changed_at = self._file, self._at
            self._unwritten[customer.customer_id] = customer
            if customer.customer_id not in self.new:
                self.changed.add(customer.customer_id)
        self.met.add(customer.customer_id)
        if listed:
            self.again += customer.customer_id in self._told
            self._told.add(customer.customer_id)
        return customer, None

    def unwritten(self) -> list[models.Customer]:
        """Clients made or changed since this was last asked; those without a key are new."""
        rows = list(self._unwritten.values())
        self._unwritten.clear()
        return rows

    def _make(self, client: Client) -> models.Customer:
        first = next(iter(client.numbers), None)
        handle = (
            f"code:{client.code}"
            if client.code
            else f"number:{first['register']}:{first['number']}"
            if first
            else f"name:{client.name_key or client.name.casefold()}:{client.city.casefold()}"
        )
        again, customer_id = 1, _id(handle)
        while customer_id in self._ids:
            again += 1
            customer_id = _id(f"{handle}:{again}")
        customer = models.Customer(
            customer_id=customer_id, numbers=list(client.numbers), custom=dict(client.custom), file=self._file, changed_at=self._at,
            **{field: getattr(client, field) for field in FIELDS},
        )  # fmt: skip
        self.new.add(customer_id)
        self._unwritten[customer_id] = customer
        self._enter(customer)
        return customer

    def _write(self, customer: models.Customer, client: Client, listed: bool) -> bool:
        """Whether the row changed what is known."""
        before = (*(getattr(customer, field) for field in FIELDS), list(customer.numbers), dict(customer.custom))
        for field in FIELDS:
            value = getattr(client, field)
            if value and (listed or not getattr(customer, field)):
                setattr(customer, field, value)
        numbers = {number["register"]: number for number in customer.numbers}
        for number in client.numbers:
            if listed or number["register"] not in numbers:
                numbers[number["register"]] = number
        customer.numbers = [numbers[register] for register in sorted(numbers)]
        customer.custom = {**customer.custom, **client.custom}
        return before != (*(getattr(customer, field) for field in FIELDS), customer.numbers, customer.custom)

    def _enter(self, customer: models.Customer) -> None:
        self._ids.add(customer.customer_id)
        if customer.code:
            self._codes.setdefault(customer.code, customer)
        for number in customer.numbers:
            held = self._numbers.setdefault(_pair(number), [])
            if customer not in held:
                held.append(customer)
        if key := customer.name_key.partition("|")[0]:
            alike = self._names.setdefault(key, [])
            if not any(each is customer for each in alike):
                alike.append(customer)


def _agree(customer: models.Customer, client: Client) -> bool:
    """Whether nothing tells the two apart: another code, another number of one register, another legal form or town."""
    if customer.code and client.code and customer.code != client.code:
        return False
    held = {number["register"]: number["number"] for number in customer.numbers}
    if any(held.get(number["register"], number["number"]) != number["number"] for number in client.numbers):
        return False
    forms = {customer.name_key.partition("|")[2], client.name_key.partition("|")[2]} - {""}
    if len(forms) > 1 and not client.numbers:
        return False
    if client.code or client.numbers:
        return True
    return not customer.city or not client.city or customer.city.casefold() == client.city.casefold()


def _pair(number: dict[str, str]) -> tuple[str, str]:
    return number["register"], number["number"]


def _id(handle: str) -> str:
    return "k" + hashlib.md5(handle.encode(), usedforsecurity=False).hexdigest()[:12]
