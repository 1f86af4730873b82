"""The command line: `firstcall …`. Every command says in its help, in plain words, what it does and what it prints."""

from __future__ import annotations

import os
import select
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer
import typer.main
from rich.console import Console

from flows import crm, customers, deciding, learning, linking, looking, portal_command, profiling, segmenting, valuing
from flows.failures import DONE, FAILED, STALE, Terminated, WrongUse, ours, sentence

app = typer.Typer(
    name="firstcall",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Finds the companies worth calling before anyone else calls them.\n\n"
    "Exit codes: 0 done, 3 done but some sources are stale, 2 wrong use, 1 failed.",
)
console = Console()
errors = Console(stderr=True)

Data = Annotated[Path, typer.Option(envvar="FIRSTCALL_DATA", help="The folder where everything is kept.")]
Profiles = Annotated[Path, typer.Option(envvar="FIRSTCALL_PROFILES", help="The folder of ideal-client profiles.")]
DATA = Path("data")
PROFILES = Path(__file__).resolve().parent.parent / "profiles"


def main() -> None:
    """Run the command line; errors an operator can act on are one sentence, those of ours besides leave a file of details."""
    signal.signal(signal.SIGTERM, _terminated)
    command = typer.main.get_command(app)
    try:
        # not app(): it turns Ctrl-C into an exit code of its own, and usage errors into its own texts
        with command.make_context("firstcall", sys.argv[1:]) as context:
            command.invoke(context)
        sys.stdout.flush()
        code = DONE
    except typer.Exit as end:
        code = end.exit_code
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the one place that explains them all
        code = _left_alone() if isinstance(error, BrokenPipeError) and _unread() else _explain(error)
    sys.exit(code)


def _unread() -> bool:
    """Whether nobody reads the output any longer (… | head); any other pipe that breaks is a fault."""
    asked = select.poll()
    asked.register(sys.stdout.fileno(), 0)
    return any(state & select.POLLERR for _, state in asked.poll(0))


