"""Check digits of payment IDs.

A check digit alone proves nothing: one random number in ten passes. It is one fact
beside a known reference and an exact amount.
"""

from __future__ import annotations

import re

from stdnum import iso11649, luhn
from stdnum.ch import esr

#: a Belgian structured communication as it is written
_BELGIAN = re.compile(r"(\+{3}|\*{3})([0-9]{3})/([0-9]{4})/([0-9]{5})\1")


def luhn_valid(digits: str) -> bool:
    """Mod 10 (Luhn): KID, Swedish OCR, Danish FIK.

    >>> luhn_valid("1234567897"), luhn_valid("1234567890")
    (True, False)
    """
    return luhn.is_valid(digits)


def kid_mod11_valid(value: str) -> bool:
    """Norwegian KID with mod 11, weights 2–7 from the right; remainder 10 is ``-``.

    >>> kid_mod11_valid("12345678903")
    True
    """
    body, check = value[:-1], value[-1:]
    if not body.isdigit():
        return False
    total = sum(int(d) * (2 + i % 6) for i, d in enumerate(reversed(body)))
    digit = -total % 11
    return check == ("-" if digit == 10 else str(digit))


def fi_valid(digits: str) -> bool:
    """Finnish national reference: weights 7-3-1 from the right, 4–20 digits.

    >>> fi_valid("1232"), fi_valid("1233")
    (True, False)
    """
    if not (4 <= len(digits) <= 20 and digits.isdigit()):
        return False
    return digits[-1] == fi_check_digit(digits[:-1])


def fi_check_digit(digits: str) -> str:
    """Return the check digit of a Finnish reference: weights 7-3-1 from the right.

    >>> fi_check_digit("123")
    '2'
    """
    weights = (7, 3, 1)
    total = sum(int(d) * weights[i % 3] for i, d in enumerate(reversed(digits)))
    return str(-total % 10)


def be_valid(digits: str) -> bool:
    """Belgian structured communication: ten digits and their remainder by 97, or 97.

    >>> be_valid("010806817183"), be_valid("010806817184")
    (True, False)
    """
    if len(digits) != 12 or not digits.isdigit():
        return False
    return (int(digits[:10]) % 97 or 97) == int(digits[10:])


def schemes(value: str) -> tuple[str, ...]:
    """Return the schemes whose check digit ``value`` satisfies, most specific first.

    Args:
        value: a reference without blanks, upper-case.
    Returns:
        codes among ``rf``, ``qr_ch``, ``be``, ``fi``, ``luhn`` (KID mod 10, OCR, FIK),
        ``kid11``; empty when none fits.

    >>> schemes("RF18539007547034")
    ('rf',)
    >>> schemes("ABC"), schemes("+++633/5646/55382+++")
    ((), ('be',))
    """
    if written := _BELGIAN.fullmatch(value):
        value = "".join(written.group(2, 3, 4))
    if value.startswith("RF"):
        return ("rf",) if iso11649.is_valid(value) else ()
    if value.endswith("-") and value[:-1].isdigit():
        return ("kid11",) if kid_mod11_valid(value) else ()
    if not value.isdigit():
        return ()
    found = []
    if len(value) == 27 and esr.is_valid(value):
        found.append("qr_ch")
    if be_valid(value):
        found.append("be")
    if fi_valid(value):
        found.append("fi")
    if 2 <= len(value) <= 25:
        found += ["luhn"] if luhn_valid(value) else []
        found += ["kid11"] if kid_mod11_valid(value) else []
    return tuple(found)
