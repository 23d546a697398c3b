"""Check digits of what the bank hands on: accounts and payment references.

They are told, not refused: the money was moved all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from .records import Reference

_VALUES = str.maketrans({chr(ord("A") + n): str(10 + n) for n in range(26)})
_SHORTEST_IBAN = 15
_QR_LENGTH = 27
_QR_TABLE = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)
_FINNISH_WEIGHTS = (7, 3, 1)
_KID_LENGTHS = range(3, 26)
_SHORTEST_ID = 5
#: digit → the sum of the digits of its double
_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")


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
    holds = _HOLDS.get(reference.scheme)
    return holds is not None and not holds(value)


def is_payment_id(value: str) -> bool:
    """Say whether a reference of any kind is a payment ID by its check digits.

    Args:
        value: as the bank wrote it; its blanks do not count.

    >>> [is_payment_id(v) for v in ("RF18539007547034", "1234567897", "2026001")]
    [True, True, False]
    """
    value = value.replace(" ", "").upper()
    if value[:2] == "RF" and value[2:4].isdigit():
        return _holds_97(value)
    plain = value.isascii() and value.isdigit() and len(value) >= _SHORTEST_ID
    return plain and _holds_luhn(value)


@lru_cache(maxsize=16384)
def _holds_97(value: str) -> bool:
    """ISO 7064 mod 97-10, the first four characters moved to the end."""
    digits = (value[4:] + value[:4]).translate(_VALUES)
    return not (digits.isascii() and digits.isdigit()) or int(digits) % 97 == 1


def _holds_qr(digits: str) -> bool:
    if len(digits) != _QR_LENGTH:
        return False
    carry = 0
    for digit in digits[:-1]:
        carry = _QR_TABLE[(carry + int(digit)) % 10]
    return (10 - carry) % 10 == int(digits[-1])


def _holds_finnish(digits: str) -> bool:
    body = reversed(digits[:-1])
    total = sum(int(d) * _FINNISH_WEIGHTS[n % 3] for n, d in enumerate(body))
    return -total % 10 == int(digits[-1])


def _holds_luhn(digits: str) -> bool:
    """Modulus 10: every second digit from the right counts twice, cross-added."""
    characters = digits.encode()
    doubled = characters[-2::-2].translate(_DOUBLED)
    return (sum(characters[::-2]) + sum(doubled) - ord("0") * len(digits)) % 10 == 0


def _holds_kid(digits: str) -> bool:
    """Norwegian KID: modulus 10 or modulus 11 (weights 2 to 7 from the right)."""
    body = enumerate(reversed(digits[:-1]))
    rest = -sum(int(d) * (2 + n % 6) for n, d in body) % 11
    right = _holds_luhn(digits) or str(rest) == digits[-1]
    return len(digits) in _KID_LENGTHS and right


def _holds_belgian(digits: str) -> bool:
    """Belgian structured communication: the last two digits are modulus 97."""
    return len(digits) == 12 and (int(digits[:10]) % 97 or 97) == int(digits[10:])


#: scheme of a payment ID in digits → whether its check digits are right
_HOLDS: dict[str, Callable[[str], bool]] = {
    "QRR": _holds_qr,
    "viite": _holds_finnish,
    "KID": _holds_kid,
    "OCR": _holds_luhn,
    "BBA": _holds_belgian,
}
