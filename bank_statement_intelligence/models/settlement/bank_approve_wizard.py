"""Say what will be posted, and what is left out and why, before many are approved."""

from odoo import api, fields, models

from ..lines.actions import form_action
from ..lines.html import html_table
from ..lines.rights import needs
from . import bulk


class BankApproveWizard(models.TransientModel):
    _name = "bank.approve.wizard"
    _description = "Approve & Post"

    proposal_ids = fields.Many2many("bank.match.proposal", readonly=True)
    summary = fields.Html(readonly=True)

    @api.model
    def _ask(self, chosen, left_out: dict) -> dict:
        """Return the dialog that asks.

        Args:
            chosen: ``bank.match.proposal`` records that may be posted together.
            left_out: the other records by reason.
        """
        _, lines = self.env._, chosen.statement_line_id
        rows = [(_("Will be posted"), len(lines), bulk.describe_amounts(lines))]
        for reason, records in left_out.items():
            rows.append((_("Left out"), len(records), reason))
        wizard = self.create(
            {
                "proposal_ids": [(6, 0, chosen.ids)],
                "summary": html_table(rows),
            }
        )
        return form_action(wizard, name=_("Approve & Post"), target="new")

    @needs("approver")
    def action_approve(self):
        """Approve and post what was shown, as far as it still may be."""
        return self.proposal_ids.exists().action_approve_and_post()
