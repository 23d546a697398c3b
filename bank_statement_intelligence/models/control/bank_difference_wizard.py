"""Show why bank and ledger differ, with the way to mend each suspect."""

from odoo import api, fields, models

from ..lines.actions import form_action, list_action
from ..lines.journals import currency_of
from ..lines.rights import needs


class BankDifferenceWizard(models.TransientModel):
    _name = "bank.difference.wizard"
    _description = "Explain a Difference"

    journal_id = fields.Many2one("account.journal", "Bank Account", required=True)
    date = fields.Date("At the End of", required=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    is_known = fields.Boolean(readonly=True)
    statement_balance = fields.Monetary("Bank", readonly=True)
    ledger_balance = fields.Monetary("Ledger", readonly=True)
    difference = fields.Monetary(readonly=True)
    suspense = fields.Monetary("In Suspense", readonly=True)
    first_day = fields.Date("Differs since", readonly=True)
    line_ids = fields.One2many(
        "bank.difference.wizard.line", "wizard_id", readonly=True
    )

    @api.model
    def _open(self, journal, date=None):
        """Explain a day and show it.

        Args:
            journal: a bank ``account.journal``.
            date: the day; by default the last one with a bank line.
        Returns:
            the action that opens the explanation.
        """
        day = self.env["bank.balance.service"]._get_day(journal, date)
        wizard = self.create({"journal_id": journal.id, "date": day})
        return wizard.action_explain()

    @needs("reader")
    def action_explain(self):
        """Explain the day that is entered."""
        self.ensure_one()
        self.journal_id.check_access("read")
        facts = self.env["bank.balance.service"]._get_balances(
            self.journal_id, self.date
        )
        journal = self.journal_id
        service = self.env["bank.difference.service"]
        self.line_ids.unlink()
        self.write(
            {
                "currency_id": currency_of(journal).id,
                "is_known": facts["is_known"],
                "statement_balance": facts["statement"],
                "ledger_balance": facts["ledger"],
                "difference": facts["difference"],
                "suspense": facts["suspense"],
                "first_day": facts["difference"]
                and service._get_first_day(journal, self.date),
                "line_ids": [
                    (0, 0, self.line_ids._prepare(fact))
                    for fact in facts["explanations"]
                ],
            }
        )
        name = self.env._("Why Bank and Ledger Differ")
        return form_action(self, name=name, target="current")


class BankDifferenceWizardLine(models.TransientModel):
    _name = "bank.difference.wizard.line"
    _description = "Suspect for a Difference"
    _order = "id"

    wizard_id = fields.Many2one(
        "bank.difference.wizard", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    code = fields.Char(readonly=True)
    date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True)
    effect = fields.Monetary(
        "Part of the Difference", readonly=True, help="They add up to the difference."
    )
    cancels_on = fields.Date(readonly=True)
    message = fields.Char("What Happened", readonly=True)
    action = fields.Selection(
        [
            ("open", "Open"),
            ("reverse", "Reverse"),
            ("import", "Import"),
            ("restore", "Restore"),
            ("ignore", "Ignore"),
            ("opening_entry", "Opening Entry"),
            ("wait", "Wait"),
        ],
        readonly=True,
    )
    records = fields.Json(readonly=True)

    @api.model
    def _prepare(self, fact: dict) -> dict:
        """Return the values of one explanation (see ``bank.difference.service``)."""
        names = (
            "code", "date", "amount", "effect", "cancels_on", "message", "action",
            "records",
        )  # fmt: skip
        return {name: fact[name] for name in names}

    def _get_records(self):
        """Return what the suspect is about; only one model can be shown in a list."""
        self.ensure_one()
        found = self.records or []
        if not found:
            return None
        model = found[0]["model"]
        return self.env[model].browse(
            one["id"] for one in found if one["model"] == model
        )

    @needs("reader")
    def action_open(self):
        """Open the entries, lines or the statement."""
        records = self._get_records()
        if records is None:
            return False
        if len(records) == 1:
            return form_action(records, name=self.message)
        return list_action(records, self.message)

    @needs("reader")
    def action_mend(self):
        """Start what mends it; the person decides in the window that opens."""
        self.ensure_one()
        starter = getattr(self, f"_mend_{self.action}", None)
        return starter() if starter else self.action_open()

    def _mend_reverse(self):
        records = self._get_records()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reverse"),
            "res_model": "account.move.reversal",
            "view_mode": "form",
            "target": "new",
            "context": {"active_model": "account.move", "active_ids": records[:1].ids},
        }

    def _mend_import(self):
        return self.wizard_id.journal_id.action_import_bank_files()

    def _mend_opening_entry(self):
        """Open the entry of what the books lack, with its day and sums."""
        journal = self.wizard_id.journal_id
        statement = self._get_records()
        question = {"date": self.date or statement.date, "missing": self.effect}
        return self.env["bank.opening.service"]._offer_entry(journal, question)

    def _mend_restore(self):
        self._get_records().action_restore()
        return self.wizard_id.action_explain()

    def _mend_ignore(self):
        return self._get_records()[-1:].action_ignore()
