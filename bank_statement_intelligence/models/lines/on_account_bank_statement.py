"""Bank statements: who writes what."""

from odoo import api, models

from .truth import BANK, ENGINE, ODOO, person


class AccountBankStatement(models.Model):
    """A statement of the bank keeps what the bank said; one made by hand does not."""

    _inherit = "account.bank.statement"

    _truth = {
        **dict.fromkeys(("journal_id", "date", "reference"), BANK),
        **dict.fromkeys(("balance_start", "balance_end_real"), BANK),
        "name": person("user"),
        **dict.fromkeys(("balance_end", "first_line_index", "is_complete"), ENGINE),
        **dict.fromkeys(("company_id", "currency_id"), ENGINE),
        **dict.fromkeys(("line_ids", "attachment_ids"), ODOO),
    }

    @api.model_create_multi
    def create(self, vals_list):
        """Create statements, each field by whom it belongs to."""
        watch = self.env["bank.tables"]._watch
        return watch(super().create, self, "create", vals_list)

    def write(self, vals):
        """Write statements, each field by whom it belongs to."""
        return self.env["bank.tables"]._watch(super().write, self, "write", vals)

    def _get_stated(self):
        """Return the statements that came from the bank."""
        return self.filtered("import_file_id")

    def _check_typed(self) -> None:
        """A statement made by hand is fine."""
