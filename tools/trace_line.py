#!/usr/bin/env python3
"""Print every function of ours that one bank line passes, from bytes to settled items.

Usage: .venv/bin/python tools/trace_line.py [FILE] [--tree]

FILE is a bank file whose first incoming transaction names an invoice by a number
(default: tools/demo/line.sta, MT940).  A company with that bank account, whose journal
posts by itself, and with that invoice is made in a copy of the template database; then
the file is imported, and what runs meanwhile is recorded.  Nothing is kept.

Prints one row per function in the order of the first call: depth (frames of ours),
calls, ``file:line`` and name; `--tree` indents by depth.  Then the totals: functions,
calls, files, depth.  Comprehensions and lambdas belong to the function they stand in,
and are told as the second number; a generator is called once, however often it goes on.
"""

import argparse
import base64
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import env
import pure

SAMPLE = env.ROOT / "tools" / "demo" / "line.sta"
NUMBER = re.compile(r"[A-Z0-9/-]*\d{4}[A-Z0-9/-]*")


@dataclass
class Trace:
    """What was called: counts and first depth by code object, in order.

    `parts` are the comprehensions and lambdas.
    """

    folder: str
    calls: Counter = field(default_factory=Counter)
    depths: dict = field(default_factory=dict)
    parts: set = field(default_factory=set)
    depth: int = 0
    deepest: int = 0

    def __enter__(self):
        sys.setprofile(self._watch)
        return self

    def __exit__(self, *_error):
        sys.setprofile(None)

    def _watch(self, frame, event, _argument):
        """Count a call of ours; called by the interpreter."""
        if event not in ("call", "return"):
            return
        code = frame.f_code
        if not code.co_filename.startswith(self.folder):
            return
        if code.co_name[0] == "<":
            self.parts.add(code)
            return
        self.depth += 1 if event == "call" else -1
        if event == "call" and not self._goes_on(frame):
            self.calls[code] += 1
            self.depths.setdefault(code, self.depth)
            self.deepest = max(self.deepest, self.depth)

    def _goes_on(self, frame):
        """Whether this is a generator that was called before."""
        is_generator = frame.f_code.co_flags & 0x20
        return is_generator and frame.f_code in self.calls and frame.f_lasti > 4

    def rows(self):
        """Return (depth, calls, path from the addon, line, name) of each function."""
        return [
            (
                depth,
                self.calls[code],
                code.co_filename[len(self.folder) + 1 :],
                code.co_firstlineno,
                getattr(code, "co_qualname", code.co_name),
            )
            for code, depth in self.depths.items()
        ]

    def totals(self):
        """Return the totals as a line of text."""
        files = {code.co_filename for code in self.calls}
        return (
            f"{len(self.calls)} functions (with comprehensions and lambdas "
            f"{len(self.calls) + len(self.parts)}), {sum(self.calls.values())} calls, "
            f"{len(files)} files, depth {self.deepest}"
        )


def first_transaction(path):
    """Return (account, transaction) of the first money in that a file tells."""
    from bsi.parsers import parse_file

    for statement in parse_file(path.name, path.read_bytes()).statements:
        for transaction in statement.transactions:
            if transaction.amount > 0:
                return statement, transaction
    raise SystemExit(f"{path}: no incoming transaction")


def make_books(odoo, statement, transaction):
    """Create a company with the bank account and the invoice that is paid.

    Returns the environment of that company.
    """
    currency = odoo["res.currency"].with_context(active_test=False)
    currency = currency.search([("name", "=", statement.currency)])
    currency.active = True
    company = odoo["res.company"].create(
        {"name": "Trace", "currency_id": currency.id, "country_id": False}
    )
    odoo["account.chart.template"].try_loading("generic_coa", company)
    company.currency_id = currency
    odoo = odoo(context={**odoo.context, "allowed_company_ids": company.ids})
    odoo["account.journal"].create(
        {
            "name": "Bank",
            "code": "TRACE",
            "type": "bank",
            "bank_acc_number": statement.account,
            "match_automation": "post",
        }
    )
    references = [reference.value for reference in transaction.references]
    text = " ".join([*references, transaction.text])
    numbers = NUMBER.findall(text)
    if not numbers:
        raise SystemExit(f"no document number in {text!r}")
    invoice = odoo["account.move"].create(
        {
            "move_type": "out_invoice",
            "name": max(numbers, key=len),
            "partner_id": odoo["res.partner"].create({"name": "Nordvik"}).id,
            "invoice_date": transaction.booking_date,
            "invoice_line_ids": [
                (
                    0,
                    0,
                    {
                        "name": "Service",
                        "price_unit": float(transaction.amount),
                        "tax_ids": [],
                    },
                )
            ],
        }
    )
    invoice.action_post()
    return odoo, invoice


def measure(path=SAMPLE, addon=pure.ADDON):
    """Import a file and return the trace of what ran.

    Raises:
        SystemExit: the line was not reconciled with its invoice.
    """
    path = Path(path)
    name = f"bsi_trace_{env.os.getpid()}"
    env.ensure_database(name)
    try:
        with env.odoo_env(name, commit=False) as odoo:
            odoo, invoice = make_books(odoo, *first_transaction(path))
            content = base64.b64encode(path.read_bytes()).decode()
            odoo.flush_all()
            odoo.invalidate_all()
            with Trace(str(addon)) as trace:
                odoo["bank.statement.api"].import_file(path.name, content)
            if invoice.amount_residual:
                raise SystemExit(f"{path}: the line did not settle {invoice.name}")
            return trace
    finally:
        env.drop_database(name)


def main():
    """Print the trace and its totals."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", nargs="?", default=SAMPLE, type=Path)
    parser.add_argument("--tree", action="store_true", help="indent by depth")
    options = parser.parse_args()
    trace = measure(options.file)
    for depth, calls, place, line, name in trace.rows():
        indent = "  " * depth if options.tree else ""
        print(f"{depth:>3} {calls:>5}  {indent}{place}:{line} {name}")
    print(trace.totals())


if __name__ == "__main__":
    main()
