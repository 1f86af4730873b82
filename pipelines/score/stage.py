"""The stage: every profile over every company of a shard, in SQL only.

For each profile: the companies of its countries without the excluded ones are in play (`eligible`). Then each word of the
scorecard is one INSERT of at most one row a company into `found`: its bands together, the best kept. Words are taken in an
order that lets companies go early: musts first, and, since points only add up, whoever can no longer reach `min_points` with
all that is left goes out. Leads are the sums; nothing of a lead's points lies outside its reasons.

`rescore` gives the same rows and looks only at companies that changed since the night before (`pipelines.score.prints`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from leads.profile import Profile, Signal
from leads.run import Run
from pipelines.score import few, prints, sql
from pipelines.score.registry import Query
from pipelines.score.report import ProfileScore, ScoreReport
from pipelines.score.signals import EXCLUSIONS, SIGNALS

__all__ = ["ProfileScore", "ScoreReport", "rescore", "score"]

Facts = duckdb.DuckDBPyConnection

_FOUND = """
    company_id VARCHAR, signal VARCHAR, points BIGINT, day DATE, params JSON, listing_id VARCHAR, party_id VARCHAR, field VARCHAR"""

_OPTIONAL = {"day": "DATE", "strength": "BIGINT", "listing_id": "VARCHAR", "party_id": "VARCHAR", "field": "VARCHAR"}
"""Columns a signal may leave out."""

_COLUMNS: dict[str, frozenset[str]] = {}
"""Columns of the SELECTs of signals met so far, by their text: asking costs as much as running one on few rows."""


def score(facts: Facts, run: Run, profiles: Sequence[Profile]) -> ScoreReport:
    """Fill `leads` and `reasons` for the profiles, in place of what they held for them; other profiles' rows stay.

    The rows depend on facts, `run.day` and the profiles alone, not on threads or the order of rows. Nothing changes unless all
    profiles could be scored.
    """
    sql.install(facts)
    with _all_or_nothing(facts):
        sql.make_crowded(facts, profiles)
        return _score(facts, run, profiles, None)


def rescore(facts: Facts, run: Run, profiles: Sequence[Profile], before: Path | None) -> ScoreReport:
    """The same rows as `score`, taking over those of the facts at `before` (the night before) that cannot have changed.

    Fills `prints` and `scored`, so that the next night can do the same. Without usable facts before, all is scored.
    """
    sql.install(facts)
    with prints.night_before(facts, before) as known, _all_or_nothing(facts):
        run.progress(f"looking for what changed in {run.shard}")
        sql.make_crowded(facts, profiles)
        prints.make_prints(facts)
        facts.execute("DELETE FROM scored")
        usable = known if known and known.day <= run.day else None
        report = _score(facts, run, profiles, usable)
        for profile in profiles:
            facts.execute("INSERT INTO scored VALUES (?, ?, ?)", [profile.name, prints.recipe(facts, profile), run.day])
        return report


def _score(facts: Facts, run: Run, profiles: Sequence[Profile], before: prints.Before | None) -> ScoreReport:
    report = ScoreReport(run.shard, _count(facts, "companies"))
    same = [p for p in profiles if before and before.recipes.get(p.name) == prints.recipe(facts, p)]
    if before and same:
        prints.make_touched(facts, same, before, run.day)
        same = same if few.make_few(facts) else []
    for profile in profiles:
        run.progress(f"scoring {run.shard} for {profile.name}")
        report.profiles.append(_Scoring(facts, run, profile, profile in same).result())
    few.drop_few(facts)
    return report


@contextmanager
def _all_or_nothing(facts: Facts) -> Iterator[None]:
    facts.execute("BEGIN")
    try:
        yield
        facts.execute("COMMIT")
    except BaseException:
        facts.execute("ROLLBACK")
        raise


class _Scoring:
    """One profile over one shard."""

    def __init__(self, facts: Facts, run: Run, profile: Profile, again: bool) -> None:
        """Whether to look only at the companies in `touched`, and take over the rows of the others from the night before."""
        self.facts, self.run, self.profile, self.again = facts, run, profile, again
        self.report = ProfileScore(profile.name)

    def result(self) -> ProfileScore:
        self.exclude()
        if self.again:
            self.facts.execute("CREATE OR REPLACE TEMP TABLE playing AS SELECT company_id FROM eligible")
            self.keep(
                "SEMI JOIN (FROM touched WHERE profile = $profile) USING (company_id)", {"profile": self.profile.name}
            )
            self.report.looked_at = _count(self.facts, "eligible")
        self.facts.execute(f"CREATE OR REPLACE TEMP TABLE found ({_FOUND})")
        words = self.words()
        for at, (word, bands) in enumerate(words):
            self.find(word, bands)
            self.let_go(word, words[at + 1 :])
        self.write()
        self.facts.execute("DROP TABLE eligible")
        self.facts.execute("DROP TABLE found")
        return self.report

    def exclude(self) -> None:
        """`eligible`: ids of companies in the profile's countries that no exclusion names, of the few where only they are looked at."""
        among = few.NAMES["companies"] if self.again else "companies"
        where = "WHERE list_contains($countries, coalesce(country, $shard))"
        values = {"countries": list(self.profile.countries), "shard": self.run.shard}
        self.report.in_countries = _count(self.facts, f"companies {where}", values)
        self.run_sql(f"CREATE OR REPLACE TEMP TABLE eligible AS SELECT company_id FROM {among} {where}", values)
        left = _count(self.facts, "eligible")
        for exclusion in self.profile.exclusions:
            query = EXCLUSIONS[exclusion.word].query(**exclusion.parameters)
            text = few.of_few(query.sql) if self.again else query.sql
            self.keep(f"ANTI JOIN ({text}) USING (company_id)", query.values)
            before, left = left, _count(self.facts, "eligible")
            self.report.excluded[exclusion.word] = self.report.excluded.get(exclusion.word, 0) + before - left

    def words(self) -> list[tuple[str, list[Signal]]]:
        """The words with their bands, in the order that lets most companies go soonest."""
        bands: dict[str, list[Signal]] = {}
        for signal in self.profile.signals:
            bands.setdefault(signal.word, []).append(signal)

        def key(item: tuple[str, list[Signal]]) -> tuple[Any, ...]:
            word, signals = item
            undated = self.profile.needs_fresh and not SIGNALS[word].word.dated
            needed = word in self.profile.needs_one_of
            return (not any(s.must for s in signals), not needed, undated, -_most(signals), word)

        return sorted(bands.items(), key=key)

    def find(self, word: str, bands: list[Signal]) -> None:
        """Put a word's reasons into `found`: for each eligible company the band that moves its points most."""
        parts, values = [], dict[str, Any]()
        for number, signal in enumerate(bands):
            query = SIGNALS[word].query(**signal.parameters)
            text, own = _in_band(query, number)
            parts.append(self.pointed(text, signal, number, own, few.of_few(text, word) if self.again else text))
            values |= own
        choice = (
            """QUALIFY row_number() OVER (PARTITION BY company_id
            ORDER BY abs(points) DESC, points DESC, day DESC NULLS LAST, band) = 1"""
            if len(bands) > 1
            else ""
        )
        self.run_sql(
            f"""INSERT INTO found
                SELECT company_id, '{word}', points, day, params, listing_id, party_id, field
                FROM ({" UNION ALL ".join(parts)}) WHERE points <> 0 {choice}""",
            values,
        )

    def pointed(self, text: str, signal: Signal, number: int, values: dict[str, Any], source: str) -> str:
        """A band's SELECT with its points: points x strength x decay, rounded half to even in whole numbers.

        `source` is the SELECT as it is run, `text` as it was written.
        """
        given = self.columns(text, values)
        columns = {name: name if name in given else f"NULL::{kind}" for name, kind in _OPTIONAL.items()}
        day = "if(day > $today, $today, day)" if "day" in given else columns["day"]
        share, whole = f"{signal.points}::BIGINT * {columns['strength'] if 'strength' in given else sql.FULL}", sql.FULL
        if signal.half_life_days:
            values[f"decay_{number}"] = sql.decay(signal.half_life_days, signal.parameters["within_days"])
            share, whole = f"{share} * $decay_{number}[1 + $today - {day}]", sql.FULL * sql.MILLION
        return f"""SELECT company_id, {number} AS band, {day} AS day, half_even({share}, {whole})::BIGINT AS points, params,
            {columns["listing_id"]} AS listing_id, {columns["party_id"]} AS party_id, {columns["field"]} AS field
            FROM ({source}) SEMI JOIN eligible USING (company_id)"""

    def columns(self, text: str, values: dict[str, Any]) -> frozenset[str]:
        """The columns of a SELECT; they depend on its text alone."""
        if text not in _COLUMNS:
            _COLUMNS[text] = frozenset(row[0] for row in self.run_sql(f"DESCRIBE {text}", values).fetchall())
        return _COLUMNS[text]

    def let_go(self, word: str, left: list[tuple[str, list[Signal]]]) -> None:
        """Take companies out of play that can no longer become leads."""
        must = any(s.must for s in self.profile.signals if s.word == word)
        if must:
            self.keep(
                "SEMI JOIN (SELECT company_id FROM found WHERE signal = $word) USING (company_id)", {"word": word}
            )
        choice = self.profile.needs_one_of
        if word in choice and not any(w in choice for w, _ in left):
            self.keep(
                "SEMI JOIN (SELECT company_id FROM found WHERE points > 0 AND list_contains($words, signal)) USING (company_id)",
                {"words": list(choice)},
            )
        dated_left = any(SIGNALS[w].word.dated for w, _ in left)
        stale = self.profile.needs_fresh and SIGNALS[word].word.dated and not dated_left
        if stale:
            self.keep(
                "SEMI JOIN (SELECT company_id FROM found WHERE day IS NOT NULL AND points > 0) USING (company_id)", {}
            )
        reach = sum(_most(signals) for _, signals in left)
        if left and reach < self.profile.min_points:
            self.keep(
                """SEMI JOIN (SELECT company_id FROM found GROUP BY company_id HAVING sum(points) + $reach >= $least)
                   USING (company_id)""",
                {"reach": reach, "least": self.profile.min_points},
            )

    def write(self) -> None:
        """`leads` and `reasons` of the profile, each reason with the listing that proves it."""
        name = self.profile.name
        for table in ("leads", "reasons"):
            self.facts.execute(f"DELETE FROM {table} WHERE profile = ?", [name])
        self.run_sql(
            """
            INSERT INTO leads
            SELECT $profile, $hash, company_id, sum(points), max(day) FILTER (points > 0) AS fresh_on
            FROM found SEMI JOIN eligible USING (company_id)
            GROUP BY company_id
            HAVING sum(points) >= $least AND (NOT $needs_fresh OR fresh_on IS NOT NULL)
            """,
            {
                "profile": name,
                "hash": self.profile.hash,
                "least": self.profile.min_points,
                "needs_fresh": self.profile.needs_fresh,
            },
        )
        evidence, parties = (few.NAMES[table] if self.again else table for table in ("evidence", "parties"))
        self.run_sql(
            f"""
            WITH kept AS (
                SELECT * FROM found SEMI JOIN (SELECT company_id FROM leads WHERE profile = $profile) USING (company_id)
            ), proofs AS (
                SELECT company_id, field, min(listing_id) AS listing_id
                FROM {evidence} SEMI JOIN kept USING (company_id, field)
                GROUP BY company_id, field
            ), origins AS (
                SELECT party_id, min(listing_id) AS listing_id FROM {parties} SEMI JOIN kept USING (party_id) GROUP BY party_id
            )
            INSERT INTO reasons
            SELECT $profile, company_id,
                row_number() OVER (PARTITION BY company_id ORDER BY points DESC, day DESC NULLS LAST, signal) AS ordinal,
                signal, points, params, coalesce(kept.listing_id, origins.listing_id, proofs.listing_id)
            FROM kept LEFT JOIN origins USING (party_id) LEFT JOIN proofs USING (company_id, field)
            """,
            {"profile": name},
        )
        if self.again:
            for table in ("leads", "reasons"):
                self.facts.execute(
                    f"""INSERT INTO {table} SELECT * FROM {prints.OLD}.{table}
                        SEMI JOIN playing USING (company_id)
                        ANTI JOIN (FROM touched WHERE profile = $profile) USING (company_id) WHERE profile = $profile""",
                    {"profile": name},
                )
        counted = self.facts.execute("SELECT count(*) FROM leads WHERE profile = ?", [name]).fetchone()
        self.report.leads = counted[0] if counted else 0

    def keep(self, condition: str, values: dict[str, Any]) -> None:
        """Narrow `eligible` by a join."""
        self.run_sql(
            f"CREATE OR REPLACE TEMP TABLE eligible AS SELECT company_id FROM eligible {condition}",
            values,
        )

    def run_sql(self, text: str, values: dict[str, Any]) -> Facts:
        """Run SQL with those of the values (and of `$today`) that it names."""
        named = set(re.findall(r"\$(\w+)", text))
        return self.facts.execute(text, {k: v for k, v in (values | {"today": self.run.day}).items() if k in named})


def _in_band(query: Query, number: int) -> tuple[str, dict[str, Any]]:
    """A query with its values renamed, so that several bands fit into one statement."""
    text = re.sub(r"\$(?!today\b)(\w+)", rf"$v{number}_\1", query.sql)
    return text, {f"v{number}_{name}": value for name, value in query.values.items()}


def _most(signals: list[Signal]) -> int:
    """The most a word can add."""
    return max(0, *(s.points for s in signals))


def _count(facts: Facts, table: str, values: dict[str, Any] | None = None) -> int:
    row = facts.execute(f"SELECT count(*) FROM {table}", values or {}).fetchone()
    return int(row[0]) if row else 0
