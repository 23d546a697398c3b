"""The formats of this addon. In Odoo ``bank.import.format`` adds those of others."""

from __future__ import annotations

from .base import StatementParser
from .camt import Camt052Parser, Camt053Parser, Camt054Parser
from .mt940 import Mt940Parser, Mt942Parser

_FORMATS: tuple[type[StatementParser], ...] = (
    Camt052Parser,
    Camt053Parser,
    Camt054Parser,
    Mt940Parser,
    Mt942Parser,
)


def default_parsers() -> list[StatementParser]:
    """Return one parser of each format; their order does not matter."""
    return [parser() for parser in _FORMATS]
