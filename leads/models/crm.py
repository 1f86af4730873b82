"""What went to a CRM: links, writes intended, and what was changed there."""

from __future__ import annotations

from django.db import models


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
