"""The list of rows inside an answer."""

from __future__ import annotations

from typing import Any

from spiders.picks import pointer
from spiders.source import Unreadable


def at(answer: Any, path: str) -> Any:
    """The value of an answer at a pointer; the answer itself for '', None where the path ends early."""
    return pointer(path)(answer) if path else answer


def rows_at(answer: Any, path: str) -> list[Any]:
    """The list of rows an answer must have at a pointer. Raises Unreadable where it has none."""
    found = at(answer, path)
    if not isinstance(found, list):
        raise Unreadable(f"layout changed: {path or 'the list of rows'} is missing")
    return found
