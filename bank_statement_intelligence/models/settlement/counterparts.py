"""The journal items that take the place of a bank line's suspense item.

Functions of a proposal; they read only. A row is a pair: the proposal's line that it
stands for, or none, and the values of the journal item.
"""

from odoo.exceptions import UserError

from . import obstacles


def is_whole_item(proposal) -> bool:
    """Tell whether one item of exactly the suspense amount settles the line."""
    counterpart = proposal.line_ids
    if len(counterpart) != 1 or not counterpart.move_line_id:
        return False
    if proposal.difference_account_id:
        return False
    line = proposal.statement_line_id
    currency = line.foreign_currency_id or line.currency_id
    amount = line.amount_currency if line.foreign_currency_id else line.amount
    return counterpart.currency_id == currency and not currency.compare_amounts(
        counterpart.amount, amount
    )


def prepare(proposal) -> list[tuple]:
    """Return the rows that replace the suspense item, tax items included.

    The balances add up to the bank's; amounts in company currency follow the bank
    line's own rate.

    Raises:
        UserError: something is left that no account takes.
    """
    line, company_currency = proposal.statement_line_id, proposal.company_id.currency_id
    liquidity, _suspense, _others = line._seek_for_lines()
    closes = proposal._closes_items()
    rows = [
        (counterpart, _prepare_row(proposal, counterpart, closes))
        for counterpart in proposal.line_ids
        if not (counterpart.is_on_account and closes) and counterpart.role != "discount"
    ]
    rest = -liquidity.balance - sum(values["balance"] for _row, values in rows)
    discounts = _prepare_discounts(proposal, rest)
    rest -= sum(values["balance"] for _row, values in discounts)
    if company_currency.is_zero(rest):
        pass
    elif proposal.difference_account_id:
        rows.append((proposal.line_ids.browse(), _prepare_difference(proposal, rest)))
    elif abs(rest) <= len(rows + discounts) * company_currency.rounding:
        last = (rows + discounts)[-1][1]
        last["balance"] = company_currency.round(last["balance"] + rest)
    else:
        raise UserError(
            obstacles.has_no_account(proposal) or proposal._describe_line("")
        )
    # core's discounts have their tax items already
    return _add_taxes(proposal, rows) + discounts


def _prepare_row(proposal, counterpart, closes: bool) -> dict:
    line, item = proposal.statement_line_id, counterpart.move_line_id
    amount = counterpart.amount
    if closes and item:
        amount = item.amount_residual_currency
    share = counterpart.line_amount
    converted = line._prepare_counterpart_amounts_using_st_line_rate(
        line.currency_id if share else counterpart.currency_id,
        0.0,
        -(share or amount),
    )
    values = {
        "name": counterpart.label or line.payment_ref,
        "account_id": (counterpart.account_id or proposal.difference_account_id).id,
        "partner_id": counterpart.partner_id.id,
        "currency_id": counterpart.currency_id.id,
        "amount_currency": -amount,
        "balance": converted["balance"],
        "tax_ids": [(6, 0, counterpart.tax_ids.ids)],
        "analytic_distribution": counterpart.analytic_distribution,
    }
    if counterpart.role == "write_off" and proposal.difference_reason_id:
        values |= _prepare_reason(proposal.difference_reason_id)
    if proposal.reconcile_model_id and not item:
        # the rule's trace, as core leaves it
        values["reconcile_model_id"] = proposal.reconcile_model_id.id
    return values


def _prepare_difference(proposal, balance: float) -> dict:
    partner = proposal.line_ids.partner_id
    return {
        "name": proposal.statement_line_id.payment_ref,
        "account_id": proposal.difference_account_id.id,
        "partner_id": partner.id if len(partner) == 1 else False,
        "currency_id": proposal.company_id.currency_id.id,
        "amount_currency": balance,
        "balance": balance,
    } | _prepare_reason(proposal.difference_reason_id)


