"""Confirm the opening balance of a journal's first statement, once."""

from odoo import api, fields, models

from ..lines.actions import form_action
from ..lines.journals import currency_of
from ..lines.rights import needs


class BankOpeningWizard(models.TransientModel):
    _name = "bank.opening.wizard"
    _description = "Confirm Opening Balance"

    journal_id = fields.Many2one(
        "account.journal", "Bank Account", required=True, readonly=True
    )
    statement_id = fields.Many2one("account.bank.statement", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date("Statements Begin on", readonly=True)
    opening = fields.Monetary("Opening Balance of the Bank", readonly=True)
    ledger = fields.Monetary("The Books before It", readonly=True)
    missing = fields.Monetary("Missing in the Books", readonly=True)
    question = fields.Char(readonly=True)

    @api.model
    def _open(self, journal):
        """Return the window that asks; nothing if there is nothing to ask."""
        service = self.env["bank.opening.service"]
        question = service._get_questions(journal).get(journal.id)
        if not question:
            return False
        wizard = self.create(
            {
                **question,
                "journal_id": journal.id,
                "currency_id": currency_of(journal).id,
                "question": service._get_question_text(journal, question),
            }
        )
        name = self.env._("Confirm Opening Balance")
        return form_action(wizard, name=name, target="new")

    @needs("approver")
    def action_confirm(self):
        """Confirm, and leave the books as they are."""
        self.ensure_one()
        self.env["bank.opening.service"]._confirm(self.journal_id)
        return {"type": "ir.actions.act_window_close"}

    @needs("approver")
    def action_confirm_and_book(self):
        """Confirm, and open the entry for what the books lack."""
        self.ensure_one()
        service = self.env["bank.opening.service"]
        question = service._confirm(self.journal_id)
        return service._offer_entry(self.journal_id, question)
