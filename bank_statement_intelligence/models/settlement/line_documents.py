"""Documents written for a bank line: drafted, filled, settled when posted."""

from odoo import Command, api, models
from odoo.exceptions import UserError

from ..lines.actions import form_action
from ..lines.constants import GROUP_APPROVER, GROUP_USER, SETTLED_STATES
from ..lines.tables import entry
from .by_hand import OPEN_ITEM_TYPES

#: what money in, and money out, can be the payment of
KINDS_IN = ("out_invoice", "in_refund", "payment")
KINDS_OUT = ("in_invoice", "out_refund", "payment")


class BankLineDocuments(models.AbstractModel):
    _name = "bank.line.documents"
    _description = "Documents Written for Bank Lines"

    @api.model
    def _get_kinds(self, line) -> list[str]:
        """Return what can be written for a line; a payment only where the account
        keeps payments apart until the bank books them."""
        kinds = KINDS_IN if line.amount > 0 else KINDS_OUT
        return [
            kind for kind in kinds if kind != "payment" or self._get_method_line(line)
        ]

    @api.model
    def _create_draft(self, line, kind: str):
        """Write a draft for an open line: partner, day, text and amount are the line's.

        Args:
            line: ``account.bank.statement.line``.
            kind: one of :meth:`_get_kinds`.
        Returns:
            the ``account.move`` or ``account.payment``, tied to the line.
        Raises:
            UserError: the line is settled, or this makes no sense for its amount.
        """
        line._check_open()
        if kind not in self._get_kinds(line):
            raise UserError(
                self.env._(
                    "“%(label)s” cannot settle a document of the kind “%(kind)s”. "
                    "Possible are: %(kinds)s.",
                    kind=kind,
                    label=line.payment_ref,
                    kinds=", ".join(self._get_kinds(line)),
                )
            )
        is_payment = kind == "payment"
        draft = self._draft_payment(line) if is_payment else self._draft(line, kind)
        draft.sudo().bank_line_id = line
        draft.message_post(
            body=self.env._("Written for the bank line “%s”.", line.payment_ref)
        )
        return draft

    def _draft(self, line, kind: str):
        move = self.env["account.move"].create(
            {
                "move_type": kind,
                "company_id": line.company_id.id,
                "partner_id": line.partner_id.id,
                "currency_id": line.currency_id.id,
                "invoice_date": line.date,
                "ref": line.payment_ref,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": line.payment_ref,
                            "quantity": 1,
                            "price_unit": abs(line._get_open_amount()),
                        }
                    )
                ],
            }
        )
        total, amount = move.amount_total, abs(line._get_open_amount())
        if total and line.currency_id.compare_amounts(total, amount):
            row = move.invoice_line_ids
            row.price_unit = row.price_unit * amount / total  # taxes come on top
        return move

    def _draft_payment(self, line):
        is_in = line.amount > 0
        return self.env["account.payment"].create(
            {
                "payment_type": "inbound" if is_in else "outbound",
                "partner_type": "customer" if is_in else "supplier",
                "partner_id": line.partner_id.id,
                "amount": abs(line._get_open_amount()),
                "currency_id": line.currency_id.id,
                "date": line.date,
                "memo": line.payment_ref,
                "journal_id": line.journal_id.id,
                "payment_method_line_id": self._get_method_line(line).id,
            }
        )

    def _get_method_line(self, line):
        journal = line.journal_id
        kind = "inbound" if line.amount > 0 else "outbound"
        found = journal[f"{kind}_payment_method_line_ids"]
        return found.filtered("payment_account_id")[:1]

    @entry("posted", 10)
    def _settle_lines(self, documents) -> None:
        """Settle the lines that posted documents or payments were written for."""
        for document in documents.filtered("bank_line_id"):
            self._settle(document.bank_line_id, self._get_open_items(document))

    @api.model
    def _settle(self, line, items) -> None:
        """Settle the line that a posted document was written for.

        Who may not approve leaves the match to somebody who may; what the document
        does not take stays on the account of its partner.

        Args:
            line: the bank line; settled already, nothing is done.
            items: open journal items of the document.
        """
        has_group = self.env.user.has_group
        if line.match_state in SETTLED_STATES or not has_group(GROUP_USER):
            return
        left = line._get_open_amount()
        chosen = []
        for item in items.sorted(lambda row: (row.date_maturity or row.date, row.id)):
            whole = item._get_open_amount_for(line)
            if whole * left > 0:
                part = min(whole, left, key=abs)
                chosen.append({"id": item.id, "amount": part})
                left = line.currency_id.round(left - part)
        if not chosen:
            return
        rest = [{"on_account": True, "partner_id": items.partner_id[:1].id}]
        entries = [row | {"amount": left} for row in rest if left]
        by_hand = self.env["bank.manual.settlement"]
        if has_group(GROUP_APPROVER):
            by_hand._propose(line, chosen, entries).action_approve_and_post()
        else:
            by_hand._prepare(line, chosen, entries)

    @api.model
    def _open(self, document) -> dict:
        """Return the action that shows a document."""
        name, views = document.display_name, [(False, "form")]
        return form_action(document, name=name, views=views)

    @api.model
    def _get_open_items(self, document):
        """Return what is open of a document on its partner's account, or of a payment
        on the account where it waits for the bank."""
        if document._name == "account.payment":
            items = document._seek_for_lines()[0]
        else:
            items = document.line_ids.filtered(
                lambda item: item.account_type in OPEN_ITEM_TYPES
            )
        return items.filtered(lambda item: not item.reconciled)
