"""The same landing, decisions and profiles give the same bytes, in whatever order they lie and whoever works on them."""

from __future__ import annotations

import gzip
import hashlib
import random
from pathlib import Path

import orjson

from tests.flows.running import SMALL, Desk, Done


def rebuilt(desk: Desk, *options: str) -> dict[str, bytes]:
    """The canonical files after a night that asks nobody, on a desk that has lost all but landing and decisions."""
    for folder in ("lists", "facts"):
        (desk.data / folder).rename(desk.data / f"{folder}.before")
    done = desk.run("night", "--no-crawl", *SMALL, *options)
    assert done.code == 0, done.err
    return desk.lists()


def shuffle_landing(landing: Path, dice: random.Random) -> int:
    """Shuffle the lines of every crawl, their stamps kept, and write manifests anew in another order; how many lines moved."""
    moved, manifests = 0, sorted(landing.rglob("*.json"))
    dice.shuffle(manifests)
    for path in manifests:
        manifest = orjson.loads(path.read_bytes())
        path.unlink()
        if manifest["listings"]:
            file = path.with_name(manifest["file"])
            lines = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
            before = list(lines)
            dice.shuffle(lines)
            moved += sum(one is not other for one, other in zip(before, lines, strict=True))
            file.write_bytes(gzip.compress(b"".join(lines), mtime=0))
            manifest |= {"bytes": file.stat().st_size, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
        path.write_bytes(orjson.dumps(manifest))
    return moved


def test_one_worker_with_one_thread_and_two_with_two(small_night: tuple[Desk, Done], worked: Desk) -> None:
    before = small_night[0].lists()
    assert rebuilt(worked, "--workers", "1", "--threads", "1") == before
    for folder in ("lists", "facts"):
        (worked.data / f"{folder}.before").rename(worked.data / f"{folder}.first")
    assert rebuilt(worked, "--workers", "2", "--threads", "2") == before


def test_shuffled_landing(small_night: tuple[Desk, Done], worked: Desk) -> None:
    assert shuffle_landing(worked.data / "landing", random.Random(3)) > 20
    after = rebuilt(worked)
    assert after == small_night[0].lists()
