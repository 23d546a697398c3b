"""``make bench``: from file to posted, against plain ORM calls, in one warm process.

Each measurement is run in turns (A B A B) after one round that nobody counts; the
processor time of Python and of PostgreSQL is taken, and the median of the ratios.
Everything is rolled back; the books stay for the next run.

    .venv/bin/python benchmarks/run.py [--lines 200,1000] [--items 21000] [--rounds 3]
        [--write] [--profile FILE]

``--write`` keeps the figures in ``benchmarks/results.json``; without it, a ratio 20 %
worse than those kept is an error.
"""

import argparse
import base64
import contextlib
import cProfile
import gc
import json
import logging
import os
import statistics
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "benchmarks")]

import books  # noqa: E402
import camt  # noqa: E402
import databases  # noqa: E402
import env as tools_env  # noqa: E402

DAY = date(2026, 3, 31)
RESULTS = ROOT / "benchmarks" / "results.json"
#: how much worse than kept a ratio may be
TOLERANCE = 1.2
TICKS = os.sysconf("SC_CLK_TCK")


def main():
    """Measure, print, compare with what is kept."""
    options = parse_arguments()
    database = prepare(options.items)
    figures = {}
    with tools_env.odoo_env(database, commit=False) as env:
        logging.getLogger("odoo").setLevel(logging.WARNING)
        env = env(user=env.ref("base.user_admin"))
        for count in options.lines:
            bench = Bench(env, count, options.rounds, options.profile)
            figures[f"{count} lines, {options.items} open items"] = bench.run()
    print(as_table(figures))
    if options.write:
        RESULTS.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n")
    elif RESULTS.exists():
        compare(figures, json.loads(RESULTS.read_text()))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    numbers = lambda text: [int(part) for part in text.split(",")]  # noqa: E731
    parser.add_argument("--lines", type=numbers, default=[200, 1000])
    parser.add_argument("--items", type=int, default=21000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--profile", help="write cProfile data of our way")
    return parser.parse_args()


def prepare(items):
    """Return a database with that many open invoices; see ``databases``."""
    return databases.ensure(f"bsi_bench_{items}", lambda env: books.build(env, items))


def database_seconds(backend):
    """Return the processor seconds that a PostgreSQL process has used so far."""
    fields = Path(f"/proc/{backend}/stat").read_text().rsplit(")", 1)[1]
    user, system = fields.split()[11:13]
    return (int(user) + int(system)) / TICKS


class Bench:
    """A file of so many lines that pay invoices, and ways to get them posted."""

    def __init__(self, env, count, rounds, profile=None):
        self.env, self.count, self.rounds = env, count, rounds
        self.profile = cProfile.Profile() if profile else None
        self.profile_path = profile
        self.journal = env["account.journal"].search([("type", "=", "bank")], limit=1)
        self.entries, self.invoices = self._choose_entries()
        env.cr.execute("SELECT pg_backend_pid()")
        (self.backend,) = env.cr.fetchone()

    def run(self):
        """Return milliseconds of processor per line by way, and ratios."""
        ways = {
            "plain create": self._create,
            "create + one plan": self._create_and_reconcile,
            "ours, line by line": lambda: self._import(one_by_one=True),
            "ours": self._import,
        }
        seconds = {name: [] for name in ways}
        for turn in range(self.rounds + 1):
            for name, way in ways.items():
                used = self._measure(way, self.profile if name == "ours" else None)
                if turn:  # the first one warms up
                    seconds[name].append(used)
        if self.profile:
            self.profile.dump_stats(self.profile_path)
        return self._summarise(seconds)

    def _summarise(self, seconds):
        figures = {
            name: {
                "ms per line": round(
                    statistics.median(map(sum, used)) * 1000 / self.count, 2
                ),
                "of it PostgreSQL": round(
                    statistics.median(one[1] for one in used) * 1000 / self.count, 2
                ),
            }
            for name, used in seconds.items()
        }
        plan = map(sum, seconds["create + one plan"])
        ratios = zip(
            plan,
            map(sum, seconds["ours, line by line"]),
            map(sum, seconds["ours"]),
            strict=True,
        )
        one_by_one, ours = zip(*((a / b, a / c) for a, b, c in ratios), strict=True)
        figures["times as fast as create + one plan"] = {
            "ours, line by line": round(statistics.median(one_by_one), 2),
            "ours": round(statistics.median(ours), 2),
        }
        return figures

    def _measure(self, way, profile):
        """Return the processor seconds of Python and PostgreSQL; its effects are
        undone."""
        self.env.invalidate_all()
        gc.collect()
        with self.env.cr.savepoint(flush=False) as savepoint:
            database, python = database_seconds(self.backend), time.process_time()
            with profile or contextlib.nullcontext():
                way()
                self.env.flush_all()
            python = time.process_time() - python
            database = database_seconds(self.backend) - database
            savepoint.rollback()
        self.env.invalidate_all(flush=False)
        self.env["account.move"]._get_sequence_cache().clear()
        self.env.cr.rollback()
        return python, database

    # -- ways -------------------------------------------------------------------------

    def _choose_entries(self):
        """Pay every n-th invoice: reference in the text, payer's account known."""
        everything = self.env["account.move"].search(
            [("move_type", "=", "out_invoice"), ("payment_state", "=", "not_paid")],
            order="id",
        )
        step = max(1, len(everything) // self.count)
        invoices = everything[::step][: self.count]
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

    def _create(self):
        """Create the same bank lines by the ORM, as a plain import does."""
        return self.env["account.bank.statement.line"].create(
            [
                {
                    "journal_id": self.journal.id,
                    "date": DAY,
                    "amount": float(amount),
                    "payment_ref": text,
                    "partner_name": name,
                    "account_number": account,
                }
                for amount, text, name, account in self.entries
            ]
        )

    def _create_and_reconcile(self):
        """The best that is known without SQL: all lines at once, one plan."""
        lines = self._create()
        terms = self.invoices.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
        by_invoice = {item.move_id: item for item in terms}
        suspense = self.env["account.move.line"]
        plan = []
        for line, invoice in zip(lines, self.invoices, strict=True):
            _liquidity, own, _others = line._seek_for_lines()
            suspense |= own
            plan.append(own | by_invoice[invoice])
        suspense.write({"account_id": terms.account_id.id})
        suspense._reconcile_plan(plan)
        self._check_paid()

    def _import(self, one_by_one=False):
        """Import, match and post through the façade; every line is right."""
        currency = self.journal.company_id.currency_id.name
        data = camt.statement(self.entries, books.ACCOUNT, currency, DAY)
        sets = type(self.env["bank.line.set"])
        refuse = patch.object(sets, "_find_obstacle", lambda *_arguments: "benchmark")
        with refuse if one_by_one else contextlib.nullcontext():
            answer = self.env["bank.statement.api"].import_file(
                "bench.xml", base64.b64encode(data).decode()
            )
        if answer["new"] != self.count:
            raise SystemExit(f"not imported: {answer['state']} {answer['errors']}")
        self._check_paid()

    def _check_paid(self):
        self.env.flush_all()
        paid = sum(invoice.payment_state == "paid" for invoice in self.invoices)
        if paid != self.count:
            raise SystemExit(f"only {paid} of {self.count} invoices are paid")


# -- figures --------------------------------------------------------------------------


def as_table(figures):
    """Return the figures as a Markdown table."""
    rows = ["| lines × open items | way | ms per line | of it PostgreSQL | ratio |"]
    rows.append("|---|---|---|---|---|")
    for size, found in figures.items():
        ratios = found["times as fast as create + one plan"]
        for way, used in found.items():
            if "ms per line" in used:
                rows.append(
                    f"| {size} | {way} | {used['ms per line']} | "
                    f"{used['of it PostgreSQL']} | {ratios.get(way, '')} |"
                )
    return "\n".join(rows)


def compare(figures, kept):
    """Fail where a ratio is worse than the kept one."""
    worse = []
    for size in figures.keys() & kept.keys():
        name = "times as fast as create + one plan"
        for way, ratio in kept[size][name].items():
            now = figures[size][name][way]
            if now * TOLERANCE < ratio:
                worse.append(f"{size}, {way}: {now} times, kept {ratio}")
    if worse:
        raise SystemExit("slower than before:\n" + "\n".join(worse))


if __name__ == "__main__":
    main()
