"""Where a piece of evidence stands in a text, so that a person can see it.

Banks break references with blanks, points and case; the place is found all the same,
and told in positions of the text as it stands.

>>> find_spans("Bet. 0042 1046-95 takk", "0042104695")
[(5, 17)]
>>> find_spans("Faktura 10452", "1045")
[]
"""

from __future__ import annotations

#: a shorter value would be found everywhere
MIN_LENGTH = 3
#: a longer text is cut: nothing after this many characters is marked
MAX_TEXT = 4000


def find_spans(text: str, value: str) -> list[tuple[int, int]]:
    """Return the places ``(start, end)`` of ``value`` in ``text``, in order.

    Args:
        text: what the bank or the books say.
        value: what was found in it; case and everything but letters and digits do
            not count, and it must not be a part of a longer word or number.
    """
    letters, places = _significant(text[:MAX_TEXT])
    wanted, _places = _significant(value)
    if len(wanted) < MIN_LENGTH:
        return []
    spans: list[tuple[int, int]] = []
    start = letters.find(wanted)
    while start >= 0:
        span = places[start], places[start + len(wanted) - 1] + 1
        if _stands_alone(text, *span):
            spans.append(span)
        start = letters.find(wanted, start + len(wanted))
    return spans


def _significant(text: str) -> tuple[str, list[int]]:
    """Return the letters and digits, and the position of each."""
    pairs = [
        (char, place)
        for place, original in enumerate(text)
        if original.isalnum()
        for char in original.casefold()
    ]
    return "".join(char for char, _place in pairs), [place for _char, place in pairs]


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether no letter or digit of the same kind continues at either side."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_same(before, text[start]) or _same(text[end - 1], after))


def _same(left: str, right: str) -> bool:
    return (left.isdigit() and right.isdigit()) or (left.isalpha() and right.isalpha())
