"""Normalise names and texts, so that a bank's spelling and ours compare equal."""

from __future__ import annotations

import re
import unicodedata

#: legal forms that say nothing about who it is (Nordic, German, Dutch, English …)
LEGAL_FORMS = frozenset(
    "A/S AS ASA ANS DA ENK APS I/S IS K/S KS P/S AMBA AB HB KB OY OYJ OY/AB KY TMI "
    "GMBH AG KG UG EV BV NV SA SAS SARL SRL SPA LTD LIMITED LLC INC CO PLC LLP VOF CV "
    "OHG GBR MBH IVS E/K AKTIEBOLAG AKTIESELSKAB ANPARTSSELSKAB AKSJESELSKAP "
    "AKTIENGESELLSCHAFT OSAKEYHTIO".split()
)
#: the same form in other words
_SAME_FORMS = {
    "LIMITED": "LTD", "OY/AB": "OY AB", "MBH": "GMBH", "AKTIEBOLAG": "AB",
    "AKTIESELSKAB": "AS", "AKSJESELSKAP": "AS", "ANPARTSSELSKAB": "APS",
    "AKTIENGESELLSCHAFT": "AG", "OSAKEYHTIO": "OY",
}  # fmt: skip
#: forms that are written with points behind a name; of one only these tell that it is
#: no name. Others are a person's initials
_POINTED = {
    form: form
    for form in "BV NV VOF CV EV SA SAS SRL SARL SPA LLC PLC LLP OHG MBH".split()
} | {"EK": "E/K"}
_WORD = re.compile(r"[^\W_]+(?:/[^\W_]+)?")
_POINTS = re.compile(r"(?<![\w.])[A-Z](?:\.\s?[A-Z]){1,3}\.?(?!\w)")
#: words between the forms of ``GmbH und Co. KG``
_BETWEEN = frozenset(("U", "UND", "OG", "OCH", "ET"))
#: names stand on one side of these
_SENTENCE = re.compile(r"[;:|\n]|[0-9]{3,}")
#: letters as banks write them that have few, and the other way round
_WRITTEN_OUT = str.maketrans(
    {"Ä": "AE", "Ö": "OE", "Ü": "UE", "Ø": "OE", "Å": "AA", "Æ": "AE"}
)
_PAIR = re.compile("AE|OE|UE|AA")
#: pairs of letters in a name that may be one letter; of more the first count
_MAX_PAIRS = 4
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


def written_out(text: str) -> str:
    """Return ``text`` upper-case with two letters for those that banks lack.

    >>> written_out("Jürgen Sørensen")
    'JUERGEN SOERENSEN'
    """
    return unicodedata.normalize("NFC", text).upper().translate(_WRITTEN_OUT)


def name_key(name: str) -> str:
    """Return the comparable form of a person's or company's name, or ``""``.

    Word order, case, accents, punctuation and legal forms do not count. Names with
    under four significant characters give ``""``: they would match by accident.

    >>> name_key("NORDMANN, OLA") == name_key("Ola Nordmann")
    True
    >>> name_key("Nordvik Handel A/S"), name_key("Nordvik Handel B.V.")
    ('HANDEL NORDVIK', 'HANDEL NORDVIK')
    >>> name_key("AB")
    ''
    """
    parts = [part for word in words_of(name) for part in word.split("/")]
    key = " ".join(sorted(parts))
    return key if len(key.replace(" ", "")) >= 4 else ""


def spellings(key: str) -> set[str]:
    """Return the keys of names that a bank may have written out as this one.

    >>> sorted(spellings("BAECKEREI SAUER"))
    ['BACKEREI SAUER', 'BACKEREI SAUR', 'BAECKEREI SAUER', 'BAECKEREI SAUR']
    """
    found = {key}
    for pair in list(_PAIR.finditer(key))[:_MAX_PAIRS][::-1]:
        place = pair.start() + 1
        found |= {one[:place] + one[place + 1 :] for one in found}
    return {" ".join(sorted(one.split())) for one in found}


def is_written_out(key: str, name: str) -> bool:
    """Tell whether a key is that of a name with its letters written out.

    >>> is_written_out("HANS MUELLER", "Hans Müller")
    True
    >>> is_written_out("BAUER HANS", "Hans Baur")
    False
    """
    return key == name_key(written_out(name))


def legal_forms(name: str) -> frozenset[str]:
    """Return the legal forms in a name, however they are written.

    >>> sorted(legal_forms("Nordvik Handel A/S") | legal_forms("Fjord Oy Ab"))
    ['AB', 'AS', 'OY']
    """
    forms = LEGAL_FORMS.intersection(_words(name[:MAX_TEXT]))
    same = " ".join(_SAME_FORMS.get(form, form.replace("/", "")) for form in forms)
    return frozenset(same.split())


def words_of(name: str) -> list[str]:
    """Return the folded words of a name in their order, without legal forms.

    >>> words_of("Hansen & Sønn A/S"), words_of("Krüger e.K."), words_of("Erik Ek")
    (['HANSEN', 'SONN'], ['KRUGER'], ['ERIK', 'EK'])
    >>> words_of("Bau GmbH und Co. KG"), words_of("Hansen, K.S.")
    (['BAU'], ['HANSEN', 'K', 'S'])
    """
    words = _words(name[:MAX_TEXT])
    return [
        word
        for place, word in enumerate(words)
        if word not in LEGAL_FORMS
        and not (word in _BETWEEN and _are_forms(words[place - 1 : place + 2]))
    ]


def _words(text: str) -> list[str]:
    """Return the folded words of a text; a legal form with points is one."""
    return _WORD.findall(_POINTS.sub(_join_points, fold(text)))


def _join_points(match: re.Match[str]) -> str:
    joined = _POINTED.get(re.sub(r"\W", "", match[0]))
    return joined if joined and match.start() else match[0]


def _are_forms(words: list[str]) -> bool:
    return len(words) == 3 and {words[0], words[2]} <= LEGAL_FORMS


def name_keys_in(text: str) -> set[str]:
    """Return the keys that names inside a text would have.

    Up to five words in a row, legal forms left out; at least six letters.

    >>> sorted(name_keys_in("Fra Olsen Data AS"))
    ['DATA FRA OLSEN', 'DATA OLSEN', 'FRA OLSEN']
    """
    found = set()
    for part in _SENTENCE.split(text[:MAX_NAMED]):
        words = [word for run in words_of(part) for word in run.split("/")]
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
