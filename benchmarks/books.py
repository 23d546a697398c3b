"""Books for the benchmarks: partners with bank accounts and posted open invoices.

Made by the ORM once and kept in a database of its own, because 20,000 invoices take
minutes. Nothing here is random: the same numbers give the same books.
"""

from datetime import date, timedelta

PARTNERS = 400
BATCH = 500
DAY = date(2026, 1, 15)
ACCOUNT = "NO9386011117947"


def build(env, count, say=print):
    """Create ``count`` open invoices in the main company; return nothing.

    Args:
        env: Odoo environment of a database with the addon and no chart.
        count (int): how many.
        say: called with progress.
    """
    company = env.company
    env["account.chart.template"].try_loading(
        "generic_coa", company, install_demo=False
    )
    journal = _bank_journal(env, company)
    partners = _partners(env)
    account = env["account.account"].search(
        [("account_type", "=", "income"), ("company_ids", "=", company.id)], limit=1
    )
    silent = env["account.move"].with_context(tracking_disable=True)
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        moves = silent.create(
            [
                _invoice(number, partners[number % PARTNERS], account)
                for number in numbers
            ]
        )
        moves.action_post()
        env.cr.commit()
        env.invalidate_all()
        say(f"{start + len(moves)} of {count} invoices")
    journal.match_automation = "post"
    env.cr.commit()


def amount(number):
    """Return the total of invoice ``number``; amounts repeat, as in life."""
    return 100 + (number * 37) % 4900 + (number % 4) * 0.25


def _bank_journal(env, company):
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    journal.bank_acc_number = ACCOUNT
    return journal


def _partners(env):
    partners = env["res.partner"].create(
        [
            {"name": f"Kunde {number:04} Handel AS", "is_company": True}
            for number in range(PARTNERS)
        ]
    )
    env["res.partner.bank"].create(
        [
            {"acc_number": f"DE{number:020}", "partner_id": partner.id}
            for number, partner in enumerate(partners)
        ]
    )
    return partners


def _invoice(number, partner, account):
    day = DAY + timedelta(days=number % 50)
    return {
        "move_type": "out_invoice",
        "partner_id": partner.id,
        "invoice_date": day,
        "invoice_line_ids": [
            (
                0,
                0,
                {
                    "name": "Service",
                    "price_unit": amount(number),
                    "account_id": account.id,
                    "tax_ids": [],
                },
            )
        ],
    }