def _left_alone() -> int:
    """Say nothing more, neither now nor when Python empties its buffers; not all was told, so it did not succeed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAILED


def _terminated(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated


def _explain(error: BaseException) -> int:
    """Print the sentence of an error, and say the exit code."""
    show, code = getattr(error, "show", None), getattr(error, "exit_code", None)
    if callable(show) and isinstance(code, int):  # wrong use, as the command line's own library tells it
        show()
        return code
    known = sentence(error) or (ours(error, _data()), FAILED)
    errors.print(f"firstcall: {known[0]}", style="red", highlight=False, markup=False, soft_wrap=True)
    return known[1]


def _data() -> Path:
    """The data folder, as far as it is known outside of any command."""
    for at, word in enumerate(sys.argv):
        if word == "--data" and at + 1 < len(sys.argv):
            return Path(sys.argv[at + 1])
        if word.startswith("--data="):
            return Path(word.removeprefix("--data="))
    return Path(os.environ.get("FIRSTCALL_DATA") or DATA)


def progress(text: str) -> None:
    """Progress goes to standard error, so that results can be piped."""
    errors.print(text, style="dim", highlight=False, markup=False, soft_wrap=True)


def _pairs(values: list[str] | None, option: str) -> dict[str, str]:
    """`SOURCE=VALUE` options as a mapping. Raises WrongUse with how to write them."""
    found = {}
    for value in values or []:
        name, equals, rest = value.partition("=")
        if not equals:
            raise WrongUse(f"write {option} as {option} SOURCE=VALUE, not {value!r}")
        found[name] = rest
    return found


@app.command()
def night(
    data: Data = DATA,
    profiles: Profiles = PROFILES,
    day: Annotated[
        str | None, typer.Option(help="The day the lists are for, as 2026-11-21. Default: the newest day crawled.")
    ] = None,
    source: Annotated[list[str] | None, typer.Option(help="Crawl only this source (may be repeated).")] = None,
    since: Annotated[
        list[str] | None, typer.Option(help="SOURCE=DAY: crawl this source from that day on (may be repeated).")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="How many countries are worked on at a time. Default: one for each core.")
    ] = None,
    threads: Annotated[
        int | None,
        typer.Option(min=1, help="How many cores each country may use. Default: all; the result is the same."),
    ] = None,
    crawl: Annotated[bool, typer.Option(help="Ask the sources, or only work through what was crawled before.")] = True,
    force: Annotated[
        bool, typer.Option("--force", help="Publish even where the gate would keep yesterday's list.")
    ] = False,
    prefect: Annotated[
        bool, typer.Option("--prefect", help="Run under Prefect: its server (PREFECT_API_URL), or for this run only.")
    ] = False,
    top: Annotated[int, typer.Option(help="How many prospects to show.")] = 10,
) -> None:
    """Run the nightly job now: crawl, clean, link, score, publish. Prints one line: did it work, are the lists safe to use."""
    from flows import nightly
    from flows.planning import plan
    from flows.report import show_night

    arguments = {name: {"since": value} for name, value in _pairs(since, "--since").items()}
    options: dict[str, Any] = {
        "data": str(data), "profiles": str(profiles), "sources": source or [], "arguments": arguments,
        "day": day or os.environ.get("FIRSTCALL_TODAY"), "workers": workers, "threads": threads, "force": force, "crawl": crawl,
    }  # fmt: skip
    planned = plan(**options)
    if prefect:
        from flows.orchestrated import night as orchestrated
        from flows.working import last_exit_code

        console.print(orchestrated(options), highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(last_exit_code(planned.data))
    done = nightly.night(planned, progress)
    show_night(console, done, top)
    raise typer.Exit(done.exit_code)


@app.command()
def schedule(
    data: Data = DATA,
    profiles: Profiles = PROFILES,
    cron: Annotated[str, typer.Option(help="When, as cron says it: '0 4 * * *' is every day at four.")] = "0 4 * * *",
    timezone: Annotated[str, typer.Option(help="The time zone of the clock on your wall.")] = "UTC",
    every: Annotated[
        int | None, typer.Option(min=1, help="Instead of the clock: again after this many seconds, 21600 is six hours.")
    ] = None,
    source: Annotated[list[str] | None, typer.Option(help="Crawl only this source (may be repeated).")] = None,
    port: Annotated[
        int, typer.Option(help="Port of the Prefect server that is started where PREFECT_API_URL is not set.")
    ] = 4200,
) -> None:
    """Run the nightly job by the clock, until stopped. Starts a Prefect server, or uses the one at PREFECT_API_URL."""
    from datetime import timedelta

    from flows.planning import plan
    from flows.schedule import serve

    options: dict[str, Any] = {
        "data": str(data.resolve()),
        "profiles": str(profiles.resolve()),
        "sources": source or [],
    }
    plan(**options)  # mistakes are told now, not at four in the morning
    when = timedelta(seconds=every) if every else cron
    serve(when, timezone, options, data.resolve(), port, progress)


@app.command()
def demo(
    data: Annotated[Path, typer.Option(help="Where the demo keeps its files.")] = Path("data/demo"),
    replay: Annotated[
        Path | None,
        typer.Option(help="A folder of recorded answers of the real sources, instead of the synthetic world."),
    ] = None,
    companies: Annotated[int, typer.Option(help="Size of the synthetic world.")] = 2000,
    top: Annotated[int, typer.Option(help="How many prospects to show.")] = 10,
) -> None:
    """Show the whole job on this machine, without internet: a synthetic world (or recorded answers) is crawled and ranked."""
    from flows import nightly, rehearsal
    from flows.planning import plan, today
    from flows.report import show_night

    folder = (data if replay is None else Path("data/real")).resolve()
    if replay is not None and not replay.is_dir():
        raise WrongUse(f"there is no folder {replay} with recorded answers")
    arguments = ["--companies", str(companies), "--day", str(today())] if replay is None else ["--replay", str(replay)]
    os.environ["FIRSTCALL_DATA"] = str(folder)
    with rehearsal.world(arguments, folder / "world.log") as url:
        rehearsal.rehost(url, rehearsal.demo_feeds() if replay is None else rehearsal.replayed_feeds(url))
        progress(f"the world answers at {url}; everything is kept in {folder}")
        wanted = (
            plan(folder, PROFILES)
            if replay is None
            else plan(folder, PROFILES, arguments=rehearsal.REPLAYED, day=rehearsal.REPLAYED_ON)
        )
        done = nightly.night(wanted, progress)
    show_night(console, done, top)
    raise typer.Exit(0 if done.exit_code == STALE else done.exit_code)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def world(context: typer.Context) -> None:
    """Serve the synthetic world, or recorded answers (--replay DIR), on this machine only. `firstcall world --help` tells more."""
    os.execv(sys.executable, [sys.executable, "-m", "world", *context.args])  # noqa: S606 - the command is ours


looking.register(app)
deciding.register(app)
crm.register(app)
linking.register(app)
profiling.register(deciding.profile)
learning.register(deciding.profile)
valuing.register(app)
segmenting.register(app)
customers.register(app)
portal_command.register(app)

if __name__ == "__main__":
    main()
