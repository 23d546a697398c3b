"""Many texts, searched by many conditions: each distinct text once, in one long string.

>>> index = TextIndex([("Norsk Gas AS",), ("VEGAS TRAVEL",), ("Gas station",)])
>>> sorted(index.words("gas"))
[0, 2]
>>> sorted(index.containing("gas"))
[0, 1, 2]
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from . import patterns
from .normalise import MAX_TEXT, clean_spaces, fold

_WORD = re.compile(r"[^\W_]+")
#: bytes of one piece of text between two looks at the clock
CHUNK = 1 << 16


def comparable(text: str, case_sensitive: bool = False) -> str:
    """Return a text as conditions compare it: single blanks, upper-case, no accents."""
    text = clean_spaces(text[:MAX_TEXT])
    if case_sensitive:
        return text
    return text.upper() if text.isascii() else fold(text)


def words_of(text: str) -> str:
    """Return the words of a text with one blank around each, ``""`` without words.

    >>> words_of("AT&T, Inc.")
    ' AT T Inc '
    """
    words = _WORD.findall(text)
    return f" {' '.join(words)} " if words else ""


class TextIndex:
    """The values of one field of many lines; positions count the lines from 0."""

    def __init__(
        self, rows: Sequence[Iterable[str]], case_sensitive: bool = False
    ) -> None:
        lines: dict[str, list[int]] = defaultdict(list)
        prepared: dict[str, str] = {}
        for position, values in enumerate(rows):
            for value in values:
                if value not in prepared:
                    prepared[value] = comparable(value, case_sensitive)
                if prepared[value]:
                    lines[prepared[value]].append(position)
        self._case_sensitive = case_sensitive
        self._values = list(lines)
        self._lines = list(lines.values())
        self._place = {value: number for number, value in enumerate(self._values)}

    # -- searches: each returns positions of lines ------------------------------------

    def exact(self, value: str) -> set[int]:
        """Lines that have a text equal to ``value``."""
        number = self._place.get(self._prepare(value))
        return set() if number is None else set(self._lines[number])

    def starting(self, value: str) -> set[int]:
        """Lines that have a text that begins with ``value``."""
        return self._spread(self._scan(f"\n{self._prepare(value)}"))

    def ending(self, value: str) -> set[int]:
        """Lines that have a text that ends with ``value``."""
        return self._spread(self._scan(f"{self._prepare(value)}\n"))

    def containing(self, value: str) -> set[int]:
        """Lines that have ``value`` anywhere, inside words too."""
        return self._spread(self._scan(self._prepare(value)))

    def words(self, value: str) -> set[int]:
        """Lines that have the words of ``value`` as whole words, side by side."""
        phrase = words_of(self._prepare(value))
        if not phrase:
            return set()
        owners = [self._by_word.get(word, ()) for word in phrase.split()]
        rarest = min(owners, key=len)
        if len(owners) == 1:
            return self._spread(rarest)
        return self._spread(n for n in rarest if phrase in self._phrases[n])

    def wildcard(self, value: str) -> set[int]:
        """Lines that have a text that fits ``*`` and ``?`` from end to end."""
        pieces = patterns.split_wildcard(self._prepare(value))
        literal = patterns.literal_of(pieces)
        found = self._scan(literal) if literal else range(len(self._values))
        return self._spread(
            n for n in found if patterns.wildcard_hits(pieces, self._values[n])
        )

    def regex(
        self, value: str, case_sensitive: bool, expired: Callable[[], bool]
    ) -> set[int]:
        """Lines that have a text with a hit of the regular expression.

        Raises:
            patterns.BadPattern: it cannot be used.
            TimeoutError: ``expired()`` became true before all was searched.
        """
        compiled = patterns.compile_pattern(value, case_sensitive)
        hits = patterns.lines_hit(compiled, self._chunks, expired)
        starts = self._byte_starts
        return self._spread({bisect_right(starts, offset) - 1 for offset in hits})

    # -- inside -----------------------------------------------------------------------

    def _prepare(self, value: str) -> str:
        return comparable(value, self._case_sensitive)

    def _spread(self, numbers: Iterable[int]) -> set[int]:
        found: set[int] = set()
        for number in numbers:
            found.update(self._lines[number])
        return found

    def _scan(self, needle: str) -> set[int]:
        """Return the numbers of the values that contain ``needle``."""
        found: set[int] = set()
        position = self._haystack.find(needle)
        while position >= 0:
            number = bisect_right(self._starts, position) - 1
            found.add(number)
            if number + 1 == len(self._starts):
                break
            position = self._haystack.find(needle, self._starts[number + 1])
        return found

    @cached_property
    def _haystack(self) -> str:
        # each value has its own newline on both sides
        return "".join(f"\n{value}\n" for value in self._values)

    @cached_property
    def _starts(self) -> list[int]:
        starts, offset = [], 0
        for value in self._values:
            starts.append(offset)
            offset += len(value) + 2
        return starts

    @cached_property
    def _phrases(self) -> list[str]:
        return [words_of(value) for value in self._values]

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        owners: dict[str, list[int]] = defaultdict(list)
        for number, phrase in enumerate(self._phrases):
            for word in set(phrase.split()):
                owners[word].append(number)
        return dict(owners)

    @cached_property
    def _chunks(self) -> list[bytes]:
        chunks, rows, size = [], [], 0
        for value in self._values:
            row = value.encode("utf-8", "replace") + b"\n"
            rows.append(row)
            size += len(row)
            if size >= CHUNK:
                chunks.append(b"".join(rows))
                rows, size = [], 0
        return [*chunks, b"".join(rows)] if rows else chunks

    @cached_property
    def _byte_starts(self) -> list[int]:
        starts, offset = [], 0
        for value in self._values:
            starts.append(offset)
            offset += len(value.encode("utf-8", "replace")) + 1
        return starts
