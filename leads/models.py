"""Decisions and published lists: what people decided, what was shown to them, and what went to their CRM.

Facts are recomputed each night; these rows are kept, backed up, and always win. The help text of a field is its
description, from which column help and the data dictionary are made.
"""

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


class Suppression(models.Model):
    """Somebody who must not be called or written to: no list and no CRM push ever carries them."""

    class Kind(models.TextChoices):
        """What the value is."""

        COMPANY = "company", "company id"
        NUMBER = "number", "REGISTER:number"
        DOMAIN = "domain", "web domain"
        PHONE = "phone", "phone number"
        EMAIL = "email", "e-mail address"

    kind = models.CharField(max_length=10, choices=Kind.choices, help_text="What the value is.")
    value = models.CharField(
        max_length=200, help_text="Company id, number or domain; of a phone or e-mail only its keyed hash."
    )
    since = models.DateTimeField(help_text="Since when, UTC.")
    by = models.CharField(max_length=150, default="", help_text="Who decided it.")
    why = models.TextField(default="", help_text="Why.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "value"], name="suppressed_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Judgement(models.Model):
    """A person's word on whether two companies (or parties) are the same; the newest word on a pair counts."""

    left = models.CharField(max_length=20, help_text="Id of one company or party.")
    right = models.CharField(max_length=20, help_text="Id of the other.")
    same = models.BooleanField(help_text="Whether they are the same company.")
    by = models.CharField(max_length=150, default="", help_text="Who decided it.")
    at = models.DateTimeField(help_text="When, UTC.")
    why = models.TextField(default="", help_text="Why.")

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["left", "right"], name="judgements_of_a_pair"),)

    def __str__(self) -> str:
        return f"{self.left} {'is' if self.same else 'is not'} {self.right}"


class Mark(models.Model):
    """What a salesperson noted of a lead; the newest mark is its status."""

    class Kind(models.TextChoices):
        """What happened."""

        GOOD = "good", "good"
        BAD = "bad", "bad"
        CALLED = "called", "called"
        WON = "won", "won"
        LOST = "lost", "lost"
        DO_NOT_CALL = "do_not_call", "asked not to be called"
        WRONG_PHONE = "wrong_phone", "wrong phone"

    lead_id = models.CharField(max_length=20, db_index=True, help_text="The lead; stable across lists.")
    company_id = models.CharField(max_length=20, db_index=True, help_text="Its company.")
    kind = models.CharField(max_length=20, choices=Kind.choices, help_text="What happened.")
    by = models.CharField(max_length=150, help_text="Who noted it.")
    at = models.DateTimeField(help_text="When, UTC.")
    note = models.TextField(default="", help_text="In their own words.")

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.lead_id} {self.kind}"


class Assignment(models.Model):
    """Whose lead it is; one owner at a time, however many lists name the company."""

    company_id = models.CharField(max_length=20, unique=True, help_text="The company.")
    owner = models.CharField(max_length=150, help_text="The salesperson's user name.")
    since = models.DateTimeField(help_text="Since when, UTC.")
    by = models.CharField(max_length=150, default="", help_text="Who assigned it.")

    def __str__(self) -> str:
        return f"{self.company_id} → {self.owner}"


class CrmLink(models.Model):
    """Which record of a CRM is ours, and what we last wrote into it."""

    class State(models.TextChoices):
        """Whether we may still write."""

        LIVE = "live", "live"
        TOMBSTONE = "tombstone", "closed or deleted by a person"
        MERGED = "merged", "merged into another record by a person"

    connection = models.CharField(max_length=60, help_text="The CRM's name among our connections.")
    object = models.CharField(max_length=30, help_text="company or opportunity.")
    our_id = models.CharField(max_length=20, help_text="Company id or lead id.")
    crm_id = models.CharField(max_length=60, help_text="The record's id in the CRM.")
    base = models.JSONField(default=dict, help_text="What we last wrote, field by field.")
    desired_hash = models.CharField(max_length=64, default="", help_text="Hash of what we last wanted there.")
    version = models.CharField(max_length=60, default="", help_text="The CRM's version of the record when last read.")
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.LIVE, help_text="Whether we may still write."
    )
    synced_at = models.DateTimeField(help_text="When it was last compared, UTC.")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["connection", "object", "our_id"], name="one_link_of_an_object"),
        )

    def __str__(self) -> str:
        return f"{self.connection} {self.object} {self.our_id} = {self.crm_id}"


class CrmOutbox(models.Model):
    """One write we intend, committed before the call: after a crash it tells what may have reached the CRM."""

    class Status(models.TextChoices):
        """How far it came."""

        SENT = "sent", "on its way; outcome unknown until done"
        DONE = "done", "done"
        REJECTED = "rejected", "refused by the CRM"
        AMBIGUOUS = "ambiguous", "no answer; to be looked up"
        LOST = "lost", "never arrived, as the look-up showed"

    connection = models.CharField(max_length=60, help_text="The CRM's name among our connections.")
    object = models.CharField(max_length=30, help_text="company or opportunity.")
    our_id = models.CharField(max_length=20, help_text="Company id or lead id.")
    kind = models.CharField(max_length=10, help_text="create or update.")
    desired = models.JSONField(default=dict, help_text="The fields to be written.")
    depends_on = models.CharField(max_length=20, default="", help_text="Our id of the object that must exist first.")
    status = models.CharField(max_length=12, choices=Status.choices, db_index=True, help_text="How far it came.")
    attempts = models.PositiveIntegerField(default=1, help_text="How often it was tried.")
    message = models.TextField(default="", help_text="What the CRM said.")
    run = models.CharField(max_length=40, default="", help_text="The push it belongs to.")
    at = models.DateTimeField(help_text="When it was last tried, UTC.")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.connection} {self.kind} {self.object} {self.our_id}: {self.status}"


class CrmAudit(models.Model):
    """Who changed what in the CRM, and why; also what was left alone because a person had edited it."""

    connection = models.CharField(max_length=60, help_text="The CRM's name among our connections.")
    object = models.CharField(max_length=30, help_text="company or opportunity.")
    our_id = models.CharField(max_length=20, db_index=True, help_text="Company id or lead id.")
    crm_id = models.CharField(max_length=60, help_text="The record's id in the CRM.")
    field = models.CharField(max_length=60, help_text="The field.")
    old = models.TextField(default="", help_text="What stood there.")
    new = models.TextField(default="", help_text="What we wrote, or would have written.")
    why = models.CharField(max_length=20, help_text="created, updated, kept, adopted or tombstone.")
    run = models.CharField(max_length=40, help_text="The push it belongs to.")
    at = models.DateTimeField(help_text="When, UTC.")

    def __str__(self) -> str:
        return f"{self.object} {self.our_id}.{self.field}: {self.why}"


class RunRecord(models.Model):
    """One night: when it ran and how it ended."""

    day = models.DateField(help_text="The day its lists are for.")
    started_at = models.DateTimeField(help_text="When it began, UTC.")
    ended_at = models.DateTimeField(null=True, help_text="When it ended, UTC; empty while it runs or if it was killed.")
    verdict = models.TextField(default="", help_text="One sentence: how it went.")
    exit_code = models.IntegerField(null=True, help_text="0 done, 3 done with stale sources, 2 wrong use, 1 failed.")
    figures = models.JSONField(default=dict, help_text="Counts of each stage.")

    class Meta:
        ordering = ("-started_at",)

    def __str__(self) -> str:
        return f"night of {self.day}: {self.verdict or 'running'}"
