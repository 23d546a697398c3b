"""Regular expressions and wildcards that cannot stall a run.

Regular expressions run on RE2 (package ``google-re2``): its time grows with the length
of the text, never exponentially. It has no look-around and no back-references.

>>> find_amount("FEE 1.234,50 NOK", r"FEE ([0-9.,]+)")
Decimal('1234.50')
>>> wildcard_hits(split_wildcard("DKFLCS*4015711*"), "DKFLCS 0312 4015711 X")
True
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

import re2

MAX_PATTERN = 500
#: bytes RE2 may use for one pattern; it also bounds the length of the program
MAX_MEMORY = 1 << 20
#: escapes that tie a pattern to the whole text: texts are searched many at a time
_ANCHOR = re.compile(r"(?<!\\)(?:\\\\)*\\[AzC]")
_SPLIT = re.compile(r"\*+")


class BadPattern(ValueError):
    """A pattern that cannot be used; ``code`` says why (see :data:`REASONS`)."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or code)
        self.code = code
        self.detail = detail


@functools.lru_cache(maxsize=4096)
def compile_pattern(pattern: str, case_sensitive: bool = False) -> Any:
    """Return the compiled regular expression; ``^`` and ``$`` mean the line's ends.

    Args:
        pattern: RE2 syntax; ``\\w`` knows letters of all languages.
        case_sensitive: False ignores case.
    Raises:
        BadPattern: ``empty``, ``too_long``, ``anchor``, ``syntax`` or ``matches_all``.
    """
    if not pattern.strip():
        raise BadPattern("empty")
    if len(pattern) > MAX_PATTERN:
        raise BadPattern("too_long")
    if _ANCHOR.search(pattern):
        raise BadPattern("anchor")
    try:
        compiled = re2.compile(f"(?m:{_widen(pattern)})", _options(case_sensitive))
        empty = compiled.search("") is not None
    except re2.error as exc:
        reason = exc.args[0] if exc.args else ""
        text = reason.decode(errors="replace") if isinstance(reason, bytes) else reason
        raise BadPattern("syntax", str(text)) from exc
    if empty:
        raise BadPattern("matches_all")
    return compiled


def _options(case_sensitive: bool) -> Any:
    options = re2.Options()
    options.case_sensitive = case_sensitive
    options.never_nl = True
    options.log_errors = False
    options.max_mem = MAX_MEMORY
    return options


def _widen(pattern: str) -> str:
    """Return the pattern with ``\\w`` for the letters of every language."""
    parts, in_class, last = [], False, 0
    for match in re.finditer(r"\\\\|\\\[|\\\]|\[\^?\]?|\]|\\w", pattern):
        token = match[0]
        if token == r"\w":
            inside = r"\pL\pN_"
            parts += [pattern[last : match.start()]]
            parts += [inside if in_class else f"[{inside}]"]
            last = match.end()
        elif token.startswith("["):
            in_class = True
        elif token == "]":
            in_class = False
    return "".join(parts) + pattern[last:]


def find_groups(text: str, pattern: str) -> dict[str, str] | None:
    """Return the named groups of the first hit in ``text``, None without a hit.

    A pattern without named groups gives its first group, or the whole hit, as ``key``.
    """
    match = compile_pattern(pattern).search(text)
    if not match:
        return None
    named = {name: value or "" for name, value in match.groupdict().items()}
    return named or {"key": (match[1] or "") if match.groups() else match[0]}


def find_amount(text: str, pattern: str) -> Decimal:
    """Return the amount that the first group of the pattern finds, else 0.

    The last separator is the decimal sign, all before it group thousands. A pattern
    that cannot be used finds nothing.
    """
    try:
        match = compile_pattern(pattern, case_sensitive=True).search(text[:4000])
    except BadPattern:
        return Decimal(0)
    if not match or not match.groups():
        return Decimal(0)
    found = re.sub(r"[^0-9,.]", "", match[1] or "").replace(",", ".")
    whole, _sign, part = found.rpartition(".")
    digits = f"{whole.replace('.', '')}.{part}" if whole else part
    try:
        return Decimal(digits)
    except InvalidOperation:
        return Decimal(0)


# -- wildcards -----------------------------------------------------------------------


def split_wildcard(value: str) -> tuple[str, ...]:
    """Return the literal pieces between the stars; ``?`` stands for one character.

    >>> split_wildcard("DK*7?1*")
    ('DK', '7?1', '')
    """
    return tuple(_SPLIT.split(value))


def wildcard_hits(pieces: tuple[str, ...], text: str) -> bool:
    """Tell whether the whole text fits; the time grows with its length only."""
    if len(pieces) == 1:
        return len(text) == len(pieces[0]) and _find(pieces[0], text, 0) == 0
    first, *middle, last = pieces
    end = len(text) - len(last)
    if end < len(first) or _find(first, text[: len(first)], 0) != 0:
        return False
    if last and _find(last, text, end) != end:
        return False
    position = len(first)
    for piece in middle:
        at = _find(piece, text[:end], position)
        if at < 0:
            return False
        position = at + len(piece)
    return True


def _find(piece: str, text: str, start: int) -> int:
    if "?" not in piece:
        return text.find(piece, start)
    match = _joker(piece).search(text, start)
    return match.start() if match else -1


@functools.lru_cache(maxsize=4096)
def _joker(piece: str) -> re.Pattern[str]:
    # literals and single characters only: linear
    return re.compile(".".join(re.escape(part) for part in piece.split("?")), re.S)


def literal_of(pieces: tuple[str, ...]) -> str:
    """Return the longest literal that every hit contains, for a first quick search."""
    return max((part for piece in pieces for part in piece.split("?")), key=len)


def lines_hit(
    compiled: Any, chunks: list[bytes], expired: Callable[[], bool]
) -> Iterator[int]:
    """Yield the offset of every hit in a list of texts joined by newlines.

    Args:
        compiled: of :func:`compile_pattern`.
        chunks: the texts, cut at newlines; offsets count through all of them.
        expired: called between chunks; true stops the search.
    Raises:
        TimeoutError: ``expired`` said so.
    """
    base = 0
    for chunk in chunks:
        if expired():
            raise TimeoutError
        position = 0
        while match := compiled.search(chunk, position):
            yield base + match.start()
            # one hit per text is enough
            position = chunk.find(b"\n", match.end())
            if position < 0:
                break
        base += len(chunk)
