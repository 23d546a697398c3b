"""Small differences that a company accepts.

>>> t = Tolerance(amount_max=100, percent_max=1.0, under=True, over=False)
>>> t.accepts(paid=99950, open_amount=100000), t.accepts(99800, 100000)
(True, False)
>>> t.accepts(5030, 5000), t.accepts(4930, 5000)
(False, False)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Tolerance:
    """One tolerance; the most specific one of a payment counts.

    ``amount_max`` is in minor units of the company's currency, ``percent_max`` of the
    open amount; both caps apply, so the lower wins. ``under``: the payment may be too
    small, ``over``: too large. ``grace_days`` grants the early payment discount late.
    ``auto_allowed``: may be posted without a person. ``charge_percent_max``: share of
    the documents up to which a charge that a file tells is the bank's usual one.
    ``ask_under``, ``ask_over``: a person says where such a difference goes;
    ``reason_required``: and why. ``discount_max``: so much may a payment with early
    payment discount differ; ``rounding_max``: so much one in another currency; both in
    minor units of the company's currency.
    """

    amount_max: int = 0
    percent_max: float = 0.0
    under: bool = True
    over: bool = True
    side: str = "both"
    journal_id: int | None = None
    partner_id: int | None = None
    loss_account_id: int | None = None
    gain_account_id: int | None = None
    tax_ids: tuple[int, ...] = ()
    analytic: tuple[tuple[str, float], ...] = ()
    grace_days: int = 0
    auto_allowed: bool = False
    blocked: bool = False
    charge_percent_max: float = 5.0
    ask_under: bool = False
    ask_over: bool = False
    reason_required: bool = False
    discount_max: int = 0
    rounding_max: int = 0
    id: int = 0

    def accepts(self, paid: int, open_amount: int) -> bool:
        """Tell whether a payment may close items; amounts in company currency.

        Args:
            paid: signed amount of the payment.
            open_amount: signed sum of the items.
        """
        if self.blocked or paid * open_amount <= 0:
            return False
        off = abs(paid) - abs(open_amount)
        if not (self.under if off < 0 else self.over):
            return False
        cap = min(self.amount_max, int(abs(open_amount) * self.percent_max / 100))
        return abs(off) <= cap

    def asks(self, paid: int, open_amount: int) -> bool:
        """Tell whether a person decides what becomes of this difference."""
        return self.ask_under if abs(paid) < abs(open_amount) else self.ask_over

    def widened(self, amount: int) -> Tolerance:
        """Return what a run that was asked for this difference proposes as well.

        >>> Tolerance(percent_max=1.0, auto_allowed=True).widened(500).accepts(500, 900)
        True
        """
        return replace(
            self,
            amount_max=max(amount, self.amount_max),
            percent_max=100.0,
            under=True,
            over=True,
            auto_allowed=False,
        )

    def account_for(self, off: int) -> int | None:
        """Return the account of a difference: negative is a loss to the company."""
        return self.loss_account_id if off < 0 else self.gain_account_id


NONE = Tolerance()


def find(
    tolerances: Iterable[Tolerance], journal_id: int, partner_id: int | None, side: str
) -> Tolerance:
    """Return the most specific tolerance: of the partner, the journal, the company.

    >>> own, of_journal = Tolerance(id=1), Tolerance(id=2, journal_id=7)
    >>> every = [own, of_journal, Tolerance(id=3, partner_id=9)]
    >>> [find(every, *who, "customer").id for who in ((5, 4), (7, 4), (7, 9))]
    [1, 2, 3]
    """
    fitting = [
        tolerance
        for tolerance in tolerances
        if tolerance.side in ("both", side)
        and tolerance.journal_id in (None, journal_id)
        and tolerance.partner_id in (None, partner_id)
    ]
    ranked = sorted(
        fitting,
        key=lambda t: (t.partner_id is None, t.journal_id is None, t.side == "both"),
    )
    return ranked[0] if ranked else NONE
