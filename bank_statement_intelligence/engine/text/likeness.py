"""Alike, but not equal: names that banks cut or extend, numbers with a slip.

What is found here is a hint or supports another proof; it never proves by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from ..references.scan import make_key
from .normalise import legal_forms, name_key, words_of

#: likeness (0–100) from which a name may be another's
MIN_NAME = 86
#: the same of names without their blanks
MIN_JOINED = 90
#: how much better the best must be than the next
MIN_MARGIN = 6
#: characters that a bank leaves of a name that it cuts, at least
MIN_CUT = 20
#: characters that stand where the bank has no letter
_MANGLED = re.compile(
    r"(?<=[^\W\d_])[?\ufffd\xbf#\[\]{}|\\~^$@\xa2\x86\x8f\xb0]+"
    r"(?=[^\W\d_])"
)


def name_likeness(left: str, right: str) -> float:
    """Return how alike two names are, 0–100; words may be missing on one side.

    >>> name_likeness("NORDVIK HANDEL OSLO", "Nordvik Handel AS")
    95.0
    >>> name_likeness("Nordvik Bygg", "Nordvik Handel") < MIN_NAME
    True
    >>> name_likeness("RHEINBAEREI KOHLER", "Rhein Bäckerei Köhler OHG") > MIN_NAME
    True
    """
    one, two = name_key(left), name_key(right)
    if not one or not two:
        return 0.0
    if one == two:
        return 100.0
    words, others = set(one.split()), set(two.split())
    if len(words & others) > 1 and (words <= others or others <= words):
        return 95.0
    if _is_cut(left, right) or _is_cut(right, left) or _is_mangled(left, right):
        return 95.0
    if _has_initials(words_of(left), words_of(right)):
        return 92.0
    joined = fuzz.ratio("".join(words_of(left)), "".join(words_of(right)))
    return max(fuzz.token_sort_ratio(one, two), joined if joined >= MIN_JOINED else 0)


def _is_cut(short: str, long: str) -> bool:
    """Tell whether a bank left only the beginning of a name, in the middle of a word.

    >>> _is_cut("NORDFJORD SORLAND ELEKTRONI", "Nordfjord Sørland Elektronikk AS")
    True
    """
    one, two = " ".join(words_of(short)), " ".join(words_of(long))
    return len(one) >= MIN_CUT and two.startswith(one)


def _has_initials(one: list[str], two: list[str]) -> bool:
    """Tell whether words stand for each other, some of them by their first letter.

    >>> _has_initials(["J", "DE", "VRIES"], ["JAN", "DE", "VRIES"])
    True
    >>> _has_initials(["J", "DE", "VRIES"], ["PIET", "DE", "VRIES"])
    False
    """
    pairs = list(zip(one, two, strict=False))
    if len(one) != len(two) or not any(a == b and len(a) > 3 for a, b in pairs):
        return False
    return all(a == b or 1 in (len(a), len(b)) and a[0] == b[0] for a, b in pairs)


def _is_mangled(left: str, right: str) -> bool:
    """Tell whether names are one but for letters that the bank's code page lacks.

    >>> _is_mangled("BJ?RN S?RG?RD", "Bjørn Sørgård")
    True
    """
    if bool(_MANGLED.search(left)) == bool(_MANGLED.search(right)):
        return False
    return _bare(left) == _bare(right)


def _bare(name: str) -> str:
    """Return the plain letters of a name: neither mangled ones nor their like."""
    plain = _MANGLED.sub("", name)
    letters = unicodedata.normalize("NFC", plain).upper()
    return "".join(char for char in letters if "A" <= char <= "Z" or char == " ")


def written_as(name: str, partners: Mapping[int, str]) -> set[int]:
    """Return which of partners of one name have the legal form that is written, and
    of those with the same words in another order the one that is written so.

    Without a form it is any of them; of another form none.

    >>> both = {1: "Mysen Logistik AS", 2: "Mysen Logistik ASA"}
    >>> written_as("MYSEN LOGISTIK ASA", both), written_as("Mysen Logistik", both)
    ({2}, {1, 2})
    >>> written_as("Mysen Logistik AB", both)
    set()
    >>> written_as("LIV SVEN HANSEN", {1: "Liv Sven Hansen", 2: "Sven Liv Hansen"})
    {1}
    """
    found = _in_form(name, partners)
    order = words_of(name)
    return {one for one in found if words_of(partners[one]) == order} or found


def _in_form(name: str, partners: Mapping[int, str]) -> set[int]:
    written = legal_forms(name)
    forms = {partner_id: legal_forms(own) for partner_id, own in partners.items()}
    same = {partner_id for partner_id, own in forms.items() if own == written}
    if written and same:
        return same
    return {
        partner_id
        for partner_id, own in forms.items()
        if not written or not own or own & written
    }


def written_in(text: str, partners: Mapping[int, str]) -> dict[int, str]:
    """Return which of partners whose names have the same words a text tells: those
    written in its order of words, the family's name first or last, else all.

    >>> both = {1: "Liv Sven Hansen", 2: "Sven Liv Hansen"}
    >>> written_in("for Liv Sven Hansen", both), written_in("Hansen, Sven Liv", both)
    ({1: 'Liv Sven Hansen'}, {2: 'Sven Liv Hansen'})
    """
    told = f" {' '.join(words_of(text))} "

    def is_told(name: str) -> bool:
        words = words_of(name)
        orders = (words, words[-1:] + words[:-1])
        return any(f" {' '.join(order)} " in told for order in orders)

    return {one: name for one, name in partners.items() if is_told(name)} or dict(
        partners
    )


def begins_with(long: str, short: str) -> bool:
    """Tell whether a name is another one and more words.

    >>> begins_with("Hansen & Sønn AS", "HANSEN"), begins_with("Hansen AS", "HANSEN")
    (True, False)
    """
    words, others = words_of(short), words_of(long)
    return bool(words) and len(others) > len(words) and others[: len(words)] == words


def nearest(name: str, candidates: Iterable[tuple[int, str]]) -> int | None:
    """Return the id of the one candidate whose name is near, or None.

    >>> nearest("Nordvik Hande", [(1, "Nordvik Handel AS"), (2, "Fjord Fisk AS")])
    1
    >>> nearest("Nordvik", [(1, "Nordvik Nord AS"), (2, "Nordvik Sør AS")]) is None
    True
    """
    best: dict[int, float] = {}
    for candidate_id, other in candidates:
        score = name_likeness(name, other)
        best[candidate_id] = max(score, best.get(candidate_id, 0.0))
    ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
    if not ranked or ranked[0][1] < MIN_NAME:
        return None
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < MIN_MARGIN:
        return None
    return ranked[0][0]


def near_number(bank_value: str, number: str) -> bool:
    """Tell whether a number is another one with a digit lost, doubled or two swapped.

    A changed digit is not near: the next invoice has a number like that.

    >>> near_number("INV/2026/0042", "INV/2026/00042")
    True
    >>> near_number("INV/2026/00024", "INV/2026/00042")
    True
    >>> near_number("INV/2026/00043", "INV/2026/00042")
    False
    """
    one, two = make_key(bank_value), make_key(number)
    if min(len(one), len(two)) < 6 or one == two:
        return False
    if OSA.distance(one, two) > 1:
        return False
    return len(one) != len(two) or sorted(one) == sorted(two)
