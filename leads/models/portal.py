"""What the web site keeps: territories, follow-ups, downloads, invitations, tokens, the audit; and how lists are searched.

People are kept by user name, as in `Mark` and `Assignment`: the stages run without Django's own users.
"""

from __future__ import annotations

from django.db import models


class LeadEntry(models.Model):
    """A lead as a list is filtered and sorted by it: narrow, so that 200,000 of them are looked through in a blink."""

    lead = models.OneToOneField(
        "leads.Lead", on_delete=models.CASCADE, primary_key=True, related_name="entry", help_text="The lead."
    )
    published = models.ForeignKey(
        "leads.PublishedList", on_delete=models.CASCADE, related_name="entries", db_index=False, help_text="Its list."
    )
    lead_key = models.CharField(max_length=20, db_index=True, help_text="The lead's id; stable across lists.")
    company_id = models.CharField(max_length=20, db_index=True, help_text="Its company.")
    rank = models.PositiveIntegerField(help_text="Place on the list, from 1.")
    band = models.CharField(max_length=1, help_text="A to E.")
    country = models.CharField(max_length=2, default="", help_text="Country, ISO 3166-1.")
    region = models.CharField(max_length=10, default="", help_text="Region, ISO 3166-2.")
    nace = models.CharField(max_length=10, default="", help_text="Division of its main activity, NACE Rev. 2.")
    signals = models.TextField(default="", help_text="The words of its reasons, each between two blanks.")
    name = models.CharField(max_length=60, default="", help_text="Its name folded, to sort by.")
    deadline = models.DateField(null=True, help_text="The next day something must be handed in.")
    fresh_on = models.DateField(null=True, help_text="The day of the freshest fact that counted.")
    is_new = models.BooleanField(default=False, help_text="Whether the list before this one did not have it.")
    withdrawn = models.BooleanField(default=False, help_text="Whether somebody of it must not be called: never shown.")

    class Meta:
        # Withdrawn leads are in none of them; the first holds all that pages filter by, so that no row has to be looked up.
        indexes = (
            models.Index(
                fields=["published", "rank", "band", "country", "region", "nace", "company_id", "signals"],
                condition=models.Q(withdrawn=False),
                name="entries_by_rank",
            ),
            models.Index(
                fields=["published", "band", "rank"],
                condition=models.Q(withdrawn=False),
                name="entries_by_band",
            ),
            models.Index(
                fields=["published", "region", "rank"],
                condition=models.Q(withdrawn=False),
                name="entries_by_region",
            ),
            models.Index(
                fields=["published", "nace", "rank"],
                condition=models.Q(withdrawn=False),
                name="entries_by_nace",
            ),
            models.Index(
                fields=["published", "name", "rank"],
                condition=models.Q(withdrawn=False),
                name="entries_by_name",
            ),
            models.Index(
                fields=["published", "deadline", "rank"],
                condition=models.Q(withdrawn=False),
                name="entries_by_deadline",
            ),
            models.Index(
                fields=["published", "fresh_on", "rank"],
                condition=models.Q(withdrawn=False),
                name="entries_by_freshness",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rank}. {self.name}"


class LeadText(models.Model):
    """The words a lead is found by: folded, so that case, accents and alphabets' variants do not matter."""

    lead = models.OneToOneField(
        "leads.Lead", on_delete=models.CASCADE, primary_key=True, related_name="text", help_text="The lead."
    )
    words = models.TextField(help_text="Folded words, each once, between blanks.")

    def __str__(self) -> str:
        return self.words[:60]


class Territory(models.Model):
    """A part of the market; an empty condition means everything."""

    name = models.CharField(max_length=100, unique=True, help_text="Its name.")
    regions = models.JSONField(default=list, help_text="Countries (UA) and regions (UA-46).")
    industries = models.JSONField(default=list, help_text="NACE divisions (81).")
    bands = models.CharField(max_length=5, default="", blank=True, help_text="Bands, as ABC.")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class TerritoryMember(models.Model):
    """Who works in a territory, and with which share of its leads."""

    territory = models.ForeignKey(
        Territory, on_delete=models.CASCADE, related_name="members", help_text="The territory."
    )
    user = models.CharField(max_length=150, db_index=True, help_text="The salesperson's user name.")
    share = models.PositiveIntegerField(default=1, help_text="Their share beside the others' shares; 0 gets none.")

    class Meta:
        ordering = ("user",)
        constraints = (models.UniqueConstraint(fields=["territory", "user"], name="one_member_of_a_territory"),)

    def __str__(self) -> str:
        return f"{self.user} in {self.territory_id}"


class Holiday(models.Model):
    """Days a salesperson is away: nothing new is assigned to them."""

    user = models.CharField(max_length=150, db_index=True, help_text="The salesperson's user name.")
    first_day = models.DateField(help_text="The first day away.")
    last_day = models.DateField(help_text="The last day away.")

    class Meta:
        ordering = ("first_day", "user")

    def __str__(self) -> str:
        return f"{self.user} {self.first_day}-{self.last_day}"


class FollowUp(models.Model):
    """When to call again."""

    lead_id = models.CharField(max_length=20, db_index=True, help_text="The lead; stable across lists.")
    company_id = models.CharField(max_length=20, help_text="Its company.")
    user = models.CharField(max_length=150, help_text="Who wants to call.")
    due_on = models.DateField(help_text="The day to call.")
    note = models.TextField(default="", help_text="In their own words.")
    at = models.DateTimeField(help_text="When it was noted, UTC.")
    done_at = models.DateTimeField(null=True, help_text="When it was done or given up, UTC.")

    class Meta:
        ordering = ("due_on", "id")
        indexes = (models.Index(fields=["user", "due_on"], name="follow_ups_of_a_user"),)

    def __str__(self) -> str:
        return f"{self.lead_id} on {self.due_on}"


class Download(models.Model):
    """A file a person took: what was asked, how much it held."""

    user = models.CharField(max_length=150, db_index=True, help_text="Who took it.")
    profile = models.CharField(max_length=100, help_text="Name of the profile.")
    published = models.ForeignKey(
        "leads.PublishedList", null=True, on_delete=models.SET_NULL, help_text="The list it was taken from."
    )
    at = models.DateTimeField(help_text="When, UTC.")
    format = models.CharField(max_length=20, help_text="xlsx, csv, excel, vcard, ics or json.")
    asked = models.TextField(default="", help_text="The filter, as it stood in the address.")
    size = models.PositiveIntegerField(default=0, help_text="How many leads it held.")
    undone_at = models.DateTimeField(null=True, help_text="When its leads were made new again, UTC.")

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.user} {self.profile} {self.format}"


