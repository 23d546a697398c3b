"""``make bench``: import + match + post of a file against open items, in lines/s.

Beside it, in the same run, plain ORM ``create()`` of the same lines. Everything is
rolled back; the books stay for the next run.

    .venv/bin/python benchmarks/run.py [--lines 1000] [--items 20000] [--profile FILE]
"""

import argparse
import base64
import cProfile
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "benchmarks")]

import books  # noqa: E402
import camt  # noqa: E402
import env as tools_env  # noqa: E402

DAY = date(2026, 3, 31)


def main():
    """Measure and print."""
    options = parse_arguments()
    database = prepare(options.items)
    with tools_env.odoo_env(database, commit=False) as env:
        env = env(user=env.ref("base.user_admin"))
        entries, invoices = choose_entries(env, options.lines)
        plain = measure(env, lambda: create_lines(env, entries))
        profile = cProfile.Profile() if options.profile else None
        ours = measure(env, lambda: import_file(env, entries, invoices), profile)
        if profile:
            profile.dump_stats(options.profile)
    report("plain ORM create()", options.lines, plain)
    report("import + match + post", options.lines, ours)
    print(f"ratio: {ours / plain:.2f} times plain create()")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1000)
    parser.add_argument("--items", type=int, default=20000)
    parser.add_argument("--profile", help="write cProfile data of our run")
    return parser.parse_args()


def prepare(items):
    """Return a database with that many open invoices; make it if need be."""
    name = f"bsi_bench_{items}"
    if not tools_env.database_exists(name):
        tools_env.ensure_database(f"{name}_new", fresh=True)
        with tools_env.odoo_env(f"{name}_new") as env:
            env = env(user=env.ref("base.user_admin"))
            books.build(env, items)
        tools_env.rename_database(f"{name}_new", name)
    return name


def choose_entries(env, count):
    """Pay every n-th invoice: reference in the text, payer's account known."""
    everything = env["account.move"].search(
        [("move_type", "=", "out_invoice"), ("payment_state", "=", "not_paid")],
        order="id",
    )
    step = max(1, len(everything) // count)
    invoices = everything[::step][:count]
    texts = ("{}", "Betaling {} takk", "Faktura: {}/2026-03, ordre 7")
    entries = []
    for number, invoice in enumerate(invoices):
        bank = invoice.partner_id.bank_ids[:1]
        entries.append(
            (
                Decimal(str(invoice.amount_total)).quantize(Decimal("0.01")),
                texts[number % 3].format(invoice.name),
                invoice.partner_id.name,
                bank.acc_number,
            )
        )
    return entries, invoices


def create_lines(env, entries):
    """Create the same bank lines by the ORM, as a plain import does."""
    journal = bank_journal(env)
    env["account.bank.statement.line"].create(
        [
            {
                "journal_id": journal.id,
                "date": DAY,
                "amount": float(amount),
                "payment_ref": text,
                "partner_name": name,
                "account_number": account,
            }
            for amount, text, name, account in entries
        ]
    )


def import_file(env, entries, invoices):
    """Import, match and post through the façade; check that every line is right."""
    currency = bank_journal(env).company_id.currency_id.name
    data = camt.statement(entries, books.ACCOUNT, currency, DAY)
    answer = env["bank.statement.api"].import_file(
        "bench.xml", base64.b64encode(data).decode()
    )
    env.flush_all()
    if answer["new"] != len(entries):
        raise SystemExit(f"not imported: {answer['state']} {answer['errors']}")
    paid = sum(invoice.payment_state == "paid" for invoice in invoices)
    run = env["bank.match.run"].browse(answer["run_id"])
    for row in run.pass_ids:
        print(f"  {row.pass_id.name}: {row.posted} posted, {row.seconds:.2f} s")
    print(f"  run: {run.seconds:.2f} s; paid invoices: {paid} of {len(invoices)}")


def bank_journal(env):
    return env["account.journal"].search([("type", "=", "bank")], limit=1)


def measure(env, action, profile=None):
    """Return the seconds of an action with its flush; its effects are undone."""
    env.invalidate_all()
    with env.cr.savepoint(flush=False) as savepoint:
        started = time.perf_counter()
        if profile:
            profile.runcall(action)
        else:
            action()
        env.flush_all()
        seconds = time.perf_counter() - started
        savepoint.rollback()
    env.invalidate_all(flush=False)
    return seconds


def report(label, lines, seconds):
    print(f"{label}: {lines} lines in {seconds:.1f} s = {lines / seconds:.0f} lines/s")


if __name__ == "__main__":
    main()
