"""Check digits of what the bank hands on: accounts and payment references.

They are told, not refused: the money was moved all the same.
"""

from __future__ import annotations

from functools import lru_cache

from .records import Reference

_VALUES = str.maketrans({chr(ord("A") + n): str(10 + n) for n in range(26)})
_SHORTEST_IBAN = 15
_QR_LENGTH = 27
_QR_TABLE = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)
_FINNISH_WEIGHTS = (7, 3, 1)


def is_wrong_account(account: str) -> bool:
    """Say whether an account number is an IBAN whose check digits are wrong.

    >>> is_wrong_account("DE02700202700010108669"), is_wrong_account("DE03700202700010")
    (False, True)
    """
    if len(account) < _SHORTEST_IBAN or not account[:2].isalpha():
        return False
    return not _holds_97(account.upper())


def is_wrong_reference(reference: Reference) -> bool:
    """Say whether a payment ID of a known kind has a wrong check digit."""
    value = reference.value.replace(" ", "").upper()
    if value[:2] == "RF" and value[2:4].isdigit():
        return not _holds_97(value)
    if not (value.isascii() and value.isdigit()):
        return False
    if reference.scheme == "QRR":
        return len(value) != _QR_LENGTH or not _holds_qr(value)
    return reference.scheme == "viite" and not _holds_finnish(value)


@lru_cache(maxsize=16384)
def _holds_97(value: str) -> bool:
    """ISO 7064 mod 97-10, the first four characters moved to the end."""
    digits = (value[4:] + value[:4]).translate(_VALUES)
    return not (digits.isascii() and digits.isdigit()) or int(digits) % 97 == 1


def _holds_qr(digits: str) -> bool:
    carry = 0
    for digit in digits[:-1]:
        carry = _QR_TABLE[(carry + int(digit)) % 10]
    return (10 - carry) % 10 == int(digits[-1])


def _holds_finnish(digits: str) -> bool:
    body = reversed(digits[:-1])
    total = sum(int(d) * _FINNISH_WEIGHTS[n % 3] for n, d in enumerate(body))
    return -total % 10 == int(digits[-1])
