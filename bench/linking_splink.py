"""Splink on the same records, with a good key (our folded names), blocks of the same kinds and EM: the peer measured beside us.

Is Fellegi-Sunter, fitted to the records themselves, the better fallback where neither numbers nor labels are there? Asked of sets without
their numbers (`python bench/linking.py fallback FILE …`), cluster F1 / B-cubed, Splink 5.0.0 at p >= 0.9 beside the model we ship:

    set             Splink          shipped model
    fodors_zagats   .917 / .986     .995 / .999   (a model that never saw the set: .96)
    patstat         .066 / .353     .982 / .968   (a model that never saw the set: .84)
    synth_10k       .830 / .925     .953 / .981
    eu_orgs_dev     .000 / .486     .684 / .828

With one or two columns EM cannot tell agreement by chance from one company, and names alone do not train it at all. It was nowhere better
than the shipped model, so that this one is the fallback and Splink stays a peer. The closest is fodors_zagats, where Splink set up by hand
(raw names, no key) reached a cluster F1 of .960.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from bench.linking_metrics import Ints, b_cubed, codes, of_clusters
from bench.linking_records import read, truth
from pipelines.link.matcher import Matcher
from pipelines.link.names import normalise

LINKED = 0.9
"""Its usual threshold."""

_COLUMNS = r"""
SELECT rid AS unique_id, nullif(key, '') AS key, list_sort(tokens)[1] AS word, lower(city) AS city, postcode, country,
    right(nullif(regexp_replace(phone, '[^0-9]', '', 'g'), ''), 7) AS phone,
    coalesce(lower(website), nullif(split_part(lower(email), '@', 2), '')) AS domain,
    nullif(regexp_replace(lower(address), '[^\w]+', ' ', 'g'), '') AS address, numbers[1].number AS regid
FROM records
"""

RULES: tuple[tuple[str, ...], ...] = (
    ("regid",),
    ("domain",),
    ("phone",),
    ("key", "city"),
    ("word", "city"),
    ("address", "city"),
)


TRAINING: tuple[tuple[str, ...], ...] = (("key", "city"), ("domain",), ("regid",), ("word", "city"), ("phone",))
"""Blocks that EM is run on: the first three of which the records know enough; what is blocked on cannot be learned there."""

KNOWN = 0.02
"""A column that a smaller share of records knows is left out, as a person setting Splink up would: EM fails on it."""


def linked(file: Path, numbers: bool = True) -> Ints:
    """The cluster of each record, in order of rid; with `numbers` left out where these are to be done without."""
    import splink.comparison_library as compare
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    warnings.simplefilter("ignore")
    records = read(file).sort_by("rid")
    names = normalise(records["name"])
    records = records.append_column("key", names["key"]).append_column("tokens", names["tokens"])
    con = duckdb.connect()
    con.register("records", records)
    con.execute(f"CREATE TABLE given AS {_COLUMNS}")
    con.unregister("records")
    if not numbers:
        con.execute("UPDATE given SET regid = NULL")
    known = _known(con)
    rules, training = ([rule for rule in given if {*rule} <= known] for given in (RULES, TRAINING))
    comparisons = {
        "key": compare.JaroWinklerAtThresholds("key", [0.95, 0.88]).configure(term_frequency_adjustments=True),
        "city": compare.ExactMatch("city"),
        "postcode": compare.ExactMatch("postcode"),
        "address": compare.JaroWinklerAtThresholds("address", [0.9]),
        "phone": compare.ExactMatch("phone"),
        "domain": compare.ExactMatch("domain"),
        "regid": compare.ExactMatch("regid"),
    }
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules],
        comparisons=[comparison for column, comparison in comparisons.items() if column in known],
        retain_intermediate_calculation_columns=False,
    )
    api = DuckDBAPI(connection=con)
    linker = Linker(api.register("given"), settings)
    certain = [rule for rule in (("regid",), ("domain",), ("phone",), ("key", "city"), ("key",)) if {*rule} <= known][
        :2
    ]
    linker.training.estimate_probability_two_random_records_match([block_on(*rule) for rule in certain], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in training[:3]:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    found = linker.inference.predict(threshold_match_probability=LINKED)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(found, threshold_match_probability=LINKED)
    table = con.sql(f"SELECT unique_id, cluster_id FROM {clusters.physical_name}").to_arrow_table()
    of_rid = dict(zip(table["unique_id"].to_pylist(), table["cluster_id"].to_pylist(), strict=True))
    rids: pa.ChunkedArray = records["rid"]
    return codes(np.array([str(of_rid.get(rid, rid)) for rid in rids.to_pylist()]))


def _known(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Columns that enough records know."""
    columns = [name for name, *_ in con.execute("DESCRIBE given").fetchall() if name != "unique_id"]
    (shares,) = con.execute(
        f"SELECT {', '.join(f'count({name}) / count(*)' for name in columns)} FROM given"
    ).fetchall()
    return {name for name, share in zip(columns, shares, strict=True) if share >= KNOWN}


def beside(file: Path) -> list[str]:
    """Lines of figures: what we ship, and Splink, on the records of a file without their numbers."""
    records = read(file)
    none = pa.array([[]] * len(records), records.schema.field("numbers").type)
    bare = records.set_column(records.schema.get_field_index("numbers"), "numbers", none)
    true = codes(truth(file)["cluster"].to_pylist())
    told = []
    ways: dict[str, Callable[[], Ints]] = {
        "firstcall": lambda: codes(Matcher().link(bare).cluster),
        "splink": lambda: linked(file, numbers=False),
    }
    for name, groups in ways.items():
        before = time.process_time()
        found = groups()
        cpu, quality = time.process_time() - before, of_clusters(found, true)
        told.append(
            f"{file.stem} without numbers, {name}: cluster_f1={quality.f1:.4f} cluster_p={quality.precision:.4f} "
            f"b3={b_cubed(found, true):.4f} cpu_s={cpu:.1f}"
        )
    return told