def _prepare_reason(reason) -> dict:
    """Return what a reason says of the item of a difference, nothing without one."""
    if not reason:
        return {}
    return {
        "name": reason.name,
        "account_id": reason.account_id.id,
        "tax_ids": [(6, 0, reason.tax_ids.ids)],
        "analytic_distribution": reason.analytic_distribution,
    }


# -- early payment discount ------------------------------------------------------------


def _prepare_discounts(proposal, rest: float) -> list[tuple]:
    """Return core's own items for the counterparts that are discounts.

    Core reduces the tax as the terms say; what the exchange rate leaves goes to its
    exchange account.

    Args:
        proposal: the ``bank.match.proposal``.
        rest: what the other rows leave of the bank line, in company currency.
    """
    discounts = proposal.line_ids.filtered(lambda row: row.role == "discount")
    rows: list[tuple] = []
    for counterpart in discounts:
        found = _prepare_discount(counterpart.settled_line_id, rest)
        names = ["term_lines", "base_lines", "tax_lines"]
        if counterpart == discounts[-1]:
            names.append("exchange_lines")
        items = [item for name in names for item in found[name]]
        rest -= sum(item["balance"] for item in items)
        for place, item in enumerate(items):
            owner = counterpart.browse() if place else counterpart
            rows.append((owner, {"partner_id": counterpart.partner_id.id} | item))
    return rows


def _prepare_discount(item, rest: float) -> dict:
    values = {
        "aml": item,
        "amount_currency": -item.amount_residual_currency,
        "balance": -item.amount_residual,
    }
    return item.env[
        "account.move"
    ]._get_invoice_counterpart_amls_for_early_payment_discount([values], rest)


# -- taxes -----------------------------------------------------------------------------


def _add_taxes(proposal, rows: list[tuple]) -> list[tuple]:
    """Split rows with taxes into base and tax items; a chosen amount includes them.

    Core makes tax items of its own only on draft entries; a bank entry is posted. The
    sum of the balances stays the same.
    """
    taxed = [row for row in rows if _get_tax_ids(row[1])]
    if not taxed:
        return rows
    taxes, company = proposal.env["account.tax"], proposal.company_id
    bases = [_prepare_tax_base(proposal.env, values) for _row, values in taxed]
    taxes._add_tax_details_in_base_lines(bases, company)
    taxes._round_base_lines_tax_details(bases, company)
    taxes._add_accounting_data_in_base_lines_tax_details(
        bases, company, include_caba_tags=True
    )
    result = taxes._prepare_tax_lines(bases, company)
    for (_counterpart, values), (_base, amounts) in zip(
        taxed, result["base_lines_to_update"], strict=True
    ):
        values.update(amounts)
    empty = proposal.line_ids.browse()
    return rows + [(empty, dict(values)) for values in result["tax_lines_to_add"]]


def _get_tax_ids(values: dict) -> list[int]:
    """Return the taxes of a journal item's values."""
    [(_command, _zero, ids)] = values.get("tax_ids") or [(6, 0, [])]
    return list(ids)


def _prepare_tax_base(env, values: dict) -> dict:
    """Return a row as a base line of core's tax computation."""
    balance, amount = values["balance"], values["amount_currency"]
    taxes = env["account.tax"].browse(_get_tax_ids(values))
    use = taxes[:1].type_tax_use
    return taxes._prepare_base_line_for_taxes_computation(
        None,
        tax_ids=taxes,
        price_unit=amount,
        quantity=1.0,
        currency_id=env["res.currency"].browse(values["currency_id"]),
        rate=abs(amount / balance) if balance else 1.0,
        special_mode="total_included",
        # a tax is taken back: a sale debited, a purchase credited
        is_refund=(use == "sale" and balance > 0)
        or (use == "purchase" and balance < 0),
        partner_id=env["res.partner"].browse(values["partner_id"]),
        account_id=env["account.account"].browse(values["account_id"]),
        analytic_distribution=values.get("analytic_distribution"),
        name=values["name"],
    )
