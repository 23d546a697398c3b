"""A chain of hashes over texts: what was written cannot be changed unseen.

>>> first = link(START, 1, "a")
>>> second = link(first, 2, "b")
>>> check([Link(1, "a", START, first), Link(2, "b", first, second)])
[]
>>> check([Link(1, "x", START, first), Link(2, "b", first, second)])
[Break(number=1, reason='content')]
>>> check([Link(2, "b", first, second)])
[Break(number=1, reason='missing')]
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

#: hash before the first link
START = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """One link: its number from 1, its text, the hash before it and its own."""

    number: int
    text: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain is broken. ``reason``: ``content`` (the text is not the one that
    was hashed), ``previous`` (it does not follow on the link before) or ``missing``."""

    number: int
    reason: str


def canonical(value: Any) -> str:
    """Return a value as JSON that is always the same for equal values.

    >>> canonical({"b": 1, "a": [None, "ø"]})
    '{"a":[null,"ø"],"b":1}'
    """
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str
    )


def parse(text: str) -> Any:
    """Return the value of what :func:`canonical` wrote."""
    return json.loads(text)


def digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def link(previous: str, number: int, text: str) -> str:
    """Return the hash of a link: over the hash before it, its number and its text."""
    return digest(f"{previous}\n{number}\n{text}")


def check(links: Iterable[Link]) -> list[Break]:
    """Check a chain from its first link on.

    Args:
        links: in order of their numbers.
    Returns:
        every place where it is broken; after one, the chain goes on from the stored
        hash, so that each break is told once.
    """
    breaks, previous, expected = [], START, 1
    for one in links:
        if one.number != expected:
            breaks.append(Break(expected, "missing"))
        elif one.previous != previous:
            breaks.append(Break(one.number, "previous"))
        if link(one.previous, one.number, one.text) != one.hash:
            breaks.append(Break(one.number, "content"))
        previous, expected = one.hash, one.number + 1
    return breaks
