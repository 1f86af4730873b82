"""A declaration's picks, as its manifest stores them, as SQL over the columns of a bulk file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from pipelines.clean.quoting import filled, first, literal, struct


class PickError(ValueError):
    """A pick that SQL cannot follow; the sentence says which."""


@dataclass
class Known:
    """What a file has: each path (a CSV column, an XPath) and the SQL that gives its text, or its list of texts."""

    single: dict[str, str] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    """Paths with several texts a record; a path that is only `single` has one."""
    picked: dict[bytes, str] = field(default_factory=dict)
    """Picks (by `pick_key`) whose text was worked out when the file was read."""


def text(pick: Any, known: Known) -> str:
    """SQL of the text a pick finds; NULL where the file does not have its path.

    The meaning is that of `spiders.picks`: First takes the first that is not blank, Join leaves blanks out, Match takes the first
    group, Lookup leaves what its table does not know and drops what the table calls ''. Raises PickError.
    """
    if known.picked and (ready := known.picked.get(pick_key(pick))):
        return ready
    if isinstance(pick, str):
        return known.single.get(pick, "NULL::VARCHAR")
    if not isinstance(pick, dict) or len(pick) != 1:
        raise PickError(f"is no pick of one text: {pick!r}")
    ((kind, given),) = pick.items()
    if kind == "const":
        return literal(given["text"])
    if kind == "first":
        return first([present(each, known) for each in given["picks"]], "NULL::VARCHAR")
    if kind == "join":
        parts = ", ".join(present(each, known) for each in given["picks"])
        return f"nullif(concat_ws({literal(given['separator'])}, {parts}), '')"
    if kind == "match":
        return f"nullif(regexp_extract({text(given['pick'], known)}, {literal(given['pattern'])}, 1), '')"
    if kind == "lookup":
        inner = text(given["pick"], known)
        cases = " ".join(f"WHEN {literal(key)} THEN {literal(value or None)}" for key, value in given["table"])
        return f"CASE {inner} {cases} ELSE {inner} END" if cases else inner
    raise PickError(f"is no pick of one text: {pick!r}")


def pick_key(pick: Any) -> bytes:
    """A pick as a key."""
    return orjson.dumps(pick, option=orjson.OPT_SORT_KEYS)


def present(pick: Any, known: Known) -> str:
    """SQL of the text a pick finds, NULL where it is blank."""
    found = text(pick, known)
    return f"CASE WHEN {filled(found)} THEN {found} END"


def many(pick: Any, known: Known) -> str:
    """SQL of the list of texts that a Many (or a single pick) finds."""
    picks = picks_of(pick)
    several = [known.lists[each] for each in picks if isinstance(each, str) and each in known.lists]
    single = [text(each, known) for each in picks if not (isinstance(each, str) and each in known.lists)]
    lists = several + ([f"[{', '.join(single)}]::VARCHAR[]"] if single else [])
    return lists[0] if len(lists) == 1 else f"list_concat({', '.join(lists)})"


def picks_of(pick: Any) -> list[Any]:
    """The picks inside a Many, or the pick itself."""
    return list(pick["many"]["picks"]) if isinstance(pick, dict) and "many" in pick else [pick]


def pairs(picks: Any, keys: tuple[str, str], known: Known) -> str:
    """SQL of the list of structs that Pairs find; the second half is NULL where there is no text."""
    found = [(each["pair"]["first"], text(each["pair"]["pick"], known)) for each in picks]
    return "[" + ", ".join(struct({keys[0]: literal(fixed), keys[1]: value}) for fixed, value in found) + "]"


def paths(pick: Any) -> Iterator[str]:
    """The paths that a pick, or a list of picks, reads."""
    if isinstance(pick, str):
        yield pick
    elif isinstance(pick, list):
        for each in pick:
            yield from paths(each)
    elif isinstance(pick, dict):
        ((kind, given),) = pick.items()
        if kind in ("first", "join", "many"):
            yield from paths(given["picks"])
        elif kind in ("match", "lookup", "pair"):
            yield from paths(given["pick"])


def all_picks(picks: dict[str, Any]) -> list[Any]:
    """Every pick of a declaration, of its listing and of its parties."""
    listing = [pick for field_, pick in picks.items() if field_ != "parties"]
    return listing + [pick for party in picks.get("parties", []) for field_, pick in party.items() if field_ != "role"]


def all_paths(picks: dict[str, Any]) -> list[str]:
    """The paths that a declaration reads, in order of name."""
    return sorted(set(paths(all_picks(picks))))


def stored_picks(picks: dict[str, Any]) -> list[Any]:
    """The picks of single texts worth working out when a file is read, because what they find is shorter than what they read.

    Those with a constant in them are longer; of these the parts without one are stored.
    """
    found: dict[bytes, Any] = {}
    pending = [each for pick in all_picks(picks) for each in (pick if isinstance(pick, list) else picks_of(pick))]
    while pending:
        pick = pending.pop()
        if isinstance(pick, dict) and "pair" in pick:
            pending.append(pick["pair"]["pick"])
        elif b'"const"' in pick_key(pick):
            ((_kind, given),) = pick.items()
            pending += given.get("picks", [given["pick"]] if "pick" in given else [])
        else:
            found[pick_key(pick)] = pick
    return [found[key] for key in sorted(found)]


def many_paths(picks: dict[str, Any]) -> list[str]:
    """Of these, the ones that stand plainly in a Many: all their texts are wanted."""
    several = [pick for pick in all_picks(picks) if isinstance(pick, dict) and "many" in pick]
    return sorted({each for pick in several for each in picks_of(pick) if isinstance(each, str)})
