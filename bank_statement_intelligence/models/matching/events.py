"""What makes waiting bank lines be matched again; documents and tolerances do so
in their own files. Only a trigger of the scheduled action is written."""

from odoo import api, models

#: fields of a partner's bank account by which payers are known
ACCOUNT_FIELDS = frozenset(("acc_number", "partner_id", "active", "company_id"))
#: fields of a partner by which payers are known
PARTNER_FIELDS = frozenset(("name", "ref", "active", "parent_id", "company_id"))


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def action_post(self):
        """A payment without an entry of its own can settle a line as well."""
        result = super().action_post()
        self.filtered(lambda p: not p.move_id).company_id._match_bank_lines_later()
        return result


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    def unlink(self):
        """What was settled is open again, maybe for another line."""
        companies = self.company_id
        result = super().unlink()
        companies._match_bank_lines_later()
        return result


class BankLineDetail(models.Model):
    _inherit = "bank.line.detail"

    @api.model_create_multi
    def create(self, vals_list):
        """Advice that arrives or is typed tells what a line pays."""
        rows = super().create(vals_list)
        rows._match_lines_later()
        return rows

    def write(self, vals):
        """So does advice that is corrected."""
        result = super().write(vals)
        self._match_lines_later()
        return result

    def _match_lines_later(self) -> None:
        """Lines of this transaction are not meant: their import matches them."""
        if self.env.context.get("bank_match_later") is False:
            return  # the caller does it, once for all
        now = self.env.cr.now()
        waiting = self.statement_line_id.filtered(
            lambda line: (
                line.match_state not in ("reconciled", "ignored")
                and line.create_date < now
            )
        )
        waiting.company_id._match_bank_lines_later()


class BankReferenceFormat(models.Model):
    _inherit = "bank.reference.format"

    @api.model_create_multi
    def create(self, vals_list):
        """Another way to read a reference may prove what a line pays."""
        formats = super().create(vals_list)
        formats.company_id._match_bank_lines_later()
        return formats

    def write(self, vals):
        """So may a changed one."""
        result = super().write(vals)
        self.company_id._match_bank_lines_later()
        return result


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    @api.model_create_multi
    def create(self, vals_list):
        """An account that is on file now tells who paid."""
        accounts = super().create(vals_list)
        accounts._match_lines_later()
        return accounts

    def write(self, vals):
        """So does a corrected one."""
        result = super().write(vals)
        if ACCOUNT_FIELDS.intersection(vals):
            self._match_lines_later()
        return result

    def _match_lines_later(self) -> None:
        (self.company_id or self.env.companies)._match_bank_lines_later()


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """A name or a customer number that changes tells who paid."""
        result = super().write(vals)
        if PARTNER_FIELDS.intersection(vals):
            companies = self.company_id or self.env.companies
            companies._match_bank_lines_later()
        return result
