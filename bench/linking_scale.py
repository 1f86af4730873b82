"""Time and memory of linking many synthetic records, Splink beside it in the same run; and of linking new ones through an index.

Each measurement runs in a process of its own, so that peaks of memory are its own. CPU seconds include everything but making the data.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def _made(generator: Path, rows: int, seed: int, folder: Path) -> Path:
    file = folder / f"made_{rows}_{seed}.parquet"
    subprocess.run([sys.executable, str(generator), str(rows), str(file), str(seed)], check=True, capture_output=True)
    return file


def _measured_alone(function: str, *arguments: str) -> str:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from bench import linking_scale; linking_scale.{function}(*sys.argv[1:])"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else f"failed: {done.stderr.strip()[-400:]}"


def scale(generator: Path, rows: int, seed: int, *, splink: bool) -> Iterator[str]:
    """Lines of figures: ours, and Splink's on the same records."""
    with tempfile.TemporaryDirectory() as folder:
        file = _made(generator, rows, seed, Path(folder))
        yield f"firstcall {rows:,} rows seed {seed}: {_measured_alone('ours', str(file))}"
        if splink:
            yield f"splink    {rows:,} rows seed {seed}: {_measured_alone('splinks', str(file))}"


def ours(file: str) -> None:
    """Link a file and print the figures."""
    from bench.linking_records import run

    print(run(Path(file)).line)


def splinks(file: str) -> None:
    """Splink with a good key: our folded names, blocks of the same kinds, EM on three blocks, p >= 0.9; and its connected components."""
    from bench.linking_metrics import b_cubed, codes, of_clusters
    from bench.linking_records import peak, truth
    from bench.linking_splink import linked

    before = time.process_time()
    groups = linked(Path(file))
    cpu, held = time.process_time() - before, peak()
    true = codes(truth(Path(file))["cluster"].to_pylist())
    found = of_clusters(groups, true)
    print(
        f"cluster_f1={found.f1:.4f} cluster_p={found.precision:.4f} b3={b_cubed(groups, true):.4f} cpu_s={cpu:.1f} rss_mb={held:.0f}"
    )


def incremental(generator: Path, rows: int, new: int, seed: int) -> Iterator[str]:
    """Lines of figures: the index made by a full run, new records linked through it, and what a full run says of the same records."""
    with tempfile.TemporaryDirectory() as folder:
        file = _made(generator, rows + new, seed, Path(folder))
        index = str(Path(folder) / "index")
        yield _measured_alone("built", str(file), str(new), index)
        yield _measured_alone("asked", str(file), str(new), index)
        yield _measured_alone("compared", str(file), str(new), index)


def _parts(file: str, new: str):  # type: ignore[no-untyped-def]  # Arrow tables have no types
    """Earlier records and new ones: the last in an order that has nothing to do with companies."""
    from bench.linking_records import read

    records = read(Path(file)).sort_by("rid")
    whole = len(records)
    step = whole // int(new)
    import numpy as np
    import pyarrow as pa

    chosen = np.zeros(whole, bool)
    chosen[np.arange(int(new)) * step] = True
    return records.filter(pa.array(~chosen)), records.filter(pa.array(chosen)), records


def built(file: str, new: str, index: str) -> None:
    """Link the earlier records and write the index."""
    from bench.linking_records import peak
    from pipelines.link.fields import prepare
    from pipelines.link.index import write
    from pipelines.link.matcher import Matcher

    earlier, _, _ = _parts(file, new)
    before = time.process_time()
    fields = prepare(earlier)
    matcher = Matcher()
    linked = matcher.link_fields(fields)
    at = time.process_time()
    write(Path(index), fields, linked, matcher.threshold)
    size = sum(path.stat().st_size for path in Path(index).rglob("*") if path.is_file()) / 1e6
    print(
        f"full run of {len(earlier):,}: cpu_s={at - before:.1f}; index written: cpu_s={time.process_time() - at:.1f} "
        f"disk_mb={size:.0f}; rss_mb={peak():.0f}"
    )


def asked(file: str, new: str, index: str) -> None:
    """Link the new records through the index: first in a fresh process, then again as a night does shard after shard."""
    import pyarrow as pa

    _, records, _ = _parts(file, new)
    alone = Path(index).with_name("new.arrow")
    with pa.OSFile(str(alone), "wb") as sink, pa.ipc.new_file(sink, records.schema) as writer:
        writer.write_table(records)
    del records
    print(_measured_alone("asked_alone", str(alone), index))


def asked_alone(records: str, index: str) -> None:
    """Only the new records and the index are read."""
    import pyarrow as pa

    from bench.linking_records import peak
    from pipelines.link.index import Index

    table = pa.ipc.open_file(records).read_all()
    told = []
    for name in ("first", "again"):
        wall, before = time.perf_counter(), time.process_time()
        joined = Index(Path(index)).link(table)
        told.append(f"{name}: wall_s={time.perf_counter() - wall:.2f} cpu_s={time.process_time() - before:.2f}")
    print(f"{len(table):,} new through the index, {', '.join(told)}; pairs={len(joined.pairs):,} rss_mb={peak():.0f}")


def compared(file: str, new: str, index: str) -> None:
    """Links by the index against those of a full run with the same model: of all records, and of the new ones alone."""
    import numpy as np

    from bench.linking_metrics import codes, of_clusters
    from pipelines.link.index import Index
    from pipelines.link.matcher import Matcher

    _, records, every = _parts(file, new)
    opened = Index(Path(index))
    joined = opened.link(records)
    renamed = {old: first for first, old in joined.merged}
    of_rid = opened.clusters()
    of_rid.update(zip(joined.rids.to_pylist(), joined.cluster, strict=True))
    rids = every["rid"].to_pylist()
    whole = codes(Matcher(opened.model).link(every).cluster)
    through = codes([renamed.get(of_rid[rid], of_rid[rid]) for rid in rids])
    found = of_clusters(through, whole)
    earlier = ~np.isin(np.array(rids), np.array(joined.rids.to_pylist()))
    old = of_clusters(through[earlier], whole[earlier])
    of_new = found.hits - old.hits
    print(
        f"links as in a full run with the same model: share_found={found.recall:.4f} share_right={found.precision:.4f}; "
        f"of the new records alone: share_found={of_new / max(found.true - old.true, 1):.4f} "
        f"share_right={of_new / max(found.found - old.found, 1):.4f}"
    )
