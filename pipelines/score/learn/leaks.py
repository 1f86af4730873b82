"""The leak guard: columns that were filled after the contact, and would make a scorer look good on history and useless on new leads.

No single sign condemns a column; evidence adds up, and each finding says what was seen:

- alone it ranks better than all other columns together, as nothing known beforehand does;
- it is filled (or blank) almost exactly where the lead was won;
- it holds days after the lead came in;
- its values tell of the contact or judge the lead ("ringing", "SMS sent", "might be", "closed");
- it is blank for whole periods and filled in others, together with other columns: a process filled it, not the lead;
- its name says so (last activity, quality, score, duration): a sign that counts only beside another one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.score.learn.bands import banded
from pipelines.score.learn.features import Feature, Reader
from pipelines.score.learn.measures import Labels, auc
from pipelines.score.learn.reading import Floats, blank, moments
from pipelines.score.learn.table import Table, Texts

CONDEMNED = 3
"""So much evidence puts a column out."""

_ALONE = 0.8
_TOO_GOOD = 0.9
"""Hardly anything known beforehand ranks so well alone."""

_SHRINK = 20.0
_PERIODS = 5

_CONTACT = re.compile(
    r"\b(ringing|switched off|busy|voice ?mail|call(ed)? back|no answer|not (reachable|answering|interested|eligible|sure)|interested|"
    r"revert|follow(ed)?[ -]?up|in touch|sms sent|e-?mail (sent|opened|bounced|link clicked|received|marked)|unsubscribed|"
    r"conversation|unreachable|invalid number|wrong number|number not provided|already a|closed|won|lost|converted|qualified|unqualified|"
    r"disqualified|negotiation|proposal|demo|contract|signed|paid|refused|declined|rejected|"
    r"дозвон\w*|перезвон\w*|не отвеча\w*|отказ\w*|сделк\w*|оплач\w*|выигра\w*|проигра\w*|передзвон\w*|не відповіда\w*|відмов\w*|угод\w*)\b",
    re.IGNORECASE,
)
_JUDGED = re.compile(
    r"\b(might be|not sure|worst|(high|low|medium) (in )?(relevance|potential|priority|quality)|potential (lead|customer|client)|"
    r"(hot|warm|cold)( lead)?|junk|спам|горяч\w*|холодн\w*|гаряч\w*)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(last|notable|latest).*(activity|contact|touch|call|note)|\btags?\b|quality|\bscore\b|\bindex\b|lead.?(profile|status|stage|grade)|"
    r"dispos|outcome|result|duration|talk.?time|clos(e|ed|ing)|\bwon\b|\blost\b|days.?open|deal.?(stage|value)|status|"
    r"длительность|результат|статус|тривалість",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Finding:
    """A column that was filled after the contact, with what gave it away."""

    column: str
    evidence: tuple[str, ...]

    def as_line(self) -> str:
        """One sentence."""
        return f"leak: {self.column}: {'; '.join(self.evidence)}"


def leaks(table: Table, labels: Labels, time: str | None = None) -> list[Finding]:
    """Columns filled after the contact, in the table's order. Rows must be in time order where `time` is given."""
    inputs = table.without({time} if time else set())
    reader = Reader().learn(inputs)
    features = {f.column: f for f in reader.read(inputs) if not f.part}
    columns = [name for name in inputs.columns if name not in reader.left_out]
    alone = {name: _single(features[name], labels) for name in columns if name in features}
    powers = {name: auc(labels, scores) for name, scores in alone.items()}
    created = moments(table.columns[time], least=0.5) if time and time in table.columns else None
    patchy = _patchy({name: inputs.columns[name] for name in columns})
    weighed = {
        name: _evidence(name, inputs.columns[name], labels, powers.get(name, 0.5), created, patchy, reader.kinds[name])
        for name in columns
    }
    strong = sorted((n for n in powers if powers[n] >= _ALONE), key=lambda n: -powers[n])
    for name in strong:
        others = [n for n in alone if n != name and sum(w for w, _ in weighed[n]) < CONDEMNED]
        rest = auc(labels, np.sum([alone[n] for n in others], axis=0)) if others else 0.5
        if powers[name] > rest or powers[name] > 0.97:
            weighed[name].append(
                (
                    3 if powers[name] >= _TOO_GOOD else 2,
                    f"alone it ranks better (AUC {powers[name]:.2f}) than all others together ({rest:.2f})",
                )
            )
    return [
        Finding(name, tuple(text for _, text in found))
        for name, found in weighed.items()
        if sum(weight for weight, _ in found) >= CONDEMNED
    ]


