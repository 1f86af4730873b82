"""Register numbers of four countries with their check digits, and the way back from number to position."""

from __future__ import annotations


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(w * int(d) for w, d in zip(weights, digits, strict=False))


def norwegian(position: int) -> str:
    """Organisasjonsnummer, nine digits, modulus 11; two bases per position because some bases have no check digit."""
    for base in (81_000_000 + 2 * position, 81_000_001 + 2 * position):
        check = -_weighted(str(base), (3, 2, 7, 6, 5, 4, 3, 2)) % 11
        if check < 10:
            return f"{base}{check}"
    raise AssertionError("of two neighbouring bases one always has a check digit")


def norwegian_position(number: str) -> int | None:
    """Position behind an organisasjonsnummer, None when it is not one of ours."""
    if len(number) != 9 or not number.isdigit():
        return None
    position = (int(number[:8]) - 81_000_000) // 2
    return position if position >= 0 and norwegian(position) == number else None


def ukrainian(position: int, expected: int) -> str:
    """EDRPOU, eight digits; older companies get lower numbers, `expected` is the population's size."""
    base = str(2_000_000 + position * (2_560_000 // max(expected, 1) or 1))
    weights = (7, 1, 2, 3, 4, 5, 6) if base[0] in "345" else (1, 2, 3, 4, 5, 6, 7)
    check = _weighted(base, weights) % 11
    if check == 10:
        check = _weighted(base, tuple(w + 2 for w in weights)) % 11 % 10
    return f"{base}{check}"


def ukrainian_person(position: int) -> str:
    """RNOKPP of a sole trader, ten digits: days since 1899-12-31 of an invented birth, serial, check digit."""
    base = f"{25_000 + position * 37 % 12_000}{position % 10_000:04d}"
    check = _weighted(base, (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10
    return f"{base}{check}"


def russian_tax(position: int, region: str) -> str:
    """ИНН of an organisation, ten digits."""
    base = f"{region}{position:07d}"
    return f"{base}{_weighted(base, (2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10}"


def russian_state(position: int, region: str, year: int) -> str:
    """ОГРН, thirteen digits: sign, year, region, serial, check digit."""
    base = f"1{year % 100:02d}{region}{position:07d}"
    return f"{base}{int(base) % 11 % 10}"


def spoil(number: str) -> str:
    """The same number with its last digit wrong."""
    return number[:-1] + str((int(number[-1]) + 1) % 10)
