"""Compare bank accounts however they are written: IBAN, BBAN, blanks, zeros.

>>> same_account("NO9386011117947", "8601.11.17947")
True
>>> same_account("DE89370400440532013000", "0532013000")
False
>>> same_account("DE98450500500076198810", "45050050/76198810")
True
>>> same_account("NL69INGB0123456789", "NL69INGB0123456789EUR")
True
>>> same_account("DK5030001234567890", "DABADKKK/1234567890")
True
>>> same_account("SE2950005841000001009823", "5841000001009823")
True

An IBAN with wrong check digits is nobody's but that of the same writing.

>>> same_account("DE90370400440532013000", "370400440532013000")
False
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...parsers.common.check_digits import is_wrong_account
from ..text.normalise import account_key

_IBAN = re.compile(r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}$")


#: A currency behind the number, after a digit, with or without a blank or slash.
_CURRENCY = re.compile(r"(?<=[0-9])[ /]?[A-Z]{3}$")
_BIC_AND_NUMBER = re.compile(r"[A-Z]{4}([A-Z]{2})[A-Z0-9]{2,5}/([0-9][0-9. -]{7,20})")
_SHORTEST = 6  # shorter parts of a number prove nothing


def is_iban(account: str) -> bool:
    """Tell whether a sanitised account number has the form of an IBAN."""
    return bool(_IBAN.match(account))


def account_forms(account: str) -> frozenset[str]:
    """Return every form under which the same account may be written.

    An IBAN is also known by its BBAN; leading zeros of a BBAN do not count. Banks
    write the currency behind the number, and the bank before it (MT940).
    """
    forms: set[str] = set()
    for spelling in _spellings(account):
        key = account_key(spelling)
        if is_wrong_account(key):
            forms.add(key)
            continue
        bban = key[4:] if is_iban(key) else key
        forms |= {key, bban, bban.lstrip("0")}
        if is_iban(key) and key.startswith("SE"):  # the bank's code stands before it
            forms.add(bban[3:].lstrip("0"))
    return frozenset(forms - {""})


def _spellings(account: str) -> Iterator[str]:
    yield account
    bank, _mark, number = account.partition("/")
    number = _CURRENCY.sub("", number)
    if bank.isdigit() and len(bank) == 8 and number.isdigit():  # German, as in an IBAN
        yield bank + number.zfill(10)
    for spelling in (number, _CURRENCY.sub("", account)):
        if len(account_key(spelling)) >= _SHORTEST:
            yield spelling


def same_account(left: str, right: str) -> bool:
    """Tell whether both name the same account. Two IBANs must be equal."""
    left_forms, right_forms = account_forms(left), account_forms(right)
    both = left_forms & right_forms
    if any(map(is_iban, left_forms)) and any(map(is_iban, right_forms)):
        return any(map(is_iban, both))
    return bool(both) or _is_end(left, right) or _is_end(right, left)


def _is_end(iban: str, account: str) -> bool:
    """Tell whether a number behind a BIC is the end of an IBAN of its country."""
    match = _BIC_AND_NUMBER.fullmatch(account.strip().upper())
    if not match:
        return False
    key, number = account_key(iban), account_key(match[2])
    return is_iban(key) and key[:2] == match[1] and key.endswith(number)
