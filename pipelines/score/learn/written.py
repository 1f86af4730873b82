"""A learned scorecard as the TOML of a profile, each line with what supports it, to be edited by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.score.learn.card import Card, Line


@dataclass(frozen=True)
class Setting:
    """What a profile says besides its scorecard."""

    title: str
    sells: str
    countries: Sequence[str]
    quota: int = 20
    clients_from: str = "your clients"


def written(card: Card, setting: Setting) -> str:
    """The profile's text."""
    title, sells = (json.dumps(text, ensure_ascii=False) for text in (setting.title, setting.sells))
    parts = [
        f"# {setting.title}: learned from {card.clients} of {setting.clients_from} against {card.companies:,} companies.\n#\n"
        "# Each [[signal]] is a line of a scorecard, with its support above it. Points add up; of several lines with one word only the\n"
        "# best counts. Change what you know better, add signals of the day (new_company, tender_open, hires_for …) that say why now,\n"
        "# then run: firstcall profile check\n",
        f"countries = {json.dumps(list(setting.countries))}\nlist_size = {setting.quota * 8}\nquota = {setting.quota}\n"
        f"min_points = {card.min_points}    # about one company in twenty has so many\n"
        "needs_fresh = false   # likeness alone makes a lead here\n",
        f"[title]\nen = {title}\nru = {title}\nuk = {title}\n",
        f"[sells]\nen = {sells}\nru = {sells}\nuk = {sells}\n",
    ]
    parts += [_line(card, line) for line in card.lines]
    parts += ['[[exclude]]\nword = "closed"\n', '[[exclude]]\nword = "client"\n']
    return "\n".join(parts)


def support(card: Card, line: Line) -> str:
    """ "24 of your 30 best clients, 3 % of all firms"."""
    share = 100 * line.companies / max(card.companies, 1)
    told = f"{share:.0f}" if share >= 1 else f"{share:.1g}" if share >= 0.01 else "under 0.01"
    return f"{line.clients} of your {card.clients} clients, {told} % of all firms"


def _line(card: Card, line: Line) -> str:
    parameters = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in line.parameters.items()]
    return "\n".join(
        [f"# {support(card, line)}", "[[signal]]", f'word = "{line.word}"', *parameters, f"points = {line.points}", ""]
    )
