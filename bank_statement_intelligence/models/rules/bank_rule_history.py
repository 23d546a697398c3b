"""Back-test and preview of the three kinds of rules."""

from odoo import api, fields, models

EDITED = (
    "direction", "match_amount", "match_amount_min", "match_amount_max", "day_from",
    "day_to", "date_from", "date_to", "transaction_codes", "amount_currency_id",
    "condition_ids.source", "condition_ids.operator", "condition_ids.value",
    "condition_ids.negate", "condition_ids.group", "condition_ids.case_sensitive",
)  # fmt: skip


class BankRuleMixin(models.AbstractModel):
    _inherit = "bank.rule.mixin"

    #: sign of this model's ids among the rules of posted proposals
    _proposal_sign = 0

    backtest_lines = fields.Json(readonly=True, copy=False)
    disagreement_count = fields.Integer(compute="_compute_disagreement_count")
    rule_warning = fields.Char("To Check", readonly=True, copy=False)
    preview_html = fields.Html(
        "Preview", compute="_compute_preview_html", sanitize=False
    )

    @api.depends("backtest_lines")
    def _compute_disagreement_count(self):
        for rule in self:
            rule.disagreement_count = len(rule.backtest_lines or ())

    @api.depends(*EDITED)
    def _compute_preview_html(self):
        service = self.env["bank.rule.service"]
        for rule in self:
            asks = rule._as_engine_rule().asks or rule._asks_otherwise()
            rule.preview_html = service._render_preview(rule) if asks else False

    def _asks_otherwise(self) -> bool:
        """Tell whether something beside conditions decides what is hit."""
        return False

    def _find_hits(self, lines, evaluator) -> list[int]:
        """Return the positions of the lines that this rule hits."""
        self.ensure_one()
        return evaluator.hits(self._as_engine_rule())

    def _describe_proposal(self, line) -> tuple[frozenset[int], str]:
        """Return the accounts and the text of what the rule proposes for a line."""
        return frozenset(), ""

    def _compare(self, accounts, posted) -> str:
        """Return ``agreed``, ``disagreed`` or ``document``."""
        raise NotImplementedError

    def action_backtest(self):
        """Test on a year of history; a draft becomes tested."""
        self.env["bank.rule.service"]._backtest(self)
        return True

    def action_open_hits(self):
        """Show the lines that the rule hits."""
        self.ensure_one()
        hits = self.env["bank.rule.service"]._evaluate(self)
        return self._open_lines([hit.line_id for hit in hits])

    def action_open_disagreements(self):
        """Show the lines where people posted something else."""
        self.ensure_one()
        return self._open_lines(self.backtest_lines or [])

    def action_export(self):
        """Download these rules as a file that another company can import."""
        text = self.env["bank.rule.exchange"]._export(self)
        return self._download("json", "application/json", text.encode())

    def action_export_table(self):
        """Download these rules as a table for a spreadsheet; it can be imported."""
        text = self.env["bank.rule.exchange"]._export_table(self)
        return self._download("csv", "text/csv", text.encode("utf-8-sig"))

    def _download(self, suffix: str, mimetype: str, content: bytes) -> dict:
        attachment = self.env["ir.attachment"].create(
            {"name": f"{self._table}.{suffix}", "raw": content, "mimetype": mimetype}
        )
        url = f"/web/content/{attachment.id}?download=true"
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}

    def _open_lines(self, line_ids):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_intelligence.bank_worksheet_action"
        )
        return action | {"domain": [("id", "in", line_ids)], "context": {}}


class AccountReconcileModel(models.Model):
    _inherit = "account.reconcile.model"

    _proposal_sign = 1

    @api.depends(
        *EDITED, "match_label", "match_label_param", "match_partner_ids",
        "match_journal_ids", "account_in_id", "account_out_id", "line_ids.account_id",
    )  # fmt: skip
    def _compute_preview_html(self):
        return super()._compute_preview_html()

    def _describe_proposal(self, line):
        entries = self._get_entry_rules(line.amount > 0)
        accounts = frozenset(entry.account_id for entry in entries if entry.account_id)
        names = self.env["account.account"].sudo().browse(sorted(accounts))
        return accounts, ", ".join(names.mapped("display_name"))

    def _compare(self, accounts, posted):
        if posted.accounts == accounts:
            return "agreed"
        return "document" if posted.by_document else "disagreed"


class BankApplicationRule(models.Model):
    _inherit = "bank.application.rule"

    _proposal_sign = -1

    @api.depends(*EDITED, "account_number", "partner_id", "journal_ids")
    def _compute_preview_html(self):
        return super()._compute_preview_html()

    def _asks_otherwise(self):
        return bool(self._get_account_forms())

    def _find_hits(self, lines, evaluator):
        finder = self.env["bank.application.finder"]
        by_account = finder._index_accounts(lines)
        return finder._get_hits(self, evaluator, lines, by_account)

    def _describe_proposal(self, line):
        return frozenset(), self._get_payers()[:1].display_name or ""

    def _compare(self, accounts, posted):
        payers = set(self._get_payers().ids)
        right = posted.partners and posted.partners <= payers
        return "agreed" if right else "disagreed"


class BankCombineRule(models.Model):
    _inherit = "bank.combine.rule"

    def _describe_proposal(self, line):
        account = self.clearing_account_id
        return frozenset(account.ids), account.sudo().display_name or ""

    def _compare(self, accounts, posted):
        if not accounts or accounts & posted.accounts:
            return "agreed"
        return "document" if posted.by_document else "disagreed"
