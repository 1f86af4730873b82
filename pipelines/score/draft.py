"""A new profile from five answers: what is sold, where, to whom, what shows the need, and how many calls a day."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from leads.kinds.parts import rows

LISTS = 8
"""The list holds so many days of calls."""


@dataclass(frozen=True)
class Answers:
    """What was answered."""

    sells: str
    """What is sold, in the seller's words."""
    where: Sequence[str]
    """Countries ("UA") and regions ("UA-46")."""
    industries: Sequence[str]
    """NACE divisions or groups of the clients."""
    needs: Sequence[str] = field(default_factory=tuple)
    """Words that show the need, as vacancies and news say them."""
    tenders: Sequence[str] = field(default_factory=tuple)
    """Beginnings of CPV codes of what is sold."""
    quota: int = 20
    """Calls a day."""

    @property
    def countries(self) -> list[str]:
        """Countries, also those of the regions."""
        return list(dict.fromkeys(place.upper()[:2] for place in self.where))

    @property
    def regions(self) -> list[str]:
        """Regions alone."""
        return [place.upper() for place in self.where if "-" in place]


def parted(text: str) -> list[str]:
    """The parts of an answer, parted by commas or semicolons."""
    return [part.strip() for part in re.split(r"[,;]", text) if part.strip()]


def industries_named(text: str) -> list[str]:
    """NACE codes of an answer: codes as they are, and divisions whose name (in English, Russian or Ukrainian) has a word of it."""
    found: list[str] = []
    for part in parted(text):
        if re.fullmatch(r"\d{2}(\.\d{1,2})?", part):
            found.append(part)
            continue
        named = (
            row for row in rows("nace") if any(part.lower() in row[language].lower() for language in ("en", "ru", "uk"))
        )
        found += [row["division"] for row in named]
    return list(dict.fromkeys(found))


def drafted(answers: Answers) -> str:
    """The profile's TOML, with a comment at each line of the scorecard; every number in it is meant to be changed."""
    told = json.dumps(answers.sells, ensure_ascii=False)
    parts = [
        f"# {' '.join(answers.sells.split())}: our ideal client.\n#\n"
        "# How to read it: each [[signal]] is a line of a scorecard; points add up; of several lines with one word only the best counts;\n"
        '# "half_life_days = 14" means that after 14 days half of the points are left. After a change run: firstcall profile check\n',
        f"countries = {_list(answers.countries)}\nlist_size = {answers.quota * LISTS}\n"
        f"quota = {answers.quota}      # calls the team makes on a day\n"
        "min_points = 30\nneeds_fresh = true   # each lead must have a reason with a day: why now\n",
        f"[title]\nen = {told}\nru = {told}\nuk = {told}\n",
        f"[sells]\nen = {told}\nru = {told}\nuk = {told}\n",
    ]
    if answers.regions:
        whole = {
            country for country in answers.countries if not any(r.startswith(f"{country}-") for r in answers.regions)
        }
        told = "We work there only." if not whole else "Nearer to us."
        must = {} if whole else {"must": True}
        parts.append(_signal(told, word="region", regions=answers.regions, points=15, **must))
    if answers.industries:
        kin = "Their neighbours: points halve with each step."
        parts.append(_signal("What our clients do.", word="industry", nace=answers.industries, points=30))
        parts.append(_signal(kin, word="related_industry", nace=answers.industries, points=16))
    new = "A new firm has no supplier yet."
    parts.append(_signal(new, word="new_company", within_days=90, half_life_days=21, points=30))
    if answers.tenders:
        cpv, opened = answers.tenders, "Takes offers for what we sell."
        parts.append(_signal(opened, word="tender_open", cpv=cpv, days_left=2, half_life_days=21, points=45))
        parts.append(_signal("Has bought it.", word="tender_buyer", cpv=cpv, half_life_days=180, points=25))
        parts.append(_signal("Will buy it again soon.", word="next_purchase", cpv=cpv, points=25))
    if answers.needs:
        hiring, news = "Hires people for what we do.", "The news speak of it."
        parts.append(_signal(hiring, word="hires_for", words=answers.needs, half_life_days=30, points=25))
        parts.append(_signal(news, word="news_mention", words=answers.needs, half_life_days=14, points=15))
    parts += [
        _signal("An opening or expansion: money is being spent.", word="news_event", events=["opening", "expansion", "investment"],
                half_life_days=14, points=15),
        _signal("It can be called.", word="has_phone", points=6),
        _signal("Twenty firms at one address are mostly letter boxes.", word="mass_address", points=-20),
        '[[exclude]]\nword = "closed"\n',
        '# Clients have their owners.\n[[exclude]]\nword = "client"\n',
    ]  # fmt: skip
    return "\n".join(parts)


def _signal(comment: str, **lines: object) -> str:
    return f"# {comment}\n[[signal]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in lines.items())


def _toml(value: object) -> str:
    return _list(value) if isinstance(value, list | tuple) else json.dumps(value, ensure_ascii=False)


def _list(values: Sequence[object]) -> str:
    return "[" + ", ".join(json.dumps(value, ensure_ascii=False) for value in values) + "]"
