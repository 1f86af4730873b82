"""Word lists, places and trades of four countries, the raw material of names and texts."""

from __future__ import annotations


def listed(text: str, separator: str | None = None) -> tuple[str, ...]:
    """The words of a text, separated by white space or by the given sign."""
    return tuple(" ".join(part.split()) for part in text.split(separator))
