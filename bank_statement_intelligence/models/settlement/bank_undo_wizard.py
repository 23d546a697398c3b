"""Say what of a run will be undone, and what people approved, before it is done."""

from odoo import api, fields, models

from ..lines.actions import form_action
from ..lines.html import html_table
from ..lines.rights import needs
from . import bulk


class BankUndoWizard(models.TransientModel):
    _name = "bank.undo.wizard"
    _description = "Undo a Matching Run"

    run_id = fields.Many2one("bank.match.run", required=True, readonly=True)
    summary = fields.Html(readonly=True)
    has_approved = fields.Boolean(readonly=True)
    with_approved = fields.Boolean("Also Undo what People Approved")

    @api.model
    def _ask(self, run) -> dict:
        """Return the dialog that asks.

        Args:
            run: the ``bank.match.run``.
        """
        _ = self.env._
        posted = run.proposal_ids.filtered(lambda p: p.state == "posted")
        by_people = posted.filtered("approved_by_id")
        lines = (posted - by_people).statement_line_id
        rows = [(_("Posted by itself"), len(lines), bulk.describe_amounts(lines))]
        for person, approved in by_people.grouped("approved_by_id").items():
            lines = approved.statement_line_id
            title = _("Approved by %s", person.sudo().display_name)
            rows.append((title, len(lines), bulk.describe_amounts(lines)))
        wizard = self.create(
            {
                "run_id": run.id,
                "summary": html_table(rows),
                "has_approved": bool(by_people),
            }
        )
        return form_action(wizard, name=_("Undo this Run"), target="new")

    @needs("approver")
    def action_undo(self):
        """Undo what was shown, as far as it still stands."""
        return self.run_id._undo(self.with_approved)
