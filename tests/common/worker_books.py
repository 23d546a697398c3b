"""Books with four banks for test_workers.py; run by `odoo shell` in the test's process.

Payments name an invoice, or come from a known payer, or mean nothing; two of different
banks want the same invoice; the files of a bank overlap.
"""

from datetime import date

ACCOUNTS = (
    "DE89370400440532013000",
    "DE75512108001245126199",
    "DE02120300000000202051",
    "DE02500105170137075030",
)
INVOICES = 6  # per bank


def fill(env, folder):
    """Make company, banks, invoices, and a source for each bank's folder."""
    company = env["res.company"].create({"name": "Workers"})
    env["account.chart.template"].try_loading("generic_coa", company)
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    for bank, account in enumerate(ACCOUNTS):
        journal = env["account.journal"].create(
            {
                "name": f"Bank {bank}",
                "code": f"WRK{bank}",
                "type": "bank",
                "bank_acc_number": account,
                "match_automation": "post",
            }
        )
        source = {"name": f"Inbox {bank}", "url": f"{folder}/{bank}"}
        source |= {"company_id": company.id, "journal_ids": [(6, 0, journal.ids)]}
        env["bank.import.source"].create(source | {"settle_seconds": 0})
        for number in range(INVOICES):
            _invoice(env, bank, number)


def _invoice(env, bank, number):
    partner = env["res.partner"].create({"name": f"Payer {bank}-{number} Handel"})
    line = {"name": "Service", "price_unit": amount(bank, number), "tax_ids": []}
    values = {
        "move_type": "out_invoice",
        "name": invoice_name(bank, number),
        "partner_id": partner.id,
        "invoice_date": date(2026, 2, 20),
        "invoice_line_ids": [(0, 0, line)],
    }
    env["account.move"].create(values).action_post()


def amount(bank, number):
    """Return the amount of an invoice."""
    return 100 + 40 * bank + 7 * number


def invoice_name(bank, number):
    """Return the number of an invoice."""
    return f"INV/2026/{bank + 1}{number:04}"
