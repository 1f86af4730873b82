"""`firstcall portal user` and the first link: makes a user, prints the link by which they set their password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.access import HEAD, OPERATOR, ROLES
from portal.invitations import invite


class Command(BaseCommand):
    """Invite a user; with --first only where nobody can sign in yet."""

    help = "Invite a user: prints the path of the link by which they set their own password, once."

    def add_arguments(self, parser: CommandParser) -> None:
        """NAME, --role, --region, --first."""
        parser.add_argument("name")
        parser.add_argument("--role", action="append", default=[])
        parser.add_argument("--region", action="append", default=[])
        parser.add_argument("--first", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> str | None:
        """Print `/welcome/TOKEN/`; nothing with --first where somebody can sign in."""
        roles = options["role"]
        if options["first"]:
            if any(user.has_usable_password() for user in User.objects.filter(is_active=True)):
                return None
            roles = [HEAD, OPERATOR]
        if not roles:
            raise CommandError(f"say which role the user has: {', '.join(ROLES)}")
        try:
            return f"/welcome/{invite(options['name'], roles, options['region'], by='command line')}/"
        except ValueError as error:
            raise CommandError(str(error)) from error
