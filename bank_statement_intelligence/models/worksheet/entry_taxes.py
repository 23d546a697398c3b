"""Net amount and taxes of an account's part of a bank line, before it is posted."""


def tell(line, account_id: int, amount: float, tax_ids: list | None) -> dict:
    """Return what an amount, taxes included, becomes on an account.

    Args:
        line: the ``account.bank.statement.line``.
        account_id: the account it goes to.
        amount: in the line's currency and sign.
        tax_ids: chosen taxes; None for those of the account that the company knows.
    Returns:
        ``{"tax_ids", "net", "taxes": [{"name", "amount"}]}``.
    """
    company, taxes = line.company_id, line.env["account.tax"]
    if tax_ids is None:
        account = line.env["account.account"].with_company(company).browse(account_id)
        taxes = account.tax_ids.filtered_domain(taxes._check_company_domain(company))
    else:
        taxes = taxes.browse(tax_ids).exists()
    base = taxes._prepare_base_line_for_taxes_computation(
        None,
        tax_ids=taxes,
        currency_id=line.currency_id,
        price_unit=amount,
        quantity=1.0,
        special_mode="total_included",
    )
    taxes._add_tax_details_in_base_line(base, company)
    taxes._round_base_lines_tax_details([base], company)
    details = base["tax_details"]
    return {
        "tax_ids": taxes.ids,
        "net": details["total_excluded_currency"],
        "taxes": [
            {"name": row["tax"].name, "amount": row["tax_amount_currency"]}
            for row in details["taxes_data"]
        ],
    }
