"""What went to a CRM: links, writes intended, and what was changed there."""

from __future__ import annotations

from django.db import models


class CrmConnection(models.Model):
    """One CRM among our connections: who writes to it now, and up to when its outcomes were read."""

    name = models.CharField(max_length=60, unique=True, help_text="Its name in crm.toml.")
    token = models.PositiveBigIntegerField(default=0, help_text="Grows with each holder; an older one may not write.")
    holder = models.CharField(max_length=200, default="", help_text="Machine and process that writes to it now.")
    expires_at = models.DateTimeField(null=True, help_text="When the holder is no longer believed, UTC.")
    pulled_until = models.DateTimeField(null=True, help_text="Changes up to then were read back, UTC.")

    def __str__(self) -> str:
        return f"{self.name}: {self.holder or 'free'}"


class CrmLink(models.Model):
    """Which record of a CRM is ours, and what we last wrote into it."""

    class State(models.TextChoices):
        """Whether we may still write."""

        LIVE = "live", "live"
        TOMBSTONE = "tombstone", "closed or deleted by a person"
        MERGED = "merged", "merged into another record by a person"
        WITHDRAWN = "withdrawn", "taken back by us, because the company is suppressed"

    connection = models.CharField(max_length=60, help_text="The CRM's name among our connections.")
    object = models.CharField(max_length=30, help_text="company, contact or opportunity.")
    our_id = models.CharField(max_length=20, help_text="Company id or lead id.")
    company_id = models.CharField(max_length=20, default="", help_text="The company it is about.")
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
        indexes = (models.Index(fields=["connection", "object", "crm_id"], name="links_by_crm_id"),)

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
    object = models.CharField(max_length=30, help_text="company, contact or opportunity.")
    our_id = models.CharField(max_length=20, help_text="Company id or lead id.")
    kind = models.CharField(max_length=10, help_text="create, update or withdraw.")
    desired = models.JSONField(default=dict, help_text="The fields to be written.")
    depends_on = models.CharField(max_length=20, default="", help_text="Our id of the company it is about.")
    status = models.CharField(max_length=12, choices=Status.choices, db_index=True, help_text="How far it came.")
    attempts = models.PositiveIntegerField(default=1, help_text="How often it was tried.")
    message = models.TextField(default="", help_text="What the CRM said.")
    run = models.CharField(max_length=40, default="", help_text="The push it belongs to.")
    at = models.DateTimeField(help_text="When it was last tried, UTC.")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.connection} {self.kind} {self.object} {self.our_id}: {self.status}"


class CrmOutcome(models.Model):
    """How a lead stands in a CRM, as last read back."""

    connection = models.CharField(max_length=60, help_text="The CRM's name among our connections.")
    our_id = models.CharField(max_length=20, help_text="Lead id.")
    crm_id = models.CharField(max_length=60, help_text="The record's id in the CRM.")
    semantic = models.CharField(max_length=10, help_text="open, won, lost or junk.")
    stage = models.CharField(max_length=200, default="", help_text="The stage, as the CRM names it.")
    worked = models.BooleanField(default=False, help_text="Whether it left the stage that new leads are in.")
    owner = models.CharField(max_length=200, default="", help_text="Whose it is, as the CRM names them.")
    amount = models.CharField(max_length=40, default="", help_text="Amount, as the CRM gives it.")
    reason = models.TextField(default="", help_text="Why it was lost, and tags.")
    opted_out = models.BooleanField(default=False, help_text="Whether the company asked not to be contacted.")
    changed_at = models.DateTimeField(help_text="When it last changed there, UTC.")
    read_at = models.DateTimeField(help_text="When it was read, UTC.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["connection", "our_id"], name="one_outcome_of_a_lead"),)

    def __str__(self) -> str:
        return f"{self.connection} {self.our_id}: {self.semantic}"


class CrmAudit(models.Model):
    """Who changed what in the CRM, and why; also what was left alone because a person had edited it."""

    connection = models.CharField(max_length=60, help_text="The CRM's name among our connections.")
    object = models.CharField(max_length=30, help_text="company, contact or opportunity.")
    our_id = models.CharField(max_length=20, db_index=True, help_text="Company id or lead id.")
    crm_id = models.CharField(max_length=60, help_text="The record's id in the CRM.")
    field = models.CharField(max_length=60, help_text="The field.")
    old = models.TextField(default="", help_text="What stood there.")
    new = models.TextField(default="", help_text="What we wrote, or would have written.")
    why = models.CharField(max_length=20, help_text="created, updated, kept, adopted, withdrawn or tombstone.")
    run = models.CharField(max_length=40, help_text="The push it belongs to.")
    at = models.DateTimeField(help_text="When, UTC.")

    def __str__(self) -> str:
        return f"{self.object} {self.our_id}.{self.field}: {self.why}"
