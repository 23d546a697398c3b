"""Where people see and answer the question about the opening balance."""

from odoo import api, fields, models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    opening_question = fields.Char(compute="_compute_opening_question")
    opening_confirmed_on = fields.Datetime(
        "Opening Balance Confirmed on", readonly=True, copy=False
    )
    opening_confirmed_by_id = fields.Many2one(
        "res.users", "Opening Balance Confirmed by", readonly=True, copy=False
    )
    opening_confirmed_amount = fields.Float(
        "Confirmed Opening Balance", readonly=True, copy=False, digits=0
    )
    opening_confirmed_date = fields.Date(
        "Statements Begin on", readonly=True, copy=False
    )

    def _compute_opening_question(self):
        service = self.env["bank.opening.service"]
        questions = service._get_questions(self)
        for journal in self:
            question = questions.get(journal.id)
            journal.opening_question = question and service._say(journal, question)

    def action_confirm_opening(self):
        """Ask whether the bank's opening balance is right."""
        self.ensure_one()
        return self.env["bank.opening.wizard"]._open(self)

    def _fill_bank_cash_dashboard_data(self, dashboard_data):
        """Ask on the card as well, with one query for all."""
        result = super()._fill_bank_cash_dashboard_data(dashboard_data)
        journals = self.filtered(lambda one: one.type in ("bank", "cash", "credit"))
        questions = self.env["bank.opening.service"]._get_questions(journals)
        for journal in journals:
            dashboard_data[journal.id]["bank_opening"] = journal.id in questions
        return result


class AccountBankStatement(models.Model):
    _inherit = "account.bank.statement"

    opening_question = fields.Char(compute="_compute_opening_question")

    @api.depends("balance_start", "journal_id.opening_confirmed_on")
    def _compute_opening_question(self):
        service = self.env["bank.opening.service"]
        questions = service._get_questions(self.journal_id)
        for statement in self:
            question = questions.get(statement.journal_id.id)
            if question and question["statement_id"] == statement._origin.id:
                text = service._say(statement.journal_id, question)
                statement.opening_question = text
            else:
                statement.opening_question = False

    def action_confirm_opening(self):
        """Ask whether the bank's opening balance is right."""
        self.ensure_one()
        return self.journal_id.action_confirm_opening()


class BankImportFile(models.Model):
    _inherit = "bank.import.file"

    opening_question = fields.Char(compute="_compute_opening_question")

    def _compute_opening_question(self):
        for file in self:
            questions = file.statement_ids.mapped("opening_question")
            file.opening_question = "\n".join(filter(None, questions))

    def action_confirm_opening(self):
        """Ask about the first of the file's journals that has the question."""
        self.ensure_one()
        asked = self.statement_ids.filtered("opening_question")
        return asked[:1].journal_id.action_confirm_opening() if asked else False
