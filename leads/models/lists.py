"""Published lists: what was shown to people."""

from __future__ import annotations

from django.db import models


class PublishedList(models.Model):
    """The ranking of one profile on one day, as it was published; never edited, only replaced by a newer one."""

    profile = models.CharField(max_length=100, help_text="Name of the profile, as in profiles/NAME.toml.")
    title = models.JSONField(default=dict, help_text="Title of the profile by language: en, ru, uk.")
    day = models.DateField(help_text="The day the list is for; freshness is counted back from it.")
    published_at = models.DateTimeField(help_text="When it was published, UTC.")
    verdict = models.CharField(max_length=20, help_text="Why it was let through: publish, first or forced.")
    sentence = models.JSONField(default=dict, help_text="The verdict in one sentence, by language.")
    banner = models.JSONField(default=dict, help_text="What a reader must know today, by language; empty: nothing.")
    profile_hash = models.CharField(max_length=64, help_text="Hash of the profile it was ranked with.")
    list_hash = models.CharField(max_length=64, help_text="SHA-256 of its canonical JSON.")
    current = models.BooleanField(default=False, help_text="Whether this is the list to work with now.")
    size = models.PositiveIntegerField(help_text="How many leads it holds.")
    sources = models.JSONField(default=list, help_text="Sources of its facts: title, licence, attribution, leads.")
    signals = models.JSONField(default=dict, help_text="Short name of each signal its reasons speak of, by language.")
    quota = models.PositiveIntegerField(default=0, help_text="Leads the team can call on a day; 0: not known.")

    class Meta:
        ordering = ("-day", "profile", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["profile"], condition=models.Q(current=True), name="one_current_list_of_a_profile"
            ),
        )

    def __str__(self) -> str:
        return f"{self.profile} {self.day}"


class Lead(models.Model):
    """A company on a list: its rank, its points, and the golden record as it was when the list was published."""

    published = models.ForeignKey(
        PublishedList, on_delete=models.CASCADE, related_name="leads", help_text="The list it stands on."
    )
    lead_id = models.CharField(
        max_length=20, db_index=True, help_text="The same for a company and a profile on every list."
    )
    company_id = models.CharField(max_length=20, db_index=True, help_text="The company; stable across nights.")
    aliases = models.JSONField(default=list, help_text="Ids of companies that were merged into this one.")
    rank = models.PositiveIntegerField(help_text="Place on the list, from 1.")
    band = models.CharField(max_length=1, help_text="A to E: A fits today's capacity, B and C the next days'.")
    points = models.IntegerField(help_text="The score: the sum of the points of its reasons.")
    fresh_on = models.DateField(null=True, help_text="The day of the freshest fact that counted.")
    why_now_en = models.TextField(default="", help_text="Why to call now, in English.")
    why_now_ru = models.TextField(default="", help_text="Why to call now, in Russian.")
    why_now_uk = models.TextField(default="", help_text="Why to call now, in Ukrainian.")
    name = models.TextField(help_text="Name in full, as published.")
    legal_form = models.TextField(default="", help_text="Legal form, as published.")
    status = models.CharField(
        max_length=20, default="", help_text="Standing in its register: active, liquidation, insolvent, closed."
    )
    country = models.CharField(max_length=2, default="", help_text="Country, ISO 3166-1.")
    region = models.CharField(max_length=10, default="", help_text="Region, ISO 3166-2.")
    city = models.TextField(default="", help_text="Town.")
    street = models.TextField(default="", help_text="Street, house and room.")
    postcode = models.TextField(default="", help_text="Postcode.")
    address = models.TextField(default="", help_text="The whole address on one line.")
    website = models.TextField(default="", help_text="Web site.")
    domain = models.TextField(default="", help_text="Domain of the web site or of the company's mail.")
    nace = models.CharField(max_length=10, default="", help_text="Division of its main activity, NACE Rev. 2.")
    numbers = models.JSONField(default=list, help_text="Register and tax numbers: register, number.")
    phones = models.JSONField(default=list, help_text="Phone numbers, E.164, each with its label.")
    emails = models.JSONField(default=list, help_text="E-mail addresses of the company, each with its label.")
    registered_on = models.DateField(null=True, help_text="The day the register entered it.")
    founded_on = models.DateField(null=True, help_text="The day it was founded.")
    employees = models.BigIntegerField(null=True, help_text="How many people work there.")
    capital = models.DecimalField(max_digits=20, decimal_places=2, null=True, help_text="Registered capital.")
    currency = models.CharField(max_length=3, default="", help_text="Currency of the capital.")
    first_seen_at = models.DateTimeField(null=True, help_text="When Firstcall first saw it, UTC.")
    checked_at = models.DateTimeField(null=True, help_text="When any of its sources was last read, UTC.")
    sources = models.PositiveIntegerField(default=0, help_text="How many sources know it.")
    is_new = models.BooleanField(default=False, help_text="Whether the list before this one did not have it.")
    custom = models.JSONField(
        default=dict, help_text="Of a client: the further columns of the user's own file, by their heading."
    )
    deadline = models.DateField(null=True, help_text="The next day something must be handed in: a tender, a vacancy.")
    timeline = models.JSONField(
        default=list,
        help_text="Its tenders, vacancies, news and registrations, newest first: kind, role, day, title and more.",
    )
    members = models.JSONField(
        default=list,
        help_text="What was merged into it, the first seen first: source, role, name, url, seen, and why by language.",
    )
    alternatives = models.JSONField(
        default=dict,
        help_text="For each field its values in all sources, the chosen one first: value, chosen, source, url, seen.",
    )
    evidence = models.JSONField(
        default=dict, help_text="For each field: source, URL, time fetched, landing file and line, and the very text."
    )

    class Meta:
        ordering = ("rank",)
        constraints = (
            models.UniqueConstraint(fields=["published", "rank"], name="one_lead_at_a_rank"),
            models.UniqueConstraint(fields=["published", "lead_id"], name="one_lead_of_a_company_on_a_list"),
        )
        indexes = (models.Index(fields=["published", "band"], name="leads_by_band"),)

    def __str__(self) -> str:
        return f"{self.rank}. {self.name}"


class Reason(models.Model):
    """One reason of a lead's score, with its points and where it was read; the reasons sum to the score."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="reasons", help_text="The lead it is of.")
    ordinal = models.PositiveIntegerField(help_text="Its place among the lead's reasons, from 1.")
    signal = models.CharField(max_length=60, help_text="The word of the scorecard.")
    points = models.IntegerField(help_text="What it adds to the score; negative takes away.")
    params = models.JSONField(default=dict, help_text="The facts its text is made of.")
    text_en = models.TextField(help_text="The reason in English.")
    text_ru = models.TextField(help_text="The reason in Russian.")
    text_uk = models.TextField(help_text="The reason in Ukrainian.")
    source = models.CharField(max_length=60, default="", help_text="The source that published the fact.")
    url = models.TextField(default="", help_text="Where a person can read the original.")
    listing_id = models.TextField(default="", help_text="The listing the fact was read in.")
    day = models.DateField(null=True, help_text="The day of the fact.")
    file = models.TextField(default="", help_text="The landing file the listing stands in.")
    line = models.BigIntegerField(null=True, help_text="Its line there, from 1; for a bulk file its record.")

    class Meta:
        ordering = ("ordinal",)
        constraints = (models.UniqueConstraint(fields=["lead", "ordinal"], name="one_reason_at_a_place"),)

    def __str__(self) -> str:
        return f"{self.text_en} ({self.points:+d})"
