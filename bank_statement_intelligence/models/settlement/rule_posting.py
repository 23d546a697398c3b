"""What posting does for rules beside the entry: own transfers, hits, activities."""

from datetime import timedelta

from odoo import models

#: days that the two sides of an own transfer may lie apart
TRANSFER_DAYS = 5


class BankPostingService(models.AbstractModel):
    _inherit = "bank.posting.service"

    def _apply(self, proposals):
        result = super()._apply(proposals)
        self._add_analytic_items(proposals)
        ruled = proposals.filtered(
            lambda p: p.reconcile_model_id or p.application_rule_id
        )
        for proposal in ruled:
            if proposal.reconcile_model_id.sudo().counterpart_journal_id:
                self._pair_transfer(proposal)
        ruled._note_rule_posting()
        return result

    def _add_analytic_items(self, proposals) -> None:
        """Core makes analytic items when an entry is posted; ours is posted already."""
        items = proposals.line_ids.counterpart_line_id.filtered(
            lambda item: item.analytic_distribution and not item.analytic_line_ids
        )
        if items:
            items._create_analytic_lines()

    def _pair_transfer(self, proposal) -> None:
        """Reconcile the transfer item with the other bank's, if there is only one."""
        item = proposal.line_ids.counterpart_line_id
        rule = proposal.reconcile_model_id.sudo()
        if len(item) != 1 or not item.account_id.reconcile:
            return
        others = self.env["account.move.line"].search(
            [
                ("account_id", "=", item.account_id.id),
                ("company_id", "=", item.company_id.id),
                ("journal_id", "=", rule.counterpart_journal_id.id),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("currency_id", "=", item.currency_id.id),
                ("amount_residual_currency", "=", -item.amount_residual_currency),
                ("date", ">=", item.date - timedelta(days=TRANSFER_DAYS)),
                ("date", "<=", item.date + timedelta(days=TRANSFER_DAYS)),
            ],
            limit=2,
        )
        if len(others) == 1:
            (item | others).reconcile()

    def _post(self, proposals, checkpoint=None):
        """Combined lines are posted together, or not at all."""
        every = proposals._with_group("approved")
        errors = super()._post(every, checkpoint)
        grouped = every.exists().filtered("group_key").grouped("group_key")
        for group in grouped.values():
            failed = next((errors[p.id] for p in group if errors.get(p.id)), None)
            posted = group.filtered(lambda p: p.state == "posted")
            if failed and posted:
                for proposal in posted.sorted("id", reverse=True):
                    self._undo_one(proposal)
                    proposal._set_error(failed)
                errors |= dict.fromkeys(posted.ids, failed)
        return errors

    def _undo(self, proposals):
        every = proposals._with_group("posted")
        result = super()._undo(every)
        undone = every.filtered(lambda p: p.state == "undone")
        undone._note_correction()
        return result
