"""Details that explain a lump sum, with or before its bank line (V9, V38, C61)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class BankLineAdvice(models.Model):
    """One lump sum of a file of details (KTL, OCR giro, BgMax, camt.054).

    It is never a bank line and never an entry. Its details wait until the line comes,
    whichever is first, and then belong to the line.
    """

    _name = "bank.line.advice"
    _description = "Details of a Lump Sum"
    _order = "date desc, id desc"
    _rec_name = "reference"

    import_file_id = fields.Many2one(
        "bank.import.file", "File", required=True, ondelete="cascade", index=True
    )
    journal_id = fields.Many2one(
        "account.journal", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", related="journal_id.company_id", store=True, index=True
    )
    date = fields.Date()
    reference = fields.Char(help="The bank's id of the batch, deposit or entry.")
    currency_id = fields.Many2one("res.currency", required=True)
    amount = fields.Monetary(help="Sum of the details; positive is money in.")
    fingerprint = fields.Char(required=True, help="Keeps it from coming in twice.")
    state = fields.Selection(
        [("waiting", "Waiting"), ("tie", "Tie"), ("attached", "Attached")],
        required=True,
        default="waiting",
        index=True,
    )
    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        "Bank Line",
        ondelete="set null",
        index="btree_not_null",
    )
    candidate_ids = fields.Many2many(
        "account.bank.statement.line",
        "bank_line_advice_candidate_rel",
        string="Possible Lines",
        help="Several lines fit equally well: choose one.",
    )
    detail_ids = fields.One2many("bank.line.detail", "advice_id", "Details")
    payment_count = fields.Integer(
        "Payments", readonly=True, help="One payment can have several details."
    )

    _fingerprint_uniq = models.UniqueIndex(
        "(journal_id, fingerprint)", "These details have been imported already."
    )

    def _attach(self, line) -> None:
        """Give the details to their bank line.

        Details that the statement itself brought stay; a single one of the whole amount
        says no more than the line and makes room.
        """
        self.ensure_one()
        own = line.detail_ids.filtered(
            lambda d: d.kind == "transaction" and not d.advice_id
        )
        told = len(own) > 1 or any(own.mapped("payment_reference"))
        if not told:
            own.unlink()
            self.detail_ids.write({"statement_line_id": line.id})
        self.write(
            {
                "state": "attached",
                "statement_line_id": line.id,
                "candidate_ids": [(5,)],
            }
        )

    def action_attach(self):
        """Attach to the only bank line chosen in *Bank Line*; then match the line.

        Raises:
            UserError: no line is chosen, or it is of another amount.
        """
        self.env["bank.advice.store"]._check_user()
        for advice in self:
            line = advice.statement_line_id
            if not line:
                raise UserError(self.env._("Choose the bank line first."))
            if advice.currency_id.compare_amounts(advice.amount, line.amount):
                raise UserError(
                    self.env._(
                        "The details sum up to %(sum)s, the bank line is %(line)s. "
                        "Choose the line of this amount.",
                        sum=advice.currency_id.format(advice.amount),
                        line=line.currency_id.format(line.amount),
                    )
                )
            advice.sudo()._attach(line)
        self.env["bank.import.service"]._match_lines(self.statement_line_id, "button")
        return True

    def action_detach(self):
        """Take the details off their bank line; they wait again."""
        self.env["bank.advice.store"]._check_user()
        settled = self.statement_line_id.filtered(
            lambda line: line.match_state == "reconciled"
        )
        if settled:
            raise UserError(
                self.env._(
                    "“%s” is reconciled with these details. Undo the match first.",
                    settled[0].payment_ref,
                )
            )
        self.detail_ids.sudo().write({"statement_line_id": False})
        self.sudo().write({"state": "waiting", "statement_line_id": False})
        return True


class BankLineDetail(models.Model):
    _inherit = "bank.line.detail"

    statement_line_id = fields.Many2one(required=False)
    advice_id = fields.Many2one("bank.line.advice", ondelete="cascade", index=True)
    company_id = fields.Many2one(
        related=None, compute="_compute_company_id", store=True, index=True
    )

    _has_owner = models.Constraint(
        "CHECK (statement_line_id IS NOT NULL OR advice_id IS NOT NULL)",
        "A detail belongs to a bank line or waits for one.",
    )

    @api.depends("statement_line_id.company_id", "advice_id.company_id")
    def _compute_company_id(self):
        for detail in self:
            owner = detail.statement_line_id or detail.advice_id
            detail.company_id = owner.company_id


class BankImportFile(models.Model):
    _inherit = "bank.import.file"

    advice_ids = fields.One2many("bank.line.advice", "import_file_id", "Details")
    advice_count = fields.Integer(compute="_compute_advice_count")

    def _compute_advice_count(self):
        counts = dict(
            self.env["bank.line.advice"]._read_group(
                [("import_file_id", "in", self.ids)], ["import_file_id"], ["__count"]
            )
        )
        for file in self:
            file.advice_count = counts.get(file, 0)

    def action_open_advices(self):
        """Show the lump sums that this file explains."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_intelligence.bank_line_advice_action"
        ) | {"domain": [("import_file_id", "in", self.ids)], "context": {}}
