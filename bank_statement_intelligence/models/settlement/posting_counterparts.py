"""Part of the posting service: reconcile counterparts, reopen what a return undoes."""

from odoo import models


class BankPostingService(models.AbstractModel):
    _inherit = "bank.posting.service"

    def _reconcile(self, proposals) -> None:
        """Reconcile every counterpart with what it settles: one plan for all."""
        self._reopen(proposals)
        groups = [*self._get_item_groups(proposals), *self._get_other_groups(proposals)]
        items = self.env["account.move.line"].union(*groups)
        plan = [group.with_prefetch(items.ids) for group in groups]
        if plan:
            items.with_context(tracking_disable=True)._reconcile_plan(plan)

    def _get_item_groups(self, proposals) -> list:
        """Return each item with its counterparts; several lines may share one item."""
        groups: dict = {}
        for counterpart in proposals.line_ids:
            item = counterpart.move_line_id
            if item:
                group = groups.get(item, item)
                groups[item] = group | counterpart.counterpart_line_id
        return list(groups.values())

    def _get_other_groups(self, proposals) -> list:
        """Return the pairs of transfers and returns."""
        groups: dict = {}
        for counterpart in proposals.line_ids:
            own = counterpart.counterpart_line_id
            if counterpart.role == "transfer":
                key = counterpart.proposal_id.group_key
                groups[key] = groups.get(key, own) | own
            elif counterpart.role == "reversal" and counterpart.settled_line_id:
                groups[counterpart] = own | counterpart.settled_line_id
        return list(groups.values())

    # -- returns -----------------------------------------------------------------------

    def _reopen(self, proposals) -> None:
        """Take what came back away from what it had settled, and remember that."""
        for counterpart in self._get_reversals(proposals):
            item = counterpart.settled_line_id
            settled = item.matched_debit_ids.debit_move_id
            settled |= item.matched_credit_ids.credit_move_id
            counterpart.sudo().reopened_ids = settled.ids
            item.remove_move_reconcile()

    def _close_again(self, proposal) -> None:
        """Undo of :meth:`_reopen`: settle again what still is open."""
        for counterpart in self._get_reversals(proposal):
            item = counterpart.settled_line_id
            items = self.env["account.move.line"].browse(counterpart.reopened_ids or [])
            items = items.exists().filtered(lambda i: not i.reconciled)
            if items and not item.reconciled:
                (item | items).with_context(tracking_disable=True).reconcile()
            counterpart.sudo().reopened_ids = False

    def _get_reversals(self, proposals):
        return proposals.line_ids.filtered(
            lambda row: row.role == "reversal" and row.settled_line_id
        )
