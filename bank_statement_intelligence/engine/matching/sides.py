"""The two sides of a match as passes and decisions see them.

Amounts are integers of the smallest unit of their currency ("minor": øre, cent), signed
as on the bank line: positive = money in. So an open invoice is positive, an open bill
negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..text.normalise import words_of
from .proposal import Span


@dataclass(frozen=True, slots=True)
class Txn:
    """A bank transaction, or one detail of a batch entry.

    ``partner_id`` is who certainly paid; ``near_partner_id`` whose name is only alike.
    ``charges`` is what the bank says it kept. ``pays_for`` are partners whose items
    this payer may settle.
    """

    id: int
    line_id: int
    minor: int
    currency_id: int
    day: date
    journal_id: int = 0
    foreign_minor: int | None = None
    foreign_currency_id: int | None = None
    partner_id: int | None = None
    partner_how: str = ""
    partner_name: str = ""
    near_partner_id: int | None = None
    pays_for: tuple[int, ...] = ()
    charges: int = 0
    text: str = ""
    account_differs: bool = False

    def amount_in(self, currency_id: int) -> int | None:
        """Return the amount in a currency the bank has told, else None."""
        if currency_id == self.currency_id:
            return self.minor
        if currency_id == self.foreign_currency_id:
            return self.foreign_minor
        return None

    def pays(self, partner_id: int | None) -> bool | None:
        """Tell whether the payer is this partner; None if the payer is not known. Whom
        only the text tells by his full name is not somebody else."""
        if self.partner_id is None:
            is_told = self.partner_how == "name_in_text"
            is_other = is_told and partner_id != self.near_partner_id
            return False if is_other and len(words_of(self.partner_name)) > 1 else None
        return partner_id == self.partner_id or partner_id in self.pays_for


@dataclass(frozen=True, slots=True)
class Item:
    """A journal item that can be settled.

    ``company_minor`` is what is open in company currency. ``discount_minor`` is what
    suffices up to ``discount_day`` (early payment discount of the terms).
    """

    id: int
    document_id: int
    minor: int
    currency_id: int
    name: str
    day: date
    due: date
    company_minor: int = 0
    partner_id: int | None = None
    partner_name: str = ""
    side: str = "customer"
    discount_minor: int | None = None
    discount_day: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A reference that stands on both sides. ``code`` is its evidence code.
    ``is_decisive``: a payment ID with right check digits that the bank sent as such.
    """

    txn: Txn
    item: Item
    code: str
    key: str
    bank_value: str
    item_value: str
    span: Span | None = None
    is_decisive: bool = False

    @property
    def agrees(self) -> bool | None:
        """Whether the payer is the item's partner; None if unknown."""
        return self.txn.pays(self.item.partner_id)

    @property
    def short(self) -> bool:
        """Whether the number is so short that it needs the right payer too."""
        is_tail = self.code == "short_number"
        return is_tail or self.key.isdigit() and len(self.key) < SHORT_NUMBER


#: numbers of digits only that are shorter than this need the right payer too
SHORT_NUMBER = 6
