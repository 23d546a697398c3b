"""Propose what people did with lines like this one (pass 100; T8, never a proof).

Lines are alike by payer and text, by payer alone, or by text alone, in this order;
digits in the text do not count. At least two earlier lines and three of four of them
must have gone to one account.

>>> text_key("Husleie 03/2026, ref 4711")
'HUSLEIE REF'
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..text.normalise import fold
from .proposal import EntryLine, Evidence, Proposal

MIN_LINES = 2
MIN_SHARE = 0.75
#: a text with fewer letters is like too many others
MIN_LETTERS = 4
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Past:
    """Earlier lines that are like a transaction and went to one account.

    ``level``: 0 payer and text, 1 payer, 2 text. ``total`` counts all alike.
    """

    txn_id: int
    minor: int
    level: int
    account_id: int
    partner_id: int | None
    hits: int
    total: int
    text: str
    last_text: str
    last_day: str


def text_key(text: str) -> str:
    """Return what makes two texts alike: their words, without digits; or ``""``."""
    key = " ".join(_WORD.findall(fold(text)))
    return key if len(key.replace(" ", "")) >= MIN_LETTERS else ""


def decide(past: Iterable[Past], pass_code: str) -> list[Proposal]:
    """Return one proposal per transaction whose like went to one account.

    Args:
        past: per transaction, level and account.
        pass_code: stored on the proposals.
    """
    best: dict[int, Past] = {}
    for one in past:
        if one.hits < MIN_LINES or one.hits < MIN_SHARE * one.total:
            continue
        known = best.get(one.txn_id)
        if known is None or one.level < known.level:
            best[one.txn_id] = one
    return [_proposal(one, pass_code) for one in best.values()]


def _proposal(past: Past, pass_code: str) -> Proposal:
    like = f"{past.hits}/{past.total}: {past.last_day} {past.last_text}"
    code = ("history", "history_payer", "history_text")[past.level]
    return Proposal(
        txn_id=past.txn_id,
        kind="entry",
        pass_code=pass_code,
        tier=8,
        items=(),
        entries=(EntryLine(past.account_id, past.minor, partner_id=past.partner_id),),
        evidence=(Evidence(code, past.text[:80], like[:160]),),
    )