class Taken(models.Model):
    """A lead that a person has in a file: it is not new for them any more."""

    download = models.ForeignKey(Download, on_delete=models.CASCADE, related_name="taken", help_text="The first file.")
    user = models.CharField(max_length=150, help_text="Who has it.")
    lead_key = models.CharField(max_length=20, help_text="The lead; stable across lists.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "lead_key"], name="taken_once"),)

    def __str__(self) -> str:
        return f"{self.user} {self.lead_key}"


class Upload(models.Model):
    """A filled-in spreadsheet that waits for its reader's yes."""

    user = models.CharField(max_length=150, db_index=True, help_text="Who sent it.")
    name = models.CharField(max_length=200, help_text="The file's name.")
    at = models.DateTimeField(help_text="When, UTC.")
    proposals = models.JSONField(default=list, help_text="What would be marked, row by row, with conflicts.")
    applied_at = models.DateTimeField(null=True, help_text="When it was applied, UTC.")

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.user} {self.name}"


class Invitation(models.Model):
    """A link by which a person sets their own password, once; only the hash of its token is kept."""

    user = models.CharField(max_length=150, db_index=True, help_text="For whom.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token.")
    made_at = models.DateTimeField(help_text="When it was made, UTC.")
    expires_at = models.DateTimeField(help_text="When it ends, UTC.")
    used_at = models.DateTimeField(null=True, help_text="When it was used or revoked, UTC.")

    def __str__(self) -> str:
        return f"invitation of {self.user}"


class ApiToken(models.Model):
    """A token of the JSON API; only its hash is kept."""

    user = models.CharField(max_length=150, db_index=True, help_text="As whom it acts.")
    name = models.CharField(max_length=100, help_text="What it is for.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token.")
    made_at = models.DateTimeField(help_text="When it was made, UTC.")
    used_at = models.DateTimeField(null=True, help_text="When it was last used, UTC.")
    revoked_at = models.DateTimeField(null=True, help_text="When it was revoked, UTC.")

    class Meta:
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return f"{self.user} {self.name}"


class AuditEvent(models.Model):
    """Who did what in the portal; nothing here is ever changed or deleted by it."""

    at = models.DateTimeField(db_index=True, help_text="When, UTC.")
    user = models.CharField(max_length=150, db_index=True, help_text="Who; empty where nobody had signed in.")
    action = models.CharField(max_length=40, help_text="sign-in, sign-in refused, sign-out, download, mark and others.")
    subject = models.CharField(max_length=200, default="", help_text="What it was done to.")
    detail = models.JSONField(default=dict, help_text="What else is worth knowing; no contacts, no secrets.")

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.user} {self.action} {self.subject}"
