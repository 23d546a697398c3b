"""Words for money out and money in, in the languages that banks write.

A word is known whole, or by its stem: ``Uttak``, ``Uttag`` and ``uttaksbeløp`` begin
alike. Words beside it that say nothing of the direction do not count.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from .folding import fold

#: whole words and signs
_OUT = """d dr db s af ud ut out uit wn ab soll debe dare pois neg negative minus meno
    - abgang ausgang uscita salida sortie winien vydaj tililta gasto otto menot cargo
    belastung belastungen belastet belastning belastad sent spent"""
_IN = """c cr h k bij ind inn in ma plus pos positive haben avere haber pano + zu panot
    zugang eingang entrata entrada entree prijem tilille tulo tulot abono abonos
    abonado"""
#: beginnings of words
_OUT_STEMS = """debit debet deebet dbit lastschrift ausgab ausgeh auszahl abbuch
    zahlungsausg afschrij afgeschr uitga uitbetal depens sortant decaiss retrait haev
    trukket udbet udgift udga utbet utgift utga uttak uttag veloit lahte valja vahene
    izdev izej islaid ismok nuras obciaz wydat wychod wyplat odchoz uscit addebit
    cargos gastos salidas egres withdr outg outfl expen"""
_IN_STEMS = """credit kredit kreedit kredyt crdt gutschr gutgeschr einnahm eingeh
    einzahl zahlungseing bijschr bijgeschr inkom ontvang recett entrant encaiss
    versement indbet indsat indskud indtaegt indga innbet innsatt innskudd inntekt
    innga godskr insatt inbet ingaend hyvit saapu laeku sissetul ienak ienem pajam
    iplauk iskait gaunam uznan wplat wplyw przychod prichoz entrat accredit ingres
    entradas deposit incom infl receiv"""
#: what begins alike and means something else: cards, customers and suppliers
_OTHERS = re.compile(
    r"(?:credit|kredit|debit|debet)\w*(?:or|eur|ar|[ck]aa?r[dt]e?|kort)$"
)
#: beginnings that mean it only under a title that asks for it
_OUT_TITLED = "payment expense charge$ charges$ purchase spending paid$ betaling kauf"
_IN_TITLED = "refund top$ topup top-up receipt payin reimb"
#: phrases of which no word alone says it
_PHRASES = {
    "money out": True, "money in": False, "paid out": True, "paid in": False,
    "transfer out": True, "transfer in": False, "cash out": True, "cash in": False,
    "payment out": True, "payment in": False, "paid": True,
}  # fmt: skip
#: letters that mean it only beside each other: out, in
_PAIRS = (("a", "b"), ("d", "a"), ("u", "i"), ("w", "d"), ("o", "i"), ("-1", "1"),
          ("n", "p"), ("b", "k"), ("w", "u"))  # fmt: skip
#: what stands beside words for a direction, in cells and in titles
_FILLERS = frozenset(
    "indicator indikator kennzeichen code flag type typ mark marker kenmerk sign or of"
    " oder ou eller tai voi e o und and en og och ja fra fran pa av af til till von vom"
    " auf konto account transaction entry money buchung".split()
)


def _stems(words: str) -> re.Pattern[str]:
    return re.compile("|".join(words.split()))


_WHOLE = {**dict.fromkeys(_OUT.split(), True), **dict.fromkeys(_IN.split(), False)}
_STEMS = ((_stems(_OUT_STEMS), True), (_stems(_IN_STEMS), False))
_TITLED = ((_stems(_OUT_TITLED), True), (_stems(_IN_TITLED), False))


@lru_cache(maxsize=4096)
def is_out(word: str, titled: bool = False) -> bool | None:
    """Say whether a cell means money out, None if it means neither.

    Args:
        word: as :func:`direction_word` returns it.
        titled: the column's title asks for it, so that weaker words count too.

    >>> [is_out(word) for word in ("ut fra konto", "inn", "credit card")]
    [True, False, None]
    >>> is_out("payment"), is_out("payment", titled=True)
    (None, True)
    """
    if word in _PHRASES:
        return _PHRASES[word] if titled or " " in word else None
    if word in _WHOLE:
        return _WHOLE[word]
    words = re.split(r"[ /]", word)
    telling = [w for w in words if w not in _FILLERS] if len(words) > 1 else words
    if len(telling) != 1 or _OTHERS.match(telling[0]):
        return None
    if len(words) > 1 and telling[0] in _WHOLE:
        return _WHOLE[telling[0]]
    for pattern, out in (*_STEMS, *(_TITLED if titled else ())):
        if pattern.match(telling[0]):
            return out
    return None


def directions(words: Collection[str], titled: bool = False) -> dict[str, bool] | None:
    """Return which of the words of a column mean money out, None if one means neither.

    Args:
        words: as :func:`direction_word` returns them.
        titled: the column's title asks for it, so that weaker words count too.

    >>> directions({"d", "c"}) == {"d": True, "c": False}
    True
    >>> directions({"d", "a"}) == {"d": True, "a": False}, directions({"a"})
    (True, None)
    """
    for out, into in _PAIRS:
        if set(words) == {out, into}:
            return {out: True, into: False}
    found = {word: is_out(word, titled) for word in sorted(words)}
    if not found or None in found.values():
        return None
    return {word: bool(out) for word, out in found.items()}


def names_both(title: str) -> bool:
    """Say whether a title names money out and money in: ``credit debit indicator``.

    Args:
        title: folded.
    """
    words = set(re.split(r"[ /]", title)) - _FILLERS
    return {is_out(word) for word in words} == {True, False}


def direction_word(cell: str) -> str:
    """Return a cell as a word for money out or in: folded, or its sign.

    >>> direction_word("Débit"), direction_word("−")
    ('debit', '-')
    """
    return fold(cell) or cell.strip().replace("−", "-").replace("–", "-")
