"""Reading a profile's file: every word, parameter and type is checked, and every complaint names file and line."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import pycountry

from leads.profile import LANGUAGES, Exclusion, Profile, ProfileError, Signal
from leads.profile_words import REQUIRED, Parameter, Vocabulary, Word
from leads.toml_lines import TomlLines

MOST_POINTS = 10_000
"""More in one line is a slip of the keyboard; it also keeps sums far from the end of 64 bits."""

MOST_NAMED = 80
"""More words in a complaint nobody reads."""

_TOP = (
    "title",
    "sells",
    "countries",
    "list_size",
    "quota",
    "working_hours",
    "min_points",
    "needs_fresh",
    "needs_one_of",
    "signal",
    "exclude",
)
_SIGNAL = ("word", "points", "half_life_days", "must")
_TYPES = {int: "a whole number", str: "a text in quotes", bool: "true or false", list: "a list of texts in quotes"}


_DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_HOURS = re.compile(rf"{_DAY}(?:-{_DAY})?(?:,{_DAY})* (?P<from>[01]\d:[0-5]\d)-(?P<to>[0-2]\d:[0-5]\d) (?P<zone>\S+)")


class ProfileFile:
    """Reads one file and gathers what is wrong with it."""

    def __init__(self, path: Path, vocabulary: Vocabulary) -> None:
        self.name = path.stem
        self.shown = f"{path.parent.name}/{path.name}" if path.parent.name else path.name
        self.vocabulary = vocabulary
        self.problems: list[tuple[int, str]] = []
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = (
                "is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else (error.strerror or str(error)).lower()
            )
            raise ProfileError([f"{self.shown}: cannot be read: {reason}"]) from error
        self.lines = TomlLines(text)
        try:
            self.content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            what, _, where = str(error).partition(" (at ")
            line = (
                where.split(",")[0].removeprefix("line ").rstrip(")")
                if "line" in where
                else str(len(text.splitlines()))
            )
            raise ProfileError([f"{self.shown} line {line}: this is not TOML: {what[:1].lower()}{what[1:]}"]) from error

    def profile(self) -> Profile:
        """The profile. Raises ProfileError with every problem found."""
        for key in self.content:
            if key not in _TOP:
                self.wrong(
                    self.lines.of(key if isinstance(self.content[key], dict | list) else "", 0, key),
                    self.unknown("key", key, _TOP),
                )
        title, sells = self.texts("title"), self.texts("sells")
        countries = self.countries()
        list_size, quota = self.number("list_size", 1), self.number("quota", 1)
        min_points = self.number("min_points", 1, 1)
        needs_fresh = self.content.get("needs_fresh", True)
        if not isinstance(needs_fresh, bool):
            self.wrong(self.lines.of("", 0, "needs_fresh"), "'needs_fresh' must be true or false")
        hours = self.working_hours()
        signals = [self.signal(table, index) for index, table in enumerate(self.tables("signal"))]
        exclusions = [self.exclusion(table, index) for index, table in enumerate(self.tables("exclude"))]
        needs_one_of = self.needs_one_of({s.word for s in signals if s})
        if not self.problems and not any(s and s.points > 0 for s in signals):
            self.wrong(1, "there is no [[signal]] with points above 0, so the list would be empty")
        if self.problems:
            raise ProfileError([f"{self.shown} line {line}: {sentence}" for line, sentence in sorted(self.problems)])
        kept = tuple(s for s in signals if s), tuple(e for e in exclusions if e)
        return Profile(
            self.name, title, sells, countries, list_size, quota, *kept, min_points, needs_fresh, needs_one_of, hours
        )

    def wrong(self, line: int, sentence: str) -> None:
        self.problems.append((line, sentence))

    def unknown(self, noun: str, word: str, valid: Any) -> str:
        near = get_close_matches(word, list(valid), 1, 0.5)
        hint = f"did you mean '{near[0]}'?" if near else _all(valid)
        return f"there is no {noun} '{word}'; {hint}"

    def texts(self, key: str) -> dict[str, str]:
        given = self.content.get(key)
        if not isinstance(given, dict):
            self.wrong(self.lines.of("", 0, key), f"a table [{key}] with {', '.join(LANGUAGES)} is needed")
            return {}
        for language in given:
            if language not in LANGUAGES:
                self.wrong(self.lines.of(key, 0, language), self.unknown("language", language, LANGUAGES))
        for language in LANGUAGES:
            if not isinstance(given.get(language), str) or not given[language].strip():
                self.wrong(self.lines.of(key, 0, language), f"[{key}] needs a text for '{language}'")
        return {language: str(given.get(language, "")).strip() for language in LANGUAGES}

    def countries(self) -> tuple[str, ...]:
        given = self.content.get("countries")
        line = self.lines.of("", 0, "countries")
        if not isinstance(given, list) or not given:
            self.wrong(line, "'countries' must be a list of country codes, such as [\"UA\"]")
            return ()
        for code in given:
            if not isinstance(code, str) or pycountry.countries.get(alpha_2=code) is None:
                self.wrong(
                    line, f'there is no country {code!r}; write two capital letters of ISO 3166, such as "UA" or "GB"'
                )
        return tuple(dict.fromkeys(str(code) for code in given))

    def needs_one_of(self, used: set[str]) -> tuple[str, ...]:
        given = self.content.get("needs_one_of", [])
        line = self.lines.of("", 0, "needs_one_of")
        if not isinstance(given, list) or not all(isinstance(word, str) for word in given):
            self.wrong(line, "'needs_one_of' must be a list of signals of this profile, such as [\"industry\"]")
            return ()
        for word in given:
            if word not in used:
                self.wrong(self.lines.of("", 0, "needs_one_of", word), self.unknown("[[signal]]", word, used))
        return tuple(given)

    def working_hours(self) -> str:
        given = self.content.get("working_hours", "")
        found = _HOURS.fullmatch(given) if isinstance(given, str) else None
        line = self.lines.of("", 0, "working_hours")
        if given == "":
            return ""
        if not found or found["from"] >= found["to"]:
            self.wrong(
                line, "'working_hours' must be days, hours and a time zone, such as \"Mon-Fri 09:00-18:00 Europe/Kyiv\""
            )
        elif found["zone"] not in available_timezones():
            self.wrong(line, self.unknown("time zone", found["zone"], available_timezones()))
        return str(given)

    def number(self, key: str, least: int, default: int | None = None) -> int:
        given = self.content.get(key, default)
        if type(given) is not int or given < least:
            self.wrong(self.lines.of("", 0, key), f"'{key}' must be a whole number of at least {least}")
            return least
        return given

    def tables(self, name: str) -> list[dict[str, Any]]:
        given = self.content.get(name, [])
        if not isinstance(given, list) or not all(isinstance(table, dict) for table in given):
            self.wrong(self.lines.of(name), f"write [[{name}]] with two brackets on each side")
            return []
        return given

    def signal(self, table: dict[str, Any], index: int) -> Signal | None:
        word = self.word(table, "signal", index, self.vocabulary.signals)
        if word is None:
            return None
        parameters = self.parameters(table, "signal", index, word, _SIGNAL)
        points, half_life, must = table.get("points"), table.get("half_life_days"), table.get("must", False)
        if type(points) is not int or not 1 <= abs(points) <= MOST_POINTS:
            line = self.lines.of("signal", index, "points")
            self.wrong(
                line, f"'{word.name}' needs points: a whole number from 1 to {MOST_POINTS}, or below 0 to warn off"
            )
            points = 1
        if half_life is not None and (type(half_life) is not int or half_life < 1):
            self.wrong(
                self.lines.of("signal", index, "half_life_days"),
                "'half_life_days' must be a whole number of at least 1",
            )
        elif half_life is not None and not word.dated:
            line = self.lines.of("signal", index, "half_life_days")
            self.wrong(line, f"'{word.name}' rests on no day, so it has no half_life_days")
        if not isinstance(must, bool):
            self.wrong(self.lines.of("signal", index, "must"), "'must' must be true or false")
        elif must and points < 0:
            self.wrong(
                self.lines.of("signal", index, "must"), f"'{word.name}' takes points away, so it cannot be a must"
            )
        return Signal(word.name, points, parameters, half_life, bool(must))

    def exclusion(self, table: dict[str, Any], index: int) -> Exclusion | None:
        word = self.word(table, "exclude", index, self.vocabulary.exclusions)
        return Exclusion(word.name, self.parameters(table, "exclude", index, word, ("word",))) if word else None

    def word(self, table: dict[str, Any], kind: str, index: int, words: Mapping[str, Word]) -> Word | None:
        article, noun = ("a", "signal") if kind == "signal" else ("an", "exclusion")
        given = table.get("word")
        if not isinstance(given, str):
            self.wrong(
                self.lines.of(kind, index, "word"), f'this [[{kind}]] needs word = "…", the name of {article} {noun}'
            )
            return None
        if given not in words:
            self.wrong(self.lines.of(kind, index, "word"), self.unknown(noun, given, words))
        return words.get(given)

    def parameters(
        self, table: dict[str, Any], kind: str, index: int, word: Word, own: tuple[str, ...]
    ) -> dict[str, Any]:
        valid = (*own, *word.parameters)
        for key in table:
            if key not in valid:
                line = self.lines.of(kind, index, key)
                self.wrong(
                    line,
                    f"'{word.name}' has no parameter '{key}'; "
                    + self.unknown("parameter", key, valid).split("; ", 1)[1],
                )
        found = {}
        for name, parameter in word.parameters.items():
            if name not in table:
                if parameter.default is REQUIRED:
                    self.wrong(self.lines.of(kind, index), f"'{word.name}' needs '{name}': {_TYPES[parameter.type]}")
                found[name] = parameter.default
                continue
            value = table[name]
            if complaint := _mistyped(parameter, value):
                self.wrong(self.lines.of(kind, index, name), f"'{name}' of '{word.name}' {complaint}")
            elif parameter.check:
                for item in value if isinstance(value, list) else [value]:
                    if complaint := parameter.check(item):
                        line = self.lines.of(kind, index, name, str(item))
                        self.wrong(line, f"'{name}' of '{word.name}': {complaint}")
            found[name] = value
        return found


def _all(valid: Any) -> str:
    """Every valid word, where they are few enough to be read."""
    return f"there are: {', '.join(sorted(valid))}" if len(valid) <= MOST_NAMED else f"there are {len(valid)}"


def _mistyped(parameter: Parameter, value: Any) -> str:
    """A complaint where a value has not the parameter's type; '' where it has."""
    right = type(value) is parameter.type
    if right and parameter.type is list:
        right = bool(value) and all(isinstance(item, str) and item.strip() for item in value)
    return (
        "" if right else f"must be {_TYPES[parameter.type]}, not {json.dumps(value, ensure_ascii=False, default=str)}"
    )