def _evidence(
    name: str, texts: Texts, labels: Labels, power: float, created: Floats | None, patchy: dict[str, str], kind: str
) -> list[tuple[int, str]]:
    """Weights and sentences."""
    found = list[tuple[int, str]]()
    empty = blank(texts)
    if min(int(empty.sum()), int((~empty).sum())) >= 20:
        won_blank, won_filled = float(labels[empty].mean()), float(labels[~empty].mean())
        both = abs(auc(labels, (~empty).astype(float)) - 0.5) + 0.5
        if both >= 0.9:
            found.append(
                (3, f"filled in tells the outcome: won {won_filled:.0%} where filled, {won_blank:.0%} where blank")
            )
    if kind == "day" and created is not None:
        days = moments(texts, least=0.0)
        later = np.floor(days) > np.floor(created)
        known = np.isfinite(days) & np.isfinite(created)
        if known.sum() >= 20 and later[known].mean() >= 0.5:
            found.append((3, f"holds days after the lead came in, in {later[known].mean():.0%} of rows"))
    if kind == "category":
        found += _worded(texts, labels, empty)
    if name in patchy:
        found.append((2, patchy[name]))
    if _NAMED.search(name) and (found or power >= 0.7):
        found.append((1, "its name says that it is filled later"))
    return found


def _worded(texts: Texts, labels: Labels, empty: NDArray[np.bool_]) -> list[tuple[int, str]]:
    """Evidence from the words of a category's levels: several that tell of a contact or judge the lead, or pure ones."""
    unique, inverse, counts = np.unique(texts[~empty].astype(str), return_inverse=True, return_counts=True)
    found = list[tuple[int, str]]()
    for pattern, says in ((_CONTACT, "tell of the contact"), (_JUDGED, "judge the lead")):
        told = [at for at, level in enumerate(unique) if pattern.search(level)]
        share = counts[told].sum() / max(counts.sum(), 1)
        rates = [float(labels[~empty][inverse == at].mean()) for at in told if counts[at] >= 20]
        apart = bool(rates) and (max(rates) > 0.6 or min(rates) < 0.5 * float(labels.mean()))
        if told and share >= 0.1 and apart:
            shown = ", ".join(f"“{unique[at]}”" for at in sorted(told, key=lambda at: -counts[at])[:3])
            found.append((2 if len(told) > 1 or share >= 0.2 else 1, f"values {says}: {shown}"))
    return found[:1] if len(found) < 2 else [(3, f"{found[0][1]}; {found[1][1]}")]


def _patchy(columns: dict[str, Texts]) -> dict[str, str]:
    """Columns that are blank in the very same rows as another one, nearly always in some periods and nearly never in others, to and fro."""
    signatures: dict[bytes, list[str]] = {}
    for name, texts in columns.items():
        empty = blank(texts)
        if 0.02 < empty.mean() < 0.98:
            signatures.setdefault(np.packbits(empty).tobytes(), []).append(name)
    found = {}
    for names in signatures.values():
        empty = blank(columns[names[0]])
        shares = [float(part.mean()) for part in np.array_split(empty, _PERIODS)]
        turns = np.abs(np.diff(shares)) > 0.3
        if len(names) > 1 and max(shares) > 0.7 and min(shares) < 0.1 and turns.sum() > 1:
            told = ", ".join(f"{share:.0%}" for share in shares)
            for name in names:
                found[name] = f"blank for whole periods ({told} from old to new), with {len(names) - 1} other columns"
    return found


def _single(feature: Feature, labels: Labels) -> Floats:
    """Weight of evidence of each row's band, learned on the other rows (five folds), so that rare levels cannot boast."""
    bands = banded(feature)
    codes, width = bands.codes(feature), len(bands.labels)
    fold = np.arange(len(labels)) % 5
    scores = np.zeros(len(labels))
    for each in range(5):
        rows = fold != each
        base = float(labels[rows].mean())
        won = np.bincount(codes[rows], labels[rows].astype(float), width) + _SHRINK * base
        rates = won / (np.bincount(codes[rows], minlength=width) + _SHRINK)
        rates = np.clip(rates, 1e-6, 1 - 1e-6)
        scores[~rows] = (np.log(rates / (1 - rates)) - np.log(base / (1 - base)))[codes[~rows]]
    return scores
