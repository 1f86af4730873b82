"""Splink on the same records, with a good key (our folded names), blocks of the same kinds and EM: the peer measured beside us."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from bench.linking_metrics import Ints, codes
from bench.linking_records import read
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

RULES = (("regid",), ("domain",), ("phone",), ("key", "city"), ("word", "city"), ("address", "city"))


def linked(file: Path) -> Ints:
    """The cluster of each record, in order of rid."""
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
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in RULES],
        comparisons=[
            compare.JaroWinklerAtThresholds("key", [0.95, 0.88]).configure(term_frequency_adjustments=True),
            compare.ExactMatch("city"),
            compare.ExactMatch("postcode"),
            compare.JaroWinklerAtThresholds("address", [0.9]),
            compare.ExactMatch("phone"),
            compare.ExactMatch("domain"),
            compare.ExactMatch("regid"),
        ],
        retain_intermediate_calculation_columns=False,
    )
    api = DuckDBAPI(connection=con)
    linker = Linker(api.register("given"), settings)
    linker.training.estimate_probability_two_random_records_match([block_on("regid"), block_on("domain")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (("key", "city"), ("domain",), ("regid",)):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    found = linker.inference.predict(threshold_match_probability=LINKED)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(found, threshold_match_probability=LINKED)
    table = con.sql(f"SELECT unique_id, cluster_id FROM {clusters.physical_name}").to_arrow_table()
    of_rid = dict(zip(table["unique_id"].to_pylist(), table["cluster_id"].to_pylist(), strict=True))
    rids: pa.ChunkedArray = records["rid"]
    return codes(np.array([str(of_rid.get(rid, rid)) for rid in rids.to_pylist()]))
