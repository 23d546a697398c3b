"""The interface of a matching pass."""

from odoo import api, models

from ....engine.matching.proposal import Proposal
from ..context import MatchContext


class BankMatcher(models.AbstractModel):
    """One pass. Reads, never writes (docs/add-a-matching-pass.md).

    A pass of another addon inherits ``bank.matcher``, sets ``_pass_code`` and ``_kind``
    and implements ``_propose``; a row of ``bank.match.pass`` gives it its place. It
    reads the relations (``matching/relations``) and what the context holds.
    """

    _name = "bank.matcher"
    _description = "Matching Pass"

    #: stored on proposals and runs, and as the line's "found by"
    _pass_code = ""
    #: kind of its proposals
    _kind = "payment"

    @api.model
    def _propose(self, context: MatchContext) -> list[Proposal]:
        """Return the proposals of this pass for all open transactions.

        Must not write, must use the same number of SQL statements for any number of
        transactions, and must give the same answer for the same books.

        Args:
            context: what the run knows.
        """
        raise NotImplementedError(f"{self._name} does not implement _propose()")
