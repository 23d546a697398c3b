"""What a matching run knows: made once, handed to every pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from odoo.api import Environment
from odoo.models import BaseModel

from ...engine.matching.fit import Policy
from ...engine.matching.names import Named
from ...engine.matching.sides import Item, Txn


@dataclass(frozen=True, slots=True)
class RunLimits:
    """How far a run looks, as who started it chose; None: as the journals say.

    ``days``: a payment in the books may lie so far from the bank's date.
    ``difference``: so much an amount may differ and is proposed, in the company's
    currency.
    """

    days: int | None = None
    difference: float = 0.0


#: a run that nobody gave limits
AS_USUAL = RunLimits()


@dataclass
class MatchContext:
    """What the passes of one run share; the rest they read from the relations.

    ``lines`` are the bank lines of the run and those that may want the same items,
    ``company_ids`` the companies whose items they may settle: their own and branches.
    ``policy`` tells what is allowed for a payment of an item, ``named`` which documents
    a transaction names, ``tolerances`` which tolerance a rule gives it (by the
    transaction's id), ``together`` which pass alone answers a line. ``rules`` is what
    the room of rules found out for its passes, ``limits`` how far the run looks.
    ``has_parts``: batches are among the lines; ``key_kinds``: kinds of references that
    stand on both sides.
    """

    env: Environment
    lines: BaseModel
    company: BaseModel
    company_ids: list[int]
    policy: Callable[[Txn, Item], Policy] | None = None
    named: dict[int, list[Named]] = field(default_factory=dict)
    tolerances: dict[int, int] = field(default_factory=dict)
    together: dict[int, str] = field(default_factory=dict)
    rules: object = None
    limits: RunLimits = AS_USUAL
    has_parts: bool = False
    key_kinds: frozenset[str] = frozenset()

    @cached_property
    def outstanding_accounts(self) -> set[int]:
        """Accounts on which payments wait for the bank, of all journals of the run."""
        accounts = self.lines.journal_id._get_outstanding_accounts_by_journal()
        return set().union(*accounts.values())
