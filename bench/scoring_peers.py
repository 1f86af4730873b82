"""The alternatives a scorecard is measured beside: logistic regression, HistGradientBoosting and LightGBM, as their users run them."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from lightgbm import LGBMClassifier
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from pipelines.score.learn.features import Reader
from pipelines.score.learn.measures import Labels
from pipelines.score.learn.reading import Floats
from pipelines.score.learn.table import Table

_FEW = 250
"""HistGradientBoosting takes no more levels; beyond it sees how often a level occurs."""


def frames(train: Table, test: Table) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same columns for all alternatives: numbers with NaN, categories, days as numbers."""
    reader = Reader().learn(train)
    made = []
    for table in (train, test):
        columns = {}
        for feature in reader.read(table):
            if feature.part == "how often":
                continue
            if feature.values is not None:
                columns[feature.name] = pd.Series(feature.values)
            else:
                assert feature.levels is not None
                columns[feature.name] = pd.Series(
                    pd.Categorical(np.where(feature.levels == "", "(blank)", feature.levels))
                )
        made.append(pd.DataFrame(columns))
    for name in made[0]:
        if made[0][name].dtype == "category":
            made[1][name] = made[1][name].cat.set_categories(made[0][name].cat.categories)
    return made[0], made[1]


def logistic(train: pd.DataFrame, labels: Labels, test: pd.DataFrame) -> Floats:
    """Numbers imputed and scaled, categories one-hot."""
    numbers = [c for c in train if train[c].dtype != "category"]
    levels = [c for c in train if train[c].dtype == "category"]
    texts = [
        frame.assign(**{c: frame[c].astype(object).fillna("(new)").astype(str) for c in levels})
        for frame in (train, test)
    ]
    scaled = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    encoded = OneHotEncoder(min_frequency=20, handle_unknown="infrequent_if_exist")
    model = make_pipeline(
        ColumnTransformer([("numbers", scaled, numbers), ("levels", encoded, levels)]),
        LogisticRegression(max_iter=2000),
    )
    return _fitted(model, texts[0], labels, texts[1])


def boosted(train: pd.DataFrame, labels: Labels, test: pd.DataFrame) -> Floats:
    """Defaults; categories as such."""
    train, test = train.copy(), test.copy()
    for name in list(train):
        if train[name].dtype == "category" and train[name].cat.categories.size > _FEW:
            counts = train[name].astype(object).value_counts()
            for frame in (train, test):
                frame[name] = frame[name].astype(object).map(counts).astype(float)
    return _fitted(
        HistGradientBoostingClassifier(random_state=0, categorical_features="from_dtype"), train, labels, test
    )


def lightgbm(train: pd.DataFrame, labels: Labels, test: pd.DataFrame) -> Floats:
    """Defaults; categories as such."""
    plain = [frame.set_axis([f"f{i}" for i in range(frame.shape[1])], axis=1) for frame in (train, test)]
    return _fitted(LGBMClassifier(verbose=-1, n_jobs=2, random_state=0, deterministic=True), plain[0], labels, plain[1])


PEERS: dict[str, Callable[[pd.DataFrame, Labels, pd.DataFrame], Floats]] = {
    "logistic_regression": logistic,
    "hist_gradient_boosting": boosted,
    "lightgbm": lightgbm,
}


def timed(name: str, train: Table, labels: Labels, test: Table) -> tuple[Floats, float]:
    """Chances an alternative gives to the rows to be tried on, and the seconds it took."""
    started = time.perf_counter()
    first, second = frames(train, test)
    return PEERS[name](first, labels, second), time.perf_counter() - started


def _fitted(model: Any, train: pd.DataFrame, labels: Labels, test: pd.DataFrame) -> Floats:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they warn of is theirs
        return np.asarray(model.fit(train, labels).predict_proba(test)[:, 1], dtype=float)
