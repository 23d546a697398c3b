"""What a matching run knows: made once, handed to every pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from odoo.api import Environment
from odoo.models import BaseModel

from ...engine.matching.fit import Policy
from ...engine.matching.names import Named
from ...engine.matching.sides import Item, Txn


@dataclass
class MatchContext:
    """What the passes of one run share; the rest they read from the relations.

    ``lines`` are the bank lines of the run and those that may want the same items,
    ``company_ids`` the companies whose items they may settle: their own and branches.
    ``policy`` tells what is allowed for a payment of an item, ``named`` which documents
    a transaction names, ``tolerances`` which tolerance a rule gives it (by the
    transaction's id). ``rules`` is what the room of rules found out for its passes.
    """

    env: Environment
    lines: BaseModel
    company: BaseModel
    company_ids: list[int]
    policy: Callable[[Txn, Item], Policy] | None = None
    named: dict[int, list[Named]] = field(default_factory=dict)
    tolerances: dict[int, int] = field(default_factory=dict)
    rules: object = None
