"""All passes on many lines: processor time, SQL statements, memory.

    .venv/bin/python benchmarks/matching.py [--items 21000,1000000]
        [--lines 1,1000,100000] [--passes]

The lines are copies by SQL of one line: a quarter names an invoice, a quarter is told
by its payer's account, a quarter by name and amount, a quarter by nothing. Nothing is
proposed or posted; everything is rolled back. ``--passes`` prints what each took.
"""

import argparse
import logging
import resource
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "benchmarks")]

import books  # noqa: E402
import copies  # noqa: E402
import env as tools_env  # noqa: E402
import run  # noqa: E402

_LINES = """
CREATE TEMP TABLE paid AS
SELECT row_number() OVER (ORDER BY move.id) - 1 AS n, move.name AS document,
       move.amount_total AS amount, partner.name AS payer, bank.acc_number AS account
  FROM account_move move JOIN res_partner partner ON partner.id = move.partner_id
  JOIN res_partner_bank bank ON bank.partner_id = partner.id
 WHERE move.move_type = 'out_invoice' AND move.payment_state = 'not_paid'
   AND move.id %% greatest(1, %(items)s / %(count)s) = 0
 ORDER BY move.id LIMIT %(count)s
"""


def main():
    """Measure each size of books in a process of its own, and print."""
    options = parse_arguments()
    if len(options.items) > 1:
        import subprocess

        for items in options.items:
            words = [a for a in sys.argv[1:] if a == "--passes"]
            lines = ",".join(map(str, options.lines))
            command = [sys.executable, __file__, f"--items={items}", f"--lines={lines}"]
            subprocess.run([*command, *words], check=True)
        return
    (items,) = options.items
    with tools_env.odoo_env(run.prepare(items), commit=False) as env:
        level = logging.INFO if options.passes else logging.WARNING
        logging.getLogger("odoo").setLevel(logging.WARNING)
        logging.getLogger(f"odoo.addons.{tools_env.ADDON_NAME}").setLevel(level)
        env = env(user=env.ref("base.user_admin"))
        for count in options.lines:
            print(f"{count:7} lines x {items:8} items: {measure(env, items, count)}")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    numbers = lambda text: [int(part) for part in text.split(",")]  # noqa: E731
    parser.add_argument("--items", type=numbers, default=[21000, 1000000])
    parser.add_argument("--lines", type=numbers, default=[1, 1000])
    parser.add_argument("--passes", action="store_true")
    return parser.parse_args()


def measure(env, items, count):
    """Return what matching so many lines takes: the better of two rounds of few."""
    figures = []
    for _round in range(3 if count <= 1000 else 1):
        lines = add_lines(env, items, count)
        env.invalidate_all()
        figures.append(_measure(env, lines))
        env.cr.rollback()
        env.invalidate_all(flush=False)
    return min(figures)[1]


def _measure(env, lines):
    engine, before = env["bank.match.engine"], env.cr.sql_log_count
    env.cr.execute("SELECT pg_backend_pid()")
    (backend,) = env.cr.fetchone()
    idle, began = get_memory(), (time.process_time(), run.database_seconds(backend))
    wall = time.perf_counter()
    result = engine._match(lines)
    wall = time.perf_counter() - wall
    python = time.process_time() - began[0]
    database = run.database_seconds(backend) - began[1]
    return python + database, (
        f"{python + database:.3f} s (Python {python:.3f}, PostgreSQL {database:.3f}), "
        f"wall {wall:.2f} s, {env.cr.sql_log_count - before} statements, "
        f"+{get_memory() - idle} MB, {len(result.proposals)} proposals"
    )


def get_memory():
    """Return the most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def add_lines(env, items, count):
    """Return new bank lines that pay every so many-th invoice."""
    journal = env["account.journal"].search([("type", "=", "bank")], limit=1)
    lines = env["account.bank.statement.line"].with_context(tracking_disable=True)
    model = lines.create(
        {"journal_id": journal.id, "date": books.DAY, "amount": 1, "payment_ref": "-"}
    )
    env.flush_all()
    env.cr.execute("DROP TABLE IF EXISTS paid")
    env.cr.execute(_LINES, {"items": items, "count": count})
    env.cr.execute("CREATE INDEX ON paid (n); ANALYZE paid")
    names = {"account_move": model.move_id, "account_bank_statement_line": model}
    first = {name: copies._reserve(env, name, count) for name in names}
    values = {
        "count": count,
        "move": first["account_move"],
        "line": first["account_bank_statement_line"],
    }
    env.cr.execute("SET session_replication_role = replica")
    move = {
        "id": "%(move)s + n",
        "name": "'BNK/X/' || n",
        "sequence_number": "100000 + n",
        "statement_line_id": "%(line)s + n",
    }
    copies._copy(env, "account_move", move, model.move_id.id, values)
    for item in model.move_id.line_ids:
        sign = "" if item.balance > 0 else "-"
        start = copies._reserve(env, "account_move_line", count)
        amounts = dict.fromkeys(("balance", "amount_currency"), f"{sign}{_paid()}")
        is_open = item.account_id.reconcile
        residuals = ("amount_residual", "amount_residual_currency")
        changed = amounts | {
            "id": "%(item)s + n",
            "move_id": "%(move)s + n",
            "debit": _paid() if item.balance > 0 else "0",
            "credit": _paid() if item.balance < 0 else "0",
            "statement_line_id": "%(line)s + n",
            **(dict.fromkeys(residuals, f"{sign}{_paid()}") if is_open else {}),
        }
        values["item"] = start
        copies._copy(env, "account_move_line", changed, item.id, values)
    copies._copy(env, "account_bank_statement_line", _told(), model.id, values)
    env.cr.execute("SET session_replication_role = DEFAULT")
    for table in (*names, "account_move_line"):
        env.cr.execute(f"ANALYZE {table}")
    env.invalidate_all()
    return lines.browse(range(values["line"], values["line"] + count))


def _paid(column="amount"):
    return f"(SELECT {column} FROM paid WHERE paid.n = n.n)"


def _told():
    """Return what the bank tells of line ``n``, as SQL by column."""
    document, payer = _paid("document"), _paid("payer")
    return {
        "id": "%(line)s + n",
        "move_id": "%(move)s + n",
        "amount": _paid(),
        "amount_residual": f"-{_paid()}",
        "payment_ref": f"CASE WHEN n %% 4 = 0 THEN 'Faktura ' || {document}"
        " ELSE 'Overføring ' || n END",
        "partner_name": f"CASE n %% 4 WHEN 2 THEN {payer} ELSE '' END",
        "account_number": f"CASE n %% 4 WHEN 1 THEN {_paid('account')} ELSE '' END",
        "internal_index": "model.internal_index || n",
    }


if __name__ == "__main__":
    main()
