"""What people decided: kept, backed up, and always right."""

from __future__ import annotations

from django.db import models


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


class RetiredContact(models.Model):
    """A phone or mailbox that somebody found to be wrong: no list shows it any more; its company may still be called."""

    class Kind(models.TextChoices):
        """What it is."""

        PHONE = "phone", "phone number"
        EMAIL = "email", "e-mail address"

    kind = models.CharField(max_length=10, choices=Kind.choices, help_text="What it is.")
    value = models.CharField(max_length=200, help_text="Its keyed hash.")
    company_id = models.CharField(max_length=20, default="", help_text="The company it was found wrong at.")
    since = models.DateTimeField(help_text="Since when, UTC.")
    by = models.CharField(max_length=150, default="", help_text="Who found it.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "value"], name="retired_once"),)

    def __str__(self) -> str:
        return f"wrong {self.kind} of {self.company_id}"


class Judgement(models.Model):
    """A person's word on whether two companies (or parties) are the same; the newest word on a pair counts."""

    left = models.CharField(max_length=20, help_text="Id of one company or party.")
    right = models.CharField(max_length=20, help_text="Id of the other.")
    same = models.BooleanField(
        null=True, help_text="Whether they are the same company; empty: the word is taken back, evidence decides."
    )
    left_also = models.JSONField(default=list, help_text="Other parties of the left that stand in where it is gone.")
    right_also = models.JSONField(default=list, help_text="Other parties of the right that stand in where it is gone.")
    by = models.CharField(max_length=150, default="", help_text="Who decided it.")
    at = models.DateTimeField(help_text="When, UTC.")
    why = models.TextField(default="", help_text="Why.")

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["left", "right"], name="judgements_of_a_pair"),)

    def __str__(self) -> str:
        word = "may be" if self.same is None else "is" if self.same else "is not"
        return f"{self.left} {word} {self.right}"


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

    class Meta:
        indexes = (models.Index(fields=["owner", "company_id"], name="companies_of_an_owner"),)

    def __str__(self) -> str:
        return f"{self.company_id} → {self.owner}"
