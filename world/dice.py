"""Deterministic dice: a stream of numbers that depends only on its keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

T = TypeVar("T")
MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def mix(value: int) -> int:
    """Scramble 64 bits (the finaliser of splitmix64)."""
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & MASK
    return value ^ (value >> 31)


class Dice:
    """A small random stream keyed by (seed, purpose, index); the same keys always throw the same numbers."""

    __slots__ = ("state",)

    def __init__(self, seed: int, purpose: str, index: int = 0) -> None:
        self.state = mix(mix((seed * GOLDEN + crc32(purpose.encode())) & MASK) ^ ((index + 1) * GOLDEN & MASK))

    def throw(self) -> int:
        """The next 64 bits."""
        self.state = (self.state + GOLDEN) & MASK
        return mix(self.state)

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit - 1."""
        return (self.throw() >> 11) % limit

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + self.below(high - low + 1)

    def chance(self, share: float) -> bool:
        """True in the given share of throws."""
        return (self.throw() >> 11) < share * (1 << 53)

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, all equally likely."""
        return options[(self.throw() >> 11) % len(options)]

    def hex(self, digits: int) -> str:
        """A string of hexadecimal digits (at most 32)."""
        return f"{self.throw():016x}{self.throw():016x}"[:digits]

    def uuid(self) -> str:
        """Text in the form of a UUID."""
        h = self.hex(32)
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:32]}"
