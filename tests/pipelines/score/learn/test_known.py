"""Clients alone are enough to rank the others."""

from __future__ import annotations

import numpy as np

from pipelines.score.learn.known import likeness
from pipelines.score.learn.measures import auc
from tests.pipelines.score.learn.conftest import Planted


def test_hidden_clients_rank_above_others(leads: Planted) -> None:
    table = leads.table.without({"Tags", "day"})
    known = leads.labels & (np.random.default_rng(5).random(len(leads.labels)) < 0.3)
    scores = likeness(table, known)
    assert auc(leads.labels[~known], scores[~known]) > 0.65
