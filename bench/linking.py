"""How well companies are linked, and at what cost, beside the best of others.

python bench/linking.py records FILE.csv      one line of figures for a file with columns rid, source, name, address, city, postcode,
                                              phone, email, website, country, regid, extra, cluster (read only after linking)
python bench/linking.py pairs FILE.csv        the same for labelled pairs of names: name_a, name_b, label
python bench/linking.py all [FOLDER]          the table: every set with its bar, met or missed
python bench/linking.py scale --rows 1000000 [--seed 7] [--splink]
python bench/linking.py incremental --rows 1000000 --new 10000
python bench/linking.py fallback FILE.csv …   records without their numbers: the shipped model beside Splink fitted to them
python bench/linking.py register [--companies 5000000] [--listings 300000]    a whole register and listings through the link stage
"""

from __future__ import annotations

import argparse
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared" / "matching"


def main() -> None:
    """Run what the command line asks for; each part imports what it needs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("records", "pairs"):
        commands.add_parser(name).add_argument("file", type=Path)
    commands.add_parser("all").add_argument("folder", type=Path, nargs="?", default=SHARED)
    scale = commands.add_parser("scale")
    scale.add_argument("--splink", action="store_true", help="run Splink on the same records beside it")
    incremental = commands.add_parser("incremental")
    incremental.add_argument("--new", type=int, default=10_000)
    for command in (scale, incremental):
        command.add_argument("--rows", type=int, default=1_000_000)
        command.add_argument("--seed", type=int, default=7)
        command.add_argument("--generator", type=Path, default=SHARED / "gen_synth.py")
    commands.add_parser("fallback").add_argument("files", type=Path, nargs="+")
    register = commands.add_parser("register")
    register.add_argument("--companies", type=int, default=5_000_000)
    register.add_argument("--listings", type=int, default=300_000)
    given = parser.parse_args()
    if given.command == "records":
        from bench.linking_records import run

        print(run(given.file).line)
    elif given.command == "pairs":
        from bench.linking_pairs import run as run_pairs

        print(run_pairs(given.file))
    elif given.command == "all":
        from bench.linking_table import table

        for line in table(given.folder):
            print(line, flush=True)
    elif given.command == "fallback":
        from bench.linking_splink import beside

        for file in given.files:
            for line in beside(file):
                print(line, flush=True)
    elif given.command == "register":
        from bench.link_register import register as measure_register

        print(measure_register(given.companies, given.listings))
    elif given.command == "scale":
        from bench.linking_scale import scale as measure

        for line in measure(given.generator, given.rows, given.seed, splink=given.splink):
            print(line, flush=True)
    else:
        from bench.linking_scale import incremental as measure_new

        for line in measure_new(given.generator, given.rows, given.new, given.seed):
            print(line, flush=True)


if __name__ == "__main__":
    import sys

    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main()
