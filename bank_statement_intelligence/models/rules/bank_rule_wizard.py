"""Bring rules in: from a file, or starter rules for bank fees and interest."""

import base64
import json

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import file_open

from ..lines.actions import list_action
from ..lines.rights import needs

STARTERS = "bank_statement_intelligence/data/starter_rules.json"


class BankRuleWizard(models.TransientModel):
    _name = "bank.rule.wizard"
    _description = "Import Bank Rules"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [("file", "A file of rules"), ("starter", "Starter rules: fees and interest")],
        required=True,
        default="starter",
    )
    content = fields.Binary("File", attachment=False)
    filename = fields.Char()
    language = fields.Selection(
        [
            ("da", "Danish"),
            ("nb", "Norwegian"),
            ("sv", "Swedish"),
            ("fi", "Finnish"),
            ("en", "English"),
        ],
        required=True,
        default=lambda self: self._default_language(),
    )
    fee_account_id = fields.Many2one("account.account", check_company=True)
    interest_in_account_id = fields.Many2one("account.account", check_company=True)
    interest_out_account_id = fields.Many2one("account.account", check_company=True)

    def _default_language(self):
        code = self.env.company.account_fiscal_country_id.code
        countries = {"DK": "da", "NO": "nb", "SE": "sv", "FI": "fi"}
        return countries.get(code, "en")

    @needs("manager")
    def action_import(self):
        """Create the rules as drafts and show them."""
        self.ensure_one()
        if self.kind == "file":
            if not self.content:
                raise UserError(self.env._("Choose a file of rules."))
            text = base64.b64decode(self.content).decode("utf-8", "replace")
            rules = self.env["bank.rule.exchange"]._import(text, self.company_id)
        else:
            rules = self._create_starters()
        return list_action(rules, self.env._("Imported Rules"))

    def _create_starters(self):
        """Create draft rules with the words that banks of a country use."""
        if not (self.fee_account_id or self.interest_in_account_id):
            raise UserError(self.env._("Choose the accounts for fees and interest."))
        with file_open(STARTERS) as file:
            words = json.load(file)[self.language]
        names = {"fee": self.env._("Bank fees"), "interest": self.env._("Interest")}
        accounts = {
            "fee": (self.fee_account_id, self.fee_account_id),
            "interest": (
                self.interest_in_account_id,
                self.interest_out_account_id or self.interest_in_account_id,
            ),
        }
        values = [
            {
                "name": names[kind],
                "company_id": self.company_id.id,
                "state": "draft",
                "account_in_id": account_in.id,
                "account_out_id": account_out.id,
                "condition_ids": [
                    (0, 0, {"source": "text", "value": word, "group": 1})
                    for word in words[kind]
                ],
            }
            for kind, (account_in, account_out) in accounts.items()
            if account_in
        ]
        return self.env["account.reconcile.model"].create(values)
