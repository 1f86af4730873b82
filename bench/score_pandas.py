"""The scorecard `sewing_equipment` in plain pandas: the alternative that `bench/score.py` measures scoring against.

Written as an analyst would, frame by frame, reading the same profile. It gives points and reasons (signal, points) but neither
texts nor evidence, so it does less than the stage; its points are compared with the stage's, company by company.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from leads.profile import Profile, Signal
from pipelines.score.sql import FULL, MILLION, decay
from pipelines.score.values import cpv_pattern, nace_pattern, pattern

TABLES = ("companies", "members", "contacts", "codes", "signals")


def frames(facts: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    """The tables as pandas has them in memory."""
    return {table: facts.table(table).df() for table in TABLES}


def scored(frames: dict[str, pd.DataFrame], profile: Profile, day: date) -> pd.DataFrame:
    """`company_id, points` of the leads; only the words of this profile are known here."""
    today = pd.Timestamp(day)
    companies = frames["companies"]
    companies = companies[companies.country.fillna("UA").isin(profile.countries)]
    for exclusion in profile.exclusions:
        companies = companies[
            ~companies.company_id.isin(_excluded(exclusion.word, exclusion.parameters, frames, today))
        ]
    found = []
    for signal in profile.signals:
        rows = _WORDS[signal.word](signal, companies, frames, today)
        rows["signal"], rows["points"] = signal.word, _points(signal, rows, today)
        found.append(rows[["company_id", "signal", "points"]])
    reasons = pd.concat(found)
    reasons = reasons[reasons.points != 0]
    reasons = reasons[reasons.company_id.isin(companies.company_id)]
    reasons["size"] = reasons.points.abs()
    reasons = reasons.sort_values(["company_id", "signal", "size", "points"], ascending=[True, True, False, False])
    reasons = reasons.drop_duplicates(["company_id", "signal"])
    if profile.needs_one_of:
        needed = reasons[reasons.signal.isin(profile.needs_one_of) & (reasons.points > 0)]
        reasons = reasons[reasons.company_id.isin(needed.company_id)]
    leads = reasons.groupby("company_id", as_index=False).points.sum()
    return leads[leads.points >= profile.min_points].sort_values(["points", "company_id"], ascending=[False, True])


def _points(signal: Signal, rows: pd.DataFrame, today: pd.Timestamp) -> Any:
    share = signal.points * (rows["strength"].to_numpy() if "strength" in rows else np.full(len(rows), FULL))
    whole = FULL
    if signal.half_life_days:
        days = (today - rows["day"].clip(upper=today)).dt.days.to_numpy()
        share = share * np.array(decay(signal.half_life_days, signal.parameters["within_days"]))[days]
        whole = FULL * MILLION
    return np.rint(share / whole).astype(np.int64)


def _excluded(word: str, given: Any, frames: dict[str, pd.DataFrame], today: pd.Timestamp) -> Any:
    companies, signals = frames["companies"], frames["signals"]
    if word == "closed":
        gone = companies.status.isin(["closed", "liquidation", "insolvent"]) | (
            pd.to_datetime(companies.ceased_on) <= today
        )
        return companies.company_id[gone]
    if word == "words_in_name":
        return companies.company_id[_has(companies.name, given["words"])]
    if word == "pooled_fund":
        raised = signals[signals.kind == "raised"]
        return raised.company_id[raised.codes.map(lambda codes: "pooled" in " ".join(codes).lower())]
    codes = frames["codes"]
    codes = codes[(codes.scheme == "SIC-GB") & codes.code.str.startswith("99999")]
    return codes.merge(frames["members"], on="party_id").company_id


def _industry(
    signal: Signal, companies: pd.DataFrame, frames: dict[str, pd.DataFrame], _today: pd.Timestamp
) -> pd.DataFrame:
    wanted = [code for code in signal.parameters["nace"] if len(code) == 2]
    groups = nace_pattern([code for code in signal.parameters["nace"] if len(code) > 2] or ["no group"])
    main = companies[companies.nace.isin(wanted)][["company_id"]].assign(strength=FULL)
    codes = frames["codes"]
    digits = codes.code.str.replace(".", "", regex=False)
    inside = codes.scheme.isin(["NACE2", "OKVED2", "KVED", "SIC-GB", "SN2007"]) & digits.str.contains(groups)
    codes = codes[codes.nace.isin(wanted) | inside].merge(frames["members"], on="party_id")
    side = codes.merge(companies[["company_id", "nace"]], on="company_id", suffixes=("", "_main"))
    side["strength"] = np.where(side.nace == side.nace_main, FULL, FULL // 2)
    return pd.concat([main, side[["company_id", "strength"]]]).groupby("company_id", as_index=False).strength.max()


def _hires_for(
    signal: Signal, _companies: pd.DataFrame, frames: dict[str, pd.DataFrame], today: pd.Timestamp
) -> pd.DataFrame:
    rows = _recent(frames["signals"], "vacancy", "employer", signal, today)
    rows = rows[rows.deadline.isna() | (rows.deadline.dt.tz_localize(None).dt.normalize() >= today)]
    return _last(rows[_has(rows.title, signal.parameters["words"])], signal.parameters["at_least"])


def _tender_won(
    signal: Signal, _companies: pd.DataFrame, frames: dict[str, pd.DataFrame], today: pd.Timestamp
) -> pd.DataFrame:
    rows = _recent(frames["signals"], "tender", "supplier", signal, today)
    rows = rows[rows.codes.map(" ".join).str.contains(cpv_pattern(signal.parameters["cpv"]))]
    rows = rows[~rows.status.fillna("").str.lower().str.contains("cancel|unsuccess|withdrawn|terminat")]
    deadline = rows.deadline.dt.tz_localize(None).dt.normalize()
    rows = rows[
        ~((rows.stage.fillna("") == "plan") | ((rows.stage.fillna("tender") == "tender") & (deadline >= today)))
    ]
    return _last(rows, signal.parameters["at_least"])


def _raised(
    signal: Signal, _companies: pd.DataFrame, frames: dict[str, pd.DataFrame], today: pd.Timestamp
) -> pd.DataFrame:
    rows = _recent(frames["signals"], "raised", "registered", signal, today)
    return _last(rows[rows.value.astype(float).fillna(0) >= signal.parameters["at_least"]], 1)


def _news(
    signal: Signal, _companies: pd.DataFrame, frames: dict[str, pd.DataFrame], today: pd.Timestamp
) -> pd.DataFrame:
    rows = _recent(frames["signals"], "article", "subject", signal, today)
    return _last(rows[_has(rows.title, signal.parameters["words"])], 1)


def _new(
    signal: Signal, companies: pd.DataFrame, _frames: dict[str, pd.DataFrame], today: pd.Timestamp
) -> pd.DataFrame:
    born = pd.to_datetime(companies.registered_on).fillna(pd.to_datetime(companies.founded_on))
    rows = companies[["company_id"]].assign(day=born)
    return rows[
        rows.day.between(today - pd.Timedelta(days=signal.parameters["within_days"]), today + pd.Timedelta(days=1))
    ]


def _name(
    signal: Signal, companies: pd.DataFrame, _frames: dict[str, pd.DataFrame], _today: pd.Timestamp
) -> pd.DataFrame:
    return companies[_has(companies.name, signal.parameters["words"])][["company_id"]].copy()


def _size(
    signal: Signal, companies: pd.DataFrame, _frames: dict[str, pd.DataFrame], _today: pd.Timestamp
) -> pd.DataFrame:
    inside = companies.employees.between(signal.parameters["at_least"], signal.parameters["at_most"])
    return companies[inside][["company_id"]].copy()


def _contact(
    signal: Signal, _companies: pd.DataFrame, frames: dict[str, pd.DataFrame], _today: pd.Timestamp
) -> pd.DataFrame:
    kinds = ["phone", "mobile"] if signal.word == "has_phone" else ["email"]
    rows = frames["contacts"][frames["contacts"].kind.isin(kinds)].merge(frames["members"], on="party_id")
    return rows[["company_id"]].drop_duplicates()


def _website(
    _signal: Signal, companies: pd.DataFrame, _frames: dict[str, pd.DataFrame], _today: pd.Timestamp
) -> pd.DataFrame:
    return companies[companies.website.fillna("") != ""][["company_id"]].copy()


def _crowd(
    signal: Signal, companies: pd.DataFrame, frames: dict[str, pd.DataFrame], _today: pd.Timestamp
) -> pd.DataFrame:
    every = frames["companies"]
    every = every[(every.street.fillna("") != "") & (every.city.fillna("") != "")]
    key = [every[name].str.lower().str.replace(r"[^\w]+|_", " ", regex=True).str.strip() for name in ("street", "city")]
    count = every.groupby(key).company_id.transform("size")
    return every[(count >= signal.parameters["at_least"]) & every.company_id.isin(companies.company_id)][
        ["company_id"]
    ].copy()


def _recent(signals: pd.DataFrame, kind: str, role: str, signal: Signal, today: pd.Timestamp) -> pd.DataFrame:
    rows = signals[(signals.kind == kind) & (signals.role == role)]
    day = pd.to_datetime(rows.day)
    window = day.between(today - pd.Timedelta(days=signal.parameters["within_days"]), today + pd.Timedelta(days=1))
    return rows[window].assign(day=day[window])


def _last(rows: pd.DataFrame, at_least: int) -> pd.DataFrame:
    grouped = rows.groupby("company_id", as_index=False).agg(day=("day", "max"), count=("listing_id", "nunique"))
    return grouped[grouped["count"] >= at_least][["company_id", "day"]]


def _has(texts: pd.Series[str], words: list[str]) -> Any:
    found = pc.match_substring_regex(pa.array(texts, pa.string(), from_pandas=True), pattern(words))
    return found.fill_null(False).to_numpy(zero_copy_only=False)


_WORDS = {
    "industry": _industry, "hires_for": _hires_for, "tender_won": _tender_won, "new_company": _new, "raised_money": _raised,
    "news_mention": _news, "words_in_name": _name, "size": _size, "has_phone": _contact, "has_email": _contact,
    "has_website": _website, "mass_address": _crowd,
}  # fmt: skip
