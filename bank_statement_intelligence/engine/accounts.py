"""Compare bank accounts however they are written: IBAN, BBAN, blanks, zeros.

>>> same_account("NO9386011117947", "8601.11.17947")
True
>>> same_account("DE89370400440532013000", "0532013000")
False
"""

from __future__ import annotations

import re

from .text import account_key

_IBAN = re.compile(r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}$")


def is_iban(account: str) -> bool:
    """Tell whether a sanitised account number has the form of an IBAN."""
    return bool(_IBAN.match(account))


def account_forms(account: str) -> frozenset[str]:
    """Return every form under which the same account may be written.

    An IBAN is also known by its BBAN; leading zeros of a BBAN do not count.
    """
    key = account_key(account)
    if not key:
        return frozenset()
    bban = key[4:] if is_iban(key) else key
    return frozenset(form for form in (key, bban, bban.lstrip("0")) if form)


def same_account(left: str, right: str) -> bool:
    """Tell whether both name the same account. Two IBANs must be equal."""
    left_key, right_key = account_key(left), account_key(right)
    if not left_key or not right_key:
        return False
    if is_iban(left_key) and is_iban(right_key):
        return left_key == right_key
    return bool(account_forms(left_key) & account_forms(right_key))
