"""How people misspell: transliteration for domains, and the dirt that real listings carry."""

from __future__ import annotations

import re
import unicodedata

from world.dice import Dice

_LETTERS = (
    "а=a б=b в=v г=h ґ=g д=d е=e є=ie ж=zh з=z и=y і=i ї=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u "
    "ф=f х=kh ц=ts ч=ch "
    "ш=sh щ=shch ь= ю=iu я=ia ё=e ы=y э=e ъ= '= ’="
)
_CYRILLIC: dict[str, str] = {pair[0]: pair[2:] for pair in _LETTERS.split(" ")}
_RUSSIAN = _CYRILLIC | {"г": "g", "и": "i", "й": "y", "ю": "yu", "я": "ya", "х": "h"}
_LATIN = str.maketrans({"ø": "o", "æ": "ae", "å": "a", "Ø": "O", "Æ": "Ae", "Å": "A"})
_LOOKALIKE = str.maketrans("оесірахОЕСІРАХ", "oecipaxOECIPAX")
_ENTITIES = (("&", "&amp;"), ('"', "&quot;"), ("«", "&laquo;"), ("»", "&raquo;"))


def latin(text: str, country: str) -> str:
    """Transliterate Cyrillic text, Russian habits for RU, Ukrainian (2010 rules, roughly) for the rest."""
    table = _RUSSIAN if country == "RU" else _CYRILLIC
    out = []
    for char in text:
        low = char.lower()
        new = table.get(low)
        out.append(char if new is None else (new.capitalize() if char != low else new))
    return "".join(out)


def slug(text: str, country: str) -> str:
    """A host name label of the text: ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", latin(text, country).translate(_LATIN)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "firma"


def _requote(name: str, dice: Dice) -> str:
    left, right = dice.pick((("«", "»"), ("“", "”"), ("'", "'"), ("", ""), ("„", "“"), ('"', '"'), ("<<", ">>")))
    bare = re.split(r'["«»]', name)
    if len(bare) < 3:
        return name
    return f"{bare[0]}{left}{' '.join(bare[1:-1]).strip()}{right}{bare[-1]}"


def _typo(name: str, dice: Dice) -> str:
    spot = 2 + dice.below(max(1, len(name) - 4))
    if spot + 1 < len(name) and name[spot].isalpha() and name[spot + 1].isalpha():
        return name[:spot] + name[spot + 1] + name[spot] + name[spot + 2 :]
    return name


def dirty(name: str, dice: Dice, share: float = 0.35) -> str:
    """The name as someone may have typed it: in the given share of cases one or two kinds of dirt."""
    if not dice.chance(share):
        return name
    kind = dice.below(8)
    if kind == 0:
        return name.upper()
    if kind == 1:
        return name.replace(" ", "  ", 1)
    if kind == 2:
        return name.translate(_LOOKALIKE) if dice.chance(0.3) else _one_lookalike(name, dice)
    if kind == 3:
        return _typo(name, dice)
    if kind == 4:
        for char, entity in _ENTITIES:
            name = name.replace(char, entity)
        return name
    if kind == 5:
        return f" {name} "
    return _requote(name, dice)


def _one_lookalike(name: str, dice: Dice) -> str:
    spots = [i for i, char in enumerate(name) if char in "оесіраОЕСІРА"]
    if not spots:
        return name
    spot = dice.pick(spots)
    return name[:spot] + name[spot].translate(_LOOKALIKE) + name[spot + 1 :]
