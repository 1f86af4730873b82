"""Texts of a column as numbers or moments: column-wise, each different text read once."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from pipelines.score.learn.table import Texts

Floats = NDArray[np.float64]

BLANKS = frozenset(
    {"", "-", "--", "?", ".", "n/a", "na", "#n/a", "nan", "null", "none", "nil", "nat", "(null)", "<na>", "\\n", "н/д"}
)
"""What stands for nothing, in lower case."""

_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
_DRESSING = re.compile(r"[\s\u00a0\u202f'’%$€£₴₽¥_]|(?:USD|EUR|UAH|RUB|GBP)\b", re.IGNORECASE)

_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%Y/%m/%d", "%Y.%m.%d", "%d-%m-%Y", "%m-%d-%Y", "%Y%m%d", "%d.%m.%y",
         "%m/%d/%y", "%d/%m/%y", "%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y", "%d-%b-%y",
         "%Y-%m", "%b %Y", "%B %Y")  # fmt: skip
_EPOCH = datetime(1970, 1, 1)
_TIMES = ("", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", "T%H:%M:%S", "T%H:%M")


def blank(texts: Texts) -> NDArray[np.bool_]:
    """Which texts stand for nothing."""
    unique, inverse = np.unique(texts.astype(str), return_inverse=True)
    return np.array([u.lower() in BLANKS for u in unique], dtype=bool)[inverse]


def numbers(texts: Texts) -> Floats:
    """Each text as a number, NaN where it is none: decimal comma or point, blanks between thousands, currency and per cent signs."""
    unique, inverse = np.unique(texts.astype(str), return_inverse=True)
    return np.array([_number(text) for text in unique], dtype=float)[inverse]


def moments(texts: Texts, least: float = 0.95) -> Floats:
    """Each text as days since 1970 (with the time of day as fraction), NaN where it is none; all NaN where fewer than `least` of the
    texts that are not blank can be read by one format. Day-first or month-first is decided by the whole column.
    """
    unique, inverse = np.unique(texts.astype(str), return_inverse=True)
    filled = np.array([u.lower() not in BLANKS and any(c.isdigit() for c in u) for u in unique], dtype=bool)
    wanted = np.array([u.lower() not in BLANKS for u in unique], dtype=bool)
    found = np.full(len(unique), np.nan)
    if not filled.any():
        return found[inverse]
    tidy = [_tidy(u) for u in unique[filled]]
    probe = tidy[:: max(1, len(tidy) // 400)]
    best, most = "", 0
    for form in (day + time for day in _DAYS for time in _TIMES):
        read = sum(_reads(text, form) for text in probe)
        if read > most:
            best, most = form, read
        if most == len(probe):
            break
    if most < 0.5 * len(probe):
        return found[inverse]
    found[filled] = [_days(text, best) for text in tidy]
    weight = np.bincount(inverse, minlength=len(unique))
    if weight[wanted & ~np.isnan(found)].sum() < least * weight[wanted].sum():
        return np.full(len(inverse), np.nan)
    return found[inverse]


def order(texts: Texts) -> Floats:
    """A time column as numbers that grow with time: moments, seconds or milliseconds since 1970, years, or running numbers.

    NaN where a text is neither.
    """
    as_moments = moments(texts)
    if not np.isnan(as_moments).all():
        return as_moments
    found = numbers(texts)
    middle = float(np.nanmedian(found)) if not np.isnan(found).all() else 0.0
    for least, unit in ((1e14, 86_400e6), (1e11, 86_400e3), (6e8, 86_400.0)):
        if least < middle < least * 100:
            return found / unit
    return found


def _number(text: str) -> float:
    if not any(c.isdigit() for c in text):
        return np.nan
    text = _DRESSING.sub("", text)
    if "," in text:
        whole, _, rest = text.rpartition(",")
        if (
            "." in rest
            or text.count(",") > 1
            or (len(rest) == 3 and "." not in whole and whole.lstrip("-+") not in {"", "0"})
        ):
            text = text.replace(",", "")
        else:
            text = whole.replace(".", "") + "." + rest
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    return float(text) if _NUMBER.fullmatch(text) else np.nan


def _tidy(text: str) -> str:
    text = re.sub(r"\.\d+(?=$|Z|[+-]\d\d)", "", " ".join(text.split())) if ":" in text else " ".join(text.split())
    return re.sub(r"(?<=\d)(?:Z|\s?UTC|[+-]\d\d:?\d\d)$", "", text) if ":" in text else text


def _days(text: str, form: str) -> float:
    return (datetime.strptime(text, form) - _EPOCH) / timedelta(days=1) if _reads(text, form) else np.nan


def _reads(text: str, form: str) -> bool:
    try:
        return 1900 <= datetime.strptime(text, form).year <= 2100
    except ValueError:
        return False
