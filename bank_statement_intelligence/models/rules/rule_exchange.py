"""Rules as data: export, import, copies for other companies, starter rules.

Accounts and journals are named by their codes, partners by their names, so that rules
move between databases and companies. What is imported is always a draft.
"""

import json

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.rules import rule_table

FORMAT = "bank-rules/1"
PLAIN = (
    "name", "sequence", "direction", "match_amount", "match_amount_min",
    "match_amount_max", "transaction_codes", "day_from", "day_to",
)  # fmt: skip
CONDITION = ("group", "source", "negate", "operator", "value", "case_sensitive")
#: per model: own plain fields, accounts, journals, partners
FIELDS = {
    "account.reconcile.model": {
        "plain": ("match_label", "match_label_param", "label_template",
                  "max_amount_auto", "attachment_required"),
        "accounts": ("account_in_id", "account_out_id"),
        "journals": ("match_journal_ids",),
        "partners": ("match_partner_ids",),
    },
    "bank.application.rule": {
        "plain": ("account_number", "apply_method", "apply_limit_days",
                  "include_credit_notes", "partial_ok"),
        "accounts": (),
        "journals": ("journal_ids",),
        "partners": ("partner_id", "pays_for_partner_ids"),
    },
    "bank.combine.rule": {
        "plain": ("run_at_import", "key_date", "key_regex", "key_partner", "key_code",
                  "key_sign", "window_days", "max_gap_days", "min_lines", "max_lines",
                  "target", "fee_mode", "fee_percent_min", "fee_percent_max"),
        "accounts": ("clearing_account_id", "fee_account_id"),
        "journals": ("journal_ids",),
        "partners": (),
    },
}  # fmt: skip
LINE = ("sequence", "amount_type", "amount_string", "label")


class BankRuleExchange(models.AbstractModel):
    _name = "bank.rule.exchange"
    _description = "Rules as Data"

    # -- out -------------------------------------------------------------------------

    @api.model
    def _export(self, rules) -> str:
        """Return rules of one model as JSON text."""
        content = {"format": FORMAT, **self._get_content(rules)}
        return json.dumps(content, ensure_ascii=False, indent=2, default=str)

    @api.model
    def _export_table(self, rules) -> str:
        """Return rules of one model as CSV, for spreadsheets."""
        return rule_table.write(self._get_content(rules))

    def _get_content(self, rules) -> dict:
        return {
            "model": rules._name,
            "rules": [self._export_rule(rule) for rule in rules],
        }

    def _export_rule(self, rule) -> dict:
        fields = FIELDS[rule._name]
        data = {name: rule[name] for name in (*PLAIN, *fields["plain"])}
        data |= {
            name: rule[name].with_company(rule.company_id).code or False
            for name in fields["accounts"]
        }
        data |= {name: rule[name].mapped("code") for name in fields["journals"]}
        data |= {name: rule[name].mapped("name") for name in fields["partners"]}
        data["conditions"] = [
            {name: condition[name] for name in CONDITION}
            for condition in rule.condition_ids
        ]
        if rule._name == "account.reconcile.model":
            data["lines"] = [self._export_line(line) for line in rule.line_ids]
        return data

    def _export_line(self, line) -> dict:
        account = line.account_id.with_company(line.company_id)
        return {name: line[name] for name in LINE} | {
            "account": account.code or False,
            "taxes": line.tax_ids.mapped("name"),
            "partner": line.partner_id.name or False,
        }

    # -- in --------------------------------------------------------------------------

    @api.model
    def _import(self, text: str, company):
        """Create the rules of a JSON text or a table as drafts of a company.

        Returns:
            the new rules.
        Raises:
            UserError: not such a file, or a code or name that the company lacks.
        """
        try:
            content = self._read(text)
            model, rows = content["model"], content["rules"]
            known = content["format"] == FORMAT and model in FIELDS
        except (ValueError, KeyError, TypeError) as exc:
            raise UserError(self._describe_bad_file()) from exc
        if not known:
            raise UserError(self._describe_bad_file())
        values = [self._prepare(model, row, company) for row in rows]
        return self.env[model].with_company(company).create(values)

    def _read(self, text: str) -> dict:
        if text.lstrip("\ufeff \r\n").startswith("{"):
            return json.loads(text.lstrip("\ufeff"))
        return {"format": FORMAT, **rule_table.read(text)}

    def _describe_bad_file(self) -> str:
        return self.env._(
            "This is not a file of bank rules. Export rules to see what it looks like."
        )

    def _prepare(self, model: str, row: dict, company) -> dict:
        fields = FIELDS[model]
        names = (*PLAIN, *fields["plain"])
        values = {name: row[name] for name in names if name in row}
        for name in fields["accounts"]:
            values[name] = self._find_account(row.get(name), company).id
        for name in fields["journals"]:
            found = [self._find_journal(code, company).id for code in row.get(name, ())]
            values[name] = [(6, 0, found)]
        for name in fields["partners"]:
            partners = [self._find_partner(n, company).id for n in row.get(name, ())]
            many = self.env[model]._fields[name].type == "many2many"
            values[name] = [(6, 0, partners)] if many else (partners or [False])[0]
        values["condition_ids"] = [
            (0, 0, {name: condition[name] for name in CONDITION if name in condition})
            for condition in row.get("conditions", ())
        ]
        if model == "account.reconcile.model":
            lines = row.get("lines", ())
            values["line_ids"] = [
                (0, 0, self._prepare_line(line, company)) for line in lines
            ]
        return values | {"company_id": company.id, "state": "draft"}

    def _prepare_line(self, line: dict, company) -> dict:
        taxes = [self._find_tax(name, company).id for name in line.get("taxes", ())]
        partner = line.get("partner")
        return {name: line[name] for name in LINE if name in line} | {
            "account_id": self._find_account(line.get("account"), company).id,
            "tax_ids": [(6, 0, taxes)],
            "partner_id": self._find_partner(partner, company).id if partner else False,
        }

    def _find_account(self, code, company):
        accounts = self.env["account.account"].with_company(company)
        if not code:
            return accounts
        domain = [("code", "=", code), *accounts._check_company_domain(company)]
        return self._only_one(accounts.search(domain), code, company)

    def _find_journal(self, code, company):
        journals = self.env["account.journal"]
        domain = [("code", "=", code), ("company_id", "=", company.id)]
        return self._only_one(journals.search(domain), code, company)

    def _find_tax(self, name, company):
        taxes = self.env["account.tax"]
        domain = [("name", "=", name), ("company_id", "=", company.id)]
        return self._only_one(taxes.search(domain), name, company)

    def _find_partner(self, name, company):
        partners = self.env["res.partner"]
        domain = [("name", "=", name), ("company_id", "in", (False, company.id))]
        return self._only_one(partners.search(domain), name, company)

    def _only_one(self, found, name: str, company):
        if len(found) == 1:
            return found
        raise UserError(
            self.env._(
                "%(company)s has %(count)s records named “%(name)s” (%(kind)s); the "
                "import needs exactly one.",
                company=company.name,
                count=len(found),
                name=name,
                kind=found._description,
            )
        )
