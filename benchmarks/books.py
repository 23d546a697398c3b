"""Books for the benchmarks: partners with bank accounts and posted open invoices.

The first ones are made by the ORM, the others are copies of their rows (``copies``), so
that a million takes minutes. Each size is kept in a database of its own. Nothing here
is random: the same numbers give the same books.
"""

from datetime import date, timedelta

import copies

#: partners and invoices that the ORM makes
PARTNERS = 400
FIRST = 1000
BATCH = 500
#: open invoices per partner in large books
ITEMS_EACH = 10
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
    first = min(FIRST, count)
    for start in range(0, first, BATCH):
        numbers = range(start, min(start + BATCH, first))
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
    if count > first:
        copies.add_partners(env, PARTNERS, max(0, count // ITEMS_EACH - PARTNERS))
        invoice = env["account.move"].search([("name", "like", "INV/%/00001")])
        copies.add_invoices(env, invoice, first, count - first, say)
    journal.match_automation = "post"
    env.cr.commit()
    vacuum(env)


def vacuum(env):
    """Leave the books as a server at rest has them."""
    env.cr.commit()
    connection = env.cr._cnx
    connection.autocommit = True
    env.cr.execute("VACUUM ANALYZE")
    connection.autocommit = False


def amount(number):
    """Return the total of invoice ``number``: every third is from a price list, the
    others have øre and hardly repeat. ``copies.AMOUNT`` is the same in SQL."""
    if number % 3 == 0:
        return 99 + 10 * (number // 3 % 997)
    return round(100 + (number * 7919) % 3_000_000 / 100, 2)


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
