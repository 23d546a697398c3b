"""Split a bank amount over the counterparts of a matching rule (core's amount types).

>>> split_amount(-10000, 2, "", [EntryRule(7, "percentage", 100.0)])[0][1]
-10000
>>> rules = [EntryRule(7, "regex", 0.0, r"FEE ([0-9,.]+)"), EntryRule(8)]
>>> [part for _rule, part in split_amount(9750, 2, "NET FEE 2,50", rules)]
[250, 9500]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ..text.patterns import find_amount

#: core's word for a share of the whole line
SHARE = "percentage_st_line"


@dataclass(frozen=True, slots=True)
class EntryRule:
    """One counterpart of a rule; ``amount_type`` has core's values."""

    account_id: int
    amount_type: str = "percentage"
    amount: float = 100.0
    pattern: str = ""
    label: str = ""
    partner_id: int | None = None
    tax_ids: tuple[int, ...] = ()
    analytic: tuple[tuple[str, float], ...] = ()


def split_amount(
    minor: int, decimals: int, text: str, rules: list[EntryRule]
) -> list[tuple[EntryRule, int]]:
    """Return each rule with its part of the amount, zero parts left out.

    Args:
        minor: the bank amount in minor units, signed.
        decimals: decimal places of its currency.
        text: the bank's text, for amounts taken from it.
        rules: counterparts in order; percentages of the balance see what is left.
    """
    left, parts = minor, []
    for rule in rules:
        part = _part(rule, minor, left, decimals, text)
        if part:
            parts.append((rule, part))
            left -= part
    if left and parts and abs(left) < len(parts) and _is_shared_out(rules):
        rule, part = parts[-1]
        parts[-1] = (rule, part + left)
    return parts


def _is_shared_out(rules: list[EntryRule]) -> bool:
    """Tell whether shares of the whole make the whole: the cents of rounding are the
    last one's."""
    shares = sum(Decimal(str(r.amount)) for r in rules if r.amount_type == SHARE)
    return shares == 100 and all(r.amount_type == SHARE for r in rules)


def find_rest(
    rules: list[EntryRule], amounts: Iterable[int], decimals: int
) -> tuple[int, int] | None:
    """Return the first of these amounts that the counterparts do not use up, with what
    is left of it; None if they use up every one.

    >>> find_rest([EntryRule(7, amount=60.0), EntryRule(8, amount=40.0)], [-125000], 2)
    (-125000, -30000)
    >>> find_rest([EntryRule(7, "fixed", 5.0), EntryRule(8)], [-125000, 100], 2)
    """
    for amount in amounts:
        parts = split_amount(amount, decimals, "", rules)
        rest = amount - sum(part for _rule, part in parts)
        if rest:
            return amount, rest
    return None


def _part(rule: EntryRule, minor: int, left: int, decimals: int, text: str) -> int:
    amount = Decimal(str(rule.amount))
    if rule.amount_type == "percentage":
        return _whole(Decimal(left) * amount / 100)
    if rule.amount_type == SHARE:
        return _whole(Decimal(minor) * amount / 100)
    if rule.amount_type == "fixed":
        return _whole(amount.scaleb(decimals))
    found = find_amount(text, rule.pattern)
    return _whole(found.scaleb(decimals)) * (1 if minor >= 0 else -1)


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def fill_label(template: str, values: dict[str, str]) -> str:
    """Return a label with the placeholders of ``values`` replaced, nothing else.

    >>> fill_label("Fee {month} {oops}", {"month": "03"})
    'Fee 03 {oops}'
    """
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return " ".join(template.split())
