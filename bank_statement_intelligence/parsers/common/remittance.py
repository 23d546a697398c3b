"""What a text about one payment says: texts, references, the other side, amounts.

Formats whose banks put all of this into one free field (MT940, CODA, BAI2) collect it
here, and read here what those texts share.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .records import Charge, Party, Reference, in_order
from .values import BadValue, account_number, amount, clean, meaningful

_BELGIAN = re.compile(
    r"(\+\+\+|\*\*\*)\s?([0-9]{3})\s?/\s?([0-9]{4})\s?/\s?([0-9]{5})\s?\1"
)
_MONEY = re.compile(r"\s*([A-Z]{3})?\s*([0-9]{1,15}(?:[.,][0-9]{0,5})?)\s*")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


@dataclass(slots=True)
class Remittance:
    """Collects what a bank says about one payment.

    ``texts`` is what the payer wrote, ``remarks`` what the bank adds (kind of the
    booking, codes in words): they come last.
    """

    texts: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    name: str = ""
    account: str = ""
    bank: str = ""
    identifier: str = ""
    address: str = ""
    ultimate: str = ""
    code: str = ""
    purpose: str = ""
    return_reason: str = ""
    original_amount: Decimal | None = None
    original_currency: str = ""
    rate: Decimal | None = None
    charges: list[Charge] = field(default_factory=list)

    def refer(self, kind: str, value: str, scheme: str = "") -> None:
        """Add a reference unless it is a filler like NOTPROVIDED."""
        value = meaningful(value)
        if value and (" " not in value or meaningful(value.replace(" ", ""))):
            self.references.append(Reference(kind, value, scheme))

    def has(self, kind: str) -> bool:
        """Say whether a reference of this kind is known."""
        return any(reference.kind == kind for reference in self.references)

    def set_once(self, name: str, value: str) -> None:
        """Set a field of the other side unless it is known already."""
        if not value or getattr(self, name):
            return
        setattr(
            self,
            name,
            account_number(value) if name == "account" else meaningful(value),
        )

    def original(self, text: str) -> None:
        """Take an amount in its original currency, e.g. ``EUR11,85``."""
        found = money(text)
        if found and self.original_amount is None:
            self.original_currency, self.original_amount = found

    def charge(self, text: str, code: str = "") -> None:
        """Take a fee that the account holder paid, e.g. ``EUR0,50``."""
        found = money(text)
        if found:
            self.charges.append(Charge(found[1], found[0], True, code))

    def exchange(self, text: str) -> None:
        """Take a rate, e.g. ``1,1498``; whose way round is not known yet."""
        if found := money(text):
            self.rate = found[1]

    def fields(self) -> dict[str, Any]:
        """Return by name the fields that transactions and their details share."""
        return {
            "text": self.text(),
            "references": in_order(self.references),
            "counterparty": self.counterparty(),
            "ultimate": Party(self.ultimate) if self.ultimate else Party(),
            "code": self.code,
            "return_reason": self.return_reason,
            "original_amount": self.original_amount,
            "original_currency": self.original_currency,
            "rate": self.rate,
            "charges": tuple(self.charges),
        }

    def counterparty(self) -> Party:
        """Return the other side as far as it is known."""
        return Party(self.name, self.account, self.bank, self.identifier, self.address)

    def has_text(self) -> bool:
        """Say whether a text or remark is there."""
        return any(map(str.strip, (*self.texts, *self.remarks)))

    def text(self) -> str:
        """Return texts and remarks one a line; a remark only if it says more."""
        text = one_a_line(self.texts)
        if not any(self.remarks):
            return text
        remarks = one_a_line(self.remarks)
        if not (text and remarks):
            return text or remarks
        more = [line for line in remarks.split("\n") if line not in text]
        return "\n".join([text, *more])


def one_a_line(texts: Iterable[str]) -> str:
    """Return texts one a line, each line cleaned, no line twice."""
    texts = [*filter(None, texts)]
    if len(texts) == 1 and "\n" not in texts[0]:  # nearly all
        return clean(texts[0])
    found = map(clean, "\n".join(texts).split("\n"))
    return "\n".join(dict.fromkeys(filter(None, found)))


def money(text: str) -> tuple[str, Decimal] | None:
    """Return currency (or nothing) and amount, None if it is something else.

    >>> money("EUR11,85")
    ('EUR', Decimal('11.85'))
    """
    match = _MONEY.fullmatch(text[:60])
    if not match:
        return None
    try:
        return match[1] or "", amount(match[2].replace(",", "."), "")
    except BadValue:  # a note, not what is booked
        return None


def looks_like_iban(text: str) -> bool:
    """Say whether a text has the form of an IBAN."""
    return bool(_IBAN.fullmatch(text))


def belgian_reference(digits: str) -> str:
    """Return 12 digits as Belgian structured communication if its check digits agree.

    >>> belgian_reference("090933755493")
    '+++090/9337/55493+++'
    """
    if len(digits) != 12 or not (digits.isascii() and digits.isdigit()):
        return ""
    if int(digits[10:]) != (int(digits[:10]) % 97 or 97):
        return ""
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


def find_belgian(found: Remittance, text: str) -> None:
    """Add the structured communications that stand in a text."""
    if "***" not in text and "+++" not in text:
        return
    for match in _BELGIAN.finditer(text):
        if value := belgian_reference("".join(match.groups()[1:])):
            found.refer("payment_id", value, "BBA")
