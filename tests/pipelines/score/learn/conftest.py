"""Labelled tables with a planted rule, made from a hash: the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from pipelines.score.learn.measures import Labels
from pipelines.score.learn.table import Table, Texts


@dataclass(frozen=True)
class Planted:
    """Rows in time order, and their outcomes."""

    table: Table
    labels: Labels


def texts(values: object) -> Texts:
    """A column."""
    return np.array([str(v) for v in np.asarray(values).tolist()], dtype=object)


def planted(rows: int, strength: float = 1.0) -> Planted:
    """Source and minutes matter, town does not; a tag and a talk's length are written after the outcome."""
    dice = np.random.default_rng(7)
    source = dice.choice(["search", "friend", "advert", "mail"], rows, p=[0.4, 0.2, 0.3, 0.1])
    minutes = np.round(dice.gamma(2.0, 100, rows))
    town = dice.choice([f"town {i}" for i in range(30)], rows)
    odds = strength * (np.where(source == "friend", 2.0, 0.0) + minutes / 200) - 1.5 * strength
    labels = dice.random(rows) < 1 / (1 + np.exp(-odds))
    known = dice.random(rows) < 0.9
    tag = np.where(known, np.where(labels, "Closed by phone", "Ringing"), "")
    columns = {
        "id": texts([f"{i:09d}" for i in range(rows)]),
        "day": texts([np.datetime64("2026-01-01") + i // 10 for i in range(rows)]),
        "source": texts(source),
        "minutes": texts(np.where(dice.random(rows) < 0.1, "", minutes.astype(int).astype(str))),
        "town": texts(town),
        "same": texts(["x"] * rows),
        "empty": texts([""] * rows),
        "Tags": texts(tag),
    }
    return Planted(Table(columns, rows), labels)


@pytest.fixture(scope="session")
def leads() -> Planted:
    """1,500 leads with a rule."""
    return planted(1500)
