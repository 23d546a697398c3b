"""A settlement made by hand becomes a proposal like any other.

What a person chooses – items with amounts, accounts with taxes – is kept as a
``bank.match.proposal`` with method ``manual`` and posted like all others, so that
evidence, approval, undo and history are the same for people and machines.

What is chosen for combined lines is shared among them: nothing is merged, each line
gets its part of the items and accounts, and all are posted and undone together.
"""

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.matching.proposal import Evidence
from ...engine.rules.grouping import distribute
from .proposal_values import get_signature

METHOD = "manual"
OPEN_ITEM_TYPES = ("asset_receivable", "liability_payable")


class BankManualSettlement(models.AbstractModel):
    _name = "bank.manual.settlement"
    _description = "Bank Settlement by Hand"

    @api.model
    def _prepare(self, line, items, entries, note=""):
        """Keep what a person chose for somebody who may approve it.

        It takes the place of what was prepared for the line before; matching again
        leaves it alone, and nothing else is posted for the line by itself.

        Args:
            line, items, entries: as of ``_propose``.
            note: what the approver should know.
        Returns:
            the proposals, which wait.
        Raises:
            UserError: the parts do not add up, or one cannot be used.
        """
        lines = line._get_open_lines()
        before = lines.match_proposal_ids.filtered(lambda p: p._is_prepared())
        proposals = self._propose(line, items, entries)
        before.sudo().unlink()
        if note:
            fact = Evidence("note", note, "").as_json()
            for proposal in proposals.sudo():
                proposal.evidence = [*proposal.evidence, fact]
        return proposals

    @api.model
    def _propose(self, line, items, entries):
        """Make the proposal that settles a line as a person chose.

        Args:
            line: ``account.bank.statement.line``, not settled yet.
            items (list): ``{"id", "amount", "own_amount"}``: journal items and what
                each takes of the bank line, in the line's currency and sign; the last
                is what that settles of an item in a foreign currency, at the rate
                that a person knows (left out: at the bank's, or of the day).
            entries (list): ``{"account_id", "amount", "partner_id", "label",
                "tax_ids", "analytic_distribution", "on_account", "reason_id"}``, or the
                cash discount of a chosen item: ``{"discount_of", "amount"}``. A reason
                of the difference fills what is not given.
        Returns:
            the ``bank.match.proposal`` in state ``proposed``; of combined lines one
            for each, which stand and fall together.
        Raises:
            UserError: the parts do not add up, or one cannot be used.
        """
        rows = [self._prepare_item(line, item) for item in items]
        rows += [
            self._prepare_discount(line, entry, rows)
            if entry.get("discount_of")
            else self._prepare_entry(line, entry)
            for entry in entries
        ]
        lines = line._get_open_lines()
        self._check_total(line, sum(lines.mapped("amount")), rows)
        values = [
            self._prepare_proposal(member, parts)
            for member, parts in self._share(lines, rows)
        ]
        return self.env["bank.match.proposal"].sudo().create(values).sudo(self.env.su)

    def _prepare_proposal(self, line, rows) -> dict:
        kind, group = self._get_kind(line, rows), line.line_group_id
        return {
            "statement_line_id": line.id,
            "company_id": line.company_id.id,
            "journal_id": line.journal_id.id,
            "kind": kind,
            "pass_code": METHOD,
            "confidence": 1.0,
            "evidence": [Evidence(METHOD, self.env.user.name, "").as_json()],
            "signature": get_signature(kind, rows),
            "group_key": f"{group.id}:{METHOD}" if group else False,
            "line_ids": [(0, 0, row) for row in rows],
        }

    # -- parts ---------------------------------------------------------------------

    def _prepare_item(self, line, chosen) -> dict:
        item = self._browse_item(line, chosen)
        amount = line.currency_id.round(float(chosen["amount"]))
        told = float(chosen.get("own_amount") or 0)
        own, part = self._get_own_amount(line, item, amount, told)
        return {
            "move_line_id": item.id,
            "account_id": item.account_id.id,
            "partner_id": item.partner_id.commercial_partner_id.id,
            "currency_id": own.id,
            "amount": part,
            "line_amount": amount,
            "label": item.move_id.name,
        }

    def _browse_item(self, line, chosen):
        """Return the open item, or say why it cannot be settled with this line."""
        item = self.env["account.move.line"].browse(chosen.get("id")).exists()
        if not item or not item.has_access("read"):
            raise UserError(
                self.env._("A chosen item does not exist any more. Reload the page.")
            )
        reason = None
        if item.reconciled or item.parent_state != "posted":
            reason = self.env._("It is paid or not posted.")
        elif item.company_id not in self._get_companies(line):
            reason = self.env._("It belongs to another company.")
        elif not item.account_id.reconcile:
            reason = self.env._("Its account does not allow reconciliation.")
        elif float(chosen["amount"]) * item.amount_residual <= 0:
            reason = self.env._("Its amount must have the sign of what is open.")
        if reason:
            raise UserError(f"{item.move_id.name}: {reason}")  # pylint: disable=translation-required
        return item

    def _get_companies(self, line):
        return self.env["res.company"].search([("id", "child_of", line.company_id.id)])

    def _get_own_amount(self, line, item, amount: float, told: float = 0.0):
        """Return currency and amount of an item's part, in the item's own currency.

        A part that is all that is open of the item, at the line's rate, closes
        the item in full: the difference of rates is core's to post.
        """
        currency = item.currency_id
        if currency == line.currency_id:
            return currency, amount
        if told and item._has_free_rate(line):
            return currency, self._check_told(item, currency.round(told))
        whole = item._get_open_amount_for(line)
        if line.currency_id.is_zero(whole):
            return currency, item.amount_residual_currency
        part = item.amount_residual_currency * min(1.0, amount / whole)
        return currency, currency.round(part)

    def _check_told(self, item, amount: float) -> float:
        """Return what a person settles of an item in its own currency, or refuse."""
        open_amount = item.amount_residual_currency
        if amount * open_amount > 0 and abs(amount) <= abs(open_amount):
            return amount
        raise UserError(
            self.env._(
                "%(name)s: at this rate %(amount)s would be settled, but %(open)s is "
                "open. Change the rate or the amount.",
                name=item.move_id.name,
                amount=item.currency_id.format(amount),
                open=item.currency_id.format(open_amount),
            )
        )

    def _prepare_discount(self, line, entry, rows) -> dict:
        """Return the part that grants the cash discount of a chosen item.

        Core posts it as the terms say, with the tax; the amount is not a choice.
        """
        chosen = {row["move_line_id"]: row for row in rows if "move_line_id" in row}
        row = chosen.get(entry["discount_of"])
        item = self.env["account.move.line"].browse(row["move_line_id"] if row else [])
        discount = item._get_discount_for(line) if row else 0
        currency = line.currency_id
        if not discount or currency.compare_amounts(
            row["line_amount"], item.amount_residual_currency
        ):
            raise UserError(
                self.env._(
                    "%s: a cash discount is granted on an unpaid item that is settled "
                    "in full and whose terms have one.",
                    item.move_id.name or line.payment_ref,
                )
            )
        company = line.company_id
        account = (
            company.account_journal_early_pay_discount_loss_account_id
            if discount > 0
            else company.account_journal_early_pay_discount_gain_account_id
        )
        return {
            "account_id": account.id,
            "partner_id": row["partner_id"],
            "currency_id": currency.id,
            "amount": -discount,
            "line_amount": -discount,
            "label": self.env._("Early payment discount"),
            "role": "discount",
            "settled_line_id": item.id,
        }

    def _prepare_entry(self, line, entry) -> dict:
        reason = self._get_reason(line, entry)
        entry = reason._as_entry() | {k: v for k, v in entry.items() if v}
        account = self._get_account(line, entry)
        if not account:
            raise UserError(self.env._("Choose an account for each line of the entry."))
        amount = line.currency_id.round(float(entry.get("amount") or 0))
        if line.currency_id.is_zero(amount):
            raise UserError(self.env._("%s: enter an amount.", account.display_name))
        partner_id = entry.get("partner_id") or False
        if account.account_type in OPEN_ITEM_TYPES and not partner_id:
            raise UserError(self.env._("%s: choose the partner.", account.display_name))
        return {
            "account_id": account.id,
            "partner_id": partner_id,
            "currency_id": line.currency_id.id,
            "amount": amount,
            "line_amount": amount,
            "label": entry.get("label") or line.payment_ref,
            "tax_ids": [(6, 0, entry.get("tax_ids") or [])],
            "analytic_distribution": entry.get("analytic_distribution") or False,
            "is_on_account": account.account_type in OPEN_ITEM_TYPES,
            "reason_id": reason.id,
        }

    def _get_reason(self, line, entry):
        """Return the reason of a difference that was chosen, maybe none."""
        reason = self.env["bank.difference.reason"].browse(entry.get("reason_id") or [])
        offered = reason._get_offered(line.company_id, line.journal_id)
        if not reason <= offered:
            raise UserError(
                self.env._("The reason of the difference is not one of this journal.")
            )
        return reason

    def _get_account(self, line, entry):
        """Return the account of an entry; of what stays on account, the partner's."""
        if not entry.get("on_account"):
            return self.env["account.account"].browse(entry.get("account_id")).exists()
        partner = self.env["res.partner"].browse(entry.get("partner_id")).exists()
        return partner._get_own_account(line)

    # -- the whole -----------------------------------------------------------------

    def _check_total(self, line, amount: float, rows) -> None:
        if not rows:
            raise UserError(
                self.env._("Choose an item or an account for this bank line first.")
            )
        total = sum(row["line_amount"] for row in rows)
        currency = line.currency_id
        if not currency.compare_amounts(total, amount):
            return
        raise UserError(
            self.env._(
                "“%(label)s” is %(amount)s, but %(total)s is chosen: %(left)s is left. "
                "Choose another item, keep the rest on account, or write it off to an "
                "account.",
                label=line.payment_ref,
                amount=currency.format(amount),
                total=currency.format(total),
                left=currency.format(amount - total),
            )
        )

    def _get_kind(self, line, rows) -> str:
        outstanding = line.journal_id._get_outstanding_accounts_by_journal()
        accounts = outstanding[line.journal_id.id]
        items = [row for row in rows if row.get("move_line_id")]
        if items and all(row["account_id"] in accounts for row in items):
            return "bank"
        if items or any(row.get("is_on_account") for row in rows):
            return "payment"
        return "entry"

    # -- shared among combined lines -------------------------------------------------

    def _share(self, lines, rows) -> list[tuple]:
        """Return ``(line, its parts)`` for each line; the parts add up to the rows.

        Args:
            lines: open bank lines of one group, or one line.
            rows: values of the counterparts for all of them together.
        Raises:
            UserError: the amounts cancel out, or core must post a discount as a whole.
        """
        if len(lines) == 1:
            return [(lines, rows)]
        if not rows or any(row.get("role") == "discount" for row in rows):
            raise UserError(
                self.env._(
                    "Combined lines cannot be settled so: their amounts cancel out, or "
                    "a cash discount would have to be divided. Dissolve the group "
                    "first, then settle each line."
                )
            )
        unit = 10**lines.currency_id.decimal_places
        spread = distribute(
            [(line.id, round(line.amount * unit)) for line in lines],
            [(n, round(row["line_amount"] * unit)) for n, row in enumerate(rows)],
        )
        taken: list[list[dict]] = [[] for _row in rows]
        shares = []
        for line in lines:
            shares.append((line, []))
            for n, minor in spread[line.id]:
                part = self._get_part(line, rows[n], minor / unit)
                shares[-1][1].append(part)
                taken[n].append(part)
        for row, parts in zip(rows, taken, strict=True):  # to the last cent
            rest = row["amount"] - sum(part["amount"] for part in parts)
            last = parts[-1] | {"amount": parts[-1]["amount"] + rest}
            parts[-1].update(self._round(lines[:1], last))
        return [(line, parts) for line, parts in shares if parts]

    def _get_part(self, line, row, amount: float) -> dict:
        """Return the part of a row that is ``amount`` in the currency of the line."""
        own = row["amount"] * amount / row["line_amount"]
        return self._round(line, row | {"line_amount": amount, "amount": own})

    def _round(self, line, row) -> dict:
        own = self.env["res.currency"].browse(row["currency_id"])
        return row | {
            "line_amount": line.currency_id.round(row["line_amount"]),
            "amount": own.round(row["amount"]),
        }
