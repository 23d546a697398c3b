"""How words are compared: folded, without accents, punctuation and currency codes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

CURRENCIES = frozenset(
    "AED ARS AUD BAM BGN BHD BRL CAD CHF CLP CNY COP CZK DKK EUR GBP GEL HKD HRK HUF"
    " IDR ILS INR ISK JPY KES KRW KWD KZT LTL LVL MAD MKD MXN MYR NGN NOK NZD OMR PEN"
    " PHP PLN QAR RON RSD RUB SAR SEK SGD THB TND TRY TWD UAH USD VND XAF XOF XPF"
    " ZAR".split()
)
#: currencies of countries that write the day first, also in English
DAY_FIRST_CURRENCIES = CURRENCIES - {"USD", "CAD", "CNY", "JPY", "KRW", "PHP", "TWD"}

_SIGNS = {"€": "EUR", "£": "GBP", " euro": "EUR", "(euro": "EUR"}
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "ł": "l", "đ": "d", "ı": "i"})
_EURO = re.compile(r"\s*\(\s*euros?\s*\)", re.I)
_NO_WORD = re.compile(r"[^\w?]+|_")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return a text as its words are compared.

    >>> fold("Beløb (DKK)"), fold("Gutschrift in CHF"), fold("Débit/Crédit")
    ('belob', 'gutschrift', 'debit/credit')
    """
    text = _EURO.sub("", text[:200].replace("\ufffd", "?"))
    parts = re.split(r"([A-Z]{3})(?![A-Za-z])", text)
    kept = "".join(" " if part in CURRENCIES else part for part in parts)
    if kept != text:  # "in CHF"
        kept = re.sub(r"\bin\s*$", "", kept)
    text = kept
    text = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    text = "".join(char for char in text if not unicodedata.combining(char))
    text = re.sub(r"\s*/\s*", "/", text)
    words = (" ".join(_NO_WORD.sub(" ", part).split()) for part in text.split("/"))
    return "/".join(words) if text.strip() != "+/-" else "+/-"


def phrases(text: str) -> tuple[str, ...]:
    """Return the phrases of a list: one a line or separated by semicolons."""
    parts = text.replace("\n", ";").split(";")
    return tuple(dict.fromkeys(p for p in map(fold, parts) if p))


def code_in(text: str) -> str:
    """Return the currency code in a title or label, if there is one.

    >>> code_in("Saldo (CHF)"), code_in("Total")
    ('CHF', '')
    """
    found = {c for c in re.findall(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])", text[:200])}
    found &= CURRENCIES
    found |= {code for sign, code in _SIGNS.items() if sign in text.lower()}
    return found.pop() if len(found) == 1 else ""
