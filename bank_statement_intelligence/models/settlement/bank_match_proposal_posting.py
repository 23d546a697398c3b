"""What posting and undo ask a proposal; everything here reads only."""

from odoo import fields, models
from odoo.exceptions import UserError

#: tiers of direct matches to posted bank entries that "propose" posts too
DIRECT_TIER = 3
#: triggers without a person: what a person undid stays undone
UNATTENDED = ("cron", "import", "event")
#: what a later run may know better about the same settlement
REFRESHED = (
    "tier",
    "confidence",
    "margin",
    "evidence",
    "has_contra",
    "auto_allowed",
    "group_key",
    "pass_id",
    "pass_code",
)


class BankMatchProposal(models.Model):
    _inherit = "bank.match.proposal"

    difference_account_id = fields.Many2one(
        "account.account",
        "Difference to Account",
        check_company=True,
        domain="[('account_type', 'not in',"
        " ('asset_receivable', 'liability_payable'))]",
        help="Settle the items in full and post the difference here (fee, rounding, "
        "discount). Empty: an under-payment leaves the rest open, an over-payment "
        "stays on the partner's account.",
    )

    def _refresh(self, values: dict) -> None:
        """Take over what a later run says of the same settlement.

        Args:
            values: ``create()`` values of the proposal as it would be made now.
        """
        self.ensure_one()
        changed = {
            name: values[name]
            for name in REFRESHED
            if (self[name].id if name == "pass_id" else self[name] or False)
            != (values[name] or False)
        }
        if changed:
            self.sudo().write(changed)

    # -- policy (step 7) --------------------------------------------------------------

    def _may_post_itself(self, mode: str, trigger: str) -> bool:
        """Tell whether this proposal may be posted without a person.

        Args:
            mode: ``propose`` posts direct matches to posted bank entries only;
                ``post`` all tiers that the journal allows.
            trigger: without a person behind it, what somebody undid stays undone.
        """
        self.ensure_one()
        if self.state != "proposed" or self.has_contra or self.difference:
            return False
        if self.statement_line_id.duplicate_of_id:
            return False
        if not self.pass_id.auto_post or self.statement_line_id.is_reconciled:
            return False
        if trigger in UNATTENDED and self._was_undone():
            return False
        allowed = int(self.journal_id.match_post_tier)
        if mode == "propose":
            return self.kind == "bank" and int(self.tier) <= min(DIRECT_TIER, allowed)
        return int(self.tier) <= (max(allowed, 4) if self.auto_allowed else allowed)

    def _was_undone(self) -> bool:
        return any(
            other.state == "undone" and other.signature == self.signature
            for other in self.statement_line_id.match_proposal_ids
        )

    def _approve_automatically(self) -> None:
        """Mark as approved by the journal's automation level."""
        if self:
            self.sudo().write(
                {"state": "approved", "approved_on": fields.Datetime.now()}
            )

    # -- obstacles --------------------------------------------------------------------

    def _get_obstacle(self) -> str | None:
        """Return why this proposal cannot be posted now, or None."""
        self.ensure_one()
        if self.state != "approved":
            return self.env._(
                "Proposal %(id)s is %(state)s. Approve it first.",
                id=self.id,
                state=self._get_state_label(),
            )
        return (
            self._get_line_obstacle()
            or self._get_item_obstacle()
            or self._get_amount_obstacle()
            or self._get_group_obstacle()
        )

    def _get_line_obstacle(self) -> str | None:
        line, _ = self.statement_line_id, self.env._
        if line.is_ignored or line.state != "posted":
            return self._describe_line(_("It is ignored or not posted."))
        if line.match_state == "reconciled":
            return self._describe_line(_("It is reconciled already."))
        if not line.is_reconciled and not line._is_untouched():
            return self._describe_line(
                _("It is partly booked by hand. Reset it to suspense first.")
            )
        if line.move_id.inalterable_hash:
            return self._describe_line(
                _("Its entry is secured by a hash and cannot be changed.")
            )
        return self._get_lock_obstacle()

    def _get_lock_obstacle(self) -> str | None:
        line = self.statement_line_id
        locks = line.company_id._get_violated_lock_dates(
            line.date, False, line.journal_id
        )
        if not locks:
            return None
        return self._describe_line(
            self.env._("The period is locked until %s.", locks[-1][0])
        )

    def _get_item_obstacle(self) -> str | None:
        _ = self.env._
        for counterpart in self.line_ids:
            item = counterpart.move_line_id
            if counterpart.account_id and not counterpart.account_id.active:
                return self._describe_line(
                    _("Account %s is archived.", counterpart.account_id.display_name)
                )
            if not item:
                continue
            name = item.move_id.name
            if item.parent_state != "posted":
                return self._describe_line(_("%s is not posted any more.", name))
            compare = counterpart.currency_id.compare_amounts
            left = abs(item.amount_residual_currency)
            if item.reconciled or compare(left, abs(counterpart.amount)) < 0:
                return self._describe_line(
                    _("%s has been paid meanwhile. Run the matching again.", name)
                )
        return None

    def _get_amount_obstacle(self) -> str | None:
        """The counterparts use up the whole amount, or an account takes the rest."""
        line = self.statement_line_id
        if self.difference_account_id or not self.line_ids:
            return None
        currency = self.line_ids.currency_id
        if len(currency) > 1 or any(row.line_amount for row in self.line_ids):
            return None
        amount = line.amount if currency == line.currency_id else line.amount_currency
        total = sum(self.line_ids.mapped("amount"))
        if not currency.compare_amounts(amount, total):
            return None
        return self._describe_line(
            self.env._(
                "The difference of %s has no account. Choose “Difference to Account” "
                "on the proposal, or correct the payment.",
                currency.format(amount - total),
            )
        )

    def _get_undo_obstacle(self) -> str | None:
        """Return why this posting cannot be undone, or None."""
        self.ensure_one()
        line, _ = self.statement_line_id, self.env._
        _liquidity, suspense, others = line._seek_for_lines()
        posted = self.line_ids.filtered(
            lambda row: not (row.is_on_account and self.difference_account_id)
        )
        ours = posted.mapped("counterpart_line_id")
        if suspense or len(ours) != len(posted) or not (ours <= others):
            return self._describe_line(_("Its entry has been changed since."))
        if line.move_id.inalterable_hash:
            return self._describe_line(_("Its entry is secured by a hash."))
        return self._get_lock_obstacle()

    def _describe_line(self, reason: str) -> str:
        """Return the reason with the bank line it is about."""
        line = self.statement_line_id
        return self.env._(
            "Bank line “%(label)s” of %(date)s, %(amount)s: %(reason)s",
            label=line.payment_ref,
            date=line.date,
            amount=line.currency_id.format(line.amount),
            reason=reason,
        )

    # -- what to write ----------------------------------------------------------------

    def _is_whole_swap(self) -> bool:
        """Tell whether one item of exactly the suspense amount settles the line."""
        self.ensure_one()
        counterpart = self.line_ids
        if len(counterpart) != 1 or not counterpart.move_line_id:
            return False
        if self.difference_account_id:
            return False
        line = self.statement_line_id
        currency = line.foreign_currency_id or line.currency_id
        amount = line.amount_currency if line.foreign_currency_id else line.amount
        return counterpart.currency_id == currency and not currency.compare_amounts(
            counterpart.amount, amount
        )

    def _prepare_counterparts(self) -> list[tuple]:
        """Return the journal items that replace the suspense item.

        Returns:
            ``(proposal line or empty, values)`` pairs; the balances add up to the
            bank's. Amounts in company currency follow the bank line's own rate.
        """
        self.ensure_one()
        line = self.statement_line_id
        liquidity, _suspense, _others = line._seek_for_lines()
        rows = [
            (counterpart, self._prepare_counterpart(counterpart))
            for counterpart in self.line_ids
            if not (counterpart.is_on_account and self.difference_account_id)
            and counterpart.role != "discount"
        ]
        rest = -liquidity.balance - sum(values["balance"] for _c, values in rows)
        if "discount" in self.line_ids.mapped("role"):
            rows = self._add_discounts(rows, rest)
            rest = -liquidity.balance - sum(values["balance"] for _c, values in rows)
        company_currency = line.company_id.currency_id
        if company_currency.is_zero(rest):
            return rows
        if self.difference_account_id:
            rows.append((self.env["bank.match.proposal.line"], self._write_off(rest)))
        elif abs(rest) <= len(rows) * company_currency.rounding:
            rows[-1][1]["balance"] = company_currency.round(
                rows[-1][1]["balance"] + rest
            )
        else:
            raise UserError(self._get_amount_obstacle() or self._describe_line(""))
        return rows

    def _prepare_counterpart(self, counterpart) -> dict:
        line = self.statement_line_id
        amount = counterpart.amount
        if self.difference_account_id and counterpart.move_line_id:
            amount = counterpart.move_line_id.amount_residual_currency
        share = counterpart.line_amount
        converted = line._prepare_counterpart_amounts_using_st_line_rate(
            line.currency_id if share else counterpart.currency_id,
            0.0,
            -(share or amount),
        )
        return {
            "name": counterpart.label or line.payment_ref,
            "account_id": counterpart.account_id.id,
            "partner_id": counterpart.partner_id.id,
            "currency_id": counterpart.currency_id.id,
            "amount_currency": -amount,
            "balance": converted["balance"],
            "tax_ids": [(6, 0, counterpart.tax_ids.ids)],
            "analytic_distribution": counterpart.analytic_distribution,
        }

    def _write_off(self, balance: float) -> dict:
        line = self.statement_line_id
        return {
            "name": line.payment_ref,
            "account_id": self.difference_account_id.id,
            "partner_id": self.line_ids.partner_id[:1].id,
            "currency_id": line.company_id.currency_id.id,
            "amount_currency": balance,
            "balance": balance,
        }

    # -- afterwards -------------------------------------------------------------------

    def _set_error(self, message: str) -> None:
        self.sudo().write({"state": "error", "error_message": message})

    def _get_rival_lines(self):
        """Return other bank lines with open proposals for the same journal items."""
        return (
            self.search(
                [
                    ("state", "in", ("proposed", "tie", "approved", "error")),
                    ("statement_line_id", "not in", self.statement_line_id.ids),
                    ("line_ids.move_line_id", "in", self.line_ids.move_line_id.ids),
                ]
            ).statement_line_id
            if self.line_ids.move_line_id
            else self.env["account.bank.statement.line"]
        )

    def _drop_rivals(self) -> None:
        """Forget open proposals that these postings have decided."""
        lines = self.statement_line_id
        items = self.line_ids.move_line_id
        rivals = self.search(
            [
                ("state", "in", ("proposed", "tie", "error")),
                ("id", "not in", self.ids),
                "|",
                ("statement_line_id", "in", lines.ids),
                ("line_ids.move_line_id", "in", items.filtered("reconciled").ids),
            ]
        )
        rivals._with_group("proposed", "tie", "error").sudo().unlink()
