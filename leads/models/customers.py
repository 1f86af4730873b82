"""The user's own clients and orders as they imported them, what a person said of them, and how columns were read."""

from __future__ import annotations

from django.db import models


class Customer(models.Model):
    """A client of the user: an organisation; persons and sole traders are never kept here."""

    customer_id = models.CharField(max_length=20, unique=True, help_text="Its id; the same at every import.")
    code = models.TextField(default="", help_text="The user's own code of the client.")
    name = models.TextField(default="", help_text="Name, as the user writes it.")
    name_key = models.TextField(default="", help_text="Name folded across scripts, and legal form.")
    country = models.CharField(max_length=2, default="", help_text="Country, ISO 3166-1.")
    numbers = models.JSONField(default=list, help_text="Register and tax numbers: register, number.")
    region = models.TextField(default="", help_text="Region, as the user writes it.")
    city = models.TextField(default="", help_text="Town.")
    address = models.TextField(default="", help_text="Address.")
    postcode = models.TextField(default="", help_text="Postcode.")
    website = models.TextField(default="", help_text="Web site.")
    domain = models.TextField(default="", help_text="Domain of the web site, or of the client's own mail.")
    email = models.TextField(default="", help_text="E-mail of the client; personal mailboxes as vault tokens.")
    phone = models.TextField(default="", help_text="Phone, E.164 where it could be read.")
    industry = models.TextField(default="", help_text="Industry, as the user writes it.")
    owner = models.TextField(default="", help_text="Who looks after the client: user name or name.")
    since = models.DateField(null=True, help_text="Client since.")
    custom = models.JSONField(default=dict, help_text="Further columns of the user's file, by their heading.")
    file = models.TextField(default="", help_text="The file it was read from last.")
    changed_at = models.DateTimeField(help_text="When an import last changed it, UTC.")

    class Meta:
        ordering = ("customer_id",)

    def __str__(self) -> str:
        return f"{self.customer_id} {self.name}"


class CustomerOrder(models.Model):
    """One order, or one line of an order, of a client."""

    order_id = models.CharField(max_length=20, unique=True, help_text="Its id; the same at every import.")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="orders", help_text="Whose it is.")
    number = models.TextField(default="", help_text="The user's own number of the order.")
    day = models.DateField(help_text="The day of the order.")
    amount = models.DecimalField(max_digits=20, decimal_places=2, help_text="Amount; negative for returned goods.")
    currency = models.CharField(max_length=3, default="", help_text="Currency, ISO 4217.")
    profit = models.DecimalField(max_digits=20, decimal_places=2, null=True, help_text="Profit, where it is known.")
    product = models.TextField(default="", help_text="What was bought.")
    custom = models.JSONField(default=dict, help_text="Further columns of the user's file, by their heading.")
    file = models.TextField(default="", help_text="The file it was read from last.")
    digest = models.CharField(
        max_length=32, default="", help_text="Hash of all it holds; tells what an import changed."
    )

    class Meta:
        ordering = ("order_id",)

    def __str__(self) -> str:
        return f"{self.order_id} {self.day} {self.amount} {self.currency}"


class CustomerMatch(models.Model):
    """A person's word on which company a client is; the newest word on a pair counts, and wins over every machine."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="matches", help_text="The client.")
    company_id = models.CharField(max_length=20, help_text="The company.")
    same = models.BooleanField(help_text="Whether they are the same.")
    by = models.CharField(max_length=150, default="", help_text="Who decided it.")
    at = models.DateTimeField(help_text="When, UTC.")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.customer} {'is' if self.same else 'is not'} {self.company_id}"


class ColumnMapping(models.Model):
    """How the columns of files with these headings are read; remembered for the next file of the same kind."""

    fingerprint = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the folded headings, sorted.")
    columns = models.JSONField(default=dict, help_text="Heading → field, custom or skip.")
    file = models.TextField(default="", help_text="The file it was last used for.")
    by = models.CharField(max_length=150, default="", help_text="Who agreed to it.")
    at = models.DateTimeField(help_text="When it was last agreed to, UTC.")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.file}: {self.columns}"


class CustomerImport(models.Model):
    """One import of a file: what came of it."""

    file = models.TextField(help_text="Name of the file.")
    sha256 = models.CharField(max_length=64, help_text="Hash of its content.")
    at = models.DateTimeField(help_text="When, UTC.")
    by = models.CharField(max_length=150, default="", help_text="Who imported it.")
    figures = models.JSONField(default=dict, help_text="Rows, clients and orders by what became of them.")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.file} {self.at}"
