"""What a matching run knows: made once, handed to every pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ...engine.matching.fit import Policy
from ...engine.matching.partner_items import Named
from ...engine.matching.sides import Item, Txn


@dataclass
class MatchContext:
    """What the passes of one run share; the rest they read from the relations.

    ``lines`` are the bank lines of the run and those that may want the same items,
    ``company_ids`` the companies whose items they may settle. ``named`` has the
    documents that a transaction names, ``tolerances`` the tolerance that a rule gives
    it, both by the transaction's id. ``rules`` is what the room of rules found.
    """

    lines: object
    company_ids: list[int]
    policy: Callable[[Txn, Item], Policy] | None = None
    named: dict[int, list[Named]] = field(default_factory=dict)
    tolerances: dict[int, int] = field(default_factory=dict)
    rules: object = None
