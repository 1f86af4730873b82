"""The vocabulary: what one source published once (Listing), and the organisations it names (Party).

These classes are never instantiated: spiders copy verbatim text under these names, `clean` makes typed columns of the same
names. The string under a field is its description; the data dictionary, export headers and column help are made from it.
"""

from __future__ import annotations

from leads.vocabulary import (
    Count,
    Country,
    Currency,
    Day,
    Email,
    IndustryCode,
    Moment,
    Money,
    Name,
    Phone,
    Region,
    RegisterNumber,
    Text,
    Url,
    Website,
)

ROLES = ("registered", "buyer", "supplier", "employer", "subject")


class Listing:
    """What one source published once; its key is (source, source_id)."""

    source_id: Text
    """The identifier the source itself gives to what it published."""
    url: Url
    """Where a person can read the original."""
    title: Text
    """The heading under which it was published."""
    description: Text
    """The text that explains it, as published."""
    country: Country
    """The country it belongs to; it decides the shard. The source's own country where the text names none."""
    language: Text
    """The language of the text, ISO 639-1."""
    published: Moment
    """When the source says it was published."""
    modified: Moment
    """When the source says it last changed."""


class Registration(Listing):
    """An entry of a company register, or a filing about money raised."""

    event: Text
    """What the register reports: new, changed, closed, raised."""
    registered_on: Day
    """The day the register says the organisation was entered."""
    founded_on: Day
    """The day the organisation says it was founded."""
    ceased_on: Day
    """The day the register says the organisation ceased."""
    value: Money
    """Money raised, where the filing is about money."""
    currency: Currency
    """The currency of the value."""


class Tender(Listing):
    """A public purchase, planned, open, awarded or concluded."""

    stage: Text
    """plan, tender, award or contract."""
    status: Text
    """The status in the source's own words."""
    method: Text
    """The procedure in the source's own words."""
    codes: list[IndustryCode]
    """What is bought, as (scheme, code)."""
    value: Money
    """The expected or agreed value."""
    currency: Currency
    """The currency of the value."""
    deadline: Moment
    """Until when offers are taken."""
    awarded_on: Moment
    """When the purchase was awarded."""


class Vacancy(Listing):
    """A job that an employer offers."""

    salary_min: Money
    """The lowest salary offered, a month unless the source says otherwise."""
    salary_max: Money
    """The highest salary offered."""
    currency: Currency
    """The currency of the salary."""
    openings: Count
    """How many people are wanted."""
    occupation: Text
    """The occupation in the source's own words."""
    skills: list[Text]
    """The skills asked for."""
    expires: Moment
    """Until when the offer stands."""


class Article(Listing):
    """A news item; its parties are found in its text."""

    publisher: Text
    """Who published it."""
    topics: list[Text]
    """The topics the publisher gave it."""


class Party:
    """An organisation that a listing names, in a role."""

    role: Text
    """registered, buyer, supplier, employer or subject."""
    name: Name
    """The name in full, as published."""
    short_name: Name
    """The short or trade name, as published."""
    legal_form: Text
    """The legal form in the source's own code or words."""
    numbers: list[RegisterNumber]
    """Register and tax numbers as (register, number)."""
    codes: list[IndustryCode]
    """What it does, as (scheme, code); the main activity first."""
    country: Country
    """The country of its address."""
    region: Region
    """The region of its address."""
    city: Text
    """The town of its address."""
    street: Text
    """Street, house and room of its address."""
    postcode: Text
    """The postcode of its address."""
    address: Text
    """The whole address on one line, where the source gives it so."""
    website: Website
    """Its web site."""
    emails: list[Email]
    """Its e-mail addresses; personal mailboxes are kept in the vault only."""
    phones: list[Phone]
    """Its phone numbers."""
    status: Text
    """active, liquidation, insolvent or closed, in the source's own words."""
    founded_on: Day
    """The day it was founded or registered, where the listing says so."""
    employees: Count
    """How many people work there."""
    capital: Money
    """Its registered capital."""
    value: Money
    """What was awarded to it, in a tender."""
    currency: Currency
    """The currency of capital or value."""


RECORDS: dict[str, type[Listing]] = {
    "registration": Registration,
    "tender": Tender,
    "vacancy": Vacancy,
    "article": Article,
}
