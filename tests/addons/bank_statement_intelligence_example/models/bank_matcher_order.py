"""A pass of another addon: the customer's order number in the text → open invoice."""

from odoo import models

from odoo.addons.bank_statement_intelligence.engine.matching.proposal import (
    Evidence,
    Proposal,
    ProposalItem,
)


class BankMatcherOrder(models.AbstractModel):
    _name = "bank.matcher.example_order"
    _inherit = "bank.matcher"
    _description = "Order number → open item"

    _pass_code = "example_order"

    def _propose(self, context):
        self.env["account.move"].flush_model(["invoice_origin"])
        self.env.cr.execute(
            """
            SELECT t.id, i.id, i.minor, move.invoice_origin
              FROM match_line t
              JOIN match_reference r ON r.txn_id = t.id
              JOIN match_item i ON i.minor = t.minor AND i.pool = 'open'
                             AND i.currency_id = t.currency_id
                             AND i.company_id = ANY(t.company_ids)
              JOIN account_move_line line ON line.id = i.id
              JOIN account_move move ON move.id = line.move_id
             WHERE t.is_open AND NOT i.claimed AND r.raw = move.invoice_origin
            """
        )
        return [
            Proposal(
                txn_id=txn,
                kind=self._kind,
                pass_code=self._pass_code,
                tier=2,
                items=(ProposalItem(item, minor),),
                evidence=(Evidence("example_order", order, order),),
            )
            for txn, item, minor, order in self.env.cr.fetchall()
        ]


class BankMatchProposal(models.Model):
    _inherit = "bank.match.proposal"

    def _get_evidence_labels(self):
        return super()._get_evidence_labels() | {
            "example_order": self.env._("Order number")
        }
