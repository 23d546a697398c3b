"""Open items that a person may choose for a bank line."""

import re

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.float_utils import float_is_zero

from ..lines.search import read_amounts
from .worksheet_values import bank_texts, name_of, open_amount

KINDS = {
    "customer": "asset_receivable",
    "vendor": "liability_payable",
}
#: rows per call
LIMIT = 40
#: where a word of a search, or of the bank's text, is looked for
NAMES = (
    "move_id.name",
    "move_id.ref",
    "move_id.payment_reference",
    "name",
    "payment_id.unique_payment_reference",
    "payment_id.memo",
)
#: words of the bank's text that are looked up, at most
WORDS = 30
WORD = re.compile(r"[^\W_](?:[\w/.\-]*[^\W_])?")
#: shorter words of the bank's text find everything
SHORTEST = 4


class BankWorksheet(models.AbstractModel):
    _inherit = "bank.worksheet"

    @api.readonly
    @api.model
    def items(self, line_id, kind, options=None):
        """Return open items for a tab of the panel, the likeliest first.

        Args:
            line_id (int): the bank line.
            kind (str): ``bank`` (posted payments and entries that should appear on the
                bank), ``customer`` or ``vendor``.
            options (dict): ``search`` text, ``by_text`` (what the bank's text names,
                of any partner), ``all_partners``, ``date_from``, ``date_to``,
                ``offset``, ``limit``.
        Returns:
            dict: ``rows``, ``total`` (at most 1,000 are counted), ``partner``.
        """
        line = self._browse_line(line_id)
        if kind != "bank" and kind not in KINDS:
            raise UserError(
                self.env._(
                    "There is no list of items “%(kind)s”. Use: %(kinds)s.",
                    kind=kind,
                    kinds=", ".join(("bank", *KINDS)),
                )
            )
        options = options or {}
        accounts = line.journal_id._get_outstanding_accounts_by_journal()
        domain = self._get_items_domain(
            line, kind, accounts[line.journal_id.id], **options
        )
        model = self.env["account.move.line"]
        found = self._find_items(line, domain, options)
        return {
            "rows": [self._prepare_item(line, item) for item in found],
            "total": model.search_count(domain, limit=1000),
            "partner": name_of(line.partner_id.commercial_partner_id),
        }

    def _get_items_domain(
        self,
        line,
        kind,
        accounts,
        search="",
        all_partners=False,
        by_text=False,
        date_from=False,
        date_to=False,
        **_other,
    ):
        """Return the domain of the open items of a tab."""
        domain = Domain(
            [
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("company_id", "child_of", line.company_id.id),
                ("move_id", "!=", line.move_id.id),
                ("account_id.reconcile", "=", True),
                ("statement_line_id", "=", False),
            ]
        )
        if kind == "bank":
            domain &= Domain("account_id", "in", list(accounts))
        else:
            domain &= Domain("account_id.account_type", "=", KINDS[kind])
        partner = line.partner_id.commercial_partner_id
        is_wide = all_partners or search or by_text or kind == "bank"
        if partner and not is_wide:
            domain &= Domain("partner_id", "child_of", partner.id)
        if date_from:
            domain &= Domain("date", ">=", date_from)
        if date_to:
            domain &= Domain("date", "<=", date_to)
        if search:
            domain &= self._get_search_domain(search)
        if by_text:
            domain &= self._get_text_domain(line)
        return domain

    def _get_text_domain(self, line):
        """Return the domain of what the bank's text names: numbers, UPR."""
        words = WORD.findall(" ".join(bank_texts(line)))
        long = [word for word in dict.fromkeys(words) if len(word) >= SHORTEST]
        telling = [word for word in long if any(char.isdigit() for char in word)]
        telling += [word for word in long if word not in telling]
        return Domain.OR(
            Domain(name, "ilike", word) for word in telling[:WORDS] for name in NAMES
        )

    def _get_search_domain(self, search: str):
        """Return the domain of a search text: every word somewhere."""
        domain = Domain.TRUE
        for word in search.split():
            names = (*NAMES, "partner_id")
            options = [Domain(name, "ilike", word) for name in names]
            amounts = read_amounts(word)
            if amounts:
                options.append(Domain("amount_residual_currency", "in", amounts))
            domain &= Domain.OR(options)
        return domain

    def _find_items(self, line, domain, options):
        """Return the items: the payer's first, then the closest amount, then date."""
        model = self.env["account.move.line"]
        query = model._search(domain)
        partner = line.partner_id.commercial_partner_id
        query.order = SQL(
            "account_move_line.partner_id IS DISTINCT FROM %s, "
            "abs(account_move_line.amount_residual - %s), "
            "account_move_line.date_maturity, account_move_line.id",
            partner.id or None,
            self._get_company_amount(line),
        )
        query.limit = min(int(options.get("limit") or LIMIT), 200)
        query.offset = int(options.get("offset") or 0)
        rows = self.env.execute_query(query.select())
        return model.browse([row[0] for row in rows])

    def _get_company_amount(self, line) -> float:
        liquidity, _suspense, _others = line._seek_for_lines()
        return sum(liquidity.mapped("balance"))

    def _prepare_item(self, line, item) -> dict:
        move = item.move_id
        amount = self._get_line_amount(line, item)
        left = open_amount(line)
        return {
            "id": item.id,
            "move_id": move.id,
            "name": move.name,
            "ref": move.ref or move.payment_reference or item.name or "",
            "reference": item.payment_id.unique_payment_reference or "",
            "partner": name_of(item.partner_id),
            "date": str(item.date),
            "due": str(item.date_maturity or item.date),
            "account": name_of(item.account_id),
            "residual": item.amount_residual_currency,
            "currency_id": item.currency_id.id,
            "amount": amount,
            "discount": self._get_discount(line, item),
            "is_exact": float_is_zero(
                amount - left, precision_rounding=line.currency_id.rounding
            ),
        }

    def _get_line_amount(self, line, item) -> float:
        """Return an item's open amount in the currency of the bank line.

        The bank's own rate counts where the line has one, else the rate of the line's
        date.
        """
        residual, currency = item.amount_residual_currency, item.currency_id
        if currency == line.currency_id:
            return residual
        if currency == line.foreign_currency_id and line.amount_currency:
            return line.currency_id.round(
                residual * abs(line.amount / line.amount_currency)
            )
        return currency._convert(residual, line.currency_id, line.company_id, line.date)

    def _get_discount(self, line, item) -> float:
        """Return the cash discount of an unpaid item, in the line's currency and with
        the item's sign; 0 when its terms grant none."""
        currency = item.currency_id
        has_terms = not currency.is_zero(item.discount_amount_currency)
        if currency != line.currency_id or not has_terms:
            return 0.0
        if currency.compare_amounts(
            item.amount_residual_currency, item.amount_currency
        ):
            return 0.0  # partly paid: core grants it on the whole only
        return currency.round(item.amount_currency - item.discount_amount_currency)
