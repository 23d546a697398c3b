"""Books of a small company, made with the addon as it was before the rooms.

Run by `odoo shell` (test_upgrade.py) with the old code: names of this file are those of
the old version and never change.
"""

import base64
from datetime import date

from odoo.fields import Command

ACCOUNT = "DE89370400440532013000"


def mt940(number, day, opening, rows):
    """Return a statement of rows (amount, text) as bytes."""
    closing = opening + sum(amount for amount, _text in rows)
    lines = [":20:UPGRADE", f":25:{ACCOUNT}", f":28C:{number}/1"]
    lines.append(f":60F:C{day:%y%m%d}EUR{_money(opening)}")
    for row, (amount, text) in enumerate(rows):
        sign = "C" if amount > 0 else "D"
        lines.append(
            f":61:{day:%y%m%d}{day:%m%d}{sign}{_money(amount)}"
            f"NTRFNONREF//{number}-{row:03}"
        )
        lines.append(f":86:{text}")
    lines += [f":62F:C{day:%y%m%d}EUR{_money(closing)}", "-"]
    return "\r\n".join(lines).encode()


def _money(amount):
    return f"{abs(amount):.2f}".replace(".", ",")


def books(env):
    """Create the company; return its environment and journal."""
    euro = env.ref("base.EUR")
    euro.active = True
    company = env["res.company"].create({"name": "Upgrade", "currency_id": euro.id})
    env["account.chart.template"].try_loading("generic_coa", company)
    company.currency_id = euro
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    journal = env["account.journal"].create(
        {
            "name": "Bank",
            "code": "UPGR",
            "type": "bank",
            "bank_acc_number": ACCOUNT,
            "match_automation": "post",
        }
    )
    return env, journal


def invoice(env, name, amount, partner):
    """Post an invoice of this number."""
    line = {"name": "Service", "price_unit": amount, "tax_ids": []}
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "name": name,
            "partner_id": partner.id,
            "invoice_date": date(2026, 3, 1),
            "invoice_line_ids": [Command.create(line)],
        }
    )
    move.action_post()
    return move


def rules(env, expense, partner):
    """Create a live rule of each kind, and a tolerance."""

    def common(name, *words):
        conditions = [Command.create({"value": w, "operator": "word"}) for w in words]
        return {"name": name, "state": "live", "condition_ids": conditions}

    line = {"account_id": expense.id, "label": "Fee"}
    env["account.reconcile.model"].create(
        common("Fees", "BANKFEE") | {"mode": "auto", "line_ids": [Command.create(line)]}
    )
    env["bank.application.rule"].create(
        common("Shop", "WEBSHOP") | {"partner_id": partner.id}
    )
    env["bank.combine.rule"].create(common("Cards", "DKFLCS"))
    env["bank.match.tolerance"].create(
        {
            "name": "Small",
            "amount_max": 1,
            "loss_account_id": expense.id,
            "gain_account_id": expense.id,
        }
    )
    source = {"url": "sftp://bank.example.com/in", "password": "geheim-1"}
    source |= {"name": "Inbox", "options": '{"passphrase": "geheim-2"}'}
    env["bank.import.source"].create([source, {"name": "Old", "url": "/nowhere"}])


def fill(env):
    """Make books with a line in every state, and commit."""
    env, journal = books(env)
    api = env["bank.statement.api"]
    nordvik, fjord = env["res.partner"].create([{"name": "Nordvik"}, {"name": "Fjord"}])
    expense = env["account.account"].search([("account_type", "=", "expense")], limit=1)
    rules(env, expense, nordvik)
    for name, amount in (
        ("INV/2026/00401", 1250),
        ("INV/2026/00402", 310),
        ("INV/2026/00403", 200),
        ("INV/2026/00404", 500),
        ("INV/2026/00406", 90),
        ("INV/2026/00407", 640),
    ):
        invoice(env, name, amount, nordvik)
    invoice(env, "INV/2026/00405", 500, fjord)

    def send(number, day, opening, rows):
        content = base64.b64encode(mt940(number, day, opening, rows)).decode()
        return api.import_file(f"{number}.sta", content)

    first = send(
        1,
        date(2026, 3, 10),
        0,
        [(1250, "PAYS INV/2026/00401"), (-12.5, "BANKFEE MARCH")],
    )
    closed = env["account.bank.statement"].browse(first["statement_ids"])
    env["bank.closing.service"]._close(closed)
    second = send(
        2,
        date(2026, 3, 11),
        1237.5,
        [
            (300, "PAYS INV/2026/00402"),
            (200, "PAYS INV/2026/00403"),
            (500, "NO NAME GIVEN HERE"),
            (-77, "SOMETHING ODD"),
            (40, "DKFLCS 4015711 ONE"),
            (50, "DKFLCS 4015711 TWO"),
            (640, "PAYS INV/2026/00407"),
        ],
    )
    lines = env["account.bank.statement.line"].browse(second["line_ids"])
    by_text = {line.payment_ref: line for line in lines}
    api.undo(line_ids=by_text["PAYS INV/2026/00403"].ids)
    api.ignore_lines(line_ids=by_text["SOMETHING ODD"].ids, reason="not ours")
    env["bank.payment.reference"]._issue(nordvik)._portal_ensure_token()
    admin = env.ref("base.user_admin")
    admin.company_ids |= env.company
    admin.group_ids |= env.ref("bank_statement_intelligence.group_bank_manager")
    by_text["NO NAME GIVEN HERE"].with_user(admin).partner_id = fjord
    env.cr.commit()
    print({line.payment_ref: line.match_state for line in lines})


fill(env)  # noqa: F821
