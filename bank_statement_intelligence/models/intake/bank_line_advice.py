"""Details that explain a lump sum, with or before its bank line."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..lines.rights import needs
from ..lines.truth import ENGINE, ODOO, person
from .advice_store import merge_plan


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
        "bank.import.file", "File", readonly=True, ondelete="set null", index=True
    )
    journal_id = fields.Many2one(
        "account.journal", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", related="journal_id.company_id", store=True, index=True
    )
    date = fields.Date(readonly=True)
    reference = fields.Char(
        readonly=True, help="The bank's id of the batch, deposit or entry."
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(
        readonly=True, help="Sum of the details; positive is money in."
    )
    code = fields.Char("Bank Code", readonly=True)
    bank_ids = fields.Json(readonly=True, help="The bank's ids of the booking.")
    marks = fields.Json(readonly=True, help="Other references of batch and message.")
    fingerprint = fields.Char(
        required=True, readonly=True, help="Keeps it from coming in twice."
    )
    state = fields.Selection(
        [("waiting", "Waiting"), ("tie", "Tie"), ("attached", "Attached")],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        "Bank Line",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    chosen_line_id = fields.Many2one(
        "account.bank.statement.line",
        "Attach to",
        ondelete="set null",
        index="btree_not_null",
        help="The bank line that these details explain.",
    )
    candidate_ids = fields.Many2many(
        "account.bank.statement.line",
        "bank_line_advice_candidate_rel",
        string="Possible Lines",
        readonly=True,
        help="Several lines fit equally well: choose one.",
    )
    refused_line_ids = fields.Many2many(
        "account.bank.statement.line",
        "bank_line_advice_refused_rel",
        readonly=True,
        help="Lines that somebody has taken these details off.",
    )
    detail_ids = fields.One2many(
        "bank.line.detail", "advice_id", "Details", readonly=True
    )
    payment_count = fields.Integer(
        "Payments", readonly=True, help="One payment can have several details."
    )

    _fingerprint_uniq = models.UniqueIndex(
        "(journal_id, fingerprint)", "These details have been imported already."
    )

    _truth = {
        "chosen_line_id": person("user"),
        **dict.fromkeys(("import_file_id", "journal_id", "company_id"), ENGINE),
        **dict.fromkeys(("date", "reference", "currency_id", "amount"), ENGINE),
        **dict.fromkeys(("code", "bank_ids", "marks", "fingerprint"), ENGINE),
        **dict.fromkeys(("state", "statement_line_id", "payment_count"), ENGINE),
        **dict.fromkeys(("candidate_ids", "refused_line_ids"), ENGINE),
        "detail_ids": ODOO,
    }

    def write(self, vals):
        """People choose the line; the rest is the bank's or the system's."""
        return self.env["bank.tables"]._watch(super().write, self, "write", vals)

    # -- by hand ----------------------------------------------------------------------

    @needs("user")
    def action_attach(self):
        """Attach to the chosen bank lines, then match the lines.

        Raises:
            UserError: no line is chosen, or it is another journal's, of another amount,
                or has details that these do not fit.
        """
        self.check_access("write")
        for advice in self:
            advice._check_choice()
        lines = self.chosen_line_id
        store = self.env["bank.advice.store"]
        store._attach_pairs([(advice, advice.chosen_line_id) for advice in self])
        self.env["bank.import.service"]._match_lines(lines, "button")
        return True

    def _check_choice(self) -> None:
        """Raise unless the details can go to the line that was chosen for them."""
        self.ensure_one()
        line = self.chosen_line_id
        if not line:
            raise UserError(self.env._("Choose the bank line first."))
        line.check_access("write")
        if self.state == "attached":
            raise UserError(self.env._("These details have their line. Detach first."))
        if line.journal_id != self.journal_id:
            raise UserError(
                self.env._(
                    "The details are of %(own)s, the bank line is of %(other)s. Choose "
                    "a line of the same account.",
                    own=self.journal_id.display_name,
                    other=line.journal_id.display_name,
                )
            )
        if self.currency_id.compare_amounts(self.amount, line.amount):
            raise UserError(
                self.env._(
                    "The details sum up to %(sum)s, the bank line is %(line)s. "
                    "Choose the line of this amount.",
                    sum=self.currency_id.format(self.amount),
                    line=line.currency_id.format(line.amount),
                )
            )
        if line.sudo().advice_ids or not merge_plan(self, line):
            raise UserError(
                self.env._(
                    "“%s” has details already that do not go together with these.",
                    line.payment_ref,
                )
            )

    @needs("user")
    def action_detach(self):
        """Take the details off their bank line; they wait again, for another line."""
        self.check_access("write")
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
        lines = self.statement_line_id
        for advice in lines.sudo().advice_ids:
            advice.refused_line_ids |= advice.statement_line_id
        self._detach()
        self.env["bank.import.service"]._match_lines(lines, "button")
        return True

    def _detach(self) -> None:
        """Put everything back as it was before the details were attached.

        Sums that only together are the line go together.
        """
        advices = self.sudo() | self.sudo().statement_line_id.advice_ids
        for row in advices.detail_ids.filtered("merged_detail_id"):
            row.merged_detail_id._take_back(row.merged_values or {})
        summaries = self.env["bank.line.detail"].sudo()
        summaries = summaries.search([("summary_of_id", "in", advices.ids)])
        for row in summaries:
            amount = (row.original or {}).get("amount") or 0
            row.write(
                {
                    "kind": "transaction",
                    "amount": float(amount),
                    "summary_of_id": False,
                }
            )
        advices.detail_ids.write(
            {
                "statement_line_id": False,
                "merged_detail_id": False,
                "merged_values": False,
            }
        )
        advices.write(
            {
                "state": "waiting",
                "statement_line_id": False,
                "chosen_line_id": False,
                "candidate_ids": [(5,)],
            }
        )
