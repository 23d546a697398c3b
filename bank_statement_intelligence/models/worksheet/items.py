"""Open items that a person may choose for a bank line."""

import re

from odoo.fields import Domain
from odoo.tools import SQL

from ..lines.search import words_domain
from .values import bank_texts, name_of

#: tabs of items with the type of account that they show
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
#: and an amount of it
AMOUNTS = ("amount_residual_currency",)
#: words of the bank's text that are looked up, at most
WORDS = 30
WORD = re.compile(r"[^\W_](?:[\w/.\-]*[^\W_])?")
#: shorter words of the bank's text find everything
SHORTEST = 4


def items_values(line, kind: str, options: dict) -> dict:
    """Return the rows of a tab, see :meth:`BankWorksheet.items`."""
    domain = items_domain(line, kind, options)
    return {
        "rows": [_item_values(line, item) for item in _find(line, domain, options)],
        "total": line.env["account.move.line"].search_count(domain, limit=1000),
        "partner": name_of(line.partner_id.commercial_partner_id),
    }


def count_items(line) -> dict[str, int]:
    """Return how many items each tab would show, up to 100."""
    return {
        kind: line.env["account.move.line"].search_count(
            items_domain(line, kind, {}), limit=100
        )
        for kind in ("bank", *KINDS)
    }


def items_domain(line, kind: str, options: dict) -> Domain:
    """Return the domain of the open items of a tab.

    Args:
        line: ``account.bank.statement.line``.
        kind: ``bank`` or one of ``KINDS``.
        options: ``search, by_text, all_partners, date_from, date_to``.
    """
    domain = Domain(
        [
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("company_id", "child_of", line.company_id.id),
            ("move_id", "not in", line._get_open_lines().move_id.ids),
            ("account_id.reconcile", "=", True),
        ]
    )
    search, by_text = options.get("search"), options.get("by_text")
    if kind == "bank":
        journal = line.journal_id
        accounts = journal._get_outstanding_accounts_by_journal()[journal.id]
        domain &= Domain("account_id", "in", list(accounts))
        domain &= Domain("statement_line_id", "=", False)
    else:
        domain &= Domain("account_id.account_type", "=", KINDS[kind])
        partner = line.partner_id.commercial_partner_id
        if partner and not (options.get("all_partners") or search or by_text):
            domain &= Domain("partner_id", "child_of", partner.id)
    if options.get("date_from"):
        domain &= Domain("date", ">=", options["date_from"])
    if options.get("date_to"):
        domain &= Domain("date", "<=", options["date_to"])
    if search:
        domain &= words_domain(search, (*NAMES, "partner_id"), AMOUNTS)
    if by_text:
        domain &= _text_domain(line)
    return domain


def _text_domain(line) -> Domain:
    """Return the domain of what the bank's text names: numbers, UPR."""
    words = WORD.findall(" ".join(bank_texts(line)))
    long = [word for word in dict.fromkeys(words) if len(word) >= SHORTEST]
    # words with a digit first
    telling = sorted(long, key=lambda word: not any(char.isdigit() for char in word))
    return Domain.OR(
        Domain(name, "ilike", word) for word in telling[:WORDS] for name in NAMES
    )


def _find(line, domain, options: dict):
    """Return the items: the payer's first, then the closest amount, then date."""
    model = line.env["account.move.line"]
    liquidity, _suspense, _others = line._seek_for_lines()
    query = model._search(domain)
    query.order = SQL(
        "account_move_line.partner_id IS DISTINCT FROM %s, "
        "abs(account_move_line.amount_residual - %s), "
        "account_move_line.date_maturity, account_move_line.id",
        line.partner_id.commercial_partner_id.id or None,
        sum(liquidity.mapped("balance")),
    )
    query.limit = min(int(options.get("limit") or LIMIT), 200)
    query.offset = int(options.get("offset") or 0)
    return model.browse(query)


def _item_values(line, item) -> dict:
    move = item.move_id
    amount = item._get_open_amount_for(line)
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
        "has_free_rate": item._has_free_rate(line),
        "discount": item._get_discount_for(line),
        "is_exact": line.currency_id.is_zero(amount - line._get_open_amount()),
    }
