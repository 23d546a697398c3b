"""Normalise names and texts, so that a bank's spelling and ours compare equal."""

from __future__ import annotations

import re
import unicodedata

#: legal forms that say nothing about who it is (Nordic, German, Dutch, English …)
LEGAL_FORMS = frozenset(
    "A/S AS ASA ANS DA ENK APS I/S IS K/S KS P/S AMBA AB HB KB OY OYJ OY/AB KY TMI "
    "GMBH AG KG UG EV BV NV SA SAS SARL SRL SPA LTD LIMITED LLC INC CO PLC LLP".split()
)
#: the same form in other words
_SAME_FORMS = {"LIMITED": "LTD", "OY/AB": "OY AB"}
_WORD = re.compile(r"[^\W_]+(?:/[^\W_]+)?")
#: names stand on one side of these
_SENTENCE = re.compile(r"[,;:|\n]|[0-9]{3,}")
#: words of a name inside a text, its letters, and where a text is cut for names
MAX_WORDS, MIN_LETTERS, MAX_NAMED = 5, 6, 600
#: a longer text is cut: nothing after this many characters is looked at
MAX_TEXT = 4000


def clean_spaces(text: str) -> str:
    """Return ``text`` with every run of white space as one blank.

    >>> clean_spaces("  Faktura\\n 10455 ")
    'Faktura 10455'
    """
    return " ".join(text.split())


def fold(text: str) -> str:
    """Return ``text`` upper-case without accents that banks drop.

    >>> fold("Håkon Müller & Søn")
    'HAKON MULLER & SON'
    """
    text = text.upper().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


_LETTERS = str.maketrans({"Ø": "O", "Æ": "AE", "Ł": "L", "Đ": "D"})


def name_key(name: str) -> str:
    """Return the comparable form of a person's or company's name, or ``""``.

    Word order, case, accents, punctuation and legal forms do not count. Names with
    under four significant characters give ``""``: they would match by accident.

    >>> name_key("NORDMANN, OLA") == name_key("Ola Nordmann")
    True
    >>> name_key("Nordvik Handel A/S")
    'HANDEL NORDVIK'
    >>> name_key("AB")
    ''
    """
    words = _WORD.findall(fold(name[:MAX_TEXT]))
    kept = [word for word in words if word not in LEGAL_FORMS]
    parts = [part for word in kept for part in word.split("/")]
    key = " ".join(sorted(parts))
    return key if len(key.replace(" ", "")) >= 4 else ""


def legal_forms(name: str) -> frozenset[str]:
    """Return the legal forms in a name, however they are written.

    >>> sorted(legal_forms("Nordvik Handel A/S") | legal_forms("Fjord Oy Ab"))
    ['AB', 'AS', 'OY']
    """
    forms = LEGAL_FORMS.intersection(_WORD.findall(fold(name[:MAX_TEXT])))
    same = " ".join(_SAME_FORMS.get(form, form.replace("/", "")) for form in forms)
    return frozenset(same.split())


def words_of(name: str) -> list[str]:
    """Return the folded words of a name in their order, without legal forms.

    >>> words_of("Hansen & Sønn A/S")
    ['HANSEN', 'SONN']
    """
    words = _WORD.findall(fold(name[:MAX_TEXT]))
    return [word for word in words if word not in LEGAL_FORMS]


def name_keys_in(text: str) -> set[str]:
    """Return the keys that names inside a text would have.

    Up to five words in a row, legal forms left out; at least six letters.

    >>> sorted(name_keys_in("Fra Olsen Data AS"))
    ['DATA FRA OLSEN', 'DATA OLSEN', 'FRA OLSEN']
    """
    found = set()
    for part in _SENTENCE.split(fold(text[:MAX_NAMED])):
        words = [
            word
            for run in _WORD.findall(part)
            if run not in LEGAL_FORMS
            for word in run.split("/")
        ]
        for size in range(1, MAX_WORDS + 1):
            for start in range(len(words) - size + 1):
                window = words[start : start + size]
                key = " ".join(sorted(window))
                if len(key.replace(" ", "")) >= MIN_LETTERS and not key.isdigit():
                    found.add(key)
    return found


def account_key(account: str) -> str:
    """Return an account number as Odoo stores it sanitised.

    >>> account_key("no93 8601 1117 947")
    'NO9386011117947'
    """
    return "".join(char for char in account.upper() if char.isalnum())
