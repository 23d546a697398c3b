"""Make payment IDs with the check digit of each country.

>>> make_payment_id("kid", 900000012), make_payment_id("rf", 900000012)
('9000000126', 'RF76900000012')
>>> make_payment_id("fik71", 900000012, "81234567")
'+71<000009000000126+81234567<'
"""

from __future__ import annotations

from stdnum import iso11649, luhn
from stdnum.ch import esr

from .check_digits import fi_check_digit
from .scan import make_key

#: kinds by the country of the company; others use RF
COUNTRY_KINDS = {
    "DK": "fik71",
    "NO": "kid",
    "SE": "ocr_se",
    "FI": "ref_fi",
    "CH": "qr_ch",
}


def kind_of_country(country: str) -> str:
    """Return the kind of payment ID that customers of a country can pay with.

    >>> kind_of_country("DK"), kind_of_country("DE")
    ('fik71', 'rf')
    """
    return COUNTRY_KINDS.get(country, "rf")


def make_payment_id(kind: str, number: int, creditor: str = "") -> str:
    """Return a payment ID as it is printed.

    Args:
        kind: ``fik71``, ``fik75``, ``kid`` (mod 10), ``ocr_se``, ``ref_fi``, ``rf``,
            ``qr_ch`` or ``internal``.
        number: a positive number that is used once.
        creditor: FIK only, the creditor number of eight digits.
    Source: research/formats.md 3 (Nets FIK, KID, Bankgirot OCR, Finanssiala viite,
    ISO 11649, Swiss QR-bill).
    """
    digits = str(number)
    if kind in ("fik71", "fik75"):
        width = 14 if kind == "fik71" else 15
        body = digits.zfill(width)
        return f"+{kind[3:]}<{body}{luhn.calc_check_digit(body)}+{creditor}<"
    if kind in ("kid", "ocr_se"):
        return digits + luhn.calc_check_digit(digits)
    if kind == "ref_fi":
        return digits + fi_check_digit(digits)
    if kind == "rf":
        return _make_rf(digits)
    if kind == "qr_ch":
        body = digits.zfill(26)
        return body + esr.calc_check_digit(body)
    return f"ST{digits}"


def _make_rf(body: str) -> str:
    """ISO 7064 mod 97-10 over the reference with RF00 at its end."""
    numbers = "".join(str(int(char, 36)) for char in f"{body}RF00")
    reference = f"RF{98 - int(numbers) % 97:02}{body}"
    return iso11649.validate(reference)


def lookup_key(kind: str, reference: str) -> str:
    """Return the key under which a bank line names this payment ID.

    >>> lookup_key("fik71", "+71<000009000000126+81234567<")
    '9000000126'
    """
    if kind.startswith("fik"):
        reference = reference.partition("<")[2].partition("+")[0]
    return make_key(reference)
