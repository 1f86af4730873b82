"""Command line of the world: serve it, replay recorded payloads, or write its national register."""

from __future__ import annotations

import argparse
import signal
import sys
from datetime import date
from pathlib import Path

import uvicorn

from world import faults
from world.serve import World, listen, server_for


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m world", description="A synthetic country over HTTP, for demo, tests and benchmarks."
    )
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--companies", type=int, default=2000, help="size of the population")
    parser.add_argument("--seed", type=int, default=7, help="same seed, size and day give the same bytes")
    parser.add_argument(
        "--day", type=date.fromisoformat, default=date(2026, 11, 20), help="first day of the world, YYYY-MM-DD"
    )
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="HOST=KIND[:RATE]",
        help=f"plant a fault; kinds: {', '.join(faults.KINDS)}; rate 0.3 or x5",
    )
    parser.add_argument("--truth", type=Path, metavar="DIR", help="also write who is who as Parquet files to DIR")
    parser.add_argument(
        "--replay",
        type=Path,
        metavar="DIR",
        help="serve recorded payloads of a folder instead of the synthetic country",
    )
    parser.add_argument(
        "--register", type=Path, metavar="FILE", help="write the national register as CSV (or ZIP) to FILE and end"
    )
    parser.add_argument(
        "--customers",
        type=Path,
        metavar="FILE",
        help="write the clients and orders of one seller (XLSX or CSV) and end",
    )
    parser.add_argument("--land", choices=("UA", "RU", "GB", "NO", "US"), default="UA", help="country of those clients")
    parser.add_argument("--clients", type=int, default=120, help="how many clients the seller has")
    return parser


def _complain(what: object) -> None:
    sys.stderr.write(f"{what}\n")


def _leave(number: int, frame: object) -> None:
    """End with code 0: uvicorn raises the signal again after its own orderly end."""
    del number, frame
    raise SystemExit(0)


def _serve(world: World, port: int, told: str) -> None:
    sock = listen(port)
    signal.signal(signal.SIGTERM, _leave)
    server: uvicorn.Server = server_for(world)
    sys.stdout.write(f"world ready at http://127.0.0.1:{sock.getsockname()[1]} {told}\n")
    sys.stdout.flush()
    server.run(sockets=[sock])


def main(arguments: list[str] | None = None) -> int:
    """Run one of the three commands; returns the exit code (2 for wrong use)."""
    options = _parser().parse_args(arguments)
    if options.companies < 10:
        _complain("A world needs at least 10 companies.")
        return 2
    if options.register:
        from world.register_csv import write

        write(options.register, options.companies, options.seed, options.day)
        return 0
    if options.customers:
        from world.customers import write as write_customers
        from world.population import Population

        population = Population(options.seed, options.companies, options.day)
        write_customers(options.customers, population, options.land, options.clients, options.day)
        return 0
    if options.replay:
        from world.replay import NotRecordedError, replayed

        try:
            world = replayed(options.replay)
        except NotRecordedError as error:
            _complain(error)
            return 2
        told = f"replay {options.replay}"
    else:
        from world.country import Country

        country = Country(options.companies, options.seed, options.day)
        world = World(country.hosts(), options.day, options.seed)
        told = f"day {options.day.isoformat()} companies {options.companies} seed {options.seed}"
        if options.truth:
            from world.truth import write_truth

            write_truth(country, options.day, options.truth)
    try:
        for text in options.fault:
            world.plant(faults.parse(text))
        _serve(world, options.port, told)
    except faults.UnknownFaultError as error:
        _complain(error)
        return 2
    except OSError as error:
        _complain(f"Cannot listen on port {options.port}: {error.strerror}.")
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
