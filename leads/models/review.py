"""Doubtful merges: pairs a person is asked about, with the evidence side by side."""

from __future__ import annotations

from django.db import models


class ReviewPair(models.Model):
    """Two companies (or two parts of one) that may be the same; published each night, decided by a person's judgement.

    A pair that no night finds doubtful any more, and that nobody decided, is removed.
    """

    class State(models.TextChoices):
        """Whether a person has spoken."""

        OPEN = "open", "open"
        DECIDED = "decided", "decided"

    left_party = models.CharField(max_length=20, help_text="The party on the left; judgements are kept on parties.")
    right_party = models.CharField(max_length=20, help_text="The party on the right.")
    left_company = models.CharField(max_length=20, db_index=True, help_text="The company of the left party tonight.")
    right_company = models.CharField(max_length=20, db_index=True, help_text="The company of the right party tonight.")
    country = models.CharField(max_length=2, help_text="Country whose facts they are in, ISO 3166-1.")
    probability = models.FloatField(help_text="How likely they are one company, 0 to 1.")
    weight = models.FloatField(help_text="The sum of the evidence.")
    threshold = models.FloatField(help_text="The sum from which a machine joins them.")
    cause = models.CharField(
        max_length=20, help_text="Why a person is asked: between, two_ways, numbers, mean or large."
    )
    why = models.JSONField(default=dict, help_text="The cause as a sentence by language: en, ru, uk.")
    left = models.JSONField(
        default=dict, help_text="What is known of the left: names, places, numbers, contacts, sources."
    )
    right = models.JSONField(
        default=dict, help_text="What is known of the right: names, places, numbers, contacts, sources."
    )
    evidence = models.JSONField(default=list, help_text="Rows of evidence: word, weight, text by language.")
    listed = models.BooleanField(
        default=False, help_text="Whether one of them stands on a current list: decide it first."
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN, help_text="open or decided.")
    same = models.BooleanField(null=True, help_text="What the person said; empty while open.")
    by = models.CharField(max_length=150, default="", help_text="Who decided it.")
    at = models.DateTimeField(null=True, help_text="When it was decided, UTC.")
    first_on = models.DateField(help_text="The day of the list on which it was first doubtful.")
    last_on = models.DateField(help_text="The day of the list on which it was last doubtful.")

    class Meta:
        ordering = ("state", "-listed", "-probability", "left_party", "right_party")
        constraints = (models.UniqueConstraint(fields=["left_party", "right_party"], name="one_question_of_a_pair"),)
        indexes = (models.Index(fields=["state", "country"], name="questions_by_state"),)

    def __str__(self) -> str:
        return f"{self.left_company} ? {self.right_company} ({self.probability:.2f})"
