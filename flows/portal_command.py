"""`firstcall portal`: serves the web site of sales staff, and invites people to it."""

from __future__ import annotations

import os
import sys
from io import StringIO
from pathlib import Path
from typing import Annotated

import typer

from flows.failures import WrongUse

Data = Annotated[Path, typer.Option(envvar="FIRSTCALL_DATA", help="The folder where everything is kept.")]
DATA = Path("data")
SETTINGS = "portal.settings"
portal = typer.Typer(help="The web site where sales staff find and download their lists.")


@portal.callback(invoke_without_command=True)
def serve(
    context: typer.Context,
    data: Data = DATA,
    host: Annotated[
        str, typer.Option(help="The address to listen on; others than this machine need it.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    workers: Annotated[
        int | None, typer.Option(min=1, help="How many processes answer. Default: one for each core, at most four.")
    ] = None,
) -> None:
    """Serve the web site until stopped. At the first start it prints a link, good once, by which the first user sets a password.

    FIRSTCALL_PORTAL_HOSTS names the hosts it answers to, FIRSTCALL_PORTAL_HTTPS=1 says that it stands behind TLS.
    """
    if context.invoked_subcommand is not None:
        context.obj = data
        return
    _open(data)
    hosts = f"localhost,127.0.0.1,[::1],{host}" if host not in {"0.0.0.0", "::"} else "*"  # noqa: S104 - the user's choice
    os.environ.setdefault("FIRSTCALL_PORTAL_HOSTS", hosts)
    address = f"http://{'localhost' if host in {'0.0.0.0', '::'} else host}:{port}"  # noqa: S104
    path = _command("portal_user", "admin", "--first")
    _say(f"the portal is at {address}/; stop it with Ctrl-C")
    if path:
        _say(
            f"nobody can sign in yet: open {address}{path} and set the password of the user “admin”; it works once, for three days"
        )
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from leads import decisions

    decisions.close_decisions()
    count = workers or min(os.cpu_count() or 1, 4)
    Granian(
        "portal.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=count, blocking_threads=2,
        blocking_threads_idle_timeout=600,
        websockets=False, log_level=LogLevels.warning, respawn_failed_workers=True,
    ).serve()  # fmt: skip


@portal.command("user")
def user(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The user's name.")],
    role: Annotated[list[str], typer.Option(help="sales, lead (sales head) or operator (may be repeated).")],
    region: Annotated[
        list[str] | None,
        typer.Option(help="A country or region of their own territory, as UA or UA-46 (may be repeated)."),
    ] = None,
    address: Annotated[str, typer.Option(help="Where the portal is reached.")] = "http://localhost:8000",
) -> None:
    """Invite a user, or give a known one a new link: prints the link by which they set their own password, once."""
    _open(context.obj or DATA)
    options = [word for each in role for word in ("--role", each)]
    options += [word for each in region or [] for word in ("--region", each.strip().upper())]
    path = _command("portal_user", name, *options)
    _say(f"send {name} this link; it works once, for three days: {address.rstrip('/')}{path}")


def _open(data: Path) -> None:
    """Open the store with the settings of the web site, before anything chooses others."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    os.environ["FIRSTCALL_DATA"] = str(data.resolve())
    from leads import decisions

    decisions.open_decisions(data)


def _command(name: str, *arguments: str) -> str:
    from django.core.management import call_command
    from django.core.management.base import CommandError

    out = StringIO()
    try:
        call_command(name, *arguments, stdout=out)
    except CommandError as error:
        raise WrongUse(str(error)) from error
    return out.getvalue().strip()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(portal, name="portal")
