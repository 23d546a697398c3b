"""The worksheet's calls with 10,000 bank lines: seconds and SQL statements of each.

    .venv/bin/python benchmarks/worksheet.py [--lines 10000] [--items 2000]

The books are made once and kept (database ``bsi_bench_worksheet_LINES``).
"""

import argparse
import sys
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "benchmarks")]

import books  # noqa: E402
import databases  # noqa: E402
import env as tools_env  # noqa: E402

#: bank lines that the ORM creates; the others are copies of their rows
BASE = 1000
#: between the ids of a row and of its copy
OFFSET = 1_000_000
DAYS = 200
VIEW = "bank_statement_intelligence.account_bank_statement_line_view_list"
ROWS = 80
REPEATS = 5


def main():
    """Measure and print."""
    options = parse_arguments()
    database = prepare(options.lines, options.items)
    with tools_env.odoo_env(database, commit=False) as env:
        env = env(user=env.ref("base.user_admin"))
        calls = worksheet_calls(env)
        print(f"{options.lines} bank lines, {options.items} open invoices")
        for name, call in calls.items():
            seconds, queries = measure(env, call)
            print(f"  {name:28} {seconds * 1000:7.0f} ms {queries:5} statements")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=10000)
    parser.add_argument("--items", type=int, default=2000)
    return parser.parse_args()


def prepare(lines, items):
    """Return a database with that many bank lines; see ``databases``."""

    def fill(env):
        books.build(env, items)
        add_lines(env, lines, items)

    return databases.ensure(f"bsi_bench_worksheet_{lines}", fill)


def add_lines(env, count, items):
    """Create bank lines, every fourth of which names an open invoice; propose.

    The first ones by the ORM; the others are copies of their rows, which is what makes
    10,000 of them in seconds.
    """
    journal = env["account.journal"].search([("type", "=", "bank")], limit=1)
    journal.match_automation = "propose"
    invoices = env["account.move"].search(
        [("move_type", "=", "out_invoice")], limit=items, order="id"
    )
    model = env["account.bank.statement.line"].with_context(tracking_disable=True)
    first = min(count, BASE)
    model.create([prepare_line(journal, number, invoices) for number in range(first)])
    env.flush_all()
    for number in range(1, count // first):
        copy_rows(env, number)
    env.cr.execute("ANALYZE")
    env.cr.commit()
    env.invalidate_all()
    print(f"{model.search_count([])} bank lines")
    env["bank.statement.api"].run_matching(journal_ids=journal.ids)
    env.cr.commit()


def copy_rows(env, number):
    """Copy the first bank lines with their entries: the same rows, other ids."""
    offset = number * OFFSET
    own = "SELECT move_id FROM account_bank_statement_line WHERE id < %(limit)s"
    tables = {
        "account_move": f"id IN ({own})",
        "account_bank_statement_line": "id < %(limit)s",
        "account_move_line": f"move_id IN ({own})",
    }
    moved = {"id", "move_id", "statement_line_id"}
    env.cr.execute("SET CONSTRAINTS ALL DEFERRED")
    env.cr.execute("SET session_replication_role = replica")
    for table, condition in tables.items():
        env.cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
        names = [name for (name,) in env.cr.fetchall()]
        values = [
            f'"{name}" + %(offset)s'
            if name in moved
            else f"""replace("{name}", '/', '/{number}-')"""
            if name == "name" and table == "account_move"
            else f'"{name}"'
            for name in names
        ]
        columns = ", ".join(f'"{name}"' for name in names)
        env.cr.execute(
            f"INSERT INTO {table} ({columns}) SELECT {', '.join(values)}"
            f" FROM {table} WHERE {condition}",
            {"offset": offset, "limit": OFFSET},
        )
    env.cr.execute("SET session_replication_role = DEFAULT")


def prepare_line(journal, number, invoices):
    invoice = invoices[number // 4 % len(invoices)]
    is_named = number % 4 == 0
    return {
        "journal_id": journal.id,
        "date": books.DAY + timedelta(days=number % DAYS),
        "amount": invoice.amount_total if is_named else 10 + number % 977,
        "payment_ref": f"Faktura {invoice.name}" if is_named else f"Text {number}",
        "partner_name": f"Counterparty {number % 300}",
    }


def worksheet_calls(env):
    """Return the calls of the first paint and of moving on, by name."""
    lines = env["account.bank.statement.line"]
    view = env.ref(VIEW)
    journal = env["account.journal"].search([("type", "=", "bank")], limit=1)
    to_do = [
        ("match_state", "not in", ("reconciled", "ignored")),
        ("journal_id", "=", journal.id),
        ("is_combined_tail", "=", False),
    ]
    names = [
        "date", "payment_ref", "partner_name", "partner_id", "amount", "match_state",
        "match_warning", "is_manual", "detail_count", "line_group_id",
        "group_line_count", "group_amount", "currency_id", "match_method",
    ]  # fmt: skip
    rows = {name: {} for name in names} | {
        name: {"fields": {"display_name": {}}}
        for name in ("partner_id", "line_group_id", "currency_id")
    }
    sheet = env["bank.worksheet"]
    shown = lines.search([*to_do, ("proposal_count", ">", 0)], limit=2)
    first, second = shown.ids
    proposal = shown[0].match_proposal_ids[0]
    return {
        "views": lambda: lines.get_views([(view.id, "list"), (False, "search")]),
        "list, 80 rows": lambda: lines.web_search_read(
            to_do, rows, limit=ROWS, count_limit=10001
        ),
        "header": lambda: sheet.header(journal.id),
        "panel": lambda: sheet.panel(first),
        "next line (panel)": lambda: sheet.panel(second),
        "customers' items": lambda: sheet.items(first, "customer"),
        "search “fakt 100”": lambda: (
            lines.search([*to_do, ("match_text", "ilike", "fakt 100")], limit=ROWS).ids
        ),
        "approve and next": lambda: sheet.approve(
            first, proposal.id, {"journal_id": journal.id, "next_line_id": second}
        ),
    }


def measure(env, call):
    """Return seconds and SQL statements of a call: the best of some, all undone."""
    best = (1e9, 0)
    for _repeat in range(REPEATS):
        env.flush_all()
        env.invalidate_all()
        with env.cr.savepoint(flush=False) as savepoint:
            before = env.cr.sql_log_count
            started = time.perf_counter()
            call()
            env.flush_all()
            seconds = time.perf_counter() - started
            best = min(best, (seconds, env.cr.sql_log_count - before))
            savepoint.rollback()
        env.invalidate_all(flush=False)
    return best


if __name__ == "__main__":
    main()
