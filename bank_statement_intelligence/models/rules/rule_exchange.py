"""Rules as data: export, import, copies for other companies, starter rules.

Accounts and journals are named by their codes, partners by their names, so that rules
move between databases and companies. What is imported is always a draft.
"""

import json

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine.rules import rule_table

FORMAT = "bank-rules/1"
COMMON = (
    "name", "sequence", "direction", "match_amount", "match_amount_min",
    "match_amount_max", "transaction_codes", "day_from", "day_to",
)  # fmt: skip
#: what else each model has
FIELDS = {
    "account.reconcile.model": (
        "match_label", "match_label_param", "label_template", "max_amount_auto",
        "attachment_required", "usage", "account_in_id", "account_out_id",
        "match_journal_ids", "match_partner_ids",
    ),
    "bank.application.rule": (
        "account_number", "apply_method", "apply_limit_days", "include_credit_notes",
        "partial_ok", "journal_ids", "partner_id", "pays_for_partner_ids",
    ),
    "bank.combine.rule": (
        "run_at_import", "key_date", "key_regex", "key_partner", "key_code", "key_sign",
        "window_days", "max_gap_days", "min_lines", "max_lines", "target", "fee_mode",
        "fee_percent_min", "fee_percent_max", "clearing_account_id", "fee_account_id",
        "journal_ids",
    ),
}  # fmt: skip
SLICE = ("source", "position_from", "position_to")
CONDITION = ("group", "source", "negate", "operator", "value", "case_sensitive")
LINE = ("sequence", "amount_type", "amount_string", "label")
#: what a file names a record by
KEYS = {
    "account.account": "code",
    "account.journal": "code",
    "account.tax": "name",
    "res.partner": "name",
}


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
        data = {
            name: self._export_value(rule, rule._fields[name])
            for name in (*COMMON, *FIELDS[rule._name])
        }
        data["conditions"] = [
            {name: condition[name] for name in CONDITION}
            for condition in rule.condition_ids
        ]
        if rule._name == "bank.combine.rule":
            data["slices"] = [
                {name: part[name] for name in SLICE} for part in rule.key_slices
            ]
        if rule._name == "account.reconcile.model":
            data["lines"] = [self._export_line(line) for line in rule.line_ids]
        return data

    def _export_value(self, rule, field):
        """Return a value; an account by its code, journals and partners as a list."""
        value = rule[field.name]
        if field.comodel_name == "account.account":
            return value.with_company(rule.company_id).code or False
        return value.mapped(KEYS[field.comodel_name]) if field.relational else value

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
        fields = [self.env[model]._fields[n] for n in (*COMMON, *FIELDS[model])]
        values = {
            field.name: self._read_value(field, row[field.name], company)
            for field in fields
            if field.name in row
        }
        values["condition_ids"] = [
            (0, 0, {name: condition[name] for name in CONDITION if name in condition})
            for condition in row.get("conditions", ())
        ]
        if model == "bank.combine.rule":
            values["key_slices"] = [
                (0, 0, {name: part[name] for name in SLICE if name in part})
                for part in row.get("slices") or ()
            ]
        if model == "account.reconcile.model":
            lines = row.get("lines", ())
            values["line_ids"] = [
                (0, 0, self._prepare_line(line, company)) for line in lines
            ]
        return values | {"company_id": company.id, "state": "draft"}

    def _read_value(self, field, value, company):
        """Return what is written to a field for a value of a file."""
        if field.comodel_name == "account.account":
            return value and self._find(field.comodel_name, value, company)
        if not field.relational:
            return value
        found = [self._find(field.comodel_name, name, company) for name in value]
        return [(6, 0, found)] if field.type == "many2many" else (found or [False])[0]

    def _prepare_line(self, line: dict, company) -> dict:
        account, partner = line.get("account"), line.get("partner")
        taxes = [
            self._find("account.tax", name, company) for name in line.get("taxes", ())
        ]
        return {name: line[name] for name in LINE if name in line} | {
            "account_id": account and self._find("account.account", account, company),
            "tax_ids": [(6, 0, taxes)],
            "partner_id": partner and self._find("res.partner", partner, company),
        }

    def _find(self, model: str, name: str, company) -> int:
        """Return the id of the record that a file names by its code or name.

        Raises:
            UserError: the company has none, or several.
        """
        records = self.env[model].with_company(company)
        if model in ("account.journal", "account.tax"):
            mine = [("company_id", "=", company.id)]
        else:
            mine = records._check_company_domain(company)
        found = records.search(Domain(KEYS[model], "=", name) & Domain(mine))
        if len(found) == 1:
            return found.id
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
